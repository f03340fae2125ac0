"""About how many pages a CV fills: by lines, as it is laid out in the files that are handed in."""

from collections.abc import Mapping, Sequence
from math import ceil
from typing import Any

from agents.kinds.cv.inputs import Paper
from agents.kinds.cv.pieces import called

WIDTH = 94
"""Letters of a line; a syllable of Hangul is as wide as two."""
LINES: Mapping[Paper, int] = {"a4": 50, "letter": 46}
"""Lines of a page."""
_HEADER, _HEADING, _ENTRY = 4, 2, 2
_INLINE = frozenset({"skills", "languages", "interests"})
"""Sections whose entries stand in one row."""
_INDENT = 4


def lines_of(resume: Mapping[str, Any], sections: Sequence[str]) -> int:
    """The lines of a document with these sections."""
    basics = resume.get("basics") or {}
    total = _HEADER + _rows(str(basics.get("summary") or ""))
    return total + sum(section_lines(name, resume.get(name)) for name in sections)


def section_lines(name: str, entries: Any) -> int:
    """The lines of a section with its heading; none where nothing stands in it."""
    if not isinstance(entries, list) or not entries:
        return 0
    if name in _INLINE:
        texts = [called(one) + " " + ", ".join(one.get("keywords", ())) for one in entries]
        return _HEADING + _rows(", ".join(texts))
    return _HEADING + sum(map(entry_lines, entries))


def entry_lines(entry: Mapping[str, Any]) -> int:
    """The lines of an entry that stands by itself."""
    lines = [line for name in ("highlights", "courses") for line in entry.get(name, ())]
    has_head = any(entry.get(name) for name in ("position", "studyType", "area", "startDate"))
    head = _ENTRY if has_head else _rows(called(entry))
    return head + sum(line_rows(line) for line in lines)


def line_rows(text: str) -> int:
    """The rows that a point takes."""
    return _rows(text, WIDTH - _INDENT)


def pages_of(lines: int, paper: Paper) -> int:
    """The pages that so many lines fill."""
    return max(1, ceil(lines / LINES[paper]))


def _rows(text: str, width: int = WIDTH) -> int:
    wide = sum(2 if "\u1100" <= char <= "\uffdc" else 1 for char in text)
    return ceil(wide / width)
