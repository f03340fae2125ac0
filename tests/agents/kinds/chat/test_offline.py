"""The offline coach's replies."""

import pytest

from agents.kinds.chat.inputs import Subject
from agents.kinds.chat.offline import reply
from agents.models.request import Line
from tests.growth import MOST, growth


@pytest.mark.slow
@pytest.mark.parametrize("piece", ["- from ", "- a\n", "\n", "for ", "1 year ", "I am a b ", "a@"])
def test_hostile_message_costs_no_more_than_its_length(piece: str) -> None:
    assert growth(lambda text: reply(Subject(None, None), [Line("user", text)]), piece) < MOST
