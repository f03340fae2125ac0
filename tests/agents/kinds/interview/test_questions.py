"""The next question suits the wish, and is not one that was asked."""

import pytest

from agents.kinds.interview.questions import Wish, next_question
from agents.resume.spans import Span


@pytest.mark.parametrize("interview", ["behavioral", "technical", "system_design", "dsa"])
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
