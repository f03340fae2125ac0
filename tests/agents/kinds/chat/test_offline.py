"""The offline coach's replies."""

import pytest

from agents.kinds.chat.offline import reply
from agents.models.request import Line, Request
from tests.growth import MOST, growth


def said(text: str) -> Request:
    """A message to the coach."""
    return Request(
        kind="chat",
        role="generator",
        task="reply",
        tier="standard",
        instructions="",
        inputs={"topic": None, "language": None},
        messages=(Line("user", text),),
    )


@pytest.mark.slow
@pytest.mark.parametrize("piece", ["- from ", "- a\n", "\n", "for ", "1 year ", "I am a b ", "a@"])
def test_hostile_message_costs_no_more_than_its_length(piece: str) -> None:
    assert growth(lambda text: reply(said(text)), piece) < MOST
