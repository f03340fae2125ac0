"""Hedging: where the first is late a second is begun as well, and the faster goes on."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

T = TypeVar("T")


async def hedged(
    first: Coroutine[Any, Any, T | None],
    second: Callable[[], Coroutine[Any, Any, T | None]],
    late: float,
) -> T | None:
    """What the first of them gives that gives anything; None where neither does.

    The second is begun when the first has taken `late` seconds. Whoever lost is cancelled, and
    has ended when this returns. Raises what either raises before there is a hedged.
    """
    tasks = [asyncio.ensure_future(first)]
    try:
        done, running = await asyncio.wait(tasks, timeout=late)
        if not done:
            tasks.append(asyncio.ensure_future(second()))
            done, running = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        while (found := _found(done)) is None and running:
            done, running = await asyncio.wait(running, return_when=asyncio.FIRST_COMPLETED)
        return found
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def _found(done: set[asyncio.Task[T | None]]) -> T | None:
    results = [task.result() for task in done]
    return next((result for result in results if result is not None), None)
