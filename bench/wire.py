"""The load generator's WebSocket: RFC 6455 over a raw asyncio transport, for loopback only.

As lean as Python allows, so that what is measured is the server. It trusts its peer: no
extensions, no fragments, no masking key but zero.
"""

import asyncio
import base64
import os
import socket
import struct
import time
from collections.abc import Callable
from typing import cast

OnText = Callable[[bytes, int], None]
"""Called with a text frame's payload and the CLOCK_MONOTONIC nanosecond it was read at."""

_TEXT, _CLOSE = 1, 8


class WebSocket(asyncio.Protocol):
    """One client connection. `opened` resolves after the 101, `closed` when it is gone."""

    def __init__(self, port: int, path: str, headers: str, on_text: OnText) -> None:
        loop = asyncio.get_running_loop()
        self.opened: asyncio.Future[None] = loop.create_future()
        self.closed: asyncio.Future[None] = loop.create_future()
        self._on_text = on_text
        self._request = _upgrade(port, path, headers)
        self._rest = b""
        self._transport: asyncio.Transport

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Ask for the upgrade."""
        self._transport = cast(asyncio.Transport, transport)
        self._transport.write(self._request)

    def data_received(self, data: bytes) -> None:
        """Hand on every whole text frame; keep what is not whole yet."""
        now = time.monotonic_ns()
        data = self._rest + data if self._rest else data
        if not self.opened.done():
            data = self._take_response(data)
        self._rest = self._take_frames(data, now)

    def _take_response(self, data: bytes) -> bytes:
        head, end, rest = data.partition(b"\r\n\r\n")
        if not end:
            return data
        if head.startswith(b"HTTP/1.1 101"):
            self.opened.set_result(None)
            return rest
        self.opened.set_exception(ConnectionRefusedError(head.partition(b"\r\n")[0].decode()))
        self._transport.abort()
        return b""

    def _take_frames(self, data: bytes, now: int) -> bytes:
        if not self.opened.done():
            return data
        start, end = 0, len(data)
        while end - start >= 2:
            size, body = data[start + 1], start + 2
            if size == 126:
                size, body = int.from_bytes(data[start + 2 : start + 4]), start + 4
            elif size == 127:
                size, body = int.from_bytes(data[start + 2 : start + 10]), start + 10
            if end < body + size:
                break
            self._take_frame(data[start] & 15, data[body : body + size], now)
            start = body + size
        return data[start:] if start else data

    def _take_frame(self, opcode: int, payload: bytes, now: int) -> None:
        if opcode == _TEXT:
            self._on_text(payload, now)
        elif opcode == _CLOSE:
            self._transport.close()

    def send(self, text: bytes) -> None:
        """Send one text frame. A masking key of zero leaves the payload as it is."""
        size = len(text)
        if size < 126:
            head = bytes((0x81, 0x80 | size))
        elif size < 65536:
            head = struct.pack("!BBH", 0x81, 0xFE, size)
        else:
            head = struct.pack("!BBQ", 0x81, 0xFF, size)
        self._transport.write(head + b"\0\0\0\0" + text)

    def connection_lost(self, exc: Exception | None) -> None:
        """Tell those who wait."""
        if not self.opened.done():
            self.opened.set_exception(exc or ConnectionResetError("closed before the 101"))
        if not self.closed.done():
            self.closed.set_result(None)

    def drop(self) -> None:
        """Vanish: the peer sees RST."""
        raw = self._transport.get_extra_info("socket")
        if raw is not None:
            raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self._transport.abort()


def _upgrade(port: int, path: str, headers: str) -> bytes:
    key = base64.b64encode(os.urandom(16)).decode()
    return (
        f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nUpgrade: websocket\r\n"
        f"Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {key}\r\n"
        f"{headers}\r\n"
    ).encode()


async def connect(port: int, path: str, headers: str, on_text: OnText) -> WebSocket:
    """Open a connection; ConnectionError when the server refuses it, TimeoutError after 30 s."""
    loop = asyncio.get_running_loop()
    async with asyncio.timeout(30.0):
        _, websocket = await loop.create_connection(
            lambda: WebSocket(port, path, headers, on_text), "127.0.0.1", port
        )
        await websocket.opened
    return websocket
