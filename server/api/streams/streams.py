"""A session's frames over WebSocket, SSE and long-poll: three thin shells around one sender."""

import asyncio
import contextlib
import time
from collections.abc import Callable
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, HTTPConnection, Request
from starlette.types import Message, Receive, Scope, Send

from protocol.commands import Command
from protocol.connection import ServerConnection
from protocol.cursor import Cursor, event_id
from protocol.errors import CloseCode, Malformed, RateLimited, RemoteProtocolError
from protocol.frames import SUBPROTOCOL
from protocol.sse import COMMENT, encode_sse
from server.admission.admission import Desk
from server.admission.identities import Identity, check_origin
from server.api.sessions import session_id
from server.followers.sender import Close, Sender, Write, WriteNow
from server.http.http_protocol import CUT_OFF
from server.http.problems import problem
from server.http.websocket_protocol import EXTENSION
from server.logs import get_logger

MAX_WAIT_S = 30
SSE_HEADERS = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store, no-transform"),
    (b"x-accel-buffering", b"no"),
]

# How frames of these types begin: the codec puts the type first.
PING = b'{"type":"ping"'
WELCOME = b'{"type":"welcome"'

CutOff = Callable[[], None]
"""Ends a transport whose peer takes nothing; see server.http.http_protocol."""

log = get_logger(__name__)


def monotonic_ms() -> int:
    """Monotonic time in whole milliseconds: the clock of every connection."""
    return int(time.monotonic() * 1000)


def expiry_ms(identity: Identity) -> int:
    """When the caller's token runs out, on the connections' clock."""
    return monotonic_ms() + int((identity.expires_at - time.time()) * 1000)


class Stream:
    """What the three have in common: a connection, its sender, its place in the worker.

    Where the server offers no `cut_off`, a peer that takes nothing is left to it.
    """

    __slots__ = ("_cut_off", "_desk", "conn", "sender")

    def __init__(
        self,
        desk: Desk,
        conn: ServerConnection,
        user: str,
        write: Write,
        close: Close,
        write_now: WriteNow | None = None,
        cut_off: CutOff | None = None,
    ) -> None:
        self._cut_off = cut_off
        self._desk = desk
        self.conn = conn
        tail = desk.worker.tails.get(conn.session_id)
        self.sender = Sender(conn, tail, desk.worker.store, user, write, close, write_now)

    def tick(self, now: float) -> None:
        """See Worker: pings, and closes what is dead or whose token has run out."""
        now_ms = int(now * 1000)
        self.conn.tick(now_ms)
        if self._cut_off is not None and self.conn.is_stuck(now_ms):
            log.debug("connection_cut_off", session=self.conn.session_id)
            self._cut_off()
        elif self.conn.pending:
            self.sender.wake()

    def goaway(self) -> None:
        """See Worker: the drain."""
        self.conn.goaway("drain")
        self.sender.wake()

    def __enter__(self) -> "Stream":
        self._desk.enter(self, self.sender.user)
        return self

    def __exit__(self, *exc: object) -> None:
        self._desk.leave(self, self.sender.user)
        self.sender.end()


class Socket:
    """The sending side of a WebSocket. Raises ConnectionResetError once it has begun to close."""

    __slots__ = ("_send",)

    def __init__(self, send: Send) -> None:
        self._send = send

    async def write(self, frame: bytes, id: str | None) -> None:
        """Send one text frame; a WebSocket's frames need no `id`."""
        await self._put({"type": "websocket.send", "text": frame.decode()})

    async def close(self, code: CloseCode) -> None:
        """Begin the closing handshake."""
        await self._put({"type": "websocket.close", "code": int(code), "reason": code.meaning})

    async def _put(self, message: Message) -> None:
        try:
            await self._send(message)
        except RuntimeError as exc:
            # What ASGI servers say to any message after the close.
            raise ConnectionResetError(str(exc)) from exc


