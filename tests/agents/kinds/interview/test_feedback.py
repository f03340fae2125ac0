"""A summary that holds, line by line."""

import pytest
from agents.kinds.interview.review import Review, Score
from agents.kinds.interview.rubric import RUBRICS

from agents.kinds.interview.asked_question import AskedQuestion
from agents.kinds.interview.feedback import Summary, founded, summarise, unfounded
from agents.kinds.interview.memory import Asked
from agents.kinds.interview.scores import score

RUBRIC = RUBRICS["behavioral"]
SAID = "I led the move of our office to Leeds for forty people."
REVIEW = Review("answered", (Score(RUBRIC[0].name, 5, SAID), Score(RUBRIC[1].name, 2, SAID)))
QUESTION = AskedQuestion(
    "Tell me how you moved an office.", hints=("h",), outline="Who did what by when."
)
ASKED = [Asked(1, "easy", QUESTION, RUBRIC, parts=[SAID], review=REVIEW)]
SCORES = score(ASKED, RUBRIC, behavioral=True)


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
        'Question 1, "Tell me how you moved an office": say "who did what by when", in 20 weeks.',
    ]
    assert founded(Summary([], lines), SCORES, ASKED) == Summary([], lines[1:])


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


def test_summary_by_rule_holds():
    summary = summarise(SCORES, ASKED)
    assert summary.strengths
    assert founded(summary, SCORES, ASKED) == summary


def test_strengths_that_no_rating_bears_out_are_dropped():
    scores = score([], RUBRICS["behavioral"], behavioral=True)
    told = Summary(strengths=["Brilliant"], improvements=["Answer something"])
    assert founded(told, scores, []) == Summary(strengths=[], improvements=["Answer something"])
