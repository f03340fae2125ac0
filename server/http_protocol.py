"""uvicorn's HTTP protocol, with an end for peers that take nothing more.

It is an ASGI extension, `careerpilot.cut_off`, on WebSockets too: a function that ends the
connection at once. The application then hears that the peer is gone, whatever it waits for.
"""

import socket
import struct
from asyncio import Transport
from typing import cast

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

CUT_OFF = "careerpilot.cut_off"

_AT_ONCE = struct.pack("ii", 1, 0)


def cut_off(transport: Transport) -> None:
    """End a connection, and drop what its peer has not read, in the system's buffers too."""
    peer = transport.get_extra_info("socket")
    if peer.fileno() >= 0:
        # Without lingering the system resets it (RFC 9293 §3.10.5) and keeps nothing for the peer.
        peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _AT_ONCE)
        transport.abort()


class HTTPProtocol(HttpToolsProtocol):
    """As uvicorn's own; see the module."""

    def on_message_begin(self) -> None:
        """Offer the extension to the application."""
        super().on_message_begin()
        cast(dict[str, object], self.scope)["extensions"] = {CUT_OFF: self.cut_off}

    def cut_off(self) -> None:
        """See the module."""
        cut_off(self.transport)
