"""How close a document is set, so that it fits on the pages that it is to have. Pure.

It is an estimate, by the widths that letters have on average: what is set is counted by a browser
or a word processor alone. Where nothing fits, the document is set as it reads best.
"""

import unicodedata
from collections.abc import Sequence
from math import ceil
from typing import NamedTuple

from server.exports.document import (
    Block,
    Break,
    Facts,
    Grid,
    Heading,
    Items,
    Line,
    Listing,
    Paragraph,
    Quote,
    Timeline,
    plain,
)
from server.exports.html import Paper


class Step(NamedTuple):
    """How close a document is set: its type in points, how high a line of it is in em, and the
    margins of its page in millimetres, above and below, left and right.
    """

    size: float
    line: float
    above: float
    beside: float


STEPS = (Step(10.5, 1.45, 18, 17), Step(10, 1.36, 15, 16), Step(9.5, 1.28, 12, 14))
"""As `handed.css` has them."""

PAPERS: dict[Paper, tuple[float, float]] = {"a4": (210, 297), "letter": (215.9, 279.4)}
"""Width and height in millimetres."""

MOST_PAGES = 1_000

_POINT = 0.352_8
"""Millimetres."""
_NARROW, _WIDE = 0.505, 0.97
"""How wide a letter is, in em: of an alphabet, of those of East Asia."""
_DATES = 11.5
"""How wide the column of times is, in em."""


def step_for(blocks: Sequence[Block], paper: Paper, pages: int | None = None) -> int:
    """The first of STEPS by which it fits on one page less than it would begin, at most `pages`.

    Where none does it is set as it reads best or, if that is on more than `pages`, as close as may
    be.
    """
    first = _pages(blocks, paper, STEPS[0])
    most = min(max(1, int(first)), pages or MOST_PAGES)
    fits = (n for n, step in enumerate(STEPS) if _pages(blocks, paper, step) <= most)
    return next(fits, len(STEPS) - 1 if pages and first > pages else 0)


def _pages(blocks: Sequence[Block], paper: Paper, step: Step) -> float:
    width, height = PAPERS[paper]
    em = step.size * _POINT
    room = (width - 2 * step.beside) / em
    return _height(blocks, room, step.line) * em / (height - 2 * step.above)


def _height(blocks: Sequence[Block], room: float, line: float) -> float:
    """How high blocks are, in em."""
    return sum(_block(block, room, line) for block in blocks)


def _block(block: Block, room: float, line: float) -> float:
    match block:
        case Heading(level, content):
            size = {1: 1.6, 2: 1.15}.get(level, 1.0)
            return _lines(content, room / size) * size * 1.25 + {1: 0.25, 2: 1.5}.get(level, 0.7)
        case Paragraph(content):
            return _lines(content, room) * line + 0.45
        case Facts(pairs):
            return sum(_lines((*n, *v), room - 1) * line + 0.2 for n, v in pairs) + 0.45
        case Items(entries, _):
            return sum(_height(one, room - 1.4, line) - 0.35 for one in entries) + 0.45
        case Timeline(rows):
            return sum(_height(one, room - _DATES, line) + 0.2 for _, one in rows) + 0.45
        case Quote(inner, _):
            return _height(inner, room - 1, line) + line
        case Listing(text, _):
            return len(text.split("\n")) * line
        case Grid(_, rows):
            return (len(rows) + 1) * (line + 0.4)
        case _:
            return line


def _lines(content: Line, room: float) -> int:
    text = plain(content)
    wide = sum(unicodedata.east_asian_width(char) in "WF" for char in text)
    breaks = sum(isinstance(piece, Break) for piece in content)
    width = wide * _WIDE + (len(text) - wide) * _NARROW
    return max(1, ceil(width / max(room, 5))) + breaks
