"""Providers of models that are played next to a test that has no loop of its own."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import AsyncExitStack, contextmanager

from tests.upstream import Answer, Received, Scene, Upstream

PATIENCE_S = 30


class Held:
    """An answer that waits for the test's thread to let it go."""

    def __init__(self, *tokens: str) -> None:
        self._tokens = tokens
        self._gone = asyncio.Event()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._asked = threading.Event()

    def __call__(self, call: Received) -> Scene:
        """What is played, as a cue of `Upstream.play`."""
        self._loop = asyncio.get_running_loop()
        self._asked.set()
        return Answer(self._tokens, hold=(0, self._gone))

    def let_go(self) -> None:
        """Let the answer be given, once it has been asked for."""
        assert self._asked.wait(PATIENCE_S)
        assert self._loop is not None
        self._loop.call_soon_threadsafe(self._gone.set)


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
