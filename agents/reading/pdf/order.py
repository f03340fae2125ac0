"""The order in which a person reads the pieces of a page: a recursive XY cut.

A region that white space divides from top to bottom is columns, read one after the other; unless
what stands there belongs together line by line, as dates on the right, labels on the left and the
cells of a table do. A region that none divides as a whole is cut across, above and below the part
that one does divide.
"""

import re
import statistics
from bisect import bisect
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from agents.reading.pdf.glyphs import Box
from agents.reading.pdf.pieces import OFF_LINE, Piece

MAX_DEPTH = 40
MAX_CANDIDATES = 300
"""Gutters that are looked at in a region: a page of a table has some hundred gaps."""
COLUMN_LINES = 4
"""Lines that both columns have where it is worth a warning."""
NARROW = 0.85
"""Letter heights that white space is wide where it may be a gutter; between few lines twice."""
FEW = 3
WHOLE = 0.9
"""The part of the width of what stands on a page from which a line divides it."""
NARROW_TEXT = 16
"""Characters, in the middle, of a column of dates with places below them."""
SHORT = 24
"""Characters, in the middle, of labels and of what stands at the right of a line."""
LONGER = 32
"""The same where there are few of them, which make no column."""
BESIDE = 0.8
"""The part of the lines that stand beside others where each belongs to one."""
SAME_LINE = 0.25
"""Letter heights that baselines of one line are apart, where columns are compared."""

_DATE = re.compile(
    r"(?i)(?:19|20)\d\d|\b\d{1,2}[./]\d{2,4}\b|\b(?:present|today|current|now|heute|aujourd)"
    r"|\d\s?(?:yrs?|years?|mos?|months?|개월|년)\b|현재"
)


class Order(NamedTuple):
    """Columns in their order, each of lines of pieces, and whether any stand beside each other."""

    columns: list[list[list[Piece]]]
    beside: bool


class Gutter(NamedTuple):
    """White space between what stands left and right of it."""

    left: float
    right: float

    @property
    def middle(self) -> float:
        """Half way."""
        return (self.left + self.right) / 2

    @property
    def width(self) -> float:
        """From left to right."""
        return self.right - self.left


Band = list[Piece]


def order(page: Sequence[Piece], upright: Sequence[Box] = (), level: Sequence[Box] = ()) -> Order:
    """The pieces of a page as columns, in reading order; there are such lines on it."""
    beside: list[bool] = []
    columns: list[list[Piece]] = [[]]
    for region in _divided(page, level):
        for part in _arranged(region, MAX_DEPTH, beside, upright):
            if part is None:
                columns.append([])
            else:
                columns[-1] += part
    return Order([lines(column) for column in columns if column], any(beside))


def lines(part: Iterable[Piece]) -> list[list[Piece]]:
    """The pieces line by line, each line from left to right."""
    found: list[list[Piece]] = []
    for piece in sorted(part, key=lambda p: (p.y, p.left)):
        if found and abs(piece.y - found[-1][0].y) <= OFF_LINE * min(piece.size, found[-1][0].size):
            found[-1].append(piece)
        else:
            found.append([piece])
    return [sorted(line, key=lambda p: p.left) for line in found]


def _divided(page: Sequence[Piece], level: Sequence[Box]) -> Iterator[list[Piece]]:
    """The parts of a page that lines over its whole width divide: no column goes through one."""
    if not page:
        return
    width = max(piece.right for piece in page) - min(piece.left for piece in page)
    heights = sorted(box.top for box in level if box.right - box.left >= WHOLE * width)
    parts: dict[int, list[Piece]] = {}
    for piece in page:
        parts.setdefault(bisect(heights, piece.y - piece.size / 4), []).append(piece)
    yield from (parts[place] for place in sorted(parts))


