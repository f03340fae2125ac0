"""Frames as server-sent events: a response that streams."""

import asyncio
from typing import Annotated

from msgspec import Meta
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from protocol.cursor import Cursor, event_id
from protocol.errors import CloseCode, RemoteProtocolError
from protocol.sse import COMMENT, encode_sse
from server.admission.tokens import Identity
from server.http.http_protocol import CUT_OFF
from server.http.operations import Field
from server.streams.stream import PING, Stream, StreamContext, first_of

EVENT_STREAM = "text/event-stream"

FrameStream = Annotated[
    str, Meta(description="Server-sent events: the data of each is a frame, its id EPOCH:SEQ")
]
"""What such a body is."""

ACCEL_BUFFERING = Field("X-Accel-Buffering", "Of server-sent events: `no`, for proxies")

SSE_HEADERS = [
    (b"content-type", f"{EVENT_STREAM}; charset=utf-8".encode()),
    (b"cache-control", b"no-store, no-transform"),
    (b"x-accel-buffering", b"no"),
]


class SSEStream(Stream):
    """One way only: the client's silence is no sign of its death, the transport's is."""

    __slots__ = ()

    def tick(self, now: float) -> None:
        """As Stream.tick; what the client can't say counts as said."""
        self.conn.hear()
        super().tick(now)

    def rests_at(self, id: str) -> bool:
        """Whether the event of that SSE id is the last of a log that rests."""
        tail = self._context.tails.get(self.conn.session_id)
        return tail.status == "idle" and id == event_id(tail.epoch or "", tail.ring.head)


class EventStream(Response):
    """Frames as server-sent events until the client is gone (or, `until_idle`, the run has ended).

    Begins with the first frame, so what is raised before it can still be answered as an error.
    """

    def __init__(
        self,
        context: StreamContext,
        session: str,
        identity: Identity,
        cursor: Cursor,
        *,
        until_idle: bool = False,
        status_code: int = 200,
    ) -> None:
        self.status_code = status_code
        self.raw_headers = SSE_HEADERS
        self.background = None
        self._context = context
        self._session = session
        self._identity = identity
        self._cursor = cursor
        self._until_idle = until_idle

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Stream. Raises what `Connections.enter` and `Sender.begin` do while nothing was sent."""
        status, headers = self.status_code, self.raw_headers
        until_idle = self._until_idle
        started = False
        over = asyncio.get_running_loop().create_future()

        async def write(frame: bytes, id: str | None) -> None:
            nonlocal started
            if not started:
                started = True
                await send({"type": "http.response.start", "status": status, "headers": headers})
            body = COMMENT if frame.startswith(PING) else encode_sse(frame, id)
            await send({"type": "http.response.body", "body": body, "more_body": True})
            if until_idle and id is not None and stream.rests_at(id):
                conn.close(CloseCode.DONE)

        async def close(code: CloseCode) -> None:
            if not over.done():
                over.set_result(None)

        conn = self._context.connection(self._session, self._identity)
        cut_off = scope.get("extensions", {}).get(CUT_OFF)
        stream = SSEStream(self._context, conn, self._identity, write, close, cut_off=cut_off)
        with stream:
            try:
                await stream.sender.begin(self._cursor)
                await first_of(over, receive)
            except RemoteProtocolError:
                if not started:
                    raise
            await send({"type": "http.response.body", "body": b"", "more_body": False})
