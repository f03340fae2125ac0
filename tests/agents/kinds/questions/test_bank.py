"""The questions that rules ask, and what must never be asked."""

import re

import pytest

from agents.career.question_types import question_types
from agents.career.roles import roles
from agents.evidence.hollow import hollow
from agents.evidence.illegal import is_illegal
from agents.evidence.particles import PARTICLE
from agents.kinds.questions import bank
from agents.kinds.questions.checking import MOST_SYLLABLES, MOST_WORDS

TYPES = bank.types()
LANGUAGES = ("en", "ko")
SHAPES = {
    "result", "change", "choice", "team", "duty", "claim", "listed", "stay", "need", "part",
    "usual",
}  # fmt: skip
PLACE = re.compile(r"\{(\w+)\}")
FORMAL = re.compile(r"(?:니까|십시오|습니다)[.?]$")


def texts(language: str) -> list[str]:
    """All that rules ask in a language."""
    of_types = [one for type in TYPES for one in bank.templates(type)]
    asked = [text for one in of_types for text in (one.text[language], one.follow[language])]
    for standard in bank.standards().values():
        asked += [standard.text[language], standard.follow[language]]
        asked += [standard.open[language]] if standard.open else []
    return asked


def test_there_are_the_eight_types() -> None:
    assert set(TYPES) == {
        "implementation", "trade_off", "performance", "reliability", "scalability", "quality",
        "collaboration", "business",
    }  # fmt: skip


@pytest.mark.parametrize("field", sorted({role.field for role in roles().values()} | {"other"}))
def test_each_type_that_fits_a_field_has_questions(field: str) -> None:
    assert set(question_types(field)) <= set(TYPES)


@pytest.mark.parametrize("type", TYPES)
def test_templates_say_the_same_in_both_languages(type: str) -> None:
    for one in bank.templates(type):
        assert set(one.text) == set(one.follow) == set(LANGUAGES)
        assert set(one.shapes) <= SHAPES
        assert len({*map(frozenset, map(PLACE.findall, one.text.values()))}) == 1
        assert set(PLACE.findall(one.text["en"])) - {"tool"} == {"said"}
        assert 3 <= len(one.looks_for) <= 5
        assert set(one.looks_for) <= set(bank.looks_for())


@pytest.mark.parametrize("type", TYPES)
def test_each_type_can_ask_about_whatever_a_line_shows(type: str) -> None:
    covered = {shape for one in bank.templates(type) for shape in one.shapes}
    assert {"result", "change", "choice", "team", "duty", "listed", "need"} <= covered


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_is_one_question_that_can_be_said_in_a_breath(language: str) -> None:
    for text in texts(language):
        plain = PLACE.sub("", text)
        assert len(re.findall(r"[?？]", text)) <= 1
        assert len(plain.split()) <= MOST_WORDS
        assert language == "en" or len(plain) <= MOST_SYLLABLES
        assert not hollow(plain)


def test_korean_interviewer_speaks_formally_and_knows_particles() -> None:
    for text in texts("ko"):
        assert FORMAL.search(text), text
        assert "(을)" not in text
    for form, told in bank.leads().before.items():
        for text in told["ko"]:
            assert re.search(rf"\}}\W?(?:{PARTICLE}|에서| 부분|,)", text), (form, text)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_question_of_ours_is_one_that_must_not_be_asked(language: str) -> None:
    assert [text for text in texts(language) if is_illegal(text)] == []


ILLEGAL = [
    "How old are you?",
    "When do you plan to retire?",
    "Are you married?",
    "Do you have children, or do you plan to have any?",
    "Who looks after your kids while you work nights?",
    "Where are you originally from?",
    "What is your native language?",
    "Which church do you go to?",
    "Do you have any illness that we should know of?",
    "How much do you earn at present?",
    "What was your last salary?",
    "Are you a member of a union?",
    "Are you pregnant?",
    "나이가 어떻게 되십니까?",
    "결혼은 하셨습니까?",
    "자녀 계획이 있으십니까?",
    "출산 계획이 있으십니까?",
    "고향이 어디이십니까?",
    "종교가 있으십니까?",
    "아버지는 무슨 일을 하십니까?",
    "현재 연봉은 얼마입니까?",
    "군대는 왜 면제받으셨습니까?",
    "지병이 있으십니까?",
    "키가 어떻게 되십니까?",
]


@pytest.mark.parametrize("text", ILLEGAL)
def test_question_that_must_not_be_asked_is_known(text: str) -> None:
    assert is_illegal(text)


ALLOWED = [
    "How do you look after children who are new in your class?",
    "What do you expect to earn with us?",
    "How did the parents see it?",
    'You write: "are you married to your code". What did you do there?',
    "Which languages did you speak with your customers, and how well did that work?",
    "How old was the system that you replaced?",
    "희망하시는 연봉 범위는 어떻게 됩니까?",
    "환자의 가족에게 어떻게 설명하셨습니까?",
    "장애가 났을 때 무엇부터 확인하십니까?",
]


@pytest.mark.parametrize("text", ALLOWED)
def test_question_about_work_may_be_asked(text: str) -> None:
    assert not is_illegal(text)
