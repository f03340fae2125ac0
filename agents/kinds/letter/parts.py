"""The parts of a résumé's lines that show different things that a job asks for.

A line of three licences, or of three sentences, is three facts where the job asks for each. Pure.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from msgspec.structs import replace

from agents.assessment.outline import Point
from agents.assessment.shown import Shown
from agents.evidence.sentences import sentence_spans
from agents.evidence.text import content

_MOST_PARTS = 30
_BETWEEN = re.compile(r"[;,、]\s+|\s[·|]\s")
_OPENS, _CLOSES = "([（", ")]）"
_GOES_ON = re.compile(r"(?:It|They|This|These|He|She|That|그|이)\s")
"""A sentence that can't be understood without the one before."""
_HANGUL = re.compile(r"[가-힣]{2}")


def split(
    points: Mapping[int, Point],
    found: Mapping[int, Sequence[Shown]],
    others: Sequence[Shown] = (),
) -> tuple[dict[str, list[Point]], list[Point]]:
    """What shows each thing that is asked for, by its id: whole points, or parts of them.

    `found` are the things that each of the points shows; `others` what none does. Parts of a point
    never overlap, and have all of its words. Those that have more of one of the others than of
    what the point shows come apart, as the second of what is given.
    """
    shows: dict[str, list[Point]] = {}
    apart: list[Point] = []
    for number, point in points.items():
        for part, asked in _parts(point, found[number], others):
            if not asked:
                apart.append(part)
            for one in asked:
                shows.setdefault(one.asked.id, []).append(part)
    return shows, apart


def shared(text: str, asked: Sequence[Shown]) -> int:
    """How many words a text has of one of the things that are asked for, at most."""
    said = _words(text)
    return max((len(said & _words(one.asked.text)) for one in asked), default=0)


def _parts(
    point: Point, found: Sequence[Shown], others: Sequence[Shown]
) -> list[tuple[Point, list[Shown]]]:
    """A point's parts, each with what it shows; none of what it shows, where it has of others."""
    is_told = point.context in {"job", "project"}
    wanted = [*found, *(others if is_told else ())]
    pieces = list(_pieces(point))[:_MOST_PARTS] if len(wanted) > 1 and not point.is_head else []
    said = [_words(point.text[start:end]) for start, end in pieces]
    words = [_words(one.asked.text) for one in wanted]
    shares = [[len(one & two) for two in words] for one in said]
    groups = _groups(shares)
    if len(groups) < 2:
        return [(point, list(found))]
    made: list[tuple[Point, list[Shown]]] = []
    for numbers in groups:
        start, end = pieces[numbers[0]][0], pieces[numbers[-1]][1]
        at = point.span[0]
        part = replace(point, text=point.text[start:end], span=(at + start, at + end))
        shows = [one for n, one in enumerate(found) if any(shares[number][n] for number in numbers)]
        made.append((part, shows))
    told = {one.asked.id for _, shows in made for one in shows}
    # What no piece names is shown by the whole of it: by its first part as well as by any other.
    made[0][1].extend(one for one in found if one.asked.id not in told)
    return made


def _groups(shares: Sequence[Sequence[int]]) -> list[list[int]]:
    """The numbers of pieces that stand together, each group of what its first piece has most of.

    A piece that has nothing of anything goes with the one before, or in front with the one behind.
    """
    groups: list[tuple[int | None, list[int]]] = []
    for number, row in enumerate(shares):
        owner = max(range(len(row)), key=row.__getitem__) if any(row) else None
        if groups and (owner in {None, groups[-1][0]} or groups[-1][0] is None):
            groups[-1] = (groups[-1][0] if owner is None else owner, [*groups[-1][1], number])
        else:
            groups.append((owner, [number]))
    return [numbers for _, numbers in groups]


def _pieces(point: Point) -> Iterator[tuple[int, int]]:
    """Where the pieces of a point stand: its sentences; of a list, its items."""
    begun: list[tuple[int, int]] = []
    for start, said in sentence_spans(point.text):
        if begun and _GOES_ON.match(said):
            begun[-1] = (begun[-1][0], start + len(said))
        else:
            begun.append((start, start + len(said)))
    for start, end in begun:
        if point.context in {"job", "project"}:
            yield start, end
        else:
            yield from _items(point.text, start, end)


def _items(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The items of a list between two characters; what stands in brackets is not taken apart."""
    depth, read = 0, start
    for match in _BETWEEN.finditer(text, start, end):
        between = text[read : match.start()]
        depth += sum(map(between.count, _OPENS)) - sum(map(between.count, _CLOSES))
        read = match.start()
        if depth <= 0:
            yield start, match.start()
            start = match.end()
    yield start, end


def _words(text: str) -> frozenset[str]:
    """The words of a text that mean something; of Korean, where words carry endings, each two
    signs that stand together."""
    pairs = (one + other for one, other in pairwise(text) if _HANGUL.fullmatch(one + other))
    return frozenset({*content(text), *pairs})
