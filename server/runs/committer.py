"""Group commit: all that a worker's actors emit goes onto the logs in one round trip at a time.

While one trip is on its way, what comes meanwhile gathers: events queue, and who streams deltas is
asked for all of them at once when the next trip begins. Without load an event leaves at once, under
load batches grow by themselves.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from time import perf_counter
from typing import Any, NamedTuple, Protocol

from protocol.codec import encode_event
from protocol.events import Event
from server.logs import get_logger
from server.runs.pace import Pace
from store.commits.types import Cancelled, Commit, Committed, Finish, Lost, Result
from store.errors import StoreUnavailable
from store.leases.types import Fenced
from store.redis.outage import Outage

FULL_BYTES = 256 * 1024
"""An appender with more than this not yet in Redis asks its run to wait."""

BACKOFF_S = (0.05, 1.0)
"""First and longest pause between attempts while Redis is away, in seconds."""


log = get_logger(__name__)


class LeaseLost(Exception):
    """Another worker holds this session's lease now: stop, and write nothing more."""


class WritesLost(Exception):
    """Redis came back without events that it had accepted: read the session afresh."""


class RunCancelled(Exception):
    """The run was cancelled before its end was on the log: begin it again, to end as cancelled."""


FAILURES: dict[type[Fenced | Lost | Cancelled], type[Exception]] = {
    Fenced: LeaseLost,
    Lost: WritesLost,
    Cancelled: RunCancelled,
}
"""What becomes of an appender whose part of a trip was not written."""


class Feed(Protocol):
    """Where a session's committed events go in this process: its tail."""

    def feed(self, seq: int, raws: Sequence[bytes], /) -> None: ...


def _nobody() -> None:
    """Has no event."""


class _Cold(NamedTuple):
    """What a commit carries besides events, and who waits for it."""

    part: dict[str, Any]
    done: "asyncio.Future[Committed]"


