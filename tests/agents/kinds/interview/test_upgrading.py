"""Interviews that earlier versions have stored."""

from typing import Any

import msgspec

from agents.kind import Stored
from agents.kinds.interview.kind import Interview
from agents.kinds.interview.memory import Memory

OLD: dict[str, Any] = {
    "total": 2,
    "difficulty": "hard",
    "spans": [{"form": "tool", "text": "Kafka"}],
    "clock": {"budgetMs": 600_000, "usedMs": 1_000, "since": 5},
    "asked": [
        {
            "number": 1,
            "difficulty": "medium",
            "draft": {"text": "How?", "keyPoints": [{"text": "one", "terms": ["x"]}]},
            "competencies": [
                {"key": "star", "name": "Structure", "area": "general", "anchors": ["a"] * 5}
            ],
            "from_ms": 0,
            "share_ms": 300_000,
            "parts": ["We moved it."],
            "review": {"verdict": "offTopic", "notes": "This does not speak to the question."},
            "probed": ["That does not speak to the question yet."],
            "hints": 1,
            "skipped": False,
        }
    ],
    "paused_in": "followUp",
}
GIVEN = {"type": "technical", "difficulty": "easy", "durationMinutes": 10}


def upgraded(memory: dict[str, Any], phase: str = "followUp") -> Stored:
    return Interview.upgrade(Stored(input=GIVEN, phase=phase, memory=memory, state={}), 2)


def test_what_was_asked_and_answered_stays_and_its_scores_fall_away():
    memory = msgspec.convert(upgraded(OLD).memory, Memory)
    (asked,) = memory.asked
    assert asked.now.parts == ["We moved it."]
    assert asked.text == "That does not speak to the question yet."
    assert (asked.question.style, asked.question.key_points[0].text) == ("knowledge", "one")
    assert (asked.competencies, asked.now.seen, asked.hints) == ((), None, 1)
    assert (memory.mode, memory.clock.since, memory.paused_in) == ("practice", 5, "followUp")
    assert Interview().withheld("followUp", memory) == ()


def test_state_says_that_there_is_no_feedback_yet():
    assert upgraded(OLD).state["feedback"] is None


def test_session_that_has_not_begun_keeps_its_input():
    stored = Interview.upgrade(Stored(input=GIVEN, phase="", memory={}, state={}), 2)
    assert (stored.input, stored.memory, stored.state) == (GIVEN, {}, {})
