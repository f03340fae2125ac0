"""The bank holds what the interviewer promises."""

import pytest

from agents.kinds.interview import bank
from agents.kinds.interview.questions import LEVELS, Wish, next_question
from agents.resume.spans import Span

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


@pytest.mark.parametrize("interview", TYPES)
def test_ten_questions_in_a_row_are_all_different(interview: str):
    asked: list[str] = []
    for number in range(1, 11):
        wish = Wish(interview, "hard", number, asked=tuple(asked), variation=number)
        asked.append(next_question(wish).text)
    assert len(set(asked)) == 10


def test_role_decides_between_questions_of_one_level():
    wish = Wish("technical", "hard", 2, target_role="Machine Learning Engineer", variation=3)
    assert "model" in next_question(wish).text


def test_question_quotes_a_wrapped_passage_on_one_line():
    made = next_question(
        Wish("behavioral", "easy", 1, spans=(Span("metric", "Cut costs by 30% in\n  May"),))
    )
    assert "Cut costs by 30% in May" in made.text
    assert made.grounded_in == "Cut costs by 30% in\n  May"


def test_question_on_a_tool_without_points_has_none_to_score_by():
    made = next_question(Wish("technical", "easy", 1, spans=(Span("tool", "MongoDB"),)))
    assert made.grounded_in == "MongoDB"
    assert made.key_points == ()


def test_signs_of_the_bank_are_those_that_an_answer_shows():
    asked: list[bank.Question | bank.Template] = [*bank.questions("behavioral")]
    asked += [t for form in ("metric", "role") for t in bank.templates("behavioral", form)]
    terms = {term for each in asked for point in each.points for term in point.terms}
    assert {term for term in terms if term.startswith("@")} == {"@deed", "@result"}
