"""Group commit: all that a worker's actors emit goes onto the logs in one round trip at a time.

While one trip is on its way, what comes meanwhile gathers: events queue, and who streams deltas is
asked for all of them at once when the next trip begins. Without load an event leaves at once, under
load batches grow by themselves.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from time import perf_counter
from typing import Protocol

from server.logs import get_logger
from server.runs.appender import Appender, LeaseLost, RunCancelled, WritesLost
from server.runs.pace import Pace
from store.commits.types import Cancelled, Commit, Committed, Lost, Result
from store.errors import StoreUnavailable
from store.leases.types import Fenced
from store.redis.outage import Outage

BACKOFF_S = (0.05, 1.0)
"""First and longest pause between attempts while Redis is away, in seconds."""


log = get_logger(__name__)


FAILURES: dict[type[Fenced | Lost | Cancelled], type[Exception]] = {
    Fenced: LeaseLost,
    Lost: WritesLost,
    Cancelled: RunCancelled,
}
"""What becomes of an appender whose part of a trip was not written."""


class Feed(Protocol):
    """Where a session's committed events go in this process: its tail."""

    def feed(self, seq: int, raws: Sequence[bytes], /) -> None: ...


class Committer:
    """The one that speaks to Redis for all actors of this worker, one round trip at a time."""

    def __init__(
        self,
        commit: Callable[[list[Commit]], Awaitable[Sequence[Result]]],
        find: Callable[[str], Feed | None],
    ) -> None:
        self.commit = commit
        self._find = find
        self._dirty: dict[Appender, None] = {}
        self._waker: asyncio.Future[None] | None = None
        self._task: asyncio.Task[None] | None = None
        self._repeating = False
        self._outage = Outage("committer")

    @property
    def available(self) -> bool:
        """Whether Redis took the last trip, as far as is known."""
        return not self._outage.lasts

    def start(self) -> None:
        """Begin to serve appenders, in a task of the running loop."""
        self._task = asyncio.get_running_loop().create_task(self._serve(), name="committer")

    async def stop(self) -> None:
        """Stop. What is pending stays unsent: `Appender.flushed` first, to have it sent."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    def appender(
        self,
        session: str,
        token: int,
        head: int,
        on_failure: Callable[[], None],
        on_full: Callable[[], None] | None = None,
    ) -> Appender:
        """The appender of a session whose lease was just taken, its log's head at `head`."""
        return Appender(self, session, token, head, on_failure, on_full)

    def expects(self, appender: Appender) -> bool:
        """Whether `appender` is to have its part in the next trip."""
        return appender in self._dirty

    def wake(self, appender: Appender) -> None:
        """`appender` has something to commit."""
        self._dirty[appender] = None
        waker = self._waker
        if waker is not None:
            self._waker = None
            waker.set_result(None)

    async def _serve(self) -> None:
        loop = asyncio.get_running_loop()
        pause = BACKOFF_S[0]
        pace = Pace()
        due = 0.0
        while True:
            if not self._dirty:
                self._waker = loop.create_future()
                await self._waker
            early = due - loop.time()
            if early > 0:
                await asyncio.sleep(early)
            await asyncio.sleep(0)  # what else comes at this very moment goes along
            # The loop's clock has whole milliseconds, as sleep has; a trip is to be known better.
            begun, started = loop.time(), perf_counter()
            try:
                written = await self._trip()
                if written:
                    self._outage.end()
                pace.saw(written, perf_counter() - started)
                due = begun + pace.pause_s
                pause = BACKOFF_S[0]
            except StoreUnavailable as exc:
                self._outage.begin(exc)
                await asyncio.sleep(pause)
                pause = min(pause * 2, BACKOFF_S[1])

    def _collect(self) -> tuple[list[Appender], list[Commit]]:
        """All that is pending, and whose it is."""
        batch: list[Appender] = []
        items: list[Commit] = []
        for appender in self._dirty:
            if appender.failure is None and (item := appender.next_commit()) is not None:
                batch.append(appender)
                items.append(item)
        self._dirty.clear()
        return batch, items

    async def _trip(self) -> int:
        """Commit all that is pending; of how many sessions it was."""
        batch, items = self._collect()
        if not items:
            return 0
        try:
            self._tell(batch, items, await self.commit(items))
        except (StoreUnavailable, asyncio.CancelledError):
            # Nobody knows what Redis took: the same items go again, and the script tells.
            self._dirty = dict.fromkeys(batch) | self._dirty
            self._repeating = True
            raise
        except Exception:
            # A bug of ours, of which one session may be the cause: it must not stop the others,
            # and nobody may wait for ever for what was sent.
            log.exception("commit_failed", sessions=[item.session for item in items])
            self._repeating = False
            for appender in batch:
                if appender.failure is None:
                    appender.fail(LeaseLost())
        return len(items)

    def _tell(self, batch: list[Appender], items: list[Commit], results: Sequence[Result]) -> None:
        """Tell every appender, and whoever follows its session, what became of its part."""
        if self._repeating:
            # What came meanwhile was not taken: the same items went again.
            self._dirty = dict.fromkeys(batch) | self._dirty
            self._repeating = False
        find = self._find
        for appender, item, result in zip(batch, items, results, strict=True):
            if isinstance(result, Committed):
                if item.events and (tail := find(item.session)) is not None:
                    tail.feed(result.head, item.events)
                appender.committed(result)
            else:
                appender.fail(FAILURES[type(result)]())
