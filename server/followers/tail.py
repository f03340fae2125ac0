"""What this worker holds of a session that has connections here: its newest events, kept current.

A tail is fed by the committer where the session's actor lives in this process, else by Redis
pub/sub. Where what is fed leaves a hole, it reads the log. The seam between replay and live is
always crossed the same way: subscribe first, hold what comes, read the log, merge by number.
"""

import asyncio
from collections.abc import Coroutine, Sequence
from typing import Any, Protocol, TypeVar

from protocol.cursor import Cursor
from protocol.frames import Status
from server.followers.ring import RING_EVENTS, Frame, Hole, Ring
from server.logs import get_logger
from store.errors import StoreUnavailable
from store.sessions.types import Foreign, Opened, Page

PAGE_EVENTS = 500
"""How many events one read of the log brings at most."""

NOWHERE = 2**53 - 1
"""A position after every event: to learn where a log is without reading any of it."""

RETRY_S = 0.25

T = TypeVar("T")

RUN_EVENT = b'{"type":"RUN_'
RUN_STARTED = b'{"type":"RUN_STARTED"'

log = get_logger(__name__)


class Follower(Protocol):
    """A connection's sender, as its tail sees it."""

    def push(self, frame: Frame) -> None:
        """Events have just come: as many of them as one frame takes."""
        ...

    def wake(self) -> None:
        """There may be something new to send."""
        ...

    def gone(self, with_owner: bool) -> None:
        """The session was deleted, by its owner or with all that they had."""


class Source(Protocol):
    """What a tail needs of the store and its bus."""

    async def read(self, session: str, after: int, limit: int) -> Page | None: ...
    async def open(
        self, session: str, owner: str, after: int | None, epoch: str | None, limit: int
    ) -> Opened | Foreign | None: ...
    async def subscribe(self, session: str) -> None: ...
    async def unsubscribe(self, session: str) -> None: ...


