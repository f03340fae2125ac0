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
    ],
)
def test_message_that_says_anything_else_is_no_request(text: str) -> None:
    assert intent_of(text) is None


@given(st.text())
def test_message_of_any_kind_is_taken(text: str) -> None:
    intent_of(text)
