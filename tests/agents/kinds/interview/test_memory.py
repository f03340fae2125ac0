"""What an interview remembers of a question and of the tries at it."""

import msgspec
import pytest

from agents.evidence.key_points import KeyPoint
from agents.kinds.interview.asked_question import AskedQuestion
from agents.kinds.interview.judging import Rated
from agents.kinds.interview.memory import Asked, Attempt, Memory
from agents.telling.types import Band, Observation, Seen

QUESTION = AskedQuestion("How?")


def seen(*bands: Band) -> Seen:
    return Seen("en", 9, tuple(Observation("case", band) for band in bands))


def tried(text: str, *bands: Band) -> Attempt:
    return Attempt([text], seen=seen(*bands))


def test_question_that_has_had_its_time_is_not_asked_on():
    asked = Asked(1, "easy", QUESTION, from_ms=1_000, share_ms=60_000)
    assert asked.has_time(used_ms=60_999)
    assert not asked.has_time(used_ms=61_000)


def test_last_follow_up_stands_and_before_it_the_question_with_its_stage():
    asked = Asked(1, "easy", QUESTION, opening="First this.")
    assert asked.text == "How?\n\nFirst this."
    asked.now.probed.append("Why?")
    assert asked.text == "Why?"


@pytest.mark.parametrize(
    ("tries", "best"),
    [
        ([tried("one", "there"), tried("two", "partly")], "one"),
        ([tried("one", "partly"), tried("two", "there")], "two"),
        ([tried("one", "partly"), tried("two", "partly")], "two"),
        ([tried("one", "notYet"), Attempt()], "one"),
        ([Attempt(["one"]), tried("two", "notYet")], "two"),
    ],
)
def test_better_try_is_the_best_and_of_equals_the_later(tries: list[Attempt], best: str):
    asked = Asked(1, "easy", QUESTION, tries=tries)
    assert asked.best
    assert asked.best.parts == [best]
    assert asked.first is tries[0]


def test_ratings_tell_the_better_try_where_there_are_any():
    rated = Attempt(["one"], seen=seen("notYet"), rated=(Rated("case", 4), Rated("part")))
    assert rated.worth == 4
    assert Attempt(["one"], seen=seen("notYet"), rated=(Rated("case"),)).worth == 0


def test_nothing_was_answered_where_nothing_was_said():
    asked = Asked(1, "easy", QUESTION)
    assert (asked.answered, asked.first, asked.best) == ([], None, None)
    assert Memory(asked=[asked]).last_answered() is None


def test_last_answer_may_be_of_an_earlier_question():
    memory = Memory(asked=[Asked(n, "easy", QUESTION) for n in (1, 2, 3)])
    memory.asked[0].now.parts.append("said")
    assert memory.last_answered() == 0
    memory.redo = 0
    assert memory.standing is memory.asked[0]


def test_questions_that_were_stored_without_limits_are_read():
    points = tuple(KeyPoint("p" * 1_000, ("t",) * 100) for _ in range(50))
    long = "x" * 10_000
    asked = Asked(1, "easy", AskedQuestion(long, points, (long,) * 9, long, (long,) * 99))
    asked.tries = [tried(long, "there")]
    kept = Memory(asked=[asked])
    assert msgspec.json.decode(msgspec.json.encode(kept), type=Memory) == kept
