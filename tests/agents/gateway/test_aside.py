"""Where what a request takes is worked out."""

import threading

import pytest

from agents.gateway.aside import LONG, aside
from agents.models.request import Image, Line
from tests.agents.gateway.lab import request


def where(_: object) -> int:
    return threading.get_ident()


@pytest.mark.parametrize(("length", "here"), [(LONG, True), (LONG + 1, False)])
async def test_long_conversation_is_worked_out_in_a_thread_and_a_short_one_here(
    length: int, here: bool
) -> None:
    asked = request(messages=(Line("user", "x" * length),))
    assert (await aside(asked, where, asked) == threading.get_ident()) is here


async def test_large_picture_is_worked_out_in_a_thread() -> None:
    picture = Image("image/png", b"x" * (LONG + 1))
    shown = request(messages=(Line("user", "What is this?", (picture,)),))
    for asked in (shown, request(images=(picture,))):
        assert await aside(asked, where, asked) != threading.get_ident()


@pytest.mark.parametrize("length", [1, LONG + 1])
async def test_what_is_raised_comes_back(length: int) -> None:
    asked = request(messages=(Line("user", "x" * length),))
    with pytest.raises(ZeroDivisionError):
        await aside(asked, divmod, 1, 0)
