"""Pieces of lines: characters that follow each other without a wide gap."""

import re
import unicodedata
from bisect import bisect
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from statistics import median
from typing import NamedTuple

from agents.reading.pdf.glyphs import Box, Glyph

WIDE = 0.85
"""Letter heights of a gap that ends a piece. The widest blanks of justified text come near it."""
SPACES = 2.5
"""So many times the gap between spaced letters is added to the one between their words."""
OFF_LINE = 0.35
"""Letter heights that a baseline may be off, as in x²."""
SPACED = 4
"""Letters with blanks around each, in a row, that are one word with space between its letters."""
LOOSE = 0.08
"""Letter heights of a usual gap from which letters are spaced."""
BLANK = 1.6
"""So many times the usual gap is one between words."""
SET_APART = 0.27
"""Letter heights up to which a gap between letters of Asia and others is no blank."""
SHADOW = 0.25
"""Letter heights that a text may lie off the same one, and both are seen as one with a shadow."""
_ASCENT, _DESCENT = 0.72, 0.2
_SINGLE = re.compile(r"\w[.,:&]?")


class Piece(NamedTuple):
    """Part of a line. `y` is its baseline, `gap` what is usually between its letters."""

    text: str
    left: float
    right: float
    y: float
    size: float
    bold: bool
    gap: float = 0

    @property
    def top(self) -> float:
        """Where its capitals end."""
        return self.y - _ASCENT * self.size

    @property
    def bottom(self) -> float:
        """Where its descenders end."""
        return self.y + _DESCENT * self.size


def pieces(found: Iterable[Glyph], walls: Sequence[Box] = ()) -> list[Piece]:
    """The pieces of characters that are all seen, in the order in which they were drawn.

    None goes on where one of `walls`, upright lines, stands between two characters. What is drawn
    upon itself, as a shadow or to look bold, is one piece, the last.
    """
    made: dict[str, list[Piece]] = {}
    alone: list[Piece] = []
    for piece in _pieces(found, walls):
        same = made.setdefault(piece.text, [])
        below = next((other for other in same if _lies_on(piece, other)), None)
        if below is not None:
            same.remove(below)
            alone.remove(below)
        same.append(piece)
        alone.append(piece)
    return alone


def _lies_on(piece: Piece, other: Piece) -> bool:
    off = max(abs(piece.left - other.left), abs(piece.y - other.y), abs(piece.size - other.size))
    return off < SHADOW * piece.size


def _pieces(found: Iterable[Glyph], walls: Sequence[Box]) -> Iterator[Piece]:
    places = sorted(walls, key=lambda wall: wall.left)
    lefts = [wall.left for wall in places]
    run: list[tuple[Glyph, bool]] = []
    blank = drawn = False
    for glyph in found:
        if glyph.style is None:
            blank = True
            drawn = drawn or glyph.right > glyph.left
            continue
        last = run[-1][0] if run else glyph
        if not drawn and _is_set_apart(last, glyph):
            blank = False
        between = places[bisect(lefts, last.right - 1) : bisect(lefts, glyph.left + 1)]
        walled = any(wall.top < glyph.y - 1 < wall.bottom for wall in between)
        before = run[-2][0] if len(run) > 1 else last
        if run and (walled or not _goes_on(before, last, glyph)):
            yield _piece(run)
            run = []
        run.append((glyph, blank and bool(run)))
        blank = drawn = False
    if run:
        yield _piece(run)


def _is_set_apart(last: Glyph, glyph: Glyph) -> bool:
    """Whether word processors put a little space between two letters, as of two scripts."""
    if glyph.style is None or not 0 < glyph.left - last.right < SET_APART * glyph.style.size:
        return False
    return last.text.isalnum() and glyph.text.isalnum() and _is_wide(last) != _is_wide(glyph)


def _is_wide(glyph: Glyph) -> bool:
    return unicodedata.east_asian_width(glyph.text[:1] or " ") == "W"


def _goes_on(before: Glyph, last: Glyph, glyph: Glyph) -> bool:
    """Whether a character follows others in the same piece of a line.

    Where letters are spaced, so are words.
    """
    a, b = last.style, glyph.style
    if a is None or b is None or a.turn != b.turn:
        return False
    if a is b and (glyph.left, glyph.right, glyph.y) == (last.left, last.right, last.y):
        return True  # both are letters of one ligature
    size, gap = max(a.size, b.size), glyph.left - last.right
    if abs(glyph.y - last.y) > OFF_LINE * size:
        return False
    spaced = last.left - before.right
    wide = WIDE * size + (SPACES * spaced if 0.1 * size < spaced < size else 0)
    return -0.8 * size < gap < wide and glyph.right > last.left


def _piece(run: list[tuple[Glyph, bool]]) -> Piece:
    glyphs = [glyph for glyph, _ in run]
    styles = [glyph.style for glyph in glyphs if glyph.style]
    size = median(style.size for style in styles)
    text, gap = _spaced(run, size)
    return Piece(
        text=text,
        left=glyphs[0].left,
        right=max(glyph.right for glyph in glyphs),
        y=median(glyph.y for glyph in glyphs),
        size=size,
        bold=sum(style.bold for style in styles) * 2 > len(styles),
        gap=gap,
    )


def _spaced(run: list[tuple[Glyph, bool]], size: float) -> tuple[str, float]:
    """The text, and how far its letters are from each other where that is more than usual.

    `J O H N   D O E` is `JOHN DOE`, be it drawn with blanks or without.
    """
    plain = "".join(f" {glyph.text}" if blank else glyph.text for glyph, blank in run)
    gaps = [b.left - a.right for (a, _), (b, _) in pairwise(run)]
    usual = median(gaps) if gaps else 0.0
    words = plain.split()
    if usual > LOOSE * size:
        # The blanks that PDFium puts into wide gaps stand between letters as well.
        between = [gap > BLANK * usual for gap in gaps]
        plain = run[0][0].text + "".join(
            f" {glyph.text}" if blank and wide else glyph.text
            for (glyph, blank), wide in zip(run[1:], between, strict=True)
        )
        words = plain.split()
    single = sum(bool(_SINGLE.fullmatch(word)) for word in words)
    if single < SPACED or single < 0.75 * len(words) or usual <= 0:
        return plain, max(0.0, usual)
    text = run[0][0].text
    for (glyph, _), gap in zip(run[1:], gaps, strict=True):
        text += f" {glyph.text}" if gap > BLANK * usual else glyph.text
    return text, usual
