"""Moves one connection's frames into its transport: a cursor, held back by backpressure alone.

A connection is a cursor: what it is owed is computed from where it is, nothing is queued for
it. One that keeps up is served from its tail's ring, one that lags from Redis, page by page.
"""

import asyncio
from collections.abc import Awaitable, Callable

from protocol.catalogue import Text
from protocol.codec import batches, encode_event, splice_events, splice_snapshot
from protocol.connection import ServerConnection, State
from protocol.cursor import Cursor, event_id, resolve
from protocol.errors import (
    CloseCode,
    Internal,
    LocalProtocolError,
    NotFound,
    NotSignedIn,
    RemoteProtocolError,
)
from server.followers.ring import Frame
from server.followers.tail import PAGE_EVENTS, Tail
from server.followers.unfolding import Unfolding
from server.logs import get_logger
from server.stored import folded
from store.errors import StoreUnavailable
from store.sessions.types import Foreign, Opened
from store.store import Store

RETRY_S = 0.25

ENDED = Text("errors.not_signed_in.ended")

Write = Callable[[bytes, str | None], Awaitable[None]]
"""Puts one frame into the transport; the SSE id of an `events` or `snapshot` frame, or None."""

WriteNow = Callable[[bytes], bool]
"""Puts one frame into the transport at once; False where the transport takes nothing now."""

Close = Callable[[CloseCode], Awaitable[None]]

log = get_logger(__name__)


