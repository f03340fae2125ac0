"""Lines of text from the lines of pieces of a page."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from agents.reading.characters import without_bullet
from agents.reading.lines import Line
from agents.reading.pdf.glyphs import Box
from agents.reading.pdf.pieces import Piece

WIDE = 1.25
"""Letter heights of a gap inside of a line that is more than a blank."""
TOUCHING = 0.1
APART = 1.3
"""So many times the usual distance of lines is a gap between paragraphs."""
WITHIN = 0.3
"""The part of all steps from line to line that are at most those inside of paragraphs."""
FEWEST_CELLS = 3
FULL = 45
"""Characters from which a line that reaches the margin is taken to go on in the next."""
NEARLY = 0.2
"""The part of a column that an item's line may leave free, and still goes on in the next."""

_NUMBER = re.compile(r"\(?\d{1,2}[.)]\s+(?=\S)|\[\d{1,3}\]\s*(?=\S)")
_UNFINISHED = re.compile(r"(?:[-–—~]|\b(?:to|bis|until|à|al|hasta))\s*$")
_DATE = re.compile(r"(?:19|20)\d\d")
_BROKEN = re.compile(r"(?<=[^\W_])[-\xad\u2010]$")
_LISTED = re.compile(r"(?:and|or|und|oder|bzw|et|ou|y|o|e|en|of)\b")
"""Words before the rest of a list, as in `short- and long-term`."""
_COMPOUND = re.compile(
    r"(?i)(?:\b(?:self|well|non|co|pre|post|full|part|front|back|real|end|high|low|long|short|open|cross"
    r"|multi|on|off|in|up|cost|user|data|time|follow|hands|world|award|entry|mid|large|small|third)"
    r"|-\w+|\d)[-\xad\u2010]$"
)
"""What has a hyphen of its own, be it at the end of a line or not."""
_ADDRESS = re.compile(r"(?:\bwww\.|://|\.[a-z]{2,6}/|@)[^\s@]{0,200}$")
"""The beginning of an address, which is never hyphenated."""


class Row(NamedTuple):
    """A line as one text, and where it stands."""

    line: Line
    left: float
    inner: float
    """Where its text begins: behind the sign of an item of a list."""
    right: float
    y: float
    first: float
    """How wide its first word is."""


def laid_out(columns: Sequence[Sequence[Sequence[Piece]]], dots: Sequence[Box]) -> Iterator[Line]:
    """The lines of a page. `dots` are small shapes: one left of a line makes it an item."""
    for place, column in enumerate(columns):
        rows = [_row(line, dots) for line in _whole_cells(_whole_dates(column))]
        for number, row in enumerate(_joined(rows)):
            begins = number == 0 < place
            text = _BROKEN.sub("-", row.line.text)
            yield row.line._replace(text=text, apart=row.line.apart or begins)


def _whole_dates(column: Sequence[Sequence[Piece]]) -> Iterator[Sequence[Piece]]:
    """Lines where a period that goes on in the next line, beside something, is on the first."""
    taken: Piece | None = None
    for number, line in enumerate(column):
        pieces = [piece for piece in line if piece is not taken]
        below = column[number + 1] if number + 1 < len(column) else ()
        for at, piece in enumerate(pieces):
            if (
                len(pieces) < 2
                or not _UNFINISHED.search(piece.text)
                or not _DATE.search(piece.text)
            ):
                continue
            rest = [p for p in below if abs(p.left - piece.left) < piece.size and len(below) > 1]
            if rest and rest[0].y - piece.y < 2 * piece.size:
                taken = rest[0]
                pieces[at] = piece._replace(text=f"{piece.text} {taken.text}")
        if pieces:
            yield pieces


def _whole_cells(column: Iterable[Sequence[Piece]]) -> Iterator[Sequence[Piece]]:
    """Lines of three cells and more with what of their cells is wrapped into the lines below."""
    open_: list[Piece] = []
    last: Sequence[Piece] = ()
    for line in column:
        if open_ and _wraps(open_, last, line):
            for piece in line:
                at = next(n for n, cell in enumerate(open_) if _is_below(cell, piece))
                open_[at] = open_[at]._replace(text=f"{open_[at].text} {piece.text}")
        else:
            yield from [open_] if open_ else []
            open_ = list(line)
        last = line
    yield from [open_] if open_ else []


def _wraps(cells: Sequence[Piece], last: Sequence[Piece], line: Sequence[Piece]) -> bool:
    """Whether each piece of a line goes on below a cell, and one would not have fit above."""
    size = cells[0].size
    if len(cells) < FEWEST_CELLS or line[0].y - last[0].y > 1.6 * size:
        return False
    if not all(any(_is_below(cell, piece) for cell in cells[1:]) for piece in line):
        return False
    ends = {p.left: b.left for p, b in pairwise(cells)}
    for piece in line:
        above = next((p for p in last if _is_below(p, piece)), None)
        end = next((right for left, right in ends.items() if abs(left - piece.left) < 2), None)
        word = piece.text.split(" ", 1)[0]
        wide = len(word) * (piece.right - piece.left) / max(1, len(piece.text))
        if above and end and above.right + wide + size > end:
            return True
    return False


def _is_below(cell: Piece, piece: Piece) -> bool:
    return abs(cell.left - piece.left) < 2 and abs(cell.size - piece.size) < 1


