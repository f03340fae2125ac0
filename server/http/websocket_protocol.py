"""uvicorn's WebSocket protocol, with a short way for text frames and an end for dead peers.

What the library itself refuses as too large is closed with this protocol's code for that.

The short way is an ASGI extension, `careerpilot.text`: a function that puts one text message into
the transport at once, without a coroutine. Every other server is sent to by plain ASGI. The end is
the extension of server.http.http_protocol.
"""

import struct
import time
from asyncio import BaseTransport
from collections.abc import Callable
from contextlib import suppress
from http import HTTPStatus
from typing import Any, ClassVar, cast

from uvicorn._types import ASGIReceiveEvent
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.exceptions import ProtocolError
from websockets.frames import CloseCode as LibraryCode
from websockets.frames import Frame, Opcode
from websockets.http11 import Request, Response
from websockets.server import ServerProtocol
from websockets.typing import BytesLike, StatusLike

from protocol.connection import FLUSH_MS
from protocol.errors import CloseCode
from server.http.http_protocol import CUT_OFF, Peers, cut_off
from server.http.refusals import refusal
from server.http.stall import Stall, bound
from server.security_events import closed

EXTENSION = "careerpilot.text"

TAKES = "careerpilot.takes"
"""An extension: a function that says whether the peer takes what it is sent, and is read."""

MAX_FRAGMENTS = 1024
"""Into how many frames a message may be cut: each of the longest has 256 bytes then."""

_OURS: dict[int, int] = {
    LibraryCode.PROTOCOL_ERROR: CloseCode.MALFORMED,
    LibraryCode.INVALID_DATA: CloseCode.MALFORMED,
}
"""What the library's codes are as ours."""

_FIN_TEXT = 0x81
_pack_7bit = struct.Struct("!BB").pack
_pack_16bit = struct.Struct("!BBH").pack
_pack_64bit = struct.Struct("!BBQ").pack

WriteText = Callable[[bytes], bool]


