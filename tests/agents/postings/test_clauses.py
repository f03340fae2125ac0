"""Musts are what the posting's own words call so; what is in doubt is only welcome."""

import pytest

from agents.postings.clauses import clauses
from agents.postings.sections import blocks


def told(text: str) -> list[tuple[str, str]]:
    return [(one.kind, one.said.text) for one in clauses(blocks(text))]


def in_list(line: str, heading: str = "Requirements") -> list[tuple[str, str]]:
    return told(f"{heading}\n- {line}\n- Care\n")[:-1]


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("Patience", "must"),
        ("Patience is a plus", "nice"),
        ("Patience (preferred)", "nice"),
        ("Patience (ideally with people as well as dough)", "must"),
        ("인내심 우대", "nice"),
        ("Not a must, but patience helps", "nice"),
    ],
)
def test_item_of_what_is_asked_is_a_must_unless_it_says_otherwise(line: str, kind: str):
    assert [one for one, _ in in_list(line)] == [kind]


@pytest.mark.parametrize(
    "line",
    ["No degree required", "A degree is not necessary", "학력 무관", "Don't worry about a CV"],
)
def test_what_is_not_asked_is_no_condition(line: str):
    assert in_list(line) == []


def test_must_among_what_is_welcome_is_welcome():
    assert in_list("You must love dough", "Nice to have") == [("nice", "You must love dough")]


def test_without_a_word_of_its_own_below_a_heading_of_both_it_is_welcome():
    found = in_list("Patience", "Required and preferred skills")
    assert found == [("nice", "Patience")]
    assert in_list("Patience is a must", "Required and preferred skills")[0][0] == "must"


@pytest.mark.parametrize(
    ("sentence", "found"),
    [
        ("You must have a licence.", [("must", "You must have a licence.")]),
        ("You will bake bread.", []),
        ("We must grow.", []),
        ("We require two years of baking.", [("must", "We require two years of baking.")]),
        ("Ideally you bake.", [("nice", "Ideally you bake.")]),
        (
            "A licence is essential, and so is patience.",
            [("must", "A licence is essential"), ("must", "patience.")],
        ),
        (
            "Baking would be useful, as would a licence.",
            [("nice", "Baking would be useful"), ("nice", "a licence.")],
        ),
        (
            "You must have at least two years of baking, a clean licence and a DBS check.",
            [
                ("must", "You must have at least two years of baking"),
                ("must", "a clean licence"),
                ("must", "a DBS check."),
            ],
        ),
        (
            "You will be a qualified solicitor with at least 3 years PQE, which is essential.",
            [
                ("must", "You will be a qualified solicitor"),
                ("must", "at least 3 years PQE, which is essential."),
            ],
        ),
        (
            "제빵 자격이 반드시 있어야 하고, 주말 근무도 필수입니다.",
            [("must", "제빵 자격이 반드시 있어야 하고"), ("must", "주말 근무도 필수입니다.")],
        ),
        ("케이크를 만들어 본 분, 빵을 좋아하는 분을 우대합니다.", [
            ("nice", "케이크를 만들어 본 분"),
            ("nice", "빵을 좋아하는 분을 우대합니다."),
        ]),
        ("Applicants must send a cover letter.", []),
        ("All qualified applicants will be considered regardless of race.", []),
    ],
)  # fmt: skip
def test_sentence_is_taken_by_its_own_words(sentence: str, found: list[tuple[str, str]]):
    assert told(f"Baker\n\n{sentence} The oven is old.\n") == found


@pytest.mark.parametrize(
    ("part", "sentence", "count"),
    [
        ("Duties", "You must open the oven slowly.", 0),
        ("What we offer", "You must take your holidays.", 0),
        ("About us", "It is essential that bread is warm.", 0),
        ("Duties", "A driving licence is necessary as you'll visit mills.", 1),
        ("How to apply", "Your application must have a photo.", 0),
    ],
)
def test_elsewhere_only_conditions_count_that_are_no_part_of_the_work(
    part: str, sentence: str, count: int
):
    assert len(told(f"Baker\n\n{part}\n\n{sentence}\n")) == count


def test_list_in_one_line_is_taken_apart():
    assert told("Baker\nNice to have: cakes, bread (rye, wheat), and patience.\n") == [
        ("nice", "cakes"),
        ("nice", "bread (rye, wheat)"),
        ("nice", "patience."),
    ]


def test_abbreviation_ends_no_sentence():
    assert in_list("Tools, e.g. Excel") == [("must", "Tools, e.g. Excel")]


@pytest.mark.parametrize(
    ("sentence", "found"),
    [
        ("If you can't do nights, this one isn't for you.", 1),
        ("If you can't do rye, this one isn't for you.", 0),
        ("Without a food safety certificate you can't start.", 1),
        ("Ohne Führerschein geht das nicht.", 1),
        ("Cats must stay at home.", 0),
        ("You must be 18 or over.", 1),
        ("Candidates must know rye.", 1),
        ("We can't sponsor visas, so you need to be allowed to work in Spain.", 1),
        ("We don't mind where you learned it, as long as your visa is sorted.", 1),
        ("You'll get all you need, if you need it.", 0),
        ("In return you'll need no car, we pay what is required.", 0),
        ("Once you have been appointed, you must read the rye book.", 0),
        ("제빵 자격이 없는 분은 지원하실 수 없습니다.", 1),
        ("제과점은 제빵사가 상주하여야 하는 곳입니다.", 0),
        ("이력서와 자격증 사본을 반드시 제출해야 합니다.", 0),
        ("Bei uns muss niemand nachts backen.", 0),
    ],
)
def test_sentence_is_asked_where_it_is_of_whom_is_to_be_hired(sentence: str, found: int):
    assert [kind for kind, _ in told(f"Baker\n\nThis is a bakery. {sentence}\n")] == [
        "must"
    ] * found


@pytest.mark.parametrize("heading", ["Not needed", "What you don't need", "없어도 괜찮아요"])
def test_nothing_is_asked_below_a_heading_that_says_so(heading: str):
    assert told(f"Baker\n\n{heading}\n- A degree\n- Experience of ovens\n") == []


@pytest.mark.parametrize(
    ("sentence", "kind"),
    [
        ("Rye would be great but isn't essential.", ["nice"]),
        ("Experience of rye isn't essential.", []),
        ("Experience of rye is not required.", []),
    ],
)
def test_what_is_not_essential_is_welcome_only_where_it_says_so(sentence: str, kind: list[str]):
    assert [one for one, _ in told(f"Baker\n\n{sentence}\n")] == kind


def test_second_half_that_asks_anew_makes_no_must_of_the_first():
    text = "It's five days out of seven, and you need to be able to work late.\n"
    assert told(f"Baker\n\n{text}") == [("must", "you need to be able to work late.")]


def test_sentence_that_leads_to_a_list_says_what_the_next_one_is_of():
    text = "다음에 해당하는 분은 우대합니다. 제빵 경력, 요리 경력, 운전면허."
    assert [kind for kind, _ in told(f"제빵사\n\n{text}\n")] == ["nice"] * 3


def test_duty_with_a_must_is_no_condition_but_experience_is_one():
    text = "Your tasks\nYou must lock the oven. You need two years of experience with ovens.\n"
    assert [kind for kind, _ in told(f"Baker\n\n{text}")] == ["must"]
