"""The timeout of a stream that stalls: a limit on each of many waits, with one timer for all."""

import asyncio
import math
from collections.abc import Awaitable
from typing import TypeVar, cast

T = TypeVar("T")


class StallTimeout:
    """Ends waits that take too long.

    `asyncio.timeout` would cost a timer for each token, or, held over a `yield`, would cancel
    whoever consumes the stream. Here the timer looks whether a wait is overdue, and is set again
    for the one that goes on then. `deadline` (the loop's time) ends all waits.
    """

    def __init__(self, deadline: float) -> None:
        self._loop = asyncio.get_running_loop()
        self._deadline = deadline
        self._due = math.inf
        self._task: asyncio.Task[object] | None = None
        self.timer: asyncio.TimerHandle | None = None
        self._rings = math.inf
        self._rang = False

    async def wait(self, awaitable: Awaitable[T], seconds: float) -> T:
        """The awaitable's result. Raises TimeoutError after so long."""
        task = self._task = cast("asyncio.Task[object]", asyncio.current_task())
        before = task.cancelling()
        self._due = min(self._loop.time() + seconds, self._deadline)
        if self._due < self._rings:
            self._set(self._due)
        try:
            return await awaitable
        except asyncio.CancelledError:
            # As asyncio.timeout does it: who was cancelled from elsewhere, too, stays cancelled.
            if self._rang and task.cancelling() - 1 <= before:
                raise TimeoutError from None
            raise
        finally:
            self._due = math.inf
            if self._rang:
                self._rang = False
                task.uncancel()

    @property
    def overdue(self) -> bool:
        """Whether it is the deadline that ends waits now."""
        return self._loop.time() >= self._deadline

    def stop(self) -> None:
        """There are no more waits."""
        if self.timer is not None:
            self.timer.cancel()

    def _set(self, when: float) -> None:
        if self.timer is not None:
            self.timer.cancel()
        self._rings = when
        self.timer = self._loop.call_at(when, self._ring)

    def _ring(self) -> None:
        self.timer, self._rings = None, math.inf
        if self._due == math.inf:
            return
        if self._loop.time() < self._due:
            self._set(self._due)
        elif self._task is not None:
            self._rang = True
            self._task.cancel()
