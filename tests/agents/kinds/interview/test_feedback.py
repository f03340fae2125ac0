"""A summary that holds, line by line."""

import pytest

from agents.coaching.types import Round
from agents.kinds.interview.feedback import Summary, founded, invented, unfounded
from agents.kinds.interview.judging import Rated
from agents.kinds.interview.results import CompetencyResult, Scores
from agents.kinds.interview.scales import every
from agents.kinds.interview.scores import scored, unscored
from agents.telling.types import Subject

SAID = "I led the move of our office to Leeds for forty people."
ASKED = [Round(1, Subject("Tell me how you moved an office.", "story"), said=(SAID,))]
RATED = (Rated("case", 5, 5, 5, SAID), Rated("part", 2, 2, 2, SAID))


def scores(*rated: Rated) -> Scores:
    return scored([rated] * 3, every("behavioral"), interview="behavioral", language=None)


SCORES = scores(*RATED)


@pytest.mark.parametrize(
    "line",
    [
        'At Initech you said: "I saved it single-handedly".',
        "You saved $9m.",
        'You told them "Who did what by when".',
    ],
)
def test_strength_that_was_not_said_is_dropped(line: str):
    summary = Summary([line, "You led the move."], ["More."])
    assert list(unfounded(summary, SCORES, ASKED)) == [line]
    assert founded(summary, SCORES, ASKED) == Summary(["You led the move."], ["More."])


def test_improvement_that_quotes_what_nobody_said_is_dropped():
    lines = [
        'You said "it was not me".',
        'Question 1, "Tell me how you moved an office": say who did what, in 20 weeks.',
    ]
    assert founded(Summary([], lines), SCORES, ASKED) == Summary([], lines[1:])


@pytest.mark.parametrize("line", ["Mind your grammar.", "Be concise.", "Sound more confident."])
def test_line_on_what_nobody_is_judged_by_is_dropped(line: str) -> None:
    assert founded(Summary([line], ["More.", line]), SCORES, ASKED) == Summary([], ["More."])


@pytest.mark.parametrize(
    "line",
    [
        'Rated 5 of 5: "I led the move of our office".',
        "Question 1: you moved 40 people.",
        "A 'born leader' with an overall score of 62.",
    ],
)
def test_strength_that_holds_is_kept(line: str):
    assert SCORES.overall_score == 62
    assert founded(Summary([line], []), SCORES, ASKED) == Summary([line], [])


def test_strengths_that_no_rating_and_no_band_bears_out_are_dropped():
    told = Summary(["You led the move."], ["More."])
    assert founded(told, scores(Rated("case", 3, 3, 3, SAID)), ASKED).strengths == []
    for band, kept in (("partly", []), ("there", told.strengths)):
        seen = unscored([CompetencyResult("A real case", None, "", [SAID], band)], None)
        assert founded(told, seen, ASKED).strengths == kept


def test_feedback_is_told_apart_from_what_was_said():
    told = 'You said "I led the move of our office to Leeds". At Initech you saved 9 million.'
    assert invented(told, SCORES, ASKED, "") == ["Initech", "9 million"]
    assert invented(told, SCORES, ASKED, "Initech: saved 9 million") == []
