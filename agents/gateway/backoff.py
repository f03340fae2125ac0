"""Retry with backoff: how long to wait before something is tried again."""

from collections.abc import Callable

BASE_S = 0.25
CAP_S = 2.0

Random = Callable[[], float]
"""A number from 0 up to 1."""


def pause(failures: int, random: Random) -> float:
    """Seconds to wait after so many failures: anything up to a bound that doubles (full jitter)."""
    return random() * min(CAP_S, BASE_S * 2.0 ** min(failures - 1, 16))
