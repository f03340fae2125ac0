"""What a résumé tells, point by point, in a form in which it can be looked up."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, cached_property, lru_cache

from agents.assessment.concepts import Found, Token, concepts, tokens
from agents.assessment.outline import Context, Outline, Point
from agents.assessment.sheet import Sheet
from agents.assessment.words import pattern
from agents.career.skills import skills
from agents.resume.lines import Slice
from agents.resume.skills import mentions

CONTEXT_POINTS: dict[Context, int] = {
    "job": 40, "project": 35, "training": 25, "listed": 10, "claim": 10,
}  # fmt: skip
"""What a context is worth in the level of a skill."""
STRONG = frozenset({"job", "project", "training"})
"""Where something stands that is shown, and not only said."""
_MOST_IMPLIED = 3
"""Steps from a skill to those that it implies."""
_FOLDED = re.compile(r"\W+")
_POSTING = pattern("posting_speech")
_LEADS = pattern("leads_people")
_MOST = 600
"""Characters of a point that are looked at."""
_LEAST_COPIED = 6
"""Words in a row of the posting from which on a line is its, and not the person's."""


class Told:
    """The points of a sheet, and what each of them names."""

    def __init__(self, sheet: Sheet, posting: Sequence[str] = ()) -> None:
        self.sheet = sheet
        self.outline: Outline = sheet.outline
        self._tokens = tokens(sheet.text)
        self._concepts = concepts(self._tokens)
        self._starts = [token.start for token in self._tokens]
        self._concept_starts = [one.start for one in self._concepts]
        copied = _Copied(posting)
        rows = {p.row for p in self.outline.points if _POSTING.search(p.text[:_MOST])}
        self.copied = [p for p in self.outline.points if p.row in rows or copied.holds(p.text)]
        """What is a posting's, and not the person's."""
        out = {point.span for point in self.copied}
        self.points = [
            PointTold(self, number, point)
            for number, point in enumerate(self.outline.points)
            if point.span not in out and not point.is_empty
        ]
        self._tell_skills()

    def words(self, span: tuple[int, int]) -> list[Token]:
        """The words of a part of the text."""
        return self._tokens[bisect_left(self._starts, span[0]) : bisect_left(self._starts, span[1])]

    def concepts(self, span: tuple[int, int]) -> list[Found]:
        """The concepts that a part of the text names."""
        first = bisect_left(self._concept_starts, span[0])
        last = bisect_left(self._concept_starts, span[1])
        return [one for one in self._concepts[first:last] if one.end <= span[1]]

    def of_entry(self, entry: int) -> "list[PointTold]":
        """The points of an entry."""
        return self._by_entry.get(entry, [])

    @cached_property
    def _by_entry(self) -> "dict[int, list[PointTold]]":
        found: dict[int, list[PointTold]] = {}
        for point in self.points:
            if point.point.entry is not None:
                found.setdefault(point.point.entry, []).append(point)
        return found

    @cached_property
    def _named(self) -> list[tuple[int, int]]:
        """Where employers and schools are called by their names, which are no skills."""
        places = self.sheet.facts.places.items()
        return sorted(
            place.span for path, place in places if path.endswith(("/employer", "/institution"))
        )

    def _tell_skills(self) -> None:
        for sure in (False, True):
            told = [p for p in self.points if (p.point.context == "listed") == sure]
            parts = [Slice(p.point.text, p.point.span[0]) for p in told]
            starts = [p.point.span[0] for p in told]
            for mention in mentions(parts, sure=sure):
                if mention.skill is None or self._is_name(mention.said.start):
                    continue
                point = told[bisect_right(starts, mention.said.start) - 1]
                span = (mention.said.start, mention.said.end)
                point.skills.setdefault(mention.skill.name, span)

    def _is_name(self, start: int) -> bool:
        at = bisect_right(self._named, (start, len(self.sheet.text) + 1)) - 1
        return at >= 0 and self._named[at][0] <= start < self._named[at][1]


class PointTold:
    """A point, with the skills, concepts and words that it names."""

    def __init__(self, told: Told, number: int, point: Point) -> None:
        self._told = told
        self.number = number
        self.point = point
        self.skills: dict[str, tuple[int, int]] = {}
        """The skills by their names, and where the point names them."""

    @cached_property
    def words(self) -> list[Token]:
        """Its words."""
        return self._told.words(self.point.span)

    @cached_property
    def concepts(self) -> dict[str, tuple[int, int]]:
        """The concepts, and where the point names them first."""
        found: dict[str, tuple[int, int]] = {}
        for one in self._told.concepts(self.point.span):
            found.setdefault(one.name, (one.start, one.end))
        if match := _LEADS.search(self.point.text[:_MOST]):
            start = self.point.span[0]
            found.setdefault("lead_team", (start + match.start(), start + match.end()))
        return found

    @property
    def is_strong(self) -> bool:
        """Whether it shows what it tells."""
        return self.point.context in STRONG


@lru_cache(maxsize=4096)
def accepted(skill: str) -> frozenset[str]:
    """The skills that show this one: itself, and those that imply it."""
    found, last = {skill}, {skill}
    for _ in range(_MOST_IMPLIED):
        last = {one for name in last for one in _implying().get(name, ())} - found
        found |= last
    return frozenset(found)


@cache
def _implying() -> dict[str, list[str]]:
    """For each skill those that imply it."""
    found: dict[str, list[str]] = {}
    for skill in skills().values():
        for implied in skill.implies:
            found.setdefault(implied, []).append(skill.name)
    return found


@lru_cache(maxsize=4096)
def adjacent(skill: str) -> frozenset[str]:
    """Skills that are near this one: of its category, and with something that both imply; and what
    it implies."""
    known = skills().get(skill)
    if known is None:
        return frozenset()
    near = set(known.implies)
    for implied in known.implies:
        near |= {
            other
            for other in _implying().get(implied, ())
            if skills()[other].category == known.category
        }
    return frozenset(near - {skill} - accepted(skill))


_MOST_OF = 0.7


class _Copied:
    """Which lines are word for word the posting's."""

    def __init__(self, posting: Sequence[str]) -> None:
        self._lines = [_plain(line) for line in posting]

    def holds(self, text: str) -> bool:
        plain = _plain(text)
        if len(plain.split()) < _LEAST_COPIED:
            return False
        return any(plain in line or self._is_most(line, plain) for line in self._lines)

    @staticmethod
    def _is_most(line: str, plain: str) -> bool:
        """Whether a line of the posting is most of what is said."""
        long = len(line.split()) >= _LEAST_COPIED and len(line) >= _MOST_OF * len(plain)
        return long and line in plain


def _plain(text: str) -> str:
    return _FOLDED.sub(" ", text.casefold()).strip()


def strong(points: Iterable[PointTold]) -> Iterator[PointTold]:
    """Those that show what they tell."""
    return (point for point in points if point.is_strong)
