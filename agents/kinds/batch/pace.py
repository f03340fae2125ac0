"""How fast a batch goes: when it looks again, and how long it still takes."""

from collections.abc import Sequence

LEAST_MS, MOST_MS = 300, 5_000
"""It looks at its items after so long, at least and at most."""

HOLD_MS = 20_000
"""So long nothing is begun where too much was asked of something."""

ENOUGH = 3
"""From so many items on the time left is told."""


def next_look(now_ms: int, before_ms: int | None, took: Sequence[int]) -> int:
    """When to look next: soon enough for what an item takes, and never twice at a moment."""
    wait = median(took) // 4 if took else LEAST_MS
    return max(now_ms + min(MOST_MS, max(LEAST_MS, wait)), (before_ms or 0) + 1)


def median(values: Sequence[int]) -> int:
    """The middle one of some values."""
    return sorted(values)[len(values) // 2]


def per_minute(ended: Sequence[int], now_ms: int) -> float | None:
    """How many a minute, by when the newest ended (ms, oldest first); None before that is known.

    The first moment is the one from which on the others are counted.
    """
    if len(ended) <= ENOUGH or now_ms <= ended[0]:
        return None
    return (len(ended) - 1) * 60_000 / (now_ms - ended[0])


def seconds_left(rate: float | None, left: int) -> int | None:
    """How long so many still take at that rate a minute; None where it is not known."""
    return round(left * 60 / rate) if rate else None