class Tail:
    """The live end of one session's log in this process. `epoch` is None until it exists.

    `keep_at` is when, in monotonic seconds, the session is to be kept from running out.
    """

    __slots__ = (
        "_doubted",
        "_heard",
        "_source",
        "_status",
        "_task",
        "epoch",
        "followers",
        "idle_since",
        "keep_at",
        "local",
        "owner",
        "ring",
        "session",
        "stale",
        "subscribed",
    )

    def __init__(self, session: str, source: Source, local: bool) -> None:
        self.session = session
        self.owner: str | None = None
        self.epoch: str | None = None
        self.ring = Ring(0)
        self.followers: dict[Follower, None] = {}
        self.idle_since = 0.0
        self.keep_at = 0.0
        self.local = local
        self.stale = True
        self.subscribed = False
        self._heard = 0
        self._doubted = False
        self._status: Status = "new"
        self._source = source
        self._task: asyncio.Task[Any] | None = None

    def feed(self, seq: int, raws: Sequence[bytes]) -> None:
        """Take in committed events; on a hole, or before the log was read, read the log."""
        if self.stale or self.epoch is None:
            self.stale = True  # also where the session has just begun: its epoch is to be learnt
            self._heard = max(self._heard, seq)
            self._refresh()
            return
        try:
            frame = self.ring.append(seq, raws)
        except Hole:
            self.reset()
            return
        if frame is not None:
            for follower in self.followers:
                follower.push(frame)
            if frame[1] < seq:
                self._wake()

    def reset(self) -> None:
        """What is held may be out of date: read the log again."""
        self.stale = self._doubted = True
        self._refresh()

    def _wake(self) -> None:
        for follower in self.followers:
            follower.wake()

    async def open(self, owner: str, cursor: Cursor) -> Opened | Foreign | None:
        """The log from a client's cursor on, or what a snapshot is made of; None: no such session.

        The first to open a tail makes it current in the same trip. Raises StoreUnavailable.
        """
        if self.stale and self._resting():
            return await asyncio.shield(self._begin(self._open_first(owner, cursor)))
        await self.ready()
        opened = await self._read_for(owner, cursor)
        if isinstance(opened, Opened) and opened.info.epoch != self.epoch:
            # The notice of it is still on its way.
            self.reset()
            await self.ready()
        return opened

    async def ready(self) -> None:
        """Wait until the tail is current. Raises StoreUnavailable when Redis is away."""
        if self.stale:
            await asyncio.shield(self._refresh())
            if self.stale:
                raise StoreUnavailable("the session can't be read now")

    async def _read_for(self, owner: str, cursor: Cursor) -> Opened | Foreign | None:
        return await self._source.open(self.session, owner, cursor.seq, cursor.epoch, PAGE_EVENTS)

    def _resting(self) -> bool:
        return self._task is None or self._task.done()

    def _refresh(self) -> "asyncio.Task[Any]":
        # One at a time reads for the ring, so that no answer is taken for another's.
        if self._task is None or self._task.done():
            return self._begin(self._read_on())
        return self._task

    def _begin(self, work: Coroutine[Any, Any, T]) -> "asyncio.Task[T]":
        self._task = task = asyncio.get_running_loop().create_task(work)
        task.add_done_callback(self._let_go)
        return task

    def _let_go(self, task: "asyncio.Task[Any]") -> None:
        """Keep no task that is done: there may be thousands of tails at rest."""
        if self._task is task:
            self._task = None

    async def _open_first(self, owner: str, cursor: Cursor) -> Opened | Foreign | None:
        await self._listen()
        self._ask()
        opened = await self._read_for(owner, cursor)
        if isinstance(opened, Opened):
            self._seed(opened)
        await self._read_on()
        return opened

    async def _read_on(self) -> None:
        while self.stale:
            try:
                await self._listen()
                await self._read_page()
            except StoreUnavailable:
                if not self.followers:
                    return
                await asyncio.sleep(RETRY_S)
        self._wake()

    async def _listen(self) -> None:
        if not (self.local or self.subscribed):
            await self._source.subscribe(self.session)
            self.subscribed = True

    def _ask(self) -> None:
        """From here on note what comes: it may come before the answer, and not be in it."""
        self._heard, self._doubted = 0, False

    def _answered(self, head: int) -> None:
        """The log was read up to the ring's head, and stood at `head` when it was.

        What was published before the question is in the answer. What was heard since may be
        newer; then, or where the answer is in doubt, or nobody feeds us, we read once more.
        """
        behind = self.ring.head < max(head, self._heard)
        self.stale = behind or self._doubted or not (self.local or self.subscribed)

    async def _read_page(self) -> None:
        self._ask()
        after = self.ring.head if self.epoch else NOWHERE
        page = await self._source.read(self.session, after, PAGE_EVENTS)
        if page is None:
            if self.epoch is not None:
                self.deleted()
            self._answered(0)
        else:
            self._adopt(page)
            self._answered(page.head)

    def _adopt(self, page: Page) -> None:
        self.owner = page.owner
        if page.epoch != self.epoch or page.base > self.ring.head:
            self.epoch = page.epoch
            self.ring = Ring(page.head)
        else:
            self.ring.append(self.ring.head + len(page.events), page.events)
        self._status = page.status

    def _seed(self, opened: Opened) -> None:
        info = opened.info
        events = opened.events or []
        whole = opened.events is not None and len(events) < PAGE_EVENTS
        if info.epoch != self.epoch or self.ring.head < info.head:
            self.ring = Ring(info.head, events[-RING_EVENTS:] if whole else ())
        self.epoch, self.owner, self._status = info.epoch, info.owner, info.status
        self._answered(info.head)

    @property
    def status(self) -> Status:
        """`new`, `running` or `idle`, as of the newest event held."""
        if self.epoch is None:
            return "new"
        raws = self.ring.after(self.ring.first - 1)
        for raw in reversed(raws):
            if raw.startswith(RUN_EVENT):
                return "running" if raw.startswith(RUN_STARTED) else "idle"
        # Events stand only inside runs: where none of these begins or ends one, it goes on.
        return "running" if raws else self._status

    async def set_local(self, epoch: str, head: int) -> None:
        """The session's actor now lives in this process, its log at `head`: it feeds us."""
        self.local = True
        if self.stale or (epoch, head) != (self.epoch, self.ring.head):
            self.reset()
        await self.unsubscribe()

    def set_remote(self) -> None:
        """The actor has left this process: hear of others' events through the bus."""
        self.local = False
        self.reset()

    async def unsubscribe(self) -> None:
        """Hear no more from the bus."""
        if self.subscribed:
            self.subscribed = False
            try:
                await self._source.unsubscribe(self.session)
            except StoreUnavailable:
                # A pub/sub connection that was lost has no subscription left to take back.
                log.debug("unsubscribe_skipped", session=self.session)

    def deleted(self, *, with_owner: bool = False) -> None:
        """The session is gone, perhaps with its owner: its connections are closed."""
        self.epoch = None
        self.keep_at = 0.0
        self.ring = Ring(0)
        for follower in list(self.followers):
            follower.gone(with_owner)
