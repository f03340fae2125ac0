"""The token source that both sides use."""

import asyncio
import time
from collections.abc import AsyncGenerator, Callable
from typing import TypeVar

from bench.stamp import make_token

T = TypeVar("T")


async def paced(
    tokens: int, per_second: float, of: Callable[[str], T], last: T
) -> AsyncGenerator[T, None]:
    """Yield what `of` makes of each of `tokens` texts on a fixed schedule, and at its end `last`.

    Those that are late come at once, in a burst.

    The schedule is absolute, so the offered rate holds however slow the taker is. A rate of 0
    has no schedule: all come at once.
    """
    begun = time.monotonic()
    for number in range(tokens):
        wait = begun + number / per_second - time.monotonic() if per_second else 0.0
        if wait > 0:
            await asyncio.sleep(wait)
        yield of(make_token())
    yield last
