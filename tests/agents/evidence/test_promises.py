"""What no model may foretell: figures for pay, and the chance of being hired."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.evidence.promises import GAP, bare, promises, texts_in, without

PAY = [
    ("The salary is about $85,000 a year.", "$85,000"),
    ("Nurses there earn between €40k and €52k.", "€40k"),
    ("You could ask for 85,000 to 95,000 USD as a base salary.", "85,000 to 95,000 USD"),
    ("A typical wage is £18.50 an hour.", "£18.50"),
    ("The market rate is 90k.", "90k"),
    ("이 직무의 연봉은 보통 4,500만 원입니다.", "4,500만 원"),
    ("초봉은 3800만원 정도예요.", "3800만원"),
    ("시급 12,000원을 요구해 보세요.", "12,000원"),
]
CHANCES = [
    ("You have an 80% chance of getting hired.", "80%"),
    ("The odds of an interview are 1 in 5.", "1 in 5"),
    ("Your probability of an offer is 35 percent.", "35 percent"),
    ("It is a fifty-fifty chance that they offer you the job: likely.", "fifty-fifty"),
    ("서류 합격 가능성은 70%입니다.", "70%"),
    ("합격 확률이 60퍼센트예요.", "60퍼센트"),
    ("You have a good chance to be hired (score: 62).", "You have a good chance to be hired"),
    ("Your chances of getting the job are slim.", "Your chances of getting the job are slim"),
    ("You are very likely to be invited.", "You are very likely to be invited"),
    ("You will certainly get the job.", "You will certainly get the job"),
    ("서류 합격 가능성이 높아요.", "합격 가능성이 높아요"),
]
FINE = [
    "She cut the cost of a bed by $40,000.",
    "Raised revenue by 35% within a year.",
    "Paid invoices of 120 suppliers on time.",
    "You are likely to be asked about the 30 beds in the interview.",
    "There is a good chance of an interview.",
    "I cannot tell whether you have a good chance to be hired.",
    "That raises your chances of getting the job.",
    "You are likely to be asked in the interview why you left.",
    "You have a good chance to interview users there.",
    "면접에서 나올 가능성이 높습니다. 이렇게 쓰면 합격 가능성이 높아집니다.",
    "합격 가능성이 높은지는 알 수 없습니다.",
    "Ask what the salary is before you name a figure.",
    "Led 12 people from 2019 to 2021 and paid attention to detail.",
    "The offer acceptance rate rose by 20%.",
    "환자 30명을 3년간 돌봤고 급여 업무도 맡았습니다.",
    "매출을 35% 늘렸습니다.",
    "프로젝트 3건을 마쳤고 합격 가능성은 알 수 없어요.",
]


@pytest.mark.parametrize(("text", "quote"), [*PAY, *CHANCES])
def test_figure_that_nobody_gave_is_found_in_its_words(text: str, quote: str) -> None:
    found = promises(text)
    assert quote in [one.quote for one in found]
    assert all(text[slice(*one.span)].strip() == one.quote for one in found)
    assert all(one.quote in one.issue for one in found)


@pytest.mark.parametrize("text", FINE)
def test_other_figures_and_words_about_pay_are_left_alone(text: str) -> None:
    assert promises(text) == []
    assert without(text) == text


@pytest.mark.parametrize(
    ("text", "known"),
    [
        ("The posting says $85,000 a year as salary.", "Salary: 85k USD"),
        ("You said that you earn €40,000.", "I earn 40.000 € now"),
        ("공고의 연봉은 4,500만 원이에요.", "연봉 45,000,000원"),
        ("You were told of an 80% chance of an offer.", "They told me 80 % of it."),
    ],
)
def test_figure_that_was_given_may_be_repeated(text: str, known: str) -> None:
    assert promises(text, known) == []
    assert promises(text, "")


def test_sentence_with_such_a_figure_is_dropped_and_the_others_stay() -> None:
    text = "Lead with the ward. The salary is $85,000. Then name the beds."
    assert without(text) == "Lead with the ward. Then name the beds."
    assert without("The salary is $85,000.") == f"The salary is {GAP}."
    assert without("A salary of $1.5M. Ask.") == "Ask."


@given(st.lists(st.sampled_from([text for text, _ in PAY + CHANCES] + FINE), max_size=6))
def test_nothing_of_it_is_left_in_what_is_shown(parts: list[str]) -> None:
    text = " ".join(parts)
    assert promises(without(text)) == []
    assert promises(bare(text)) == []


@given(st.text())
def test_any_text_is_looked_through(text: str) -> None:
    for one in promises(text):
        assert text[slice(*one.span)].strip() == one.quote


def test_texts_of_a_value_are_found_at_any_depth() -> None:
    assert list(texts_in({"a": ["x", {"b": "y", "c": 3}], "d": None})) == ["x", "y"]
