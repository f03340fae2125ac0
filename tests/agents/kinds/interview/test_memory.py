"""What an interview remembers of a question, and when it asks on."""

import msgspec
import pytest
from agents.kinds.interview.review import Review, Score
from agents.kinds.interview.rubric import RUBRICS
from agents.kinds.interview.verdict import Verdict

from agents.evidence.key_points import KeyPoint
from agents.kinds.interview.asked_question import AskedQuestion
from agents.kinds.interview.memory import Asked, Memory

RUBRIC = RUBRICS["dsa"]


@pytest.mark.parametrize(("verdict", "most"), [("answered", 2), ("dontKnow", 1), ("offTopic", 1)])
def test_question_is_asked_on_so_often_and_no_more(verdict: Verdict, most: int):
    asked = Asked(1, "easy", AskedQuestion("How?"), RUBRIC, share_ms=60_000)
    asked.hear(Review(verdict, follow_up="Why?"))
    for _ in range(most):
        assert asked.wants_follow_up(used_ms=0)
        asked.probed.append("Why?")
    assert not asked.wants_follow_up(used_ms=0)


def test_question_that_has_had_its_time_is_not_asked_on():
    asked = Asked(1, "easy", AskedQuestion("How?"), RUBRIC, from_ms=1_000, share_ms=60_000)
    asked.hear(Review("answered", follow_up="Why?"))
    assert asked.wants_follow_up(used_ms=60_999)
    assert not asked.wants_follow_up(used_ms=61_000)


@pytest.mark.parametrize("verdict", ["dontKnow", "offTopic", "unsupported"])
def test_reply_that_is_no_answer_takes_nothing_from_the_answer_before(verdict: Verdict):
    asked = Asked(1, "easy", AskedQuestion("How?"), RUBRIC)
    answered = Review(
        "answered", (Score(RUBRIC[0].name, 4, "this was said"),), "Good.", follow_up="Why?"
    )
    asked.hear(answered)
    asked.hear(Review(verdict, notes="Not this.", follow_up="Try again."))
    assert asked.answered
    assert asked.review
    assert asked.review.scores == answered.scores
    assert asked.review.notes == "Good. Not this."
    assert asked.review.follow_up is None


def test_questions_and_reviews_that_were_stored_without_limits_are_read():
    points = tuple(KeyPoint("p" * 1_000, ("t",) * 100) for _ in range(50))
    long = "x" * 10_000
    asked = Asked(1, "easy", AskedQuestion(long, points, (long,) * 9, long, (long,) * 99), RUBRIC)
    asked.hear(Review("answered", (Score(RUBRIC[0].name, 4, long, long),) * 20, long, (long,) * 20))
    asked.hear(Review("dontKnow", notes=long))
    kept = Memory(asked=[asked])
    assert msgspec.json.decode(msgspec.json.encode(kept), type=Memory) == kept