class Sender:
    """What a connection is sent, from its welcome on. Works only while there is something to do."""

    __slots__ = (
        "_close",
        "_opened",
        "_store",
        "_tail",
        "_unfolding",
        "_write",
        "conn",
        "epoch",
        "pumping",
        "user",
        "write_now",
    )

    def __init__(
        self,
        conn: ServerConnection,
        tail: Tail,
        store: Store,
        unfolding: Unfolding,
        user: str,
        write: Write,
        close: Close,
        write_now: WriteNow | None = None,
    ) -> None:
        self.conn = conn
        self.user = user
        self.epoch: str | None = None
        self._tail = tail
        self._store = store
        self._unfolding = unfolding
        self._write = write
        self._close = close
        self.write_now = write_now
        self._opened: Opened | None = None
        self.pumping: asyncio.Task[None] | None = None

    async def begin(self, cursor: Cursor) -> None:
        """Welcome the client; then it is brought from its cursor to the head, and on.

        Waits for Redis, but not for the client to take anything. A connection that is closed
        meanwhile is closed at once. Raises NotFound for another user's session, and Unavailable
        while Redis is away.
        """
        self._tail.followers[self] = None
        tail = self._tail
        if not tail.stale and tail.owner == self.user and tail.epoch and self._in_ring(cursor):
            self._welcome(cursor.seq or 0, tail.ring.head)
        else:
            opened = await tail.open(self.user, cursor)
            if isinstance(opened, Foreign):
                raise await self.not_theirs()
            self._welcome_from(cursor, opened)
            self._opened = opened
        self.wake()

    @property
    def owes(self) -> bool:
        """Whether what the client was opened with is still to be sent: it may have to unfold."""
        opened = self._opened
        return opened is not None and bool(opened.snapshot or opened.events)

    def end(self) -> None:
        """The transport is gone: follow no more."""
        self._tail.followers.pop(self, None)
        self._opened = None  # a pump that is cancelled before it begins leaves it, and may be MBs
        if self.pumping is not None:
            self.pumping.cancel()

    def _in_ring(self, cursor: Cursor) -> bool:
        tail = self._tail
        base = tail.ring.first - 1
        return resolve(cursor, tail.epoch or "", base, tail.ring.head) == "replay"

    async def not_theirs(self) -> RemoteProtocolError:
        """What is said to somebody whose session this is not. A guest whose things have moved to an
        account is to sign in to that: then the session is there again.
        """
        if await self._store.owners.of(self.user) is not None:
            return NotSignedIn(ENDED)
        return NotFound(Text("errors.not_found.session"))

    def _welcome(self, after: int, head: int) -> None:
        self.epoch = self._tail.epoch
        self.conn.welcome(epoch=self.epoch or "", head=head, after=after, status=self._tail.status)

    def _welcome_from(self, cursor: Cursor, opened: Opened | None) -> None:
        if opened is None:
            self._welcome(0, 0)
            return
        self.epoch = opened.info.epoch
        replays = opened.events is not None
        self.conn.welcome(
            epoch=opened.info.epoch,
            head=opened.info.head,
            after=(cursor.seq or 0) if replays else 0,
            status=opened.info.status,
        )

    async def _send_opened(self, opened: Opened) -> None:
        """The events after the cursor, or the snapshot that stands for all of them."""
        if opened.snapshot is not None:
            async with self._unfolding.turn(self.user, opened.snapshot):
                fold = await folded(opened.snapshot)
                events = fold.snapshot(self.conn.session_id, opened.info.id)
                raws = [encode_event(event) for event in events]
                frame = splice_snapshot(opened.info.head, opened.info.epoch, raws)
            self.conn.sent_upto = 0
            await self._deliver(opened.info.head, frame)
        else:
            await self._send_events(opened.events or [])

    async def _send_events(self, raws: list[bytes]) -> None:
        for last, group in batches(self.conn.sent_upto + 1, raws):
            await self._deliver(last, splice_events(last, group))

    async def _deliver(self, seq: int, frame: bytes) -> None:
        await self._write(frame, event_id(self.epoch or "", seq))
        self.conn.advance(seq)

    async def _send_control(self) -> bool:
        frames = self.conn.control_to_send()
        for frame in frames:
            await self._write(frame, None)
        return bool(frames)

    def push(self, frame: Frame) -> None:
        """Events have just come: a client that keeps up gets them with no task between."""
        after, upto, payload = frame
        conn, write = self.conn, self.write_now
        if (
            write is not None
            and self.pumping is None
            and conn.stands_at(after)
            and self.epoch == self._tail.epoch
            and write(payload)
        ):
            conn.sent_upto = upto
        else:
            self.wake()

    def wake(self) -> None:
        """There may be something to send, or to close."""
        if self.pumping is None and not self._rests():
            self.pumping = asyncio.get_running_loop().create_task(self._pump())

    def _rests(self) -> bool:
        """Whether there is nothing to do, or nothing that may come before the welcome."""
        if self.conn.state is State.NEW:
            return True
        return self.epoch == self._tail.epoch and self.conn.stands_at(self._tail.ring.head)

    def gone(self, with_owner: bool) -> None:
        """The session was deleted, perhaps with all that its owner had. Said again, as by the bus,
        it changes nothing.
        """
        if self.conn.close_code is None:
            gone = NotFound(Text("errors.not_found.deleted"))
            self.conn.error(NotSignedIn(ENDED) if with_owner else gone)
            self.wake()

    async def _pump(self) -> None:
        try:
            await self._send_all()
        except (OSError, LocalProtocolError) as exc:
            log.debug("connection_lost", session=self.conn.session_id, error=str(exc))
        finally:
            self.pumping = None

    async def _send_all(self) -> None:
        try:
            while await self._send_some():
                pass
        except (OSError, LocalProtocolError):
            raise
        except RemoteProtocolError as exc:
            await self._part(exc)
        except Exception:
            log.exception("sender_failed", session=self.conn.session_id)
            await self._part(Internal(Text("errors.internal.fault")))

    async def _part(self, error: RemoteProtocolError) -> None:
        """Tell the client why, and close."""
        self.conn.error(error)
        await self._send_control()
        await self._close(self.conn.close_code or CloseCode.INTERNAL)

    async def _send_some(self) -> bool:
        """One frame, or one page, or the close. False when there is nothing to do now."""
        conn, tail = self.conn, self._tail
        if await self._send_control():
            return True
        if conn.close_code is not None:
            await self._close(conn.close_code)
            return False
        if self._opened is not None:
            opened, self._opened = self._opened, None
            await self._send_opened(opened)
            return True
        if tail.stale:
            return False  # it wakes us when it is current
        if self.epoch != tail.epoch:
            await self._patiently(self._reopen)
            return True
        if conn.sent_upto >= tail.ring.head:
            return False
        frame = tail.ring.frame_after(conn.sent_upto)
        if frame is None:
            await self._patiently(self._catch_up)
        else:
            _, upto, payload = frame
            await self._deliver(upto, payload)
        return True

    async def _patiently(self, work: Callable[[], Awaitable[None]]) -> None:
        """Do what needs Redis; while it is away the connection stays, and waits."""
        try:
            await work()
        except StoreUnavailable:
            await asyncio.sleep(RETRY_S)

    async def _reopen(self) -> None:
        """The log has become another one (or has begun): from the start, or a snapshot."""
        cursor = Cursor(self.epoch, self.conn.sent_upto)
        opened = await self._tail.open(self.user, cursor)
        if isinstance(opened, Foreign):
            raise await self.not_theirs()
        if opened is None:
            raise NotFound(Text("errors.not_found.session"))
        if self.epoch is None:
            # The session that this connection began on did not exist yet: now it has an epoch.
            self._welcome_from(cursor, opened)
        self.epoch = opened.info.epoch
        self._opened = opened

    async def _catch_up(self) -> None:
        page = await self._store.sessions.read(
            self.conn.session_id, self.conn.sent_upto, PAGE_EVENTS
        )
        if page is None:
            raise NotFound(Text("errors.not_found.deleted"))
        if page.epoch != self.epoch or page.base > self.conn.sent_upto or not page.events:
            await self._reopen()
        else:
            await self._send_events(page.events)