class Appender:
    """One session's way onto its log, for as long as its actor holds the lease.

    It is what a run may do to the world (see agents.runtime.port.Port). All that a run calls raises
    LeaseLost or WritesLost once the log is not ours to write; its end may raise RunCancelled.
    """

    __slots__ = (
        "_cold",
        "_committer",
        "_pending",
        "_pull",
        "_room",
        "_sent",
        "_sent_cold",
        "_size",
        "failure",
        "head",
        "on_failure",
        "session",
        "token",
    )

    def __init__(
        self,
        committer: "Committer",
        session: str,
        token: int,
        head: int,
        on_failure: Callable[[], None],
    ) -> None:
        self.session = session
        self.token = token
        self.head = head
        self.failure: Exception | None = None
        self.on_failure = on_failure
        self._committer = committer
        self._pending: list[bytes] = []
        self._pull: Callable[[], Event | None] = _nobody
        self._size = 0
        self._cold: deque[_Cold] = deque()
        self._sent: Commit | None = None
        self._sent_cold: _Cold | None = None
        self._room: asyncio.Future[None] | None = None

    def emit(self, event: Event) -> None:
        """Queue one event."""
        if self.failure is not None:
            raise self.failure
        self._add(event)
        self._committer.wake(self)

    def follow(self, pull: Callable[[], Event | None]) -> Callable[[], None]:
        """Ask `pull` for one more event when a trip begins. Call what this returns to have one."""
        if self.failure is not None:
            raise self.failure
        self._pull = pull
        return partial(self._committer.wake, self)

    def collect(self) -> None:
        """Ask now for the event that the next trip would take."""
        event = self._pull()
        if event is not None:
            self._add(event)

    def _add(self, event: Event) -> None:
        raw = encode_event(event)
        self._pending.append(raw)
        self._size += len(raw)

    def full(self) -> bool:
        """Whether more is waiting for Redis than a run may pile up."""
        return self._size > FULL_BYTES

    async def room(self) -> None:
        """Wait until the pile has gone down."""
        while self.full() and self.failure is None:
            if self._room is None:
                self._room = asyncio.get_running_loop().create_future()
            await asyncio.shield(self._room)
        if self.failure is not None:
            raise self.failure

    async def record(self, step: str, result: bytes) -> None:
        """Record a finished step, in one atomic step with all that was emitted before it."""
        await self._commit_with({"step": (step, result)})

    async def mark(self, fold: bytes) -> None:
        """Put down a fold of the run so far, so that the log before it may be trimmed."""
        await self._commit_with({"mark": fold})

    async def finish(self, finish: Finish, ending: Sequence[Event] = ()) -> Committed:
        """End the run in one atomic step: its last events, of which `ending` come last, its
        checkpoint and messages, and its command off the inbox.
        """
        self._pull = _nobody  # the run is over: nothing of it is held on to
        if self._cold or self._sent_cold is not None:
            # A step for whose record a cancelled run did not wait. Were the ending on the log with
            # that, and we dead before the rest is, the command would be done once more after it.
            await self.flushed()
        for event in ending:
            self.emit(event)
        return await self._commit_with({"finish": finish})

    @property
    def idle(self) -> bool:
        """Whether nothing of this session waits for a trip, or is on one."""
        return self._sent is None and not self._committer.expects(self)

    async def flushed(self) -> None:
        """Wait until all that was emitted is in Redis (or the lease is lost)."""
        while not self.idle and self.failure is None:
            if self._room is None:
                self._room = asyncio.get_running_loop().create_future()
            await asyncio.shield(self._room)

    async def _commit_with(self, part: dict[str, Any]) -> Committed:
        if self.failure is not None:
            raise self.failure
        cold = _Cold(part, asyncio.get_running_loop().create_future())
        self._cold.append(cold)
        self._committer.wake(self)
        return await cold.done

    def take(self) -> Commit | None:
        """What the next trip carries. After a failed trip: the very same, so a retry is safe.

        None where the source fails, which is a bug of ours: this session fails alone.
        """
        if self._sent is not None:
            return self._sent
        events, pull = self._pending, self._pull
        try:
            event = pull()
            if event is not None:
                events.append(encode_event(event))
        except Exception as exc:
            log.exception("event_not_pulled", session=self.session)
            self.fail(exc)
            return None
        self._pending = []
        self._size = 0
        if self._cold:
            self._sent_cold = self._cold.popleft()
            part = self._sent_cold.part
            self._sent = item = Commit(self.session, self.token, self.head, events, **part)
        else:
            self._sent = item = Commit(self.session, self.token, self.head, events)
        return item

    def settle(self, result: Committed) -> None:
        """Redis has answered: what was sent is on the log."""
        self.head = result.head
        self._sent = None
        if self._sent_cold is not None:
            cold, self._sent_cold = self._sent_cold, None
            if not cold.done.done():
                cold.done.set_result(result)
        if self._cold:
            self._committer.wake(self)
        if self._room is not None:
            self._make_room()

    def fail(self, failure: Exception) -> None:
        """The log is not ours any more: drop what waits and tell whoever waits."""
        self.failure = failure
        waiting = [self._sent_cold, *self._cold]
        self._pending.clear()
        self._pull = _nobody
        self._cold.clear()
        self._sent = self._sent_cold = None
        for cold in waiting:
            if cold is not None and not cold.done.done():
                cold.done.set_exception(failure)
        self._make_room()
        self.on_failure()

    def _make_room(self) -> None:
        room, self._room = self._room, None
        if room is not None and not room.done():
            room.set_result(None)


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

    def open(self, session: str, token: int, head: int, on_failure: Callable[[], None]) -> Appender:
        """The appender of a session whose lease was just taken, its log's head at `head`."""
        return Appender(self, session, token, head, on_failure)

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

    def _take(self) -> tuple[list[Appender], list[Commit]]:
        """All that is pending, and whose it is."""
        batch: list[Appender] = []
        items: list[Commit] = []
        for appender in self._dirty:
            if appender.failure is None and (item := appender.take()) is not None:
                batch.append(appender)
                items.append(item)
        self._dirty.clear()
        return batch, items

    async def _trip(self) -> int:
        """Commit all that is pending; of how many sessions it was."""
        batch, items = self._take()
        if not items:
            return 0
        try:
            self._settle(batch, items, await self.commit(items))
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

    def _settle(
        self, batch: list[Appender], items: list[Commit], results: Sequence[Result]
    ) -> None:
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
                appender.settle(result)
            else:
                appender.fail(FAILURES[type(result)]())
