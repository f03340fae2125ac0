"""Lines that belong together: one that heads others, and these. Pure."""

import re
from collections.abc import Mapping, Sequence

from agents.kinds.cv.pieces import Piece
from agents.resume.lines import fold

_DIGITS = re.compile(r"\d+")


def mark_key(text: str) -> str:
    """By which the mark of a line is kept."""
    return fold(" ".join(text.split()))


def is_about(lines: Sequence[Piece], marks: Mapping[str, str]) -> bool:
    """Whether the first line says what the entry is of, and what follows are its points: it alone
    has no mark."""
    known = [mark_key(piece.text) in marks for piece in lines]
    return len(known) > 1 and not known[0] and all(known[1:])


def groups(lines: Sequence[Piece], marks: Mapping[str, str]) -> list[list[Piece]]:
    """The lines of one list in groups that keep their order.

    `marks` are those that lines have in the text, by `mark_key`. Where they differ, the first is
    that of lines which head others. What a colon ends heads all that follows: then there is one
    group only.
    """
    if any(piece.text.rstrip().endswith((":", "：")) for piece in lines):
        return [list(lines)]
    known = [_DIGITS.sub("#", marks.get(mark_key(piece.text), "")) for piece in lines]
    if len(set(known)) < 2:
        return [[piece] for piece in lines]
    if is_about(lines, marks):
        return [[lines[0]], *groups(lines[1:], marks)]
    found: list[list[Piece]] = []
    for piece, mark in zip(lines, known, strict=True):
        if mark == known[0] or not found:
            found.append([piece])
        else:
            found[-1].append(piece)
    return found
