"""Limits of this worker alone, which hold while Redis is away: as store/rate_limits/claim.lua."""

from collections.abc import Sequence
from itertools import islice

from store.rate_limits.types import Claim, Claimed, Left, Part

FORGET_AT = 10_000
"""So many are remembered; then those that are free again are forgotten, or the oldest half."""


def taken(part: Part, free_us: int, now_us: int) -> tuple[int, int]:
    """What `part` comes to where all that was taken before will be free at `free_us`.

    When all of it will be free then, and in how many µs it may be taken; 0: now.
    """
    full = now_us + part.interval_us * part.count
    free = max(now_us, min(free_us, full)) + part.interval_us * part.cost
    return free, max(0, free - full)


def left(part: Part, free_us: int, now_us: int) -> Left:
    """What is left of the limit where all of it is free at `free_us`."""
    full = now_us + part.interval_us * part.count
    free = max(now_us, free_us)
    there = (full - free) // part.interval_us
    if there >= part.count:
        return Left(part.count, 0)
    return Left(there, _ms(free - (full - part.interval_us * (there + 1))))


class LocalLimits:
    """What was taken of this worker's limits. Sessions at work are not counted here."""

    def __init__(self) -> None:
        self._free: dict[tuple[str, str, str], int] = {}

    def __len__(self) -> int:
        """How many limits are remembered."""
        return len(self._free)

    def claim(self, claim: Claim, now_us: int) -> Claimed:
        """What becomes of a claim: all of it is taken, or nothing."""
        places = [(claim.group, claim.owner, part.name) for part in claim.parts]
        before = [self._free.get(place, 0) for place in places]
        after = [taken(*one, now_us) for one in zip(claim.parts, before, strict=True)]
        wait_us, at = max((wait, -at) for at, (_, wait) in enumerate(after)) if after else (0, 0)
        if wait_us:
            part = claim.parts[-at]
            never = part.cost > part.count
            stands = zip(claim.parts, before, strict=True)
            there = [left(one, free, now_us) for one, free in stands]
            return Claimed(part.name, 0 if never else _ms(wait_us), there)
        if len(self._free) >= FORGET_AT:
            self._forget(now_us)
        self._free |= {place: free for place, (free, _) in zip(places, after, strict=True)}
        there = [left(one, free, now_us) for one, (free, _) in zip(claim.parts, after, strict=True)]
        return Claimed(None, 0, there)

    def give_back(self, claims: Sequence[Claim]) -> None:
        """What these claims have taken is not used."""
        for claim in claims:
            for part in claim.parts:
                place = (claim.group, claim.owner, part.name)
                if place in self._free:
                    self._free[place] -= part.interval_us * part.cost

    def _forget(self, now_us: int) -> None:
        free = [place for place, until in self._free.items() if until <= now_us]
        for place in free or list(islice(self._free, FORGET_AT // 2)):
            del self._free[place]


def _ms(us: int) -> int:
    return -(-us // 1000)