class WebSocketEndpoint:
    """`GET /v1/sessions/{id}/ws`, as an ASGI application."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Accept first, so that a browser can read the close code of a refusal."""
        await receive()
        request = HTTPConnection(scope)
        subprotocol = SUBPROTOCOL if SUBPROTOCOL in scope["subprotocols"] else None
        await send({"type": "websocket.accept", "subprotocol": subprotocol})
        conn = ServerConnection("", self._desk.heartbeat_ms, monotonic_ms())
        try:
            identity = self._desk.identify(request)
            check_origin(scope["headers"], self._desk.origins)
            conn.session_id = session_id(request)
            conn.expires_at = expiry_ms(identity)
            cursor = Cursor.from_query(
                request.query_params.get("after"), request.query_params.get("epoch")
            )
            with self._stream(conn, identity, scope, send) as stream:
                await stream.sender.begin(cursor)
                await self._listen(stream, identity, receive)
        except RemoteProtocolError as exc:
            await self._refuse(conn, exc, Socket(send))
        except ConnectionResetError:
            log.debug("connection_lost", session=conn.session_id)

    async def _refuse(
        self, conn: ServerConnection, exc: RemoteProtocolError, socket: "Socket"
    ) -> None:
        """Say why, and close."""
        conn.error(exc)
        with contextlib.suppress(ConnectionResetError):
            for frame in conn.control_to_send():
                await socket.write(frame, None)
            await socket.close(conn.close_code or CloseCode.MALFORMED)

    def _stream(
        self, conn: ServerConnection, identity: Identity, scope: Scope, send: Send
    ) -> Stream:
        socket = Socket(send)
        extensions = scope.get("extensions", {})
        return Stream(
            self._desk,
            conn,
            identity.user,
            socket.write,
            socket.close,
            extensions.get(EXTENSION),
            extensions.get(CUT_OFF),
        )

    async def _listen(self, stream: Stream, identity: Identity, receive: Receive) -> None:
        """Take the client's frames, one after the other, until it is gone."""
        conn = stream.conn
        while (message := await receive())["type"] != "websocket.disconnect":
            command = self._read(conn, message)
            if command is not None:
                await self._do(stream, identity, command)
            if conn.pending:
                stream.sender.wake()

    def _read(self, conn: ServerConnection, message: Message) -> Command | None:
        text = message.get("text")
        if text is None:
            conn.error(Malformed("Frames are text."))
            return None
        return conn.receive(text)

    async def _do(self, stream: Stream, identity: Identity, command: Command) -> None:
        conn = stream.conn
        try:
            status = await self._desk.take(conn.session_id, identity, command)
        except RateLimited as exc:
            conn.ack(command.id, "rejected", exc)
            if self._desk.abusive(identity):
                conn.error(exc)
        except RemoteProtocolError as exc:
            conn.ack(command.id, "rejected", exc)
        else:
            conn.ack(command.id, status)


