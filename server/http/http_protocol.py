"""uvicorn's HTTP protocol, with an end for peers that take nothing more, or bring no whole request.

The first is an ASGI extension, `careerpilot.cut_off`, on WebSockets too: a function that ends the
connection at once. The application then hears that the peer is gone, whatever it waits for.

The second are limits on what comes before the application hears of it: nginx.conf has the same. How
long a body may take, the application says (server.http.requests).

Peers that speak HTTP/1.0 get answers without chunks (RFC 9112 §6.1).

An offer of another protocol is taken where it is a WebSocket's handshake, and ignored where it is
not (RFC 9110 §7.8).
"""

import socket
import struct
from asyncio import TimerHandle, Transport
from collections.abc import Mapping
from http import HTTPStatus
from types import MappingProxyType
from typing import Any, ClassVar, Protocol, cast

import httptools
from uvicorn._types import (
    ASGI3Application,
    ASGIReceiveCallable,
    ASGISendCallable,
    ASGISendEvent,
    Scope,
)
from uvicorn.protocols.http.httptools_impl import (
    STATUS_LINE,
    HttpToolsProtocol,
    RequestResponseCycle,
)

from protocol.catalogue import Said, Text
from protocol.errors import RateLimited
from server.http.refusals import refusal
from server.http.stall import Stall, bound
from server.http.starts import Starts
from server.security_events import refused_as

CUT_OFF = "careerpilot.cut_off"

MAX_HEAD = 64 * 1024
"""The bytes that a request's head may have: its first line and its fields."""

HEAD_S = 15.0
"""How long the head of a request may take, from its first byte, or from the connection's start."""

MAX_PIPELINED = 16
"""How many requests may wait for the answers before theirs (RFC 9112 §9.3.2). More are not read."""

PIECE = 1024
"""How many bytes are parsed at a time: the requests of one piece are over MAX_PIPELINED at most.

Of a body whose length was said, as many as there are: no other request begins in it.
"""

INVALID = Text("http.invalid")
"""What is answered to what is no request, as uvicorn does."""

_AT_ONCE = struct.pack("ii", 1, 0)


def cut_off(transport: Transport) -> None:
    """End a connection, and drop what its peer has not read, in the system's buffers too."""
    peer = transport.get_extra_info("socket")
    if peer.fileno() >= 0:
        # Without lingering the system resets it (RFC 9293 §3.10.5) and keeps nothing for the peer.
        peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _AT_ONCE)
        transport.abort()


class Peers(Protocol):
    """A count of open connections by their addresses, as server.admission.peers has it."""

    def enter(self, address: str | None) -> str | None:
        """One more is open: who is to `leave` when it is closed. Raises RateLimited."""

    def leave(self, peer: str | None) -> None:
        """It is closed."""


def _unchunked(app: ASGI3Application, cycle: RequestResponseCycle) -> ASGI3Application:
    """`app`, whose answer ends with the connection where it has no length (RFC 9112 §6.3)."""

    async def answer(scope: Scope, receive: ASGIReceiveCallable, send: ASGISendCallable) -> None:
        is_open = False

        async def send_unchunked(message: ASGISendEvent) -> None:
            nonlocal is_open
            if message["type"] == "http.response.start":
                names = {name.lower() for name, _ in message.get("headers", [])}
                if b"content-length" not in names:
                    is_open, cycle.chunked_encoding = True, False
            elif message["type"] == "http.response.body" and is_open:
                cycle.expected_content_length = len(message.get("body", b""))
            await send(message)

        await app(scope, receive, send_unchunked)

    cycle.keep_alive = cycle.waiting_for_100_continue = False
    return answer


