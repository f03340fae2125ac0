"""What rules see in texts: questions, lengths, firms, blind hints, voices, stories told twice."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.kinds.answers import firms
from agents.kinds.answers.blind import hints
from agents.kinds.answers.consistency import differing
from agents.kinds.answers.cutting import cut, length_of
from agents.kinds.answers.openings import is_empty
from agents.kinds.answers.ordering import first
from agents.kinds.answers.overlap import Told, same_stories
from agents.kinds.answers.private import private
from agents.kinds.answers.sorts import parts, sorts, sorts_of
from agents.kinds.answers.telling import joined, told
from agents.kinds.answers.voices import endings, strays
from agents.kinds.answers.wishes import meant
from agents.kinds.answers.wording import TEXTS
from agents.results.types import Evidence, Length
from protocol.catalogue import LANGUAGES
from tests.agents.kinds.answers.cases import HERE

TABLE = json.loads((HERE / "table.json").read_text(encoding="utf-8"))

QUESTIONS = {
    "지원 동기": "motivation",
    "우리 회사를 선택한 이유를 쓰시오.": "motivation",
    "입사 후 포부": "plans",
    "지원동기 및 입사 후 포부": "motivation plans",
    "성장과정을 기술하시오.": "growth",
    "성격의 장단점": "character",
    "협업 과정에서 생긴 갈등을 해결한 경험": "teamwork",
    "높은 목표를 세우고 도전한 경험": "challenge",
    "가장 크게 실패한 경험": "failure",
    "최근 사회 이슈 하나를 골라 견해를 쓰시오.": "issue",
    "원칙을 지켜 일한 경험": "principle",
    "직무 역량을 쌓기 위해 노력한 점": "competence",
    "자유롭게 기술하시오.": "open",
    "Why do you want to work here?": "motivation",
    "Tell us about a time you handled a complaint.": "time",
    "Describe a conflict with a colleague and how you solved it.": "teamwork",
    "What is your greatest weakness?": "character",
    "Supporting statement": "statement",
    "Delivering at Pace": "scarce",
    "Anything else?": "open",
    "Zeigen Sie uns Ihr Können.": "open",
}


@pytest.mark.parametrize("question", QUESTIONS)
def test_question_is_told_by_what_it_asks(question: str) -> None:
    assert " ".join(sort.key for sort in sorts_of(question)) == QUESTIONS[question]


def test_each_sort_and_part_has_its_texts_in_every_language() -> None:
    for sort in sorts():
        for number in (1, 2, 3):
            assert set(LANGUAGES) == {*TEXTS.text(f"asks.{sort.key}.{number}").forms}
        assert sort.parts
    for key in {key for sort in sorts() for key in sort.parts}:
        assert key in parts()
        assert TEXTS.text(f"part.{key}")
        assert TEXTS.text(f"ask.{key}")


STORY = (
    "재고 관리는 매장의 기본입니다. 2023년 봄 저는 3호점에서 재고 실사를 맡았습니다. "
    "매장에는 창고가 두 곳 있었습니다. 전산과 실물의 차이가 3.2%였습니다. "
    "저는 품목별 실사표를 만들어 주 1회 세었습니다. 동료들은 시간이 든다고 반대했습니다. "
    "그 결과 차이를 0.8%로 줄였습니다."
)
ENGLISH = (
    "Our shop has two floors. I took over the stock counts at the Leeds branch. I counted by aisle "
    "every Monday and wrote a sheet of 40 lines. My colleagues said that it took too long. As a "
    "result the gap fell from 3.2 % to 0.8 % within ten weeks."
)
LIMITS = [
    Length(120, "characters", True),
    Length(100, "characters", False),
    Length(30, "words", True),
    Length(260, "bytes", True, "utf-8"),
    Length(190, "bytes", True, "euc-kr"),
]


@pytest.mark.parametrize("length", LIMITS, ids=lambda one: f"{one.unit}-{one.encoding}")
@pytest.mark.parametrize(("text", "result"), [(STORY, "0.8%로"), (ENGLISH, "0.8 %")])
def test_cut_keeps_the_result_and_the_limit_in_every_unit(
    text: str, result: str, length: Length
) -> None:
    sentences = told(text)
    kept = cut(sentences, length)
    assert kept
    assert result in joined(kept)
    assert length_of(joined(kept), length) <= length.max
    assert [one for one in sentences if one in kept] == list(kept)


def test_cut_takes_background_first_and_fills_the_limit() -> None:
    kept = cut(told(STORY), Length(130, "characters", True))
    assert kept
    assert "매장의 기본" not in joined(kept)
    assert 0.8 * 130 <= length_of(joined(kept), Length(130, "characters", True)) <= 130


def test_nothing_is_cut_inside_of_a_sentence() -> None:
    assert cut(told(STORY), Length(8, "characters", True)) is None


@given(
    st.lists(st.sampled_from([*STORY.split(". "), *ENGLISH.split(". ")]), max_size=8),
    st.integers(1, 300),
    st.sampled_from(LIMITS),
)
def test_any_text_is_cut_within_any_limit(parts: list[str], most: int, length: Length) -> None:
    limit = Length(most, length.unit, length.spaces, length.encoding)
    sentences = told(". ".join(parts))
    kept = cut(sentences, limit)
    assert kept is None or length_of(joined(kept), limit) <= most
    assert {one.text for one in kept or ()} <= {one.text for one in sentences}


def test_conclusion_goes_first_without_what_led_to_it() -> None:
    ordered = joined(first(told(STORY)))
    assert ordered.startswith("차이를 0.8%로 줄였습니다. 재고 관리는")
    assert joined(first(told(ENGLISH))).startswith("The gap fell from 3.2 % to 0.8 %")
    assert joined(first(told(ordered))) == ordered


HINTS = {
    "도담대학교 학생회에서 예산을 맡았습니다.": "blind_school",
    "서울대 병원이 아니라 서울대를 졸업하고 배웠습니다.": "blind_school",
    "김도현 교수님 연구실에서 실험을 도왔습니다.": "blind_school",
    "mina@dodam.ac.kr로 연락을 받았습니다.": "blind_school",
    "부산에서 태어나 자랐습니다.": "blind_region",
    "저희 아버지는 목수이십니다.": "blind_family",
    "98년생으로 늦게 시작했습니다.": "blind_age",
    "스물여섯 살에 자격증을 땄습니다.": "blind_age",
    "육군 병장으로 만기 전역했습니다.": "blind_sex",
    "여성으로서 현장에서 일했습니다.": "blind_sex",
    "제 이름은 한소라입니다.": "blind_name",
    "I studied at the University of Dodam.": "blind_school",
    "I grew up in Belfast.": "blind_region",
    "My father was a joiner.": "blind_family",
    "I am 27 and want to learn.": "blind_age",
    "As a mother I plan ahead.": "blind_sex",
    "My name is Mina Cho.": "blind_name",
}
INNOCENT = [
    "서울에 있는 물류 센터에서 일했습니다.",
    "부산 매장에서 재고를 맡았습니다.",
    "대학교에서 통계를 배웠습니다.",
    "서울대병원에서 근무했습니다.",
    "환자의 어머니께 다시 설명해 드렸습니다.",
    "학부모님과 매주 통화했습니다.",
    "20대 고객이 많은 매장이었습니다.",
    "65세 이상 어르신을 도왔습니다.",
    "시대가 바뀌어도 기록은 남습니다.",
    "부대 시설을 점검했습니다.",
    "여러 세대가 함께 일했습니다.",
    "5년 동안 2교대로 일했습니다.",
    "I worked in Leeds for two years.",
    "I was 20 minutes late.",
    "A patient's mother thanked us.",
    "We moved 54 pallets.",
    "I trained at university and on the floor.",
]


@pytest.mark.parametrize("text", HINTS)
def test_hint_is_found(text: str) -> None:
    found = hints(text)
    assert HINTS[text] in {one.code for one in found}
    assert all(one.quote in text for one in found)


@pytest.mark.parametrize("text", INNOCENT)
def test_what_gives_nothing_away_is_no_hint(text: str) -> None:
    assert hints(text) == []


def test_hints_of_the_table_are_found_and_nothing_else() -> None:
    for text, code in TABLE["hints"].items():
        assert code in {one.code for one in hints(text)}, text
    for text in TABLE["innocent"]:
        assert hints(text) == [], text


def test_name_of_the_resume_is_a_hint_as_a_word_alone() -> None:
    assert [one.code for one in hints("한소라는 매장을 맡았습니다.", "한소라")] == ["blind_name"]
    assert hints("The Mareks store", "Marek") == []


@pytest.mark.parametrize(
    ("text", "firm", "found"),
    [
        ("한빛물산에 지원했습니다.", "서해유통", ["한빛물산"]),
        ("한빛물산의 비전에 공감합니다.", "주식회사 서해유통", ["한빛물산"]),
        ("서해유통에 지원했습니다.", "(주)서해유통", []),
        ("거래처 한빛물산에 납품했습니다.", "서해유통", []),
        ("담은식탁에서 근무했습니다.", "서해유통", []),
        ("한빛물산에 지원했습니다.", None, []),
        ("한빛물산에 지원했고 서해유통의 일원이 되고 싶습니다.", None, ["서해유통"]),
        ("I want to work for Amazon.", "Thornbeck Cold Storage", ["Amazon"]),
        ("I want to work for Thornbeck.", "Thornbeck Cold Storage Ltd", []),
        ("At Kestrel I worked with Amazon vans.", "Thornbeck", []),
    ],
)
def test_other_firm_is_found(text: str, firm: str | None, found: list[str]) -> None:
    assert [one.name for one in firms.others(text, firm, ["담은식탁", "Kestrel"])] == found


def test_firms_of_the_table_are_found_and_nothing_else() -> None:
    for text, name in TABLE["firms"].items():
        firm = "서해유통" if text > "가" else "Harrow Vale"
        assert [one.name for one in firms.others(text, firm, [])] == [name], text
    for text in TABLE["no_firms"]:
        firm = "서해유통" if text > "가" else "Harrow Vale"
        assert firms.others(text, firm, ["Kestrel"]) == [], text


def test_words_of_a_firm_and_other_posts_are_found() -> None:
    assert firms.own_words("당사의 공정을 봤습니다. 당사자에게 물었습니다.") == ["당사의"]
    assert firms.other_posts("영업사원 직무에 지원했습니다.", "간호사") == ["영업사원"]
    assert firms.other_posts("간호사 직무에 지원했습니다.", "중환자실 간호사") == []


@pytest.mark.parametrize(
    "text",
    [
        "저는 열정이 넘치는 사람입니다.",
        "어릴 때부터 꿈이었습니다.",
        "‘시작이 반이다’라는 말이 있습니다.",
        "I am a hard-working team player.",
        "Ever since I was a child I wanted this.",
    ],
)
def test_opening_that_says_nothing_is_found(text: str) -> None:
    assert is_empty(text)


def test_opening_that_says_something_is_not_found() -> None:
    assert not is_empty("2023년 병동에 감염이 세 건 있었습니다.")
    assert not is_empty("I cut the queue from forty to ten.")


def test_sentence_in_another_voice_is_found_and_quotes_are_not() -> None:
    text = ["맡았습니다.", "줄였어요.", "“왜 늦었어요?”라고 물었습니다.", "[결과]", "실사 담당"]
    assert strays(endings(text)) == ["줄였어요."]
    assert strays(endings(["맡았다.", "줄였다."])) == []


def test_private_data_is_found() -> None:
    text = "제 번호는 010-1234-5678, 주소는 a.b@mail.example, 960101-1234567입니다. 1,000-2,000개"
    assert private(text) == ["010-1234-5678", "a.b@mail.example", "960101-1234567"]


def test_same_story_is_told_by_what_happened_and_not_by_the_employer() -> None:
    place = ("담은식탁",)
    one = Told("1", "담은식탁에서 반품률이 8%였습니다. 포장 완충재를 바꿔 4%로 줄였습니다.", place)
    two = Told("2", "완충재 두 종을 시험해 포장을 바꾸자 반품률이 8%에서 4%가 됐습니다.", place)
    three = Told("3", "담은식탁에서 신입 두 명에게 발주 방법을 가르치고 함께 점검했습니다.", place)
    assert [one.items for one in same_stories([one, two, three])] == [("1", "2")]
    assert same_stories([three, Told("4", "", place)]) == ()


@pytest.mark.parametrize("number", range(len(TABLE["stories"])))
def test_stories_of_the_table_are_told_apart(number: int) -> None:
    row = TABLE["stories"][number]
    given = [Told(id, text, ("편의점", "한밭중앙병원")) for id, text in row["texts"].items()]
    assert [list(one.items) for one in same_stories(given)] == row["same"]


def test_other_number_than_the_resume_has_is_found() -> None:
    line = Evidence("재구매율 18% → 26%", "resume")
    assert [one.text for one, _ in differing(told("재구매율을 18%에서 28%로 높였습니다."), [line])]
    assert differing(told("재구매율을 18%에서 26%로 높였습니다."), [line]) == []
    assert differing(told("반품률을 8%에서 4%로 줄였습니다."), [line]) == []
    assert differing(told("반품률을 18%에서 4%로 줄였습니다."), [line]) == []
    english = Evidence("mis-picks from 2.1 % to 0.9 % on 14 lines", "resume")
    assert differing(told("We cut mis-picks from 21 % to 0.9 %."), [english])


@pytest.mark.parametrize(
    ("wish", "item", "to"),
    [
        ("shorten item 2 to 500", "b", 500),
        ("cut number 2 to 500 characters", "b", 500),
        ("2번 문항 500자로 줄여 줘", "b", 500),
        ("두 번째 문항 줄여 줘", "b", None),
        ("start question one with the result", "a", None),
        ("write the third one from my notes", "c", None),
        ("make c shorter", "c", None),
        ("1,000자로 줄여 줘", None, 1000),
        ("shorter", None, None),
    ],
)
def test_item_and_length_are_told_from_words(wish: str, item: str | None, to: int | None) -> None:
    assert meant(wish, ["a", "b", "c"]) == (item, to)


def test_only_item_is_meant_where_none_is_named() -> None:
    assert meant("shorter", ["x"]) == ("x", None)
    assert meant("30자로", ["10", "30"]) == (None, 30)
    assert meant("30번 줄여 줘", ["10", "30"]) == ("30", None)