def _row(line: Sequence[Piece], dots: Sequence[Box]) -> Row:
    pieces = list(reversed(line)) if _is_right_to_left(line) else list(line)
    text = pieces[0].text
    for last, piece in pairwise(pieces):
        text += _between(last, piece) + piece.text
    text, item = without_bullet(text)
    most = max(line, key=lambda piece: len(piece.text))
    left, size = line[0].left, line[0].size
    marked = item or _has_dot(left, line[0].y, size, dots)
    letters = max(1, len(line[0].text))
    wide = (line[0].right - left) / letters
    inner = left
    number = _NUMBER.match(line[0].text)
    if item or number:
        bare = len(line[0].text) - len(without_bullet(line[0].text)[0])
        bare = number.end() if number else bare
        inner = line[1].left if bare >= letters - 1 and len(line) > 1 else left + bare * wide
    return Row(
        line=Line(text, size=most.size, bold=most.bold, item=marked),
        left=left,
        inner=inner,
        right=line[-1].right,
        y=line[0].y,
        first=len(text.split(" ", 1)[0]) * wide,
    )


def _between(last: Piece, piece: Piece) -> str:
    """What stands between two pieces of a line."""
    gap, size = abs(piece.left - last.right), max(last.size, piece.size)
    if piece.left < last.left:  # from right to left
        gap = last.left - piece.right
    if gap <= TOUCHING * size:
        return ""
    wide = max(WIDE * size, 4 * max(last.gap, piece.gap))
    return "\t" if gap > wide else " "


def _is_right_to_left(line: Sequence[Piece]) -> bool:
    marks = [unicodedata.bidirectional(char) for piece in line for char in piece.text]
    return sum(mark in ("R", "AL") for mark in marks) > sum(mark == "L" for mark in marks)


def _has_dot(left: float, y: float, size: float, dots: Sequence[Box]) -> bool:
    """Whether just one small shape stands where an item has its bullet."""
    found = [
        dot
        for dot in dots
        if left - 2.5 * size < dot.right <= left - 0.1 * size
        and y - 0.85 * size < (dot.top + dot.bottom) / 2 < y
        and dot.bottom - dot.top < 0.6 * size
    ]
    return len(found) == 1


def _joined(rows: list[Row]) -> Iterator[Row]:
    """The rows, of which those that plainly go on in the next are one with it."""
    if not rows:
        return
    steps = [b.y - a.y for a, b in pairwise(rows)]
    close = sorted(s for s, row in zip(steps, rows, strict=False) if 0 < s < 2.5 * row.line.size)
    usual = close[int(len(close) * WITHIN)] if close else 0.0
    margin = max(row.right for row in rows)
    open_ = rows[0]
    last = rows[0]
    for row in rows[1:]:
        step = row.y - last.y
        leading = min(usual or step, 1.6 * last.line.size)
        apart = step > APART * leading or step < -last.line.size
        text = None if apart else _continued(open_, last, row, margin)
        if text is None:
            yield open_
            open_ = row._replace(line=row.line._replace(apart=apart))
        else:
            open_ = open_._replace(line=open_.line._replace(text=text))
        last = row
    yield open_


def _continued(open_: Row, last: Row, row: Row, margin: float) -> str | None:
    """The two as one text, where the second is the rest of the first; else None."""
    one, other = open_.line, row.line
    size = last.line.size
    if other.item or abs(one.size - other.size) > 0.5 or "\t" in other.text:
        return None
    if _BROKEN.search(one.text) and abs(row.left - last.inner) < 3 * size:
        # A word that is broken at the end of a whole line has wide blanks before it, no columns.
        return _unbroken(one.text.replace("\t", " "), other.text)
    indented = open_.left + 0.3 * size < row.left and open_.left < open_.inner
    hangs = indented and abs(row.left - open_.inner) < 0.6 * size
    dotted = one.item and open_.inner == open_.left and abs(row.left - open_.left) < 0.2 * size
    flows = not one.item and abs(row.left - last.left) < 0.3 * size and one.bold == other.bold
    filled = last.right + row.first + 0.2 * size > margin
    begun = hangs and other.text[:1].islower()
    nearly = begun or last.right > margin - NEARLY * (margin - open_.left)
    if "\t" in one.text:
        return None
    if not ((hangs or dotted) and (filled or nearly)) and not (
        flows and filled and len(last.line.text) >= FULL
    ):
        return None
    if _BROKEN.search(one.text):
        return _unbroken(one.text, other.text)
    blank = "" if _is_wide(one.text[-1:]) and _is_wide(other.text[:1]) else " "
    return f"{one.text}{blank}{other.text}"


def _unbroken(one: str, other: str) -> str:
    """Two lines of which the first ends in a hyphen: of a word that was broken, or of its own."""
    if _LISTED.match(other):
        return f"{one[:-1]}- {other}"
    kept = not other[:1].islower() or _COMPOUND.search(one) or _ADDRESS.search(one)
    return f"{one[:-1]}-{other}" if kept else f"{one[:-1]}{other}"


def _is_wide(char: str) -> bool:
    """Whether it is of a script that breaks lines between any two letters, without a blank.

    Korean does so as well, but has blanks between words, so that nobody can tell.
    """
    return unicodedata.name(char, "").startswith(("CJK", "HIRAGANA", "KATAKANA"))
