"""What a server needs of the system: a listening socket, memory, and the signals that end it."""

import ctypes
import signal
import socket
from collections.abc import Callable
from types import FrameType

ENDING = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
"""SIGHUP, too: it is what a server gets whose terminal was closed."""


def listen(host: str, port: int) -> socket.socket:
    """A TCP socket bound to `host` and `port`, for one worker or several. Raises OSError."""
    family, kind, _, _, address = socket.getaddrinfo(
        host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
    )[0]
    listener = socket.socket(family, kind)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
    except OSError:
        listener.close()
        raise
    return listener


LARGE = 64 * 1024
"""Blocks of so many bytes go back to the system when they are freed."""

_M_MMAP_THRESHOLD = -3


def give_back_memory() -> None:
    """Have this process keep no memory that large answers and messages took, once they are freed.

    glibc takes large blocks apart from others, but only those over a bound that grows with what is
    freed, to 32 MB: what one peer made a server take stayed its own then, between small blocks that
    live on. A bound that is set stays. Other C libraries have none.
    """
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is not None:
        mallopt(_M_MMAP_THRESHOLD, LARGE)


def heard_by(handler: Callable[[int, FrameType | None], object] | signal.Handlers) -> None:
    """Have `handler` called, from now on, upon each of them, in place of who heard them before.

    An ignored SIGHUP stays ignored: `nohup` means it.
    """
    for number in ENDING:
        if number != signal.SIGHUP or signal.getsignal(number) != signal.SIG_IGN:
            signal.signal(number, handler)


def heard_by_nobody() -> None:
    """Ignore them: nothing is to interrupt a process any more that ends what it owns."""
    heard_by(signal.SIG_IGN)
