"""Providers of models that are played next to a test that has no loop of its own."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import AsyncExitStack, contextmanager

from tests.upstream import Upstream


@contextmanager
def upstreams(count: int) -> Iterator[list[Upstream]]:
    """So many, in a thread: Playwright's sync API keeps this one's loop to itself."""
    made = [Upstream() for _ in range(count)]
    loop = asyncio.new_event_loop()
    stop = asyncio.Event()
    up = threading.Event()

    async def play() -> None:
        async with AsyncExitStack() as stack:
            for one in made:
                await stack.enter_async_context(one)
            up.set()
            await stop.wait()

    thread = threading.Thread(target=loop.run_until_complete, args=(play(),))
    thread.start()
    try:
        assert up.wait(10)
        yield made
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join()
        loop.close()
