"""The blocks of a posting are in the part that its headings, labels and tables say."""

import pytest

from agents.postings.phrases import spoken
from agents.postings.sections import blocks


def told(text: str) -> list[tuple[str, str]]:
    return [(one.part, one.said.text) for one in blocks(text)]


def test_unknown_heading_ends_a_list():
    text = "Requirements\n- Patience\n\n## Fridays\nCake.\n"
    assert told(text) == [("must", "Patience"), ("other", "Cake.")]


def test_text_behind_a_list_is_no_part_of_it():
    text = "Requirements\n- Patience\n\nWe have been here since 1920 and stay here.\n"
    assert told(text)[-1][0] == "other"


def test_group_goes_on_with_what_is_asked():
    text = "Nice to have\n\nEducation\n- A degree\n\nDuties\n- Bake\n\nSkills\n- Patience\n"
    assert told(text) == [("nice", "A degree"), ("duties", "Bake"), ("must", "Patience")]


@pytest.mark.parametrize(
    ("row", "part"),
    [
        ("A degree\t E", "must"),
        ("A degree      D", "nice"),
        ("Essential\tA degree", "must"),
        ("A degree | Desirable", "nice"),
        ("A degree\tA/I\tE", "must"),
        ("학위   우대", "nice"),
    ],
)
def test_row_is_of_the_part_that_its_column_says(row: str, part: str):
    text = f"Person specification\n\n{row}\nPatience\tE\n"
    degree = next(
        one for one in blocks(text) if "degree" in one.said.text or "학위" in one.said.text
    )
    assert degree.part == part


def test_cell_is_of_the_part_that_its_column_is_headed():
    text = "Area\tEssential\tDesirable\nSkills\tBaking\tCakes\nOther\t\tA car\n\nPay: 12\n"
    assert told(text)[:3] == [("must", "Baking"), ("nice", "Cakes"), ("nice", "A car")]


@pytest.mark.parametrize(
    ("line", "part", "said"),
    [
        ("Required: patience", "must", "patience"),
        ("Nice to have: cakes, bread", "nice", "cakes, bread"),
        ("우대사항\t제빵 자격", "nice", "제빵 자격"),
        ("- (필수) 제빵 경력", "must", "제빵 경력"),
        ("[우대] 케이크", "nice", "케이크"),
        ("What do you get? Bread.", "benefits", "Bread."),
        ("Town: Bath", "head", "Town: Bath"),
    ],
)
def test_label_says_what_its_line_is_of(line: str, part: str, said: str):
    assert told(f"Baker\n{line}\n")[-1] == (part, said)


def test_line_that_was_full_goes_on_in_the_next():
    first = "Patience with dough that does not want to rise in a cold kitchen and\n  with people"
    assert [said for _, said in told(f"Requirements\n- {first}\n- Care\n")] == [first, "Care"]


def test_marks_that_only_postings_have_are_no_part_of_an_item():
    text = "지원자격\n가. 제빵 경력\n① 운전면허\nㅇ 주말 근무\n👉 성실\n"
    assert [said for _, said in told(text)] == ["제빵 경력", "운전면허", "주말 근무", "성실"]


@pytest.mark.parametrize(
    ("items", "part"),
    [
        (["Experience of ovens", "Able to lift 25 kg", "Knowledge of rye"], "mixed"),
        (["Bake the bread", "Sell the bread", "Experience the dawn"], "other"),
        (["Experience of ovens"], "other"),
    ],
)
def test_list_below_an_unknown_heading_is_told_by_its_items(items: list[str], part: str):
    text = "Baker\n\n## Wonderwall\n" + "".join(f"- {item}\n" for item in items)
    assert [one for one, _ in told(text)[1:]] == [part] * len(items)


def test_mark_in_a_column_says_what_its_row_is_of():
    text = "Criteria\tEssential\tDesirable\nBaking\t✓\t\nCakes and tarts\t\tx\nRye\tnone\t\n"
    assert told(text) == [("must", "Baking"), ("nice", "Cakes and tarts")]


def test_columns_may_have_any_names_of_what_is_asked():
    text = "구분\t자격요건\t우대사항\n경력\t제빵 3년 이상\t케이크\n"
    assert told(text) == [("must", "제빵 3년 이상"), ("nice", "케이크")]


@pytest.mark.parametrize(
    ("lead", "part"),
    [
        ("Applicants must be able to show:", "must"),
        (
            "It'd be lovely if you had some of these, or wanted to have them one day:",
            "nice",
        ),
    ],
)
def test_line_that_leads_to_a_list_is_no_item_of_it(lead: str, part: str):
    assert told(f"Baker\n\n{lead}\n- Patience\n- Care\n")[1:] == [
        (part, "Patience"),
        (part, "Care"),
    ]


def test_line_with_the_next_number_and_a_label_is_a_part_of_its_own():
    text = "공고\n\n1. 우대사항\n - 제빵 경력\n2. 근무조건: 주말 근무\n3. 제출서류: 사본\n"
    assert [part for part, _ in told(text)[1:]] == ["nice", "benefits", "apply"]


@pytest.mark.parametrize(
    ("line", "part"),
    [
        ("【必須】普通自動車免許", "must"),
        ("【歓迎】ピアノを弾ける方", "nice"),
        ("[우대] 영어 회화 가능자", "nice"),
        ("- Führerschein Klasse B (Muss)", "must"),
        ("- Praxisanleitung (Kann)", "nice"),
    ],
)
def test_line_says_itself_how_much_it_counts(line: str, part: str):
    is_japanese = line[0] == "【"
    with spoken("ja" if is_japanese else "en"):
        found = blocks(f"Title\n\n{'応募条件' if is_japanese else 'Requirements'}\n{line}\n")
    assert [one.part for one in found][-1] == part
