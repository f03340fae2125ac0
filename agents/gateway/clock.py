"""The time that counts against a call: none while the storage is away."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager


class Clock:
    """The loop's time in seconds, without that for which it stood still.

    What nobody can go on with is nobody's fault: no call that waits for its turn is to come to its
    limits by it, and no model to be blamed. A try that is under way keeps the end it was given.
    """

    def __init__(self) -> None:
        self._lost = 0.0
        self._stopped: float | None = None
        self._limits: dict[asyncio.Timeout, float] = {}

    def time(self) -> float:
        """What the clock shows."""
        now = self._loop_time() if self._stopped is None else self._stopped
        return now - self._lost

    def ahead(self, when: float) -> float:
        """The loop's time at which the clock will show `when`, if it goes on now."""
        return self._loop_time() + when - self.time()

    def stop(self) -> None:
        """It stands still until it is to `go` on."""
        if self._stopped is None:
            self._stopped = self._loop_time()
            self._set_all()

    def go(self) -> None:
        """It goes on."""
        if self._stopped is not None:
            self._lost += self._loop_time() - self._stopped
            self._stopped = None
            self._set_all()

    @asynccontextmanager
    async def limit(self, seconds: float) -> AsyncGenerator[None]:
        """Ends what takes longer by this clock. Raises TimeoutError then, as asyncio.timeout."""
        async with asyncio.timeout(None) as timeout:
            self._limits[timeout] = self.time() + seconds
            self._set(timeout)
            try:
                yield
            finally:
                del self._limits[timeout]

    def _loop_time(self) -> float:
        return asyncio.get_running_loop().time()

    def _set_all(self) -> None:
        for timeout in self._limits:
            if not timeout.expired():
                self._set(timeout)

    def _set(self, timeout: asyncio.Timeout) -> None:
        stands = self._stopped is not None
        timeout.reschedule(None if stands else self.ahead(self._limits[timeout]))
