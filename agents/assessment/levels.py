"""How well a text shows that somebody can do something, as one table has it: each part visible.

Context, duration, depth and proof add up to 100 and fade with the years since the last use. Nothing
else counts: neither adjectives nor how often something is said.
"""

from collections.abc import Iterable, Sequence

from msgspec import Struct

from agents.assessment.told import CONTEXT_POINTS, PointTold, Told
from agents.assessment.words import pattern
from agents.evidence.verbs import rank

DURATION = ((48, 20), (24, 15), (12, 10), (6, 5))
"""From so many months of use on, so many points."""
DEPTH = (0, 10, 15, 20)
"""By the rank of the verb."""
RECENCY = ((24, 1.0), (48, 0.9), (84, 0.8), (120, 0.7))
"""Up to so many months since the last use, the factor. The first two years are free."""
OLDEST, UNKNOWN = 0.6, 0.9
RESULT, OUTSIDE = 10, 10
MOST_ADJACENT = 40
"""The level that something near may show."""
_RESULT = pattern("result")
_MADE = pattern("made")
_OUTSIDE = pattern("outside")
_MOST_TITLE = 110
_MOST = 600
"""Characters of a point that are looked at."""


class Parts(Struct, frozen=True):
    """What a level is made of. `months` of use, overlaps once; `since` the last, None: unknown."""

    context: int = 0
    duration: int = 0
    depth: int = 0
    proof: int = 0
    recency: float = UNKNOWN
    months: int = 0
    since: int | None = None

    @property
    def level(self) -> int:
        """In steps of 5, 0–100."""
        whole = (self.context + self.duration + self.depth + self.proof) * self.recency
        return min(100, int(whole / 5 + 0.5) * 5)


def parts_of(hits: Sequence[PointTold], told: Told, now: int) -> Parts:
    """The parts that the level of these points has. `now` is a month counted from the year 0."""
    strong = [hit for hit in hits if hit.is_strong]
    work = [hit for hit in strong if hit.point.context != "training"]
    context = max((CONTEXT_POINTS[hit.point.context] for hit in hits), default=0)
    months = months_of(work)
    last = max((hit.point.ends for hit in strong if hit.point.ends is not None), default=None)
    since = None if last is None else max(0, now - last)
    return Parts(
        context=context,
        duration=next((points for least, points in DURATION if months >= least), 0),
        # What somebody is called says nothing of what was done.
        depth=max((depth_of(h.point.text) for h in work if not is_title(h)), default=0),
        proof=RESULT * any(has_result(hit.point.text) for hit in work)
        + OUTSIDE * any(is_outside(hit) for hit in strong),
        recency=recency_of(since),
        months=months,
        since=since,
    )


def is_title(hit: PointTold) -> bool:
    """Whether a point only names an entry, and tells of no deed."""
    return hit.point.is_head and len(hit.point.text) <= _MOST_TITLE


def months_of(hits: Iterable[PointTold]) -> int:
    """The months of their entries, overlaps once."""
    spans = sorted(
        {
            (hit.point.begins, hit.point.ends)
            for hit in hits
            if hit.point.begins is not None and hit.point.ends is not None
        }
    )
    return union(spans)


def union(spans: Iterable[tuple[int, int]]) -> int:
    """The months of spans in order, first and last both counted, overlaps once."""
    total, until = 0, -1
    for first, last in sorted(spans):
        first = max(first, until + 1)
        if last >= first:
            total += last - first + 1
            until = last
    return total


def recency_of(since: int | None) -> float:
    """The factor for so many months since the last use."""
    if since is None:
        return UNKNOWN
    return next((factor for most, factor in RECENCY if since <= most), OLDEST)


def depth_of(text: str) -> int:
    """The points for the rank of what was done."""
    return DEPTH[min(3, rank(text[:_MOST]) or 0)]


def has_result(text: str) -> bool:
    """Whether a point tells what came of it: a number with what it counts, or a thing that is."""
    said = text[:_MOST]
    return bool(_RESULT.search(said) or _MADE.search(said))


def is_outside(hit: PointTold) -> bool:
    """Whether somebody else says so, or it can be looked at."""
    return hit.point.is_certified or bool(_OUTSIDE.search(hit.point.text[:_MOST]))
