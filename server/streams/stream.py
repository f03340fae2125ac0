"""What all transports have in common: a connection, its sender, its place in the worker."""

import asyncio
import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from starlette.types import Receive

from protocol.catalogue import Text
from protocol.connection import ServerConnection
from protocol.errors import NotSignedIn
from protocol.frames import Seq
from server.admission.connections import Connections
from server.admission.standing import Standing
from server.admission.tokens import Identity
from server.followers.sender import Close, Sender, Write, WriteNow
from server.followers.tails import Tails
from server.followers.unfolding import Unfolding
from server.http.languages import current_language
from server.http.operations import Field
from server.logs import get_logger
from store.store import Store

PING = b'{"type":"ping"'
"""How such a frame begins: the codec puts the type first."""

AFTER = Field("after", "The number of the last event that the caller has", Seq)
EPOCH = Field("epoch", "The epoch of that number")
"""The cursor, in a query."""

CutOff = Callable[[], None]
"""Ends a transport whose peer takes nothing; see server.http.http_protocol."""

log = get_logger(__name__)


@dataclass(frozen=True, slots=True)
class StreamContext:
    """What streams of one worker share."""

    tails: Tails
    store: Store
    unfolding: Unfolding
    connections: Connections
    heartbeat_ms: int
    standing: Standing

    def connection(self, session: str, identity: Identity) -> ServerConnection:
        """The protocol's side of a connection that begins now, by a request."""
        expires_at, language = expiry_ms(identity), current_language()
        return ServerConnection(session, self.heartbeat_ms, monotonic_ms(), expires_at, language)


def monotonic_ms() -> int:
    """Monotonic time in whole milliseconds: the clock of every connection."""
    return int(time.monotonic() * 1000)


def expiry_ms(identity: Identity) -> int | None:
    """When a connection ends at the latest that the caller opens, on the connections' clock; None
    where nothing that proves who calls runs out.
    """
    if math.isinf(lasts := identity.lasts_until()):
        return None
    return monotonic_ms() + int((lasts - time.time()) * 1000)


class Stream:
    """What the three have in common: a connection, its sender, its place in the worker.

    Where the server offers no `cut_off`, a peer that takes nothing is left to it.
    """

    __slots__ = ("_context", "_cut_off", "_identity", "conn", "sender")

    def __init__(
        self,
        context: StreamContext,
        conn: ServerConnection,
        identity: Identity,
        write: Write,
        close: Close,
        write_now: WriteNow | None = None,
        cut_off: CutOff | None = None,
    ) -> None:
        self._cut_off = cut_off
        self._context = context
        self._identity = identity
        self.conn = conn
        tail = context.tails.get(conn.session_id)
        self.sender = Sender(
            conn, tail, context.store, context.unfolding, identity.user, write, close, write_now
        )

    def tick(self, now: float) -> None:
        """Time has passed: pings, and closes what is dead, or whose client's sign-in has ended."""
        now_ms = int(now * 1000)
        if self.conn.close_code is None and self._context.standing.has_ended(self._identity):
            self.conn.error(NotSignedIn(Text("errors.not_signed_in.run_out")))
        self.conn.tick(now_ms)
        if self._cut_off is not None and self.conn.is_stuck(now_ms):
            log.debug("connection_cut_off", session=self.conn.session_id)
            self._cut_off()
        elif self.conn.pending:
            self.sender.wake()

    def goaway(self) -> None:
        """The worker is being drained (graceful shutdown): say so, then close."""
        self.conn.goaway("drain")
        self.sender.wake()

    def __enter__(self) -> "Stream":
        self._context.connections.enter(self, self._identity)
        return self

    def __exit__(self, *exc: object) -> None:
        self._context.connections.leave(self, self.sender.user)
        self.sender.end()


async def first_of(
    over: asyncio.Future[Any], receive: Receive, seconds: float | None = None
) -> bool:
    """Wait for `over`, the client's end, or so long. Whether it was the client's end."""
    gone = asyncio.create_task(_disconnected(receive))
    try:
        await asyncio.wait({gone, over}, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        return gone.done()
    finally:
        gone.cancel()


async def _disconnected(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
