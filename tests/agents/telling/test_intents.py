"""Requests that are typed in place of an answer."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.telling.intents import LONGEST, Intent, intent_of


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("Could you repeat the question please?", "repeat"),
        ("Sorry, can you say that again?", "repeat"),
        ("What was the question again?", "repeat"),
        ("I didn’t catch that. Please repeat it!", "repeat"),
        ("Can I have a hint?", "hint"),
        ("hint", "hint"),
        ("What do you mean?", "hint"),
        ("Sorry, I don't understand the question.", "hint"),
        ("skip", "skip"),
        ("Next question please", "skip"),
        ("Can we skip this one?", "skip"),
        ("Let's move on to the next question.", "skip"),
        ("I want to stop now, please end the interview", "end"),
        ("Please end this interview.", "end"),
        ("Let's stop here.", "end"),
        ("Give me a minute to think", "wait"),
        ("Hmm, let me think about that...", "wait"),
        ("One moment, please!", "wait"),
        ("Let me try that again.", "again"),
        ("Can I say it again?", "again"),
        ("I'd like to start over, please.", "again"),
        ("One more try!", "again"),
        ("질문을 다시 말씀해 주시겠어요?", "repeat"),
        ("죄송하지만 다시 말해 주세요", "repeat"),
        ("잘 못 들었어요.", "repeat"),
        ("힌트 주세요", "hint"),
        ("질문이 이해가 안 돼요", "hint"),
        ("이 질문은 넘어갈게요", "skip"),
        ("패스할게요", "skip"),
        ("다음 질문 부탁드립니다.", "skip"),
        ("그만할게요", "end"),
        ("오늘은 여기까지 할게요.", "end"),
        ("잠시만요", "wait"),
        ("음, 생각할 시간을 조금 주세요.", "wait"),
        ("다시 해 볼게요", "again"),
        ("한 번 더 말해 보고 싶어요", "again"),
    ],
)
def test_message_that_asks_for_an_action_means_it(text: str, intent: Intent) -> None:
    assert intent_of(text) == intent


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Please!",
        "Let me think. We moved the queue to Kafka.",
        "We had to end the interview with the customer.",
        "I skip tests that are slow.",
        "Stop.",
        "A hint of trouble came in the first week.",
        "Repeat it again, or skip it?",
        "Can we skip this one? I would rather talk about Kafka.",
        "I want to stop data loss",
        "please end the interview" + "." * LONGEST,
        "I tried it again.",
        "다음 날 다시 했어요.",
        "그만뒀어요.",
        "힌트를 준 건 선배였어요.",
        "다시 말해 주세요, 아니면 넘어갈게요",
        "잠시만요 하고 문을 닫았어요.",
    ],
)
def test_message_that_says_anything_else_is_no_request(text: str) -> None:
    assert intent_of(text) is None


@given(st.text())
def test_message_of_any_kind_is_taken(text: str) -> None:
    intent_of(text)
