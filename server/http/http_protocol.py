"""uvicorn's HTTP protocol, with an end for peers that take nothing more, or bring no whole request.

The first is an ASGI extension, `careerpilot.cut_off`, on WebSockets too: a function that ends the
connection at once. The application then hears that the peer is gone, whatever it waits for.

The second are limits on what comes before the application hears of it: nginx.conf has the same. How
long a body may take, the application says (server.http.requests).
"""

import socket
import struct
from asyncio import TimerHandle, Transport
from typing import Any, cast

from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

from protocol.errors import TooLarge
from server.http.problems import problem

CUT_OFF = "careerpilot.cut_off"

MAX_HEAD = 64 * 1024
"""The bytes that a request's head may have: its first line and its fields."""

HEAD_S = 15.0
"""How long the head of a request may take, from its first byte, or from the connection's start."""

_AT_ONCE = struct.pack("ii", 1, 0)


def cut_off(transport: Transport) -> None:
    """End a connection, and drop what its peer has not read, in the system's buffers too."""
    peer = transport.get_extra_info("socket")
    if peer.fileno() >= 0:
        # Without lingering the system resets it (RFC 9293 §3.10.5) and keeps nothing for the peer.
        peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _AT_ONCE)
        transport.abort()


class HeadTooLarge(TooLarge):
    """The request's head is over its limit (RFC 6585 §5)."""

    status = 431


class HTTPProtocol(HttpToolsProtocol):
    """uvicorn's own, with limits on a request's head, and the extension that ends a connection."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._room = MAX_HEAD
        self._due: TimerHandle | None = None

    def connection_made(self, transport: Transport) -> None:  # type: ignore[override]
        """Wait for the first request, but not for ever."""
        super().connection_made(transport)
        self._expect_head(HEAD_S)

    def connection_lost(self, exc: Exception | None) -> None:
        """Nothing more can come."""
        super().connection_lost(exc)
        self._expect_nothing()

    def data_received(self, data: bytes) -> None:
        """Take what came, but no more of a head than it may have.

        What counts is what came since the last head or piece of a body: so do the fields after a
        chunked body (RFC 9112 §7.1.2), which the parser keeps as it keeps a head's.
        """
        if self._due is None and not self._owes_answer():
            self._expect_head(HEAD_S)
        counted, rest = data[: self._room], data[self._room :]
        self._room -= len(counted)
        super().data_received(counted)
        if self._is_over():
            return
        if not self._room:
            self._refuse()
        elif rest:
            super().data_received(rest)

    def on_headers_complete(self) -> None:
        """The head is whole: what becomes of the request is up to the application."""
        super().on_headers_complete()
        self._room = MAX_HEAD
        self._expect_nothing()

    def on_body(self, body: bytes) -> None:
        """The application has a limit for a body of its own."""
        super().on_body(body)
        self._room = MAX_HEAD

    def on_message_complete(self) -> None:
        """As uvicorn does; a request that was answered before it had all come leaves it idle."""
        super().on_message_complete()
        if self._due is not None:
            self._expect_head(self.timeout_keep_alive)

    def _owes_answer(self) -> bool:
        return bool(self.cycle) and not self.cycle.response_complete

    def _is_over(self) -> bool:
        """Whether it was closed, or another protocol has the transport: a WebSocket's."""
        return self.transport.is_closing() or self.transport.get_protocol() is not self

    def _expect_head(self, seconds: float) -> None:
        """Cut the peer off unless the whole head of a request comes by then."""
        self._expect_nothing()
        self._due = self.loop.call_later(seconds, self.cut_off)

    def _expect_nothing(self) -> None:
        if self._due is not None:
            self._due.cancel()
            self._due = None

    def _refuse(self) -> None:
        """Say why, unless that would get into another answer, and close."""
        if self._owes_answer():
            self.cut_off()
            return
        answer = problem(HeadTooLarge(f"The head of a request may have {MAX_HEAD} bytes."))
        fields = [*self.server_state.default_headers, *answer.raw_headers]
        head = [STATUS_LINE[answer.status_code], *(b"%s: %s\r\n" % field for field in fields)]
        self.transport.write(b"".join([*head, b"\r\n", answer.body]))
        self.transport.close()

    def on_message_begin(self) -> None:
        """Offer the extension to the application."""
        super().on_message_begin()
        cast(dict[str, object], self.scope)["extensions"] = {CUT_OFF: self.cut_off}

    def cut_off(self) -> None:
        """End the connection at once."""
        cut_off(self.transport)
