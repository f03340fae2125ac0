"""How much each part of a résumé shows of what is asked for. Pure."""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from msgspec import Struct

from agents.assessment.outline import Point
from agents.assessment.sheet import Sheet
from agents.assessment.shown import Shown
from agents.evidence.sources import Source, find_quote
from agents.evidence.text import content
from agents.kinds.cv.pieces import Piece, pieces
from agents.postings.asked import Asked
from agents.resume.lines import Slice, fold
from agents.resume.pointers import value_at
from agents.resume.skills import mentions

MUST, NICE = 3.0, 1.0
"""What something is worth that shows what must be, and what would be nice."""
_BESIDE = 0.5
"""What it counts where others show it better, or where it shows only a part."""
_SHORT = ("skills", "languages", "interests")
"""Sections of words: a line of the text names many of them at once."""
_LEAST = 2


class Worth(Struct, frozen=True):
    """What places are worth, by their pointers, and what sections are; what has none is not there.

    A section counts each thing that is asked for once.
    """

    places: dict[str, float] = {}
    sections: dict[str, float] = {}


def worth_of(base: Mapping[str, Any], found: Sequence[Shown], sheet: Sheet) -> Worth:
    """What the parts of a résumé are worth, by what the same text shows of what is asked for."""
    known = _Places(base, sheet)
    places: dict[str, float] = defaultdict(float)
    sections: dict[str, dict[str, float]] = defaultdict(dict)
    for one in found:
        if one.status == "notShown":
            continue
        whole = MUST if one.asked.kind == "must" else NICE
        best = {evidence.span for evidence in one.evidence}
        for at in one.points:
            point = sheet.outline.points[at]
            is_best = any(span and span[0] == point.span[0] for span in best)
            value = whole * (1.0 if is_best else _BESIDE)
            for piece in known.of(point, one.asked):
                places[piece.path] += value
                sections[piece.section][one.asked.id] = whole
    return Worth(dict(places), {name: sum(each.values()) for name, each in sections.items()})


class _Places:
    """The pieces by where they stand in the text."""

    def __init__(self, base: Mapping[str, Any], sheet: Sheet) -> None:
        every = pieces(base)
        self._short = [piece for piece in every if piece.section in _SHORT]
        source = Source("resume", sheet.text)
        spans = [
            (span, piece)
            for piece in every
            if piece.section not in _SHORT
            for span in _spans(base, piece, source)
        ]
        self._spans = sorted(spans, key=lambda one: one[0])
        self._starts = [span[0] for span, _ in self._spans]
        self._longest = max((end - start for (start, end), _ in spans), default=0)

    def of(self, point: Point, asked: Asked) -> Iterator[Piece]:
        """The pieces that a point of the text is of, as far as they say what is asked for."""
        start, end = point.span
        first = bisect_left(self._starts, start - self._longest)
        last = bisect_right(self._starts, end)
        told: dict[str, Piece] = {}
        for (begun, ended), piece in self._spans[first:last]:
            shared = min(end, ended) - max(start, begun)
            if shared > 0 and 2 * shared >= min(end - start, ended - begun):
                told.setdefault(piece.path, piece)
        yield from told.values()
        said = fold(point.text)
        for piece in self._short:
            if fold(piece.text.partition(" · ")[0]) in said and names(piece.text, asked):
                yield piece


def _spans(base: Mapping[str, Any], piece: Piece, source: Source) -> Iterable[tuple[int, int]]:
    """Where in the text a piece stands: a line as a whole, an entry by its names."""
    entry = value_at(base, piece.key)
    texts = [piece.text] if isinstance(entry, str) else list(entry.values())
    for text in texts:
        if isinstance(text, str) and len(text) > _LEAST:
            found = find_quote(text, [source])
            if found:
                yield found[1]


def names(text: str, asked: Asked) -> bool:
    """Whether a word of a list is what is asked for, or a part of it."""
    known = {one.skill.name for one in mentions([Slice(text, 0)], sure=True) if one.skill}
    if known & set(asked.skills):
        return True
    word, wanted = fold(text.partition(" · ")[0]), fold(asked.text)
    return (len(word) >= _LEAST and word in wanted) or bool(content(word) & content(wanted))
