"""What a worker does at regular times: one task each, however many sessions there are."""

import asyncio
from collections.abc import Awaitable, Callable

from server.logs import get_logger
from store.errors import StoreUnavailable
from store.redis.outage import Outage

log = get_logger(__name__)


class Ticker:
    """Does `work` every `interval` seconds. `last_ok` is when it last succeeded (loop time)."""

    def __init__(self, name: str, interval: float, work: Callable[[], Awaitable[None]]) -> None:
        self.name = name
        self.last_ok: float | None = None
        self._interval = interval
        self._work = work
        self._outage = Outage(name)
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin, in a task of the running loop."""
        self._task = asyncio.get_running_loop().create_task(self._tick(), name=self.name)

    async def stop(self) -> None:
        """End, in the middle of the work if need be."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def _tick(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            due = loop.time() + self._interval
            try:
                await self._work()
                self.last_ok = loop.time()
                self._outage.end()
            except StoreUnavailable as exc:
                self._outage.begin(exc)
            except Exception:
                log.exception("tick_failed", ticker=self.name)
            await asyncio.sleep(max(0.0, due - loop.time()))
