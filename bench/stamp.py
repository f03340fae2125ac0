"""Token texts that carry the moment they were made.

CLOCK_MONOTONIC is one clock for all processes of a machine, so what the source writes the load
generator can subtract. Every text has the same length: equal frames on both sides.
"""

import re
import time

_STAMP = re.compile(rb"(\d{18});")
_ZERO = 10**17
"""What the clock's zero is written as: padding would cost several times as much."""


def make_token() -> str:
    """A text of 19 characters: nanoseconds of CLOCK_MONOTONIC, and a separator.

    The separator keeps tokens apart where a server has merged several into one delta.
    """
    return f"{_ZERO + time.monotonic_ns()};"


def ages_ns(payload: bytes, now_ns: int) -> list[int]:
    """How old every token in `payload` is at `now_ns`, in nanoseconds, in order."""
    return [now_ns + _ZERO - int(stamp) for stamp in _STAMP.findall(payload)]