class FrameProtocol(ServerProtocol):
    """As the library's own, with another code for messages over its limit, and limits on frames.

    A peer that sends over `frames_per_second` frames within one second, control frames included,
    is closed with RATE_LIMITED, one that cuts a message into over MAX_FRAGMENTS with MALFORMED.
    """

    # Instances with over 30 attributes in their dictionary share no keys: 1.3 KiB more for each.
    __slots__ = ("_fragments", "_frames", "_most", "_since", "peer", "pinged_with")

    def __init__(self, *args: Any, frames_per_second: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.peer: tuple[str, int] | None = None
        """The address that it comes from."""
        self.pinged_with: BytesLike | None = None
        """What the newest ping that was not answered yet brought."""
        self._most = frames_per_second
        self._frames = self._fragments = 0
        self._since = time.monotonic()

    def reject(self, status: StatusLike, text: str) -> Response:
        """Refuse the handshake, by an answer as complete as any other."""
        response = super().reject(status, text)
        event = "handshake_refused" if status < HTTPStatus.INTERNAL_SERVER_ERROR else ""
        why = text.strip() or HTTPStatus(status).phrase
        answer = refusal({"client": self.peer}, HTTPStatus(status), why, event)
        for name, value in answer.headers.items():
            with suppress(KeyError):
                del response.headers[name]
            response.headers[name] = value
        response.body = bytes(answer.body)
        return response

    def recv_frame(self, frame: Frame) -> None:
        """Take one frame. A ping is not answered at once: of many, the newest is enough."""
        self._count(frame)
        if frame.opcode is Opcode.PING:
            if self.pinged_with is None:
                self.events.append(frame)
            self.pinged_with = frame.data
        else:
            super().recv_frame(frame)

    def pong(self) -> list[bytes]:
        """What to write: the answer to the newest ping (RFC 6455 §5.5.3), if one waits for it."""
        data, self.pinged_with = self.pinged_with, None
        # After the peer's close there is nobody to answer.
        if data is not None and self.close_rcvd is None and not self.eof_sent:
            self.send_pong(data)
        return self.data_to_send()

    def fail(self, code: int, reason: str = "") -> None:
        """Close with `code`; 1009 is none that clients of ours know (PROTOCOL §9)."""
        if code == LibraryCode.MESSAGE_TOO_BIG:
            code, reason = CloseCode.TOO_LARGE, CloseCode.TOO_LARGE.meaning
        if self.close_sent is None:
            closed({"client": self.peer}, _OURS.get(code, code))
        # Nobody hears of what came before the fault, which may be thousands of frames.
        self.events.clear()
        super().fail(code, reason)

    def _count(self, frame: Frame) -> None:
        now = time.monotonic()
        if now - self._since >= 1:
            self._since, self._frames = now, 0
        self._frames += 1
        if self._frames > self._most:
            self._refuse(CloseCode.RATE_LIMITED)
        if frame.opcode is Opcode.CONT:
            self._fragments += 1
            if self._fragments > MAX_FRAGMENTS:
                self._refuse(CloseCode.MALFORMED)
        elif frame.opcode in (Opcode.TEXT, Opcode.BINARY):
            self._fragments = 1

    def _refuse(self, code: CloseCode) -> None:
        self.fail(code, code.meaning)
        # This ends the parser; the close that it would send for it, the first one stands for.
        raise ProtocolError(code.meaning)


class WebSocketProtocol(WebSocketsSansIOProtocol):
    """uvicorn's own, with a short way for text, and the extension that ends a connection.

    While the peer takes nothing, nothing is read of it.
    """

    # uvicorn's attributes are over 30 by themselves (see FrameProtocol): some of them stand here.
    __slots__ = (
        "_peer",
        "_stall",
        "_taking",
        "app_state",
        "asgi_version",
        "close_timeout",
        "config",
        "connections",
        "default_headers",
        "initial_response",
        "last_ping_rtt",
        "logger",
        "pending_ping_payload",
        "ping_sent_at",
        "ping_timeout",
        "root_path",
        "tasks",
    )

    frames_per_second: ClassVar[int] = 5000
    stall_s: ClassVar[float] = 40.0
    peers: ClassVar[Peers | None] = None

    @classmethod
    def limited(
        cls, frames_per_second: int, stall_s: float = stall_s, peers: Peers | None = None
    ) -> type["WebSocketProtocol"]:
        """One that lets a peer send so many frames a second, and take nothing for so long.

        `peers` counts it in place of the request that it came from.
        """
        limits = {"frames_per_second": frames_per_second, "stall_s": stall_s, "peers": peers}
        return type(cls.__name__, (cls,), {"__slots__": (), **limits})

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.conn: FrameProtocol = FrameProtocol(
            extensions=self.conn.available_extensions,
            max_size=self.config.ws_max_size,
            frames_per_second=self.frames_per_second,
            logger=self.conn.logger,
        )
        self._taking = True
        self._stall: Stall | None = None
        self._peer: str | None = None

    def connection_made(self, transport: BaseTransport) -> None:
        """Begin with the handshake, which HTTP has read."""
        super().connection_made(transport)
        bound(self.transport, self.stall_s)
        self.conn.peer = self.client
        if self.peers is not None:
            # HTTP has just left the place that it had, so that there is one.
            self._peer = self.peers.enter(self.client[0] if self.client else None)

    def connection_lost(self, exc: Exception | None) -> None:
        """Nothing more can come."""
        super().connection_lost(exc)
        if self.peers is not None:
            self.peers.leave(self._peer)
        self.frames = []
        if self.conn.parser_exc is not None:
            # What it was raised in refers to all of the connection, which would stay for long.
            self.conn.parser_exc.__traceback__ = None
        if self._stall is not None:
            self._stall.stop()

    def takes(self) -> bool:
        """Whether the peer takes what it is sent. While it does not, it is not heard either."""
        return self._taking

    def pause_writing(self) -> None:
        """The peer takes nothing now."""
        super().pause_writing()
        self._taking = False
        if self._stall is None:
            self._stall = Stall(self.loop, self.transport, self.stall_s, self.cut_off)
        self._stall.watch()
        if not self.transport.is_closing():
            self.transport.pause_reading()

    def resume_writing(self) -> None:
        """It does again."""
        super().resume_writing()
        self._taking = True
        if self.transport.is_closing():
            return
        self.handle_ping()
        if not self.read_paused:
            self.transport.resume_reading()

    def handle_ping(self) -> None:
        """Answer the newest ping, once the peer takes the answer."""
        if self._taking and (output := self.conn.pong()):
            self.transport.write(b"".join(output))

    async def receive(self) -> ASGIReceiveEvent:
        """The next event. uvicorn may read on then, which a peer that takes nothing forbids."""
        event = await super().receive()
        if not self._taking and not self.transport.is_closing():
            self.transport.pause_reading()
        return event

    def data_received(self, data: bytes) -> None:
        """As uvicorn does; a handshake that the library cannot read is answered, too."""
        super().data_received(data)
        if self.conn.handshake_exc is not None and not self.handshake_initiated:
            answer = self.conn.reject(HTTPStatus.BAD_REQUEST, "This is no WebSocket handshake.")
            self.transport.write(b"".join(self.conn.data_to_send()) or answer.serialize())
            self.transport.close()

    def handle_connect(self, event: Request) -> None:
        """Offer the extensions to the application."""
        super().handle_connect(event)
        if self.handshake_initiated and not self.handshake_complete:
            extensions = cast(dict[str, object], self.scope["extensions"])
            extensions |= {
                EXTENSION: self.write_text,
                CUT_OFF: self.cut_off,
                TAKES: self.takes,
            }

    def cut_off(self) -> None:
        """End the connection at once."""
        cut_off(self.transport)

    def write_text(self, payload: bytes) -> bool:
        """Send one unfragmented, unmasked text message (RFC 6455 §5.2) of UTF-8 `payload`.

        False where it was not sent: the peer takes nothing now, or the connection is not open. Then
        plain `send` says which, and waits.
        """
        transport = self.transport
        may_write = self._taking and self.handshake_complete and not self.close_sent
        if not may_write or transport.is_closing():
            return False
        size = len(payload)
        if size < 126:
            head = _pack_7bit(_FIN_TEXT, size)
        elif size < 65536:
            head = _pack_16bit(_FIN_TEXT, 126, size)
        else:
            head = _pack_64bit(_FIN_TEXT, 127, size)
        transport.write(head + payload)
        return True

    def send_receive_event_to_app(self) -> None:
        """As uvicorn does; text that is not UTF-8 is the peer's fault (RFC 6455 §8.1), no trace."""
        if self.curr_msg_data_type == "text" and not _is_utf8(b"".join(self.frames)):
            self.frames = []
            self.conn.send_close(1007)
            self.handle_parser_exception()
            return
        super().send_receive_event_to_app()

    async def run_asgi(self) -> None:
        """Run the application; a peer that does not read what is left is cut off in the end."""
        await super().run_asgi()
        if self.transport.get_write_buffer_size():
            self.loop.call_later(FLUSH_MS / 1000, self.cut_off)


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True
