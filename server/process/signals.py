"""The signals that end a server, and who hears them."""

import signal
from collections.abc import Callable
from types import FrameType

ENDING = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
"""SIGHUP, too: it is what a server gets whose terminal was closed."""


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
