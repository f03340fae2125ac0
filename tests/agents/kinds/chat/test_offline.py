"""The offline coach's replies."""

import pytest

from agents.kinds.chat.inputs import Asked
from agents.kinds.chat.lookup import look_up
from agents.kinds.chat.offline import reply
from agents.models.request import Line
from tests.growth import MOST, growth


def answered(text: str) -> str:
    found = look_up(text, None)
    return reply(Asked(None, None, found.handbook), [Line("user", text)])


@pytest.mark.slow
@pytest.mark.parametrize("piece", ["- from ", "- a\n", "\n", "for ", "1 year ", "I am a b ", "a@"])
def test_hostile_message_costs_no_more_than_its_length(piece: str) -> None:
    assert growth(answered, piece) < MOST
