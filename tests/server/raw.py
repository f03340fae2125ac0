"""A client of a server that keeps to no protocol unless it is told to."""

import select
import socket
import struct

from tests.processes import Server
from tests.server.calls import Caller

RST = struct.pack("ii", 1, 0)


class Raw:
    """A TCP connection that says just what it is told to. The system keeps `room` bytes for it."""

    def __init__(self, server: Server, room: int | None = None) -> None:
        self.socket = socket.socket()
        self.socket.settimeout(5)
        if room is not None:
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, room)
        self.socket.connect(("127.0.0.1", server.port))

    def __enter__(self) -> "Raw":
        return self

    def __exit__(self, *exc: object) -> None:
        self.socket.close()

    def ask(self, method: str, path: str, caller: Caller, *lines: str, body: str = "") -> None:
        """Send a request, and do not wait for its answer."""
        head = (
            f"{method} {path} HTTP/1.1",
            "Host: localhost",
            f"Authorization: Bearer {caller.token}",
        )
        size = f"Content-Length: {len(body)}"
        self.socket.sendall("\r\n".join([*head, size, *lines, "", body]).encode())

    def shake_hands(self, caller: Caller, session: str, query: str = "") -> None:
        """Become a WebSocket."""
        self.socket.sendall(
            f"GET /v1/sessions/{session}/ws{query} HTTP/1.1\r\nHost: localhost\r\n"
            "Upgrade: websocket\r\n"
            "Connection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
            f"Sec-WebSocket-Version: 13\r\nAuthorization: Bearer {caller.token}\r\n\r\n".encode()
        )
        assert b" 101 " in self.socket.recv(300, socket.MSG_PEEK)

    def send_frame(self, payload: bytes, opcode: int = 1, cut: int = 0) -> None:
        """A masked frame, the last `cut` bytes of it withheld."""
        size = len(payload)
        head = bytes([0x80 | opcode]) + (
            bytes([0x80 | size]) if size < 126 else b"\xfe" + struct.pack("!H", size)
        )
        frame = head + bytes(4) + payload
        self.socket.sendall(frame[: len(frame) - cut])

    def rest(self) -> bytes:
        """All that comes until the server closes."""
        return b"".join(iter(lambda: self.socket.recv(65536), b""))

    def was_cut_off(self, seconds: float = 0) -> bool:
        """Whether the server has reset the connection, or does so within the time."""
        watch = select.poll()
        watch.register(self.socket, 0)  # what is always told: errors
        return bool(watch.poll(1000 * seconds))

    def vanish(self) -> None:
        """RST."""
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RST)
        self.socket.close()
