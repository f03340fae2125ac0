"""Lines of a résumé that say the same, of which one is enough."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from agents.evidence.text import content
from agents.evidence.text import words as words_of
from agents.resume.pointers import Point, points
from agents.resume.skills import skill_of

_HANGUL = re.compile(r"[가-힣]")
_ALIKE = 0.75
"""Of the words of the shorter line, so many stand in the other."""
_LEAST_WORDS = 2
_MOST_LINES = 60
"""Lines of an entry that are compared with each other."""


class Repeated(NamedTuple):
    """A line, or a skill, that can go: what stays, and the group of those that go for it."""

    point: Point
    kept: str | None
    group: str | None


def repeated(resume: Mapping[str, Any]) -> Iterator[Repeated]:
    """What is said twice in an entry, and skills that are listed twice."""
    entries: dict[tuple[str, int | None], list[Point]] = defaultdict(list)
    for point in points(resume):
        if point.is_item:
            entries[point.section, point.entry].append(point)
    number = 0
    for listed in entries.values():
        for kept, others in _groups(listed[:_MOST_LINES]):
            number += 1
            for point in others:
                yield Repeated(point, kept.text, f"g{number}")
    yield from _skills(resume)


def _groups(listed: list[Point]) -> Iterator[tuple[Point, list[Point]]]:
    words = [_meaning(point.text) for point in listed]
    taken = set[int]()
    for at, point in enumerate(listed):
        if at in taken:
            continue
        alike = [
            other
            for other in range(at + 1, len(listed))
            if other not in taken and _say_the_same(words[at], words[other], point, listed[other])
        ]
        if alike:
            group = [at, *alike]
            best = max(group, key=lambda n: (_figures(words[n]) > 0, len(words[n]), -n))
            taken.update(group)
            yield listed[best], [listed[n] for n in group if n != best]


def _meaning(text: str) -> set[str]:
    """The words that carry a line's meaning, and its figures."""
    kept = {word for word in words_of(text) if word[:1].isdigit() or _HANGUL.search(word)}
    return content(text) | kept


def _figures(words: set[str]) -> int:
    return sum(word[:1].isdigit() for word in words)


def _say_the_same(one: set[str], other: set[str], a: Point, b: Point) -> bool:
    """Whether all of the shorter line is in the longer one: then it adds nothing."""
    if " ".join(a.text.casefold().split()) == " ".join(b.text.casefold().split()):
        return True
    if min(len(one), len(other)) < _LEAST_WORDS:
        return False
    shorter, longer = sorted((one, other), key=len)
    if _figures(shorter - longer):
        return False
    return len(shorter & longer) >= max(_ALIKE * len(shorter), len(shorter) - 1) and (
        len(shorter) > _LEAST_WORDS or shorter <= longer
    )


def _skills(resume: Mapping[str, Any]) -> Iterator[Repeated]:
    seen = set[str]()
    for at, skill in enumerate(resume.get("skills") or []):
        name = skill.get("name") if isinstance(skill, Mapping) else None
        if not isinstance(name, str) or set(skill) - {"name"}:
            continue
        known = skill_of(name)
        key = known.name if known else " ".join(name.casefold().split())
        if key in seen:
            yield Repeated(Point(("skills", at), name, "skills", at, True), None, None)
        seen.add(key)
