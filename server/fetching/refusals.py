"""What people are told where nothing is fetched: what to do, and nothing of what is where.

A name that is not there, one that leads inside, a port that is closed and a certificate that does
not fit are one and the same to them: whoever may have addresses tried learns nothing of a network.
"""

from agents.errors import Refused, TimedOut
from protocol.catalogue import Text


def bad_address() -> Refused:
    """It is no address of a public page."""
    return Refused(Text("fetch.bad_address"))


def unreachable() -> Refused:
    """Nothing can be had there."""
    return Refused(Text("fetch.unreachable"), "not_found")


def led_away() -> Refused:
    """It leads on and on, or from a protected place to one that is not."""
    return Refused(Text("fetch.led_away"), "not_found")


def forbidden() -> Refused:
    """The site's rules for programs forbid it, or can't be had."""
    return Refused(Text("fetch.robots"), "forbidden")


def too_large(most: int) -> Refused:
    """More comes than is taken; `most` bytes are."""
    return Refused(Text("fetch.too_large", megabytes=f"{most / 1_000_000:g}"), "too_large")


def unsupported() -> Refused:
    """It is of a type that is not read."""
    return Refused(Text("fetch.unsupported"), "unsupported")


def broken() -> Refused:
    """What came can't be understood."""
    return Refused(Text("fetch.broken"), "damaged")


def too_slow(seconds: float) -> TimedOut:
    """It was not there in time."""
    return TimedOut(Text("fetch.too_slow", seconds=f"{seconds:g}"))


def too_many(wait_ms: int) -> Refused:
    """The user, or all users of a site, have asked too often."""
    return Refused(Text("fetch.too_many", seconds=-(-wait_ms // 1000)), "rate_limited")


def busy() -> Refused:
    """Others wait already."""
    return Refused(Text("fetch.busy"), "overloaded")
