"""Whole numbers that add up."""

from collections.abc import Sequence


def largest_remainder(parts: Sequence[float], total: int) -> list[int]:
    """The parts as whole numbers that add up to `total`: those with most behind the point go up.

    The parts' sum must be within their count of it. Of equal remainders the first goes up.
    """
    floors = [int(part + 1e-9) for part in parts]
    order = sorted(range(len(parts)), key=lambda at: (-(round(parts[at] - floors[at], 9)), at))
    missing = total - sum(floors)
    for at in order[: max(0, missing)]:
        floors[at] += 1
    return floors


def half_up(value: float) -> int:
    """The nearest whole number; a half goes up."""
    return int(value + 0.5 + 1e-9)