class HTTPProtocol(HttpToolsProtocol):
    """uvicorn's own, with limits on a request's head, and the extension that ends a connection."""

    stall_s: ClassVar[float] = 40.0
    peers: ClassVar[Peers | None] = None
    starts: ClassVar[Starts | None] = None

    @classmethod
    def limited(cls, stall_s: float, peers: Peers | None = None) -> type["HTTPProtocol"]:
        """One that ends a peer which takes nothing of its answer for so long.

        Those for whom `peers` has no room are told so, and closed. Requests that come together, on
        whatever connections, are begun a few at a time.
        """
        return type(cls.__name__, (cls,), {"stall_s": stall_s, "peers": peers, "starts": Starts()})

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._stall: Stall | None = None
        self._room = MAX_HEAD
        self._body_left = 0
        self._starts = self.starts or Starts()
        self.peer: str | None = None
        """Who has this connection open, as `peers` counts them."""
        self._due: TimerHandle | None = None
        self._answering: RequestResponseCycle | None = None
        self._unread = b""

    def connection_made(self, transport: Transport) -> None:  # type: ignore[override]
        """Wait for the first request, but not for ever."""
        super().connection_made(transport)
        bound(transport, self.stall_s)
        self._expect_head(HEAD_S)
        if self.peers is not None:
            try:
                self.peer = self.peers.enter(self.client[0] if self.client else None)
            except RateLimited as exc:
                self._answer(HTTPStatus.TOO_MANY_REQUESTS, exc.text, {"Retry-After": "2"})

    def connection_lost(self, exc: Exception | None) -> None:
        """Nothing more can come: whoever is being answered hears of it, and who waits is not."""
        super().connection_lost(exc)
        if self.peers is not None:
            self.peers.leave(self.peer)
        if self._answering is not None:
            # uvicorn tells the newest request, which may be one that waits.
            self._answering.disconnected = True
            self._answering.message_event.set()
        if self._stall is not None:
            self._stall.stop()
        self.pipeline.clear()
        self._unread = b""
        self._expect_nothing()
        self._let_go()

    def _let_go(self) -> None:
        """Refer to nothing that refers to this, which would stay until garbage is collected.

        That is seldom, and thousands of connections can come and go meanwhile. uvicorn leaves the
        timer of a connection that was reset, which would keep it as long.
        """
        self._unset_keepalive_if_required()
        self.parser = self.scope = None  # type: ignore[assignment]
        self.cycle = self._answering = self._stall = None  # type: ignore[assignment]

    def pause_writing(self) -> None:
        """The peer takes nothing now, and may not for ever."""
        super().pause_writing()
        if self._stall is None:
            self._stall = Stall(self.loop, self.transport, self.stall_s, self.cut_off)
        self._stall.watch()

    def data_received(self, data: bytes) -> None:
        """Take what came, but no more of a head than it may have.

        What counts is what came since the last head or piece of a body: so do the fields after a
        chunked body (RFC 9112 §7.1.2), which the parser keeps as it keeps a head's.
        """
        if self._due is None and not self._owes_answer():
            self._expect_head(HEAD_S)
        self._take(data)

    def _take(self, data: bytes) -> None:
        """Parse what came, as far as requests have room to wait: the rest waits as bytes."""
        data, self._unread = self._unread + data, b""
        at = 0
        while at < len(data):
            if len(self.pipeline) >= MAX_PIPELINED:
                self._unread = data[at:]
                self.flow.pause_reading()
                return
            piece = data[at : at + min(self._room, max(self._body_left, PIECE))]
            at += len(piece)
            self._room -= len(piece)
            self._parse(piece)
            if self._is_over():
                return
            if not self._room:
                self._refuse()
                return

    def on_response_complete(self) -> None:
        """As uvicorn does; then there is room for more of what has come."""
        super().on_response_complete()
        if self._unread and not self._is_over():
            if self._due is None and not self._owes_answer():
                self._expect_head(HEAD_S)
            self._take(b"")

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: ASGI3Application) -> None:
        """Begin to answer a request, by the rules of the version that it has."""
        if cycle.scope["http_version"] < "1.1":
            app = _unchunked(app, cycle)
        self._answering = cycle
        begin = super()._start_asgi_task
        self._starts.start(self.loop, lambda: begin(cycle, app))

    def _parse(self, data: bytes) -> None:
        self._unset_keepalive_if_required()
        try:
            self.parser.feed_data(data)
        except httptools.HttpParserUpgrade as offer:
            self._hear_offer(data[offer.args[0] :])
        except httptools.HttpParserError:
            self.send_400_response(INVALID)

    def _should_upgrade(self) -> bool:
        """Whether the parser has stopped at an offer: nothing is begun until that is heard."""
        return True

    def _hear_offer(self, rest: bytes) -> None:
        """Become a WebSocket, or parse the request again as if nothing had been offered.

        The parser takes a request with an offer for one without a body, whatever its fields say.
        """
        method, version = self.parser.get_method(), self.parser.get_http_version()
        if method == b"CONNECT":
            self.send_400_response(INVALID)
        elif self._shakes_hands(method, version):
            if self._stall is not None:
                self._stall.stop()
            if self.peers is not None:
                self.peers.leave(self.peer)
            self.handle_websocket_upgrade()
            self._let_go()
        else:
            fields = [b"%s: %s\r\n" % field for field in self.headers if field[0] != b"upgrade"]
            line = b"%s %s HTTP/%s\r\n" % (method, self.url, version.encode())
            self.parser = httptools.HttpRequestParser(self)
            self.parser.set_dangerous_leniencies(lenient_data_after_close=True)
            self._parse(b"".join([line, *fields, b"\r\n"]))
            if rest and not self._is_over():
                self._parse(rest)

    def _shakes_hands(self, method: bytes, version: str) -> bool:
        """Whether it is a WebSocket's handshake (RFC 6455 §4.1), to which nothing else is owed."""
        has_body = any(
            name == b"transfer-encoding" or (name == b"content-length" and value != b"0")
            for name, value in self.headers
        )
        may_be = method == b"GET" and version == "1.1" and not has_body
        return may_be and self._get_upgrade() == b"websocket" and not self._owes_answer()

    def on_headers_complete(self) -> None:
        """The head is whole: what becomes of the request is up to the application."""
        super().on_headers_complete()
        self._room = MAX_HEAD
        self._body_left = self._declared()
        self._expect_nothing()

    def on_body(self, body: bytes) -> None:
        """The application has a limit for a body of its own."""
        super().on_body(body)
        self._room = MAX_HEAD
        self._body_left = max(0, self._body_left - len(body))

    def on_message_complete(self) -> None:
        """As uvicorn does; a request that was answered before it had all come leaves it idle."""
        super().on_message_complete()
        if self._due is not None:
            self._expect_head(self.timeout_keep_alive)

    def _declared(self) -> int:
        """The bytes of the body, where the head says it; the parser has seen that it may."""
        found = [value for name, value in self.headers if name == b"content-length"]
        return int(found[0]) if len(found) == 1 and found[0].isdigit() else 0

    def _owes_answer(self) -> bool:
        return bool(self.cycle) and not self.cycle.response_complete

    def _is_over(self) -> bool:
        """Whether it was closed, or another protocol has the transport: a WebSocket's."""
        return self.transport.is_closing() or self.transport.get_protocol() is not self

    def _expect_head(self, seconds: float) -> None:
        """Cut the peer off unless the whole head of a request comes by then."""
        self._expect_nothing()
        self._due = self.loop.call_later(seconds, self._wait_no_longer, seconds)

    def _wait_no_longer(self, seconds: float) -> None:
        if self._room < MAX_HEAD:  # browsers, too, make connections that they do not use
            late = f"No whole head of a request came within {seconds:.0f} s."
            refused_as({"client": self.client}, "too_slow", late)
        self.cut_off()

    def _expect_nothing(self) -> None:
        if self._due is not None:
            self._due.cancel()
            self._due = None

    def _refuse(self) -> None:
        """Say why, unless that would get into another answer, and close."""
        if self._owes_answer():
            self.cut_off()
            return
        status = HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE
        self._answer(status, Text("http.head", bytes=MAX_HEAD))

    def send_400_response(self, msg: Said) -> None:
        """Say that it is no request, and close."""
        self._answer(HTTPStatus.BAD_REQUEST, msg)

    def _answer(
        self, status: HTTPStatus, why: Said, headers: Mapping[str, str] = MappingProxyType({})
    ) -> None:
        answer = refusal({"client": self.client}, status, why)
        answer.headers.update(headers)
        fields = [*self.server_state.default_headers, *answer.raw_headers]
        head = [STATUS_LINE[status], *(b"%s: %s\r\n" % field for field in fields)]
        self.transport.write(b"".join([*head, b"\r\n", answer.body]))
        self.transport.close()

    def on_message_begin(self) -> None:
        """Offer the extension to the application."""
        super().on_message_begin()
        cast(dict[str, object], self.scope)["extensions"] = {CUT_OFF: self.cut_off}

    def cut_off(self) -> None:
        """End the connection at once."""
        cut_off(self.transport)
