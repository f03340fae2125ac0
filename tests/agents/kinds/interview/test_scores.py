"""From ratings to scores."""

import pytest
from agents.kinds.interview.review import Review, Score
from agents.kinds.interview.rubric import RUBRICS
from agents.kinds.interview.verdict import Verdict

from agents.evidence.key_points import KeyPoint
from agents.kinds.interview.asked_question import AskedQuestion
from agents.kinds.interview.memory import Asked
from agents.kinds.interview.scores import NEEDS_MODEL, NO_QUOTE, NOTHING_SAID, score

RUBRIC = RUBRICS["technical"]
NAMES = [competency.name for competency in RUBRIC]
POINTS = (KeyPoint("The price", ("price",)),)


def answered(
    *ratings: int | None, points: tuple[KeyPoint, ...] = POINTS, verdict: Verdict = "answered"
) -> Asked:
    """A question with these ratings on the first competencies; the others were left out."""
    quotes = [f"passage rated {rating}" if rating else None for rating in ratings]
    given = zip(NAMES, ratings, quotes, strict=False)
    review = Review(verdict, tuple(Score(*one) for one in given))
    return Asked(1, "easy", AskedQuestion("Why?", points), RUBRIC, review=review)


def test_rating_that_was_left_out_leaves_the_mean():
    assert score([answered(5)], RUBRIC, behavioral=False).overall_score == 100
    assert score([answered(5, 3, None)], RUBRIC, behavioral=False).overall_score == 50


def test_answer_of_which_every_rating_was_left_out_counts_for_nothing():
    lost = answered()
    alone = score([lost], RUBRIC, behavioral=False)
    assert alone.overall_score is alone.technical_score is None
    assert set(alone.not_judged.values()) == {NO_QUOTE}
    assert score([lost, answered(5)], RUBRIC, behavioral=False).overall_score == 100
    assert score([lost, answered(5)], RUBRIC, behavioral=False).technical_score == 100


def test_answer_that_shows_nothing_counts_as_nothing():
    assert score([answered(5), answered(None)], RUBRIC, behavioral=False).overall_score == 50
    none = score([answered(verdict="offTopic")], RUBRIC, behavioral=False)
    assert none.not_judged["overallScore"] == NOTHING_SAID


def test_key_points_decide_whether_coverage_is_known():
    known = score([answered(4)], RUBRIC, behavioral=False)
    assert known.technical_score == 75
    keyless = score([answered(4, 4, points=(KeyPoint("x"),))], RUBRIC, behavioral=False)
    assert keyless.technical_score is None
    assert keyless.not_judged["technicalScore"] == NEEDS_MODEL


@pytest.mark.parametrize(
    ("ratings", "rating", "shown"),
    [
        ([5, 5, 4], 5, 5),
        ([5, 3, 1], 3, 3),
        ([5, 1], 3, 1),
        ([5, 3], 4, 5),
        ([1, 3], 2, 1),
        ([5, 5, 1, 1, 1], 3, 1),
    ],
)
def test_anchor_and_quotes_are_those_of_the_answer_nearest_to_the_mean(
    ratings: list[int], rating: int, shown: int
):
    found = score([answered(one) for one in ratings], RUBRIC, behavioral=False).competencies[0]
    assert found.rating == rating
    assert found.quotes == [f"passage rated {shown}"]
    anchor = RUBRIC[0].anchor(shown)
    told = f"No answer was rated so; the nearest, {shown}: {anchor}"
    assert found.anchor == (anchor if shown == rating else told)
