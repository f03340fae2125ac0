"""What has a short form for `make test` and a long one for `make soak`."""

import os
from typing import TypeVar

SOAK = bool(os.environ.get("SOAK"))
"""Whether this is `make soak`."""

T = TypeVar("T")


def at_length(short: T, long: T) -> T:
    """One of the two: how much a test does. Mark such a test as `soak`."""
    return long if SOAK else short