def _arranged(
    page: list[Piece], depth: int, beside: list[bool], walls: Sequence[Box]
) -> Iterator[list[Piece] | None]:
    """Parts that are to be read line by line, with None where a column begins or ends.

    `beside` is told of each pair of columns whether both are long.
    """
    run = _longest(_bands(page)) if len(page) > 2 and depth else None
    if run is None:
        yield page
        return
    if run.above or run.below:
        for bands in (run.above, run.inside, run.below):
            if bands:
                yield from _arranged([p for band in bands for p in band], depth - 1, beside, walls)
        return
    left = [piece for piece in page if piece.left < run.gutter.middle]
    right = [piece for piece in page if piece.left >= run.gutter.middle]
    if _belong_together(left, right, walled=_is_walled(page, run.gutter, walls)):
        yield page
        return
    beside.append(min(len(lines(left)), len(lines(right))) >= COLUMN_LINES)
    yield None
    yield from _arranged(left, depth - 1, beside, walls)
    yield None
    yield from _arranged(right, depth - 1, beside, walls)
    yield None


def _bands(page: list[Piece]) -> list[Band]:
    """The pieces in bands that white space divides from left to right, from above."""
    found: list[Band] = []
    bottom = float("-inf")
    for piece in sorted(page, key=lambda p: p.top):
        if not found or piece.top >= bottom:
            found.append([])
        found[-1].append(piece)
        bottom = max(bottom, piece.bottom)
    return found


class Run(NamedTuple):
    """Bands that a gutter divides, and those around them."""

    above: list[Band]
    inside: list[Band]
    below: list[Band]
    gutter: Gutter