class EventsEndpoint:
    """`GET /v1/sessions/{id}/events`: SSE, or long-poll where JSON is asked for."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Errors before the first frame are problem documents; after it, `error` frames."""
        request = Request(scope, receive)
        if request.method != "GET":
            raise HTTPException(405, headers={"Allow": "GET"})
        try:
            identity = self._desk.identify(request)
            check_origin(scope["headers"], self._desk.origins, safe=True)
            session = session_id(request)
            cursor = _cursor(request)
            if "application/json" in request.headers.get("accept", ""):
                await self._poll(request, session, identity, cursor, send)
            else:
                await serve_sse(self._desk, session, identity, cursor, request, send)
        except RemoteProtocolError as exc:
            await problem(exc)(scope, receive, send)

    async def _poll(
        self, request: Request, session: str, identity: Identity, cursor: Cursor, send: Send
    ) -> None:
        wait = _wait(request.query_params.get("wait"))
        frames = await poll(self._desk, session, identity, cursor, wait, request.receive)
        body = b"[" + b",".join(frames) + b"]"
        headers = [(b"content-type", b"application/json"), (b"cache-control", b"no-store")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": body})


def _cursor(request: Request) -> Cursor:
    last = request.headers.get("last-event-id")
    if last:
        return Cursor.from_last_event_id(last)
    return Cursor.from_query(request.query_params.get("after"), request.query_params.get("epoch"))


def _wait(value: str | None) -> float:
    try:
        seconds = float(value) if value else 0.0
    except ValueError:
        raise Malformed("wait is a number of seconds.") from None
    if not 0 <= seconds <= MAX_WAIT_S:
        raise Malformed(f"wait is at most {MAX_WAIT_S} seconds.")
    return seconds


async def serve_sse(
    desk: Desk,
    session: str,
    identity: Identity,
    cursor: Cursor,
    request: Request,
    send: Send,
    *,
    until_idle: bool = False,
    status: int = 200,
) -> None:
    """Send frames as server-sent events until the client is gone (or the run has ended).

    Raises what `Sender.begin` does as long as nothing was sent.
    """
    started = False
    over = asyncio.get_running_loop().create_future()

    async def write(frame: bytes, id: str | None) -> None:
        nonlocal started
        if not started:
            started = True
            await send({"type": "http.response.start", "status": status, "headers": SSE_HEADERS})
        body = COMMENT if frame.startswith(PING) else encode_sse(frame, id)
        await send({"type": "http.response.body", "body": body, "more_body": True})
        if until_idle and id is not None and stream.rests_at(id):
            conn.close(CloseCode.DONE)

    async def close(code: CloseCode) -> None:
        if not over.done():
            over.set_result(None)

    conn = ServerConnection(session, desk.heartbeat_ms, monotonic_ms(), expiry_ms(identity))
    cut_off = request.scope.get("extensions", {}).get(CUT_OFF)
    stream = SSEStream(desk, conn, identity.user, write, close, cut_off=cut_off)
    with stream:
        try:
            await stream.sender.begin(cursor)
            await _first(over, request.receive)
        except RemoteProtocolError:
            if not started:
                raise
        await send({"type": "http.response.body", "body": b"", "more_body": False})


class SSEStream(Stream):
    """One way only: the client's silence is no sign of its death, the transport's is."""

    __slots__ = ()

    def tick(self, now: float) -> None:
        """As Stream.tick; what the client can't say counts as said."""
        self.conn.hear()
        super().tick(now)

    def rests_at(self, id: str) -> bool:
        """Whether the event of that SSE id is the last of a log that rests."""
        tail = self._desk.worker.tails.get(self.conn.session_id)
        return tail.status == "idle" and id == event_id(tail.epoch or "", tail.ring.head)


async def _first(over: asyncio.Future[Any], receive: Receive, seconds: float | None = None) -> bool:
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


async def poll(
    desk: Desk, session: str, identity: Identity, cursor: Cursor, wait: float, receive: Receive
) -> list[bytes]:
    """The frames that a client at `cursor` is owed; waits up to `wait` seconds for the first.

    A welcome alone is an answer for a client that does not wait, and for one whose cursor it does
    not confirm: the session was deleted, say. Others get it with what is new. Where nothing is,
    the answer is empty, after `wait` or in place of a `ping` (PROTOCOL §4, §7).
    Raises ClientDisconnect where the client goes before, and what `Sender.begin` does.
    """
    frames: list[bytes] = []
    has_news: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
    greets = wait == 0

    async def write(frame: bytes, id: str | None) -> None:
        if frame.startswith(PING):
            tell(False)
            return
        frames.append(frame)
        if greets or not frame.startswith(WELCOME):
            tell(True)

    async def close(code: CloseCode) -> None:
        tell(True)

    def tell(news: bool) -> None:
        if not has_news.done():
            has_news.set_result(news)

    conn = ServerConnection(session, desk.heartbeat_ms, monotonic_ms(), expiry_ms(identity))
    with Stream(desk, conn, identity.user, write, close) as stream:
        await stream.sender.begin(cursor)
        greets = greets or conn.sent_upto != cursor.seq
        if await _first(has_news, receive, wait):
            raise ClientDisconnect
        return frames if has_news.done() and has_news.result() else []
