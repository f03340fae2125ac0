"""One session's way onto its log: events queue here, and a group commit takes them all at once.

It is where a run meets backpressure: one that emits faster than Redis takes is asked to wait.
"""

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, NamedTuple, Protocol

from agents.runtime.port import LogLost
from protocol.codec import encode_event
from protocol.events import Event
from server.logs import get_logger
from store.commits.types import Commit, Committed, Finish

FULL_BYTES = 256 * 1024
"""An appender with more than this not yet in Redis asks its run to wait."""

log = get_logger(__name__)


class LeaseLost(LogLost):
    """Another worker holds this session's lease now: stop, and write nothing more."""


class WritesLost(LogLost):
    """Redis came back without events that it had accepted: read the session afresh."""


class RunCancelled(Exception):
    """The run was cancelled before its end was on the log: begin it again, to end as cancelled."""


class Trips(Protocol):
    """Where appenders say that they have something for the next trip to Redis: the committer."""

    def wake(self, appender: "Appender", /) -> None: ...
    def expects(self, appender: "Appender", /) -> bool: ...


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
    `on_full` is called when the session takes more memory than it may: all was written, and the run
    is to end.
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
        "on_full",
        "session",
        "token",
    )

    def __init__(
        self,
        committer: Trips,
        session: str,
        token: int,
        head: int,
        on_failure: Callable[[], None],
        on_full: Callable[[], None] | None = None,
    ) -> None:
        self.session = session
        self.token = token
        self.head = head
        self.failure: Exception | None = None
        self.on_failure = on_failure
        self.on_full = on_full
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
        """Ask `pull` for events when a trip begins. Call what this returns to have one begin."""
        if self.failure is not None:
            raise self.failure
        self._pull = pull
        return partial(self._committer.wake, self)

    def collect(self) -> None:
        """Ask now for the events that the next trip would take."""
        while (event := self._pull()) is not None:
            self._add(event)

    def _add(self, event: Event) -> None:
        raw = encode_event(event)
        self._pending.append(raw)
        self._size += len(raw)

    def full(self) -> bool:
        """Whether a run has to wait (backpressure): more waits for Redis than may pile up."""
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

    def next_commit(self) -> Commit | None:
        """What the next trip carries. After a failed trip: the very same, so a retry is safe.

        None where the source fails, which is a bug of ours: this session fails alone.
        """
        if self._sent is not None:
            return self._sent
        events, pull = self._pending, self._pull
        try:
            while (event := pull()) is not None:
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

    def committed(self, result: Committed) -> None:
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
        if result.full and self.on_full is not None:
            self.on_full()

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
