"""Where a résumé tells of what is asked for: which points, and how much of it each has."""

from collections.abc import Iterable, Sequence

from msgspec import Struct

from agents.assessment.concepts import says
from agents.assessment.levels import months_of
from agents.assessment.standing import Standing, standing
from agents.assessment.told import CONTEXT_POINTS, PointTold, Told, accepted, adjacent
from agents.assessment.wanted import NAMED_TOOLS, Group, Wanted
from agents.career.skills import skills

FULL, PART = 0.65, 0.45
"""The share of what is asked from which on it is there, and is there in part."""
_ELSEWHERE = 0.7
"""What something counts that stands not in the point, but in its entry."""
_BESIDE_TOOLS, _BESIDE, _WIDE = 0.4, 0.25, 0.6
"""What all that is beside named tools weighs at most; words beside each concept; where it was."""
_FOREIGN = 0.4
"""What a bare word weighs where the text is in another language."""


class Hit(Struct):
    """A point that has a share of what is asked for, 0–1, and how it is meant there."""

    told: PointTold
    share: float
    standing: Standing = "is"
    is_near: bool = False


class Matcher:
    """Looks a requirement up in what is told. `foreign`: the two are in different languages.

    `is_exact`: it is by its words that the one thing is told that will do, such as a licence.
    """

    def __init__(self, told: Told, want: Wanted, *, foreign: bool, is_exact: bool = False) -> None:
        self._told = told
        self._groups = want.groups
        self._weights = _weights(want.groups, foreign=foreign, is_exact=is_exact)
        self._sure = any(not group.is_wide and not _is_words(group) for group in want.groups)
        self._wide = any(group.is_wide for group in want.groups)
        self._known: dict[tuple[Group, int], bool] = {}
        """Whether an entry has something of a group."""
        self._shown = self._shown_skills()

    @property
    def asks_for_something(self) -> bool:
        """Whether anything is asked for by which it could be found."""
        return bool(self._groups)

    def hits(self) -> list[Hit]:
        """The points that have something of it, the fullest and strongest first."""
        found = [hit for point in self._told.points if (hit := self._hit(point))]
        return sorted(found, key=_worth)

    def near(self) -> list[Hit]:
        """The points that have a skill that is near what is asked for."""
        names = {
            name: group
            for group in self._groups
            for skill in group.skills
            for name in adjacent(skill)
        }
        return [
            Hit(point, 0.5, standing(point.point.text, self._at(point, point.skills[name])), True)
            for point in self._told.points
            for name in point.skills
            if name in names
        ]

    def months(self) -> tuple[int, list[Hit]]:
        """The months of the entries that are of this, overlaps once, and the points that say so."""
        hits = [
            hit
            for hit in self.hits()
            if hit.told.point.context in {"job", "project"}
            and hit.told.point.entry is not None
            and hit.share >= PART
            and hit.standing == "is"
        ]
        full = [hit for hit in hits if hit.share >= FULL] or hits
        return months_of(hit.told for hit in full), full

    def _hit(self, point: PointTold) -> Hit | None:
        own = [self._own(group, point) for group in self._groups]
        spans = [span for span in own if span]
        if not spans or not self._is_anchored(own):
            return None
        total = sum(self._weights)
        share = 0.0
        for group, weight, span in zip(self._groups, self._weights, own, strict=True):
            share += weight * (1.0 if span else self._beside(group, point))
        meant = [standing(point.point.text, self._at(point, span)) for span in spans if span]
        worst: Standing = next((one for one in meant if one != "is"), "is")
        return Hit(point, share / total if total else 0.0, worst)

    def _is_anchored(self, own: Sequence[tuple[int, int] | None]) -> bool:
        """Whether the point itself has a part that means something by itself."""
        pairs = list(zip(self._groups, own, strict=True))
        if self._sure:
            return any(span and not g.is_wide and not _is_words(g) for g, span in pairs)
        if self._wide:
            return any(span and g.is_wide for g, span in pairs)
        return any(span for _, span in pairs)

    def _own(self, group: Group, point: PointTold) -> tuple[int, int] | None:
        """Where the point has something of the group."""
        for sort, name in group.any_of:
            if sort == "skill":
                span = next(
                    (point.skills[one] for one in accepted(name) if one in point.skills), None
                )
                if span:
                    return span
            elif sort == "concept":
                if name in point.concepts:
                    return point.concepts[name]
            elif says(point.words, name):
                at = next(t for t in point.words if says((t,), name))
                return (at.start, at.end)
        return None

    def _beside(self, group: Group, point: PointTold) -> float:
        """What the group counts where the point itself has nothing of it."""
        if group.skills and any(name in self._shown for name in group.skills):
            return 1.0
        entry = point.point.entry
        if entry is None:
            return 0.0
        if (group, entry) not in self._known:
            others = self._told.of_entry(entry)
            self._known[group, entry] = any(self._own(group, other) for other in others)
        if not self._known[group, entry]:
            return 0.0
        return 1.0 if group.is_wide else _ELSEWHERE

    def _shown_skills(self) -> frozenset[str]:
        """Those of the skills that are asked for that some point shows."""
        return frozenset(
            name
            for group in self._groups
            for name in group.skills
            if any(
                one in point.skills
                for point in self._told.points
                if point.is_strong
                for one in accepted(name)
            )
        )

    @staticmethod
    def _at(point: PointTold, span: tuple[int, int]) -> tuple[int, int]:
        start = point.point.span[0]
        return (span[0] - start, span[1] - start)


def _weights(groups: Sequence[Group], *, foreign: bool, is_exact: bool) -> list[float]:
    """What each group weighs: what is beside a named tool or a concept decides little."""
    tools = [any(_is_tool(name) for name in group.skills) for group in groups]
    sure = [not _is_words(group) and not group.is_wide for group in groups]
    words = max(1, sum(map(_is_words, groups)))
    weights = []
    for group, is_tool, is_sure in zip(groups, tools, sure, strict=True):
        weight = group.weight * (_FOREIGN if foreign and _is_words(group) else 1.0)
        if any(tools) and not is_tool:
            weight = min(weight, _BESIDE_TOOLS / max(1, len(groups) - sum(tools)))
        elif any(sure) and not is_sure:
            weight = min(weight, _BESIDE * sum(sure) / words if _is_words(group) else _WIDE)
        elif not any(sure) and any(g.is_wide for g in groups) and _is_words(group):
            weight = 1.0 if is_exact else min(weight, 2 * _BESIDE / words)
        weights.append(weight)
    return weights


def _is_tool(name: str) -> bool:
    known = skills().get(name)
    return known is not None and known.category in NAMED_TOOLS


def full(hits: Iterable[Hit]) -> list[Hit]:
    """Those that have all of what is asked for, as far as that can be told."""
    return [hit for hit in hits if hit.share >= FULL]


def _worth(hit: Hit) -> tuple[int, int, float, int]:
    is_full = hit.share >= FULL
    return (
        0 if is_full else 1,
        -CONTEXT_POINTS[hit.told.point.context],
        -hit.share,
        hit.told.number,
    )


def _is_words(group: Group) -> bool:
    return all(sort == "word" for sort, _ in group.any_of)