def _longest(bands: list[Band]) -> Run | None:
    """The bands that a gutter divides with the most lines on both of its sides."""
    size = statistics.median(piece.size for band in bands for piece in band)
    best: tuple[float, float, Run] | None = None
    tried: set[tuple[int, int, Gutter]] = set()
    candidates = [(at, gap) for at, band in enumerate(bands) for gap in _gaps(band, NARROW * size)]
    for at, gap in candidates[:: max(1, len(candidates) // MAX_CANDIDATES)]:
        start, end, gutter = _extended(bands, at, gap, NARROW * size)
        if (start, end, gutter) in tried:
            continue
        tried.add((start, end, gutter))
        if end < len(bands):
            end = _without_tail(bands, start, end, gutter)
        weight = _weight(bands[start:end], gutter)
        if weight < FEW and gutter.width < 2 * NARROW * size:
            continue
        if best is None or (weight, gutter.width) > best[:2]:
            run = Run(bands[:start], bands[start:end], bands[end:], gutter)
            best = (weight, gutter.width, run)
    return best[2] if best else None


def _gaps(band: Band, least: float) -> Iterator[Gutter]:
    right = float("inf")
    for piece in sorted(band, key=lambda p: p.left):
        if piece.left - right >= least:
            yield Gutter(right, piece.left)
        right = piece.right if right == float("inf") else max(right, piece.right)


def _extended(bands: list[Band], at: int, gap: Gutter, least: float) -> tuple[int, int, Gutter]:
    """From which band to which, not included, a gap goes on, and what is left of its width."""
    start, end = at, at + 1
    while end < len(bands) and (less := _narrowed(gap, bands[end], least)):
        gap, end = less, end + 1
    while start and (less := _narrowed(gap, bands[start - 1], least)):
        gap, start = less, start - 1
    return start, end, gap


def _narrowed(gap: Gutter, band: Band, least: float) -> Gutter | None:
    """What the pieces of a band leave of a gap; None where that is too little."""
    left, right = gap
    for piece in band:
        if piece.right <= left or piece.left >= right:
            continue
        if piece.left <= left and piece.right < right:
            left = piece.right
        elif piece.left > left and piece.right >= right:
            right = piece.left
        else:
            return None
        if right - left < least:
            return None
    return Gutter(left, right)


def _without_tail(bands: list[Band], start: int, end: int, gutter: Gutter) -> int:
    """Where the run ends when what begins below it is left out.

    Above lines that cross the gutter stands their heading, on one side only, with a gap above it.
    """
    first = end
    while first > start + 1 and not _is_two_sided(bands[first - 1], gutter):
        first -= 1
    usual = (
        statistics.median(_gap_above(bands, at) for at in range(start + 1, max(first, start + 2)))
        if first > start + 1
        else 0.0
    )
    for at in range(first, end):
        if _gap_above(bands, at) > 1.5 * max(usual, 0.1 * bands[at][0].size):
            return at
    return end


def _gap_above(bands: list[Band], at: int) -> float:
    return min(p.top for p in bands[at]) - max(p.bottom for p in bands[at - 1])


def _is_two_sided(band: Band, gutter: Gutter) -> bool:
    sides = {piece.left < gutter.middle for piece in band}
    return len(sides) == 2


def _weight(bands: list[Band], gutter: Gutter) -> float:
    """How many lines stand on that side of a gutter that has fewer."""
    page = [piece for band in bands for piece in band]
    left = [piece for piece in page if piece.left < gutter.middle]
    return min(len(lines(left)), len(lines(p for p in page if p.left >= gutter.middle)))


def _is_walled(page: list[Piece], gutter: Gutter, walls: Sequence[Box]) -> bool:
    """Whether a line stands in a gutter for most of its length."""
    top, bottom = min(piece.top for piece in page), max(piece.bottom for piece in page)
    return any(
        gutter.left - 1 <= wall.left <= gutter.right + 1
        and min(bottom, wall.bottom) - max(top, wall.top) > 0.6 * (bottom - top)
        for wall in walls
    )


def _belong_together(left: list[Piece], right: list[Piece], *, walled: bool) -> bool:
    """Whether what stands left and right is to be read line by line."""
    one, other = lines(left), lines(right)
    top = max(side[0][0].y - side[0][0].size for side in (one, other))
    bottom = min(side[-1][0].y + side[-1][0].size for side in (one, other))
    one, other = ([line for line in side if top <= line[0].y <= bottom] for side in (one, other))
    if not one or not other:
        return False
    if not walled and _are_labels(one, other):
        return True
    fewer, more = (one, other) if len(one) <= len(other) else (other, one)
    texts = [" ".join(piece.text for piece in line) for line in fewer]
    lengths = statistics.median(map(len, texts))
    dated = [line for line, text in zip(fewer, texts, strict=True) if _DATE.search(text)]
    is_dated = len(dated) > 1 and 3 * len(dated) >= len(fewer) and lengths <= NARROW_TEXT
    if is_dated and all(_near(line[0], more) for line in dated):
        return True
    beside = [line for line in fewer if _near(line[0], more)]
    if len(beside) < BESIDE * len(fewer):
        return False
    if sum(bool(_DATE.search(text)) for text in texts) * 2 >= len(texts):
        return True
    if walled and len(fewer) > FEW:
        return False
    if fewer is other and _is_flush_right(other):
        return True
    if len(fewer) <= FEW and lengths <= LONGER:
        return True
    return lengths <= SHORT and not _has_heading(fewer) and not _has_heading(more)


def _are_labels(left: list[list[Piece]], right: list[list[Piece]]) -> bool:
    """Whether short lines at the left are the labels of a form: several come again and again."""
    texts = [" ".join(piece.text for piece in line) for line in left]
    counts = Counter(texts)
    again = [line for line, text in zip(left, texts, strict=True) if counts[text] > 1]
    return (
        sum(count > 1 for count in counts.values()) > 1
        and 3 * len(again) >= len(left)
        and statistics.median(map(len, texts)) <= LONGER
        and sum(_near(line[0], right) for line in again) >= BESIDE * len(again)
    )


def _near(piece: Piece, side: Sequence[Sequence[Piece]]) -> bool:
    """Whether a line of a side stands at the height of a piece."""
    return any(abs(piece.y - p.y) <= SAME_LINE * min(piece.size, p.size) for p, *_ in side)


def _is_flush_right(side: list[list[Piece]]) -> bool:
    """Whether the lines end at one place and begin at several."""
    rights = [line[-1].right for line in side]
    lefts = [line[0].left for line in side]
    size = side[0][0].size
    return max(rights) - min(rights) < 0.3 * size and (max(lefts) - min(lefts) > size)


def _has_heading(side: list[list[Piece]]) -> bool:
    """Whether some lines look like headings among the others: then it is a column of its own."""
    if len(side) < FEW:
        return False
    size = statistics.median(line[0].size for line in side)
    marks = [
        line[0].size > 1.12 * size
        or (line[0].text.isupper() and len(line[0].text) > 3)
        or (line[0].bold and len(line) == 1)
        for line in side
    ]
    return 0 < sum(marks) <= len(side) / 2
