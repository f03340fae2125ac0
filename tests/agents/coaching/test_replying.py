"""What is said to what is no answer: help, respect and calm, and what follows."""

import re

import pytest

from agents.coaching import danger, reply
from agents.coaching.types import Round, Then
from agents.telling.types import Heard, Sort, Style, Subject
from protocol.catalogue import CATALOGUE, told

ASKED = Subject("Tell me about a time when you had to say no.", "story")


def said(heard: Heard, one: Round, language: str = "en") -> str:
    return told(reply(heard, one).text, language)


@pytest.mark.parametrize(
    ("sort", "then", "part"),
    [
        ("nothing", "wait", "Take your time."),
        ("declined", "next", "That's fine."),
        ("dontKnow", "again", "whom would you ask"),
        ("saidBack", "again", "in your own words"),
        ("pasted", "again", "in your own words"),
        ("steering", "again", "in your own words"),
        ("insult", "stop", "pause"),
        ("asksBack", "wait", "Go ahead when you are ready."),
        ("private", "again", "Thank you for telling me."),
        ("secret", "again", "shares instead of figures"),
        ("distress", "stop", "Nothing is lost"),
        ("danger", "stop", "please talk to someone now"),
        ("otherLanguage", "again", "English and in Korean"),
        ("answer", "next", "Thank you."),
    ],
)
def test_message_that_is_no_answer_gets_what_a_good_coach_would_say(
    sort: Sort, then: Then, part: str
) -> None:
    found = reply(Heard(sort), Round(1, ASKED))
    assert found.then == then
    assert part in told(found.text, "en")
    korean = told(found.text, "ko")
    assert re.search("[가-힣]", korean)
    assert not re.search(r"니다[.!]|!", korean)


@pytest.mark.parametrize("style", ["story", "knowledge", "algorithm", "facts"])
def test_who_does_not_know_is_helped_once_and_then_goes_on(style: Style) -> None:
    subject = Subject("Well?", style)
    first = reply(Heard("dontKnow"), Round(1, subject))
    assert first.then == "again"
    for language in ("en", "ko"):
        second = reply(Heard("dontKnow"), Round(1, subject, probed=(told(first.text, language),)))
        assert second.then == "next"
        assert told(second.text, language) != told(first.text, language)


@pytest.mark.parametrize(
    "sort", ["nothing", "declined", "saidBack", "pasted", "steering", "insult"]
)
def test_nobody_hears_the_same_words_twice_running(sort: Sort) -> None:
    first = said(Heard(sort), Round(1, ASKED))
    assert said(Heard(sort), Round(1, ASKED, probed=(first,))) != first


@pytest.mark.parametrize(
    ("asks", "answer"),
    [
        ("How long should it be?", "One to two minutes"),
        ("Do you mean at work or in general?", "Work, school, a club or home"),
        ("Which project do you mean?", "One time is enough"),
        ("Should I use STAR?", "as you would tell a colleague"),
        ("Sorry, could you repeat that?", "“Tell me about a time when you had to say no.”"),
        ("Is the red one meant?", "one time that you were in yourself"),
        ("학교에서 있었던 일도 되나요?", "Work, school, a club or home"),
    ],
)
def test_question_of_theirs_is_answered_in_a_sentence(asks: str, answer: str) -> None:
    language = "ko" if re.search("[가-힣]", asks) else "en"
    assert answer in said(Heard("asksBack", language, asks), Round(1, ASKED))


def test_other_language_is_answered_in_it_where_we_have_it() -> None:
    one = Round(1, ASKED)
    assert reply(Heard("otherLanguage", "ko"), one).text == CATALOGUE.text(
        "coaching.reply.in_language"
    ).to("ko")
    assert "English" in said(Heard("otherLanguage", "en"), one, "ko")
    assert "영어와 한국어" in said(Heard("otherLanguage", "de"), one, "ko")


def test_danger_is_met_with_numbers_to_call_and_without_a_question() -> None:
    assert "112, 911 or 999" in told(danger(), "en")
    assert "109" in told(danger(), "ko")
    assert "?" not in told(danger(), "en")
