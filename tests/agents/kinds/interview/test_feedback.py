"""A summary that holds, line by line."""

import pytest

from agents.coaching.types import Round
from agents.kinds.interview.feedback import Summary, founded, invented, unfit, unfounded
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
        "An overall score of 62: you led the move of an office of forty.",
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


@pytest.mark.parametrize(
    "line",
    [
        "The person's interview was clear, with a thorough explanation of how they led the move.",
        "You demonstrated good communication skills by effectively answering and explaining.",
        "A strong understanding of the company and the work environment.",
        "A 'born leader' with an overall score of 62.",
    ],
)
def test_praise_that_is_on_nothing_that_was_said_is_dropped(line: str) -> None:
    assert founded(Summary([line], ["More."]), SCORES, ASKED) == Summary([], ["More."])


def test_step_that_takes_for_granted_what_nobody_told_is_dropped() -> None:
    line = "Say why they stopped talking to the movers."
    assert founded(Summary([], [line]), SCORES, ASKED).improvements == []
    assert invented(line, SCORES, ASKED, "") == ["they stopped talking to the movers"]
    assert invented(line, SCORES, ASKED, "They stopped talking to the movers.") == []


@pytest.mark.parametrize(
    "told",
    [
        "### Strengths\n- You led the move of an office.",
        "**Strong:** you led the move of an office.",
        "The person led the move of an office.",
        "You led the move; speak with more confidence.",
        "Tell the person, as you, how the practice interview went, as a coach who was in the room.",
    ],
)
def test_feedback_that_is_no_talk_to_the_person_is_unfit(told: str) -> None:
    assert unfit(told, ASKED, None)


def test_feedback_in_plain_prose_with_a_list_is_fit() -> None:
    told = 'You said "I led the move of our office".\n\n- Next: say what it cost.\n- Then the end.'
    assert unfit(told, ASKED, None) == []
    assert (
        unfit(
            "사무실 이전을 직접 이끄신 점이 좋았어요. 다음에는 결과부터 말해 보세요.", ASKED, "ko"
        )
        == []
    )


def test_feedback_is_told_apart_from_what_was_said():
    told = 'You said "I led the move of our office to Leeds". At Initech you saved 9 million.'
    assert invented(told, SCORES, ASKED, "") == ["Initech", "9 million"]
    assert invented(told, SCORES, ASKED, "Initech: saved 9 million") == []
