"""Waiting for what will be there: pauses that grow, and steps of the store while Redis is away."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from typing import TypeVar

from store.errors import StoreUnavailable

LOOK_S = (0.1, 1.0)
"""How long is waited between two looks: at first, and at most."""

T = TypeVar("T")


async def patiently(step: Callable[[], Awaitable[T]]) -> T:
    """What a step of the store gives, once Redis is there: it may be sent again."""
    waits = pauses()
    while True:
        try:
            return await step()
        except StoreUnavailable:
            await asyncio.sleep(next(waits))


def pauses() -> Iterator[float]:
    """Without end, each twice as long as the one before, up to the longest."""
    pause, most = LOOK_S
    while True:
        yield pause
        pause = min(most, pause * 2)
