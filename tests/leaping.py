"""An event loop that does not wait: when nobody has anything to do, the next timer rings at once.

What is measured in such a loop is what would have passed. Redis does not know of it, so its
scripts are told the loop's time. While Redis owes an answer, or a thread works for the loop,
nothing is skipped.
"""

import asyncio
import selectors
import time
from collections.abc import Coroutine, Sequence
from typing import Any, TypeVar

from store.redis.route import Route
from store.redis.scripts import Call
from tests.redis_clock import Timed

T = TypeVar("T")

QUIET_S = 0.03
"""So long nothing has to happen on any socket for all to count as waiting for timers."""


class _Selector(selectors.DefaultSelector):
    """Skips what it would wait for, unless somebody outside is busy for us."""

    def __init__(self) -> None:
        super().__init__()
        self.skipped = 0.0
        self.busy = 0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        """What is ready; where nothing is, the time until then is skipped."""
        if timeout is None or timeout <= QUIET_S or self.busy:
            return super().select(timeout)
        begun = time.monotonic()
        ready = super().select(QUIET_S)
        if not ready:
            self.skipped += timeout - (time.monotonic() - begun)
        return ready


class LeapingLoop(asyncio.SelectorEventLoop):
    """The loop. `leaping` runs something in one."""

    def __init__(self) -> None:
        self.selector = _Selector()
        super().__init__(self.selector)

    def time(self) -> float:
        """The time of its timers."""
        return super().time() + self.selector.skipped

    def run_in_executor(self, executor: Any, func: Any, *args: Any) -> asyncio.Future[Any]:
        """Run it in a thread, for which no time is skipped."""
        self.selector.busy += 1
        future = super().run_in_executor(executor, func, *args)
        future.add_done_callback(self._one_less)
        return future

    def _one_less(self, _: object) -> None:
        self.selector.busy -= 1


class _Alone(selectors.DefaultSelector):
    """Skips all that it would wait for."""

    def __init__(self) -> None:
        super().__init__()
        self.now = 0.0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        """What is ready; the time until the next timer has then passed."""
        if timeout is None:
            return super().select()
        self.now += max(0.0, timeout)
        return super().select(0)


class VirtualLoop(asyncio.SelectorEventLoop):
    """A loop for work that nobody outside has a part in: computing takes no time there.

    So what is measured in it is the same on any machine.
    """

    def __init__(self) -> None:
        self._alone = _Alone()
        super().__init__(self._alone)

    def time(self) -> float:
        """The time of its timers, in seconds since it was made."""
        return self._alone.now


def leaping(work: Coroutine[Any, Any, T], loop: type[asyncio.AbstractEventLoop] = LeapingLoop) -> T:
    """What `asyncio.run` does, without waiting."""
    with asyncio.Runner(loop_factory=loop) as runner:
        return runner.run(work)


class Told(Timed):
    """A way to Redis on which scripts are told the time of the leaping loop that runs."""

    def __init__(self, route: Route) -> None:
        loop = asyncio.get_running_loop()
        assert isinstance(loop, LeapingLoop)
        self._selector = loop.selector
        ahead = time.time() - loop.time()
        super().__init__(route, lambda: int((ahead + loop.time()) * 1000))

    async def run(self, calls: Sequence[Call], *, urgent: bool = False) -> list[Any]:
        """One trip, for which no time is skipped."""
        self._selector.busy += 1
        try:
            return await super().run(calls, urgent=urgent)
        finally:
            self._selector.busy -= 1
