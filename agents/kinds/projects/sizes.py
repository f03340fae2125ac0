"""How the hours of a project are spread over its milestones, so that they add up. Pure."""

from collections.abc import Sequence

_QUARTERS_BELOW, _HALVES_BELOW = 4, 12
"""Hours below which time is told in quarters of an hour, and in halves."""
SMALLEST = 0.25
"""Hours of the shortest milestone."""


def spread(hours: int, weights: Sequence[float]) -> tuple[float, ...]:
    """The hours of each milestone by its weight; none is nothing, and all add up to `hours`.

    What is left of whole units goes to the largest remainders, of equal ones to the first. Raises
    ValueError for more than four milestones an hour.
    """
    unit = SMALLEST if hours < _QUARTERS_BELOW else 0.5 if hours < _HALVES_BELOW else 1.0
    if hours / unit < len(weights):
        unit = SMALLEST
    left = round(hours / unit) - len(weights)
    if left < 0:
        raise ValueError(f"{hours} hours are too few for {len(weights)} milestones")
    whole = sum(weights)
    shares = [left * (one / whole if whole else 1 / len(weights)) for one in weights]
    units = [int(share) for share in shares]
    by_rest = sorted(range(len(shares)), key=lambda at: (units[at] - shares[at], at))
    for at in by_rest[: left - sum(units)]:
        units[at] += 1
    return tuple((1 + one) * unit for one in units)
