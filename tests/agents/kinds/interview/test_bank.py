"""The bank holds what the interviewer promises."""

import pytest

from agents.kinds.interview import bank
from agents.kinds.interview.questions import LEVELS

TYPES = ("behavioral", "technical", "system_design", "dsa")


@pytest.mark.parametrize("interview", TYPES)
def test_every_type_has_questions_on_every_level(interview: str):
    found = bank.questions(interview)
    assert len(found) >= 12
    assert len({q.text for q in found}) == len(found)
    assert all(sum(q.level == level for q in found) >= 4 for level in LEVELS)


@pytest.mark.parametrize("interview", TYPES)
def test_every_question_has_points_hints_and_an_outline(interview: str):
    for question in bank.questions(interview):
        assert len(question.points) >= 3, question.text
        assert all(len(point.terms) >= 2 for point in question.points), question.text
        assert len(question.hints) >= 2
        assert len(question.outline) > 60


def test_signs_of_the_bank_are_those_that_an_answer_shows():
    asked: list[bank.Question | bank.Template] = [*bank.questions("behavioral")]
    asked += [t for form in ("metric", "role") for t in bank.templates("behavioral", form)]
    terms = {term for each in asked for point in each.points for term in point.terms}
    assert {term for term in terms if term.startswith("@")} == {"@deed", "@result"}
