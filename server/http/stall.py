"""An end for peers that take nothing more of what they are owed, however it was asked for."""

import contextlib
import fcntl
import socket
import struct
import termios
from asyncio import AbstractEventLoop, TimerHandle, Transport
from collections.abc import Callable

LOOKS = 4
"""How often a peer that takes nothing is looked at within the time that it has."""


def bound(transport: Transport, seconds: float) -> None:
    """Have the system drop a peer that acknowledges nothing of what the system itself holds for it.

    Nothing of ours fills then, so that no `Stall` looks; it does so a little later than one would.
    """
    if hasattr(socket, "TCP_USER_TIMEOUT"):
        peer = transport.get_extra_info("socket")
        most = int((1 + 1 / LOOKS) * seconds * 1000)
        peer.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, most)


class Stall:
    """Calls `end` when a transport that is full has made no progress for so many seconds.

    Progress is what the peer's system acknowledges, so that a slow line is none.
    """

    __slots__ = ("_end", "_loop", "_owed", "_seconds", "_since", "_timer", "_transport")

    def __init__(
        self, loop: AbstractEventLoop, transport: Transport, seconds: float, end: Callable[[], None]
    ) -> None:
        self._loop = loop
        self._transport = transport
        self._seconds = seconds
        self._end = end
        self._timer: TimerHandle | None = None
        self._owed = 0
        self._since = 0.0

    def watch(self) -> None:
        """The transport is full: look at it until it is empty."""
        if self._timer is None:
            self._owed, self._since = self._outstanding(), self._loop.time()
            self._look_later()

    def stop(self) -> None:
        """Look no more."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _look_later(self) -> None:
        self._timer = self._loop.call_later(self._seconds / LOOKS, self._look)

    def _look(self) -> None:
        self._timer = None
        if not self._transport.get_write_buffer_size():
            return
        owed, now = self._outstanding(), self._loop.time()
        if owed != self._owed:
            self._owed, self._since = owed, now
        if now - self._since >= self._seconds:
            self._end()
        else:
            self._look_later()

    def _outstanding(self) -> int:
        """The bytes that the peer was sent and has not acknowledged, ours and the system's."""
        held = bytes(4)
        peer = self._transport.get_extra_info("socket")
        with contextlib.suppress(OSError):
            held = fcntl.ioctl(peer.fileno(), termios.TIOCOUTQ, held)
        return self._transport.get_write_buffer_size() + int(struct.unpack("i", held)[0])
