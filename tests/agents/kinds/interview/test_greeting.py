"""The first words are an interviewer's, whoever writes them."""

import pytest

from agents.kinds.interview.kind import Interview
from agents.testing import Conversation, ScriptedModel

GIVEN = {"type": "behavioral", "difficulty": "easy", "durationMinutes": 20}


async def greeted(*answers: str) -> str:
    """What is said first where a model greets so, and is asked again."""
    script = ScriptedModel(
        {"generator:greeting": list(answers)}, otherwise=Conversation(Interview(), GIVEN).model
    )
    one = Conversation(Interview(), GIVEN, model=script)
    await one.start()
    return one.texts[0]


async def test_greeting_of_an_interviewer_is_said() -> None:
    said = "Welcome. We have 20 minutes; skip or pause whenever you like."
    assert await greeted(said) == said


@pytest.mark.parametrize(
    "said",
    [
        "Hello, my name is Alex and I'm excited to apply for this position.",
        "Welcome. What is your name?",
        "Welcome. We have 45 minutes.",
    ],
)
async def test_greeting_of_a_candidate_gives_way(said: str) -> None:
    rule = Conversation(Interview(), GIVEN)
    await rule.start()
    assert await greeted(said, said) == rule.texts[0]


async def test_greeting_that_is_put_right_is_said() -> None:
    right = "Welcome. We have 20 minutes."
    assert await greeted("Thank you for having me. What now?", right) == right
