"""Courtesies are told from questions, and a choice from both."""

import pytest

from agents.kinds.chat.courtesies import Courtesy, chosen, courtesy


@pytest.mark.parametrize(
    ("text", "sort"),
    [
        ("Hi there!", "hello"),
        ("good morning, coach", "hello"),
        ("안녕하세요~", "hello"),
        ("ok, thanks a lot!", "thanks"),
        ("Thank you very much for your help.", "thanks"),
        ("네, 감사합니다!", "thanks"),
        ("해볼게요 고맙습니다", "thanks"),
        ("Hello, my wages haven't come", None),
        ("thank you note after the interview?", None),
        ("ok but what do I say", None),
        ("네 그런데 뭐라고 해요", None),
        ("감사 메일을 써야 하나요", None),
        ("hi " * 200, None),
        ("", None),
    ],
)
def test_courtesy_is_a_message_that_is_nothing_else(text: str, sort: Courtesy | None) -> None:
    assert courtesy(text) == sort


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("2", 1),
        ("the third one, please", 2),
        ("first", 0),
        ("세 번째요", 2),
        ("1번", 0),
        ("the first day at work", None),
        ("두 번째 면접이 걱정돼요", None),
        ("4", None),
        ("", None),
    ],
)
def test_one_of_those_offered_is_meant_by_its_number(text: str, number: int | None) -> None:
    assert chosen(text, 3) == number
    assert chosen(text, 0) is None
