"""What the checklists make of an answer."""

import pytest

from agents.evidence.answer import Answer
from agents.kinds.interview.checks import PLAIN, rate

EMPTY = (
    "I made a project at my company because the customer needed it and my manager asked me to. I "
    "did it with my team, I asked them and I finished it. In the end it was a good result."
)


@pytest.mark.parametrize("key", ["star", "ownership"])
def test_story_that_names_and_counts_nothing_is_not_rated_high_for_its_form(key: str):
    empty = rate(key, Answer([EMPTY], ()))
    counted = rate(key, Answer([EMPTY, "It took 9 days."], ()))
    named = rate(key, Answer([EMPTY, "It was for Lidl."], ()))
    assert empty is not None
    assert counted is not None
    assert named is not None
    assert empty.rating == PLAIN
    assert counted.rating == named.rating == 5
