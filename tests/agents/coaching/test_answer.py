"""An answer says the same however its first person is written."""

import pytest

from agents.coaching.answer import Answer
from agents.coaching.bank import KeyPoint

POINTS = (KeyPoint("what you did yourself", ("i built", "i measured")),)
STORY = (
    "At Ledgerly our payouts were sent twice. I was asked to stop that. I built a check, I wrote a "
    "test and I measured the rate. As a result it fell from 4% to zero."
)


@pytest.mark.parametrize(
    "story",
    [
        STORY,
        STORY.replace("I ", "i "),
        STORY.replace("I wrote", "I've written").replace("I built", "I’ve built"),
        STORY.replace("I built", "I'd built").replace("I was asked", "I'd been asked"),
        STORY.replace("I wrote", "I have written").replace("I measured", "I had measured"),
    ],
)
def test_form_of_the_first_person_takes_nothing_from_a_story(story: str):
    answer = Answer([story], POINTS)
    assert len(answer.deeds) == 3
    assert set(answer.star) == {"situation", "task", "action", "result"}
    assert answer.missed == []
    assert set(answer.star.values()) <= set(answer.sentences)
