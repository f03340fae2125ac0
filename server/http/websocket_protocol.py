"""uvicorn's WebSocket protocol, with a short way for text frames and an end for dead peers.

What the library itself refuses as too large is closed with this protocol's code for that.

The short way is an ASGI extension, `careerpilot.text`: a function that puts one text message into
the transport at once, without a coroutine. Every other server is sent to by plain ASGI. The end is
the extension of server.http.http_protocol.
"""

import struct
from collections.abc import Callable
from http import HTTPStatus
from typing import Any, cast

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.frames import CloseCode as LibraryCode
from websockets.http11 import Request
from websockets.server import ServerProtocol

from protocol.connection import FLUSH_MS
from protocol.errors import CloseCode
from server.http.http_protocol import CUT_OFF, cut_off

EXTENSION = "careerpilot.text"

_FIN_TEXT = 0x81
_pack_7bit = struct.Struct("!BB").pack
_pack_16bit = struct.Struct("!BBH").pack
_pack_64bit = struct.Struct("!BBQ").pack

WriteText = Callable[[bytes], bool]


class FrameProtocol(ServerProtocol):
    """As the library's own, with another code for messages over its limit."""

    def fail(self, code: int, reason: str = "") -> None:
        """Close with `code`; 1009 is none that clients of ours know (PROTOCOL §9)."""
        if code == LibraryCode.MESSAGE_TOO_BIG:
            code, reason = CloseCode.TOO_LARGE, CloseCode.TOO_LARGE.meaning
        super().fail(code, reason)


class WebSocketProtocol(WebSocketsSansIOProtocol):
    """uvicorn's own, with a short way for text, and the extension that ends a connection."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.conn = FrameProtocol(
            extensions=self.conn.available_extensions,
            max_size=self.config.ws_max_size,
            logger=self.conn.logger,
        )
        self._taking = True

    def pause_writing(self) -> None:
        """The peer takes nothing now."""
        super().pause_writing()
        self._taking = False

    def resume_writing(self) -> None:
        """It does again."""
        super().resume_writing()
        self._taking = True

    def data_received(self, data: bytes) -> None:
        """As uvicorn does; a handshake that the library cannot read is answered, too."""
        super().data_received(data)
        if self.conn.handshake_exc is not None and not self.handshake_initiated:
            refusal = self.conn.reject(HTTPStatus.BAD_REQUEST, "This is no WebSocket handshake.\n")
            self.transport.write(b"".join(self.conn.data_to_send()) or refusal.serialize())
            self.transport.close()

    def handle_connect(self, event: Request) -> None:
        """Offer the extensions to the application."""
        super().handle_connect(event)
        if self.handshake_initiated and not self.handshake_complete:
            extensions = cast(dict[str, object], self.scope["extensions"])
            extensions |= {EXTENSION: self.write_text, CUT_OFF: self.cut_off}

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
