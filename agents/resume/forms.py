"""Forms and their tables: when something began and ended, each behind a label of its own, what is
no fact of a job at all, and what a table without a heading is of."""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Literal

import msgspec

from agents.data_files import listed, read
from agents.resume.dates import Period, periods
from agents.resume.lines import Slice, fold

Part = Literal["start", "end", "aside"]
"""What a label says of the value behind it."""
Table = Literal["experience", "education", "other"]
"""What a table is of."""

_PARTS: tuple[Part, ...] = ("start", "end", "aside")
_APART = 3
"""Lines from a beginning on in which its end may stand."""
_MOST = 160
"""Characters of a line of a form."""
_MOST_HEAD = 16
"""Characters of the head of a column."""
_LABEL = re.compile(r"([^:：\t]{1,50})[:：]")
_SPACED = re.compile(r"[가-힣](?: [가-힣]){1,5}")
_CELLS = re.compile(r"\t+| {3,}|\s\|\s")


def filled_in(lines: Sequence[Slice]) -> dict[int, Period | None]:
    """Times that two labels tell, by the numbers of the lines in which they begin.

    Those of lines that say no more than their ends, or nothing of a job, have None.
    """
    found: dict[int, Period | None] = {}
    opened: tuple[int, Slice] | None = None
    for at, line in enumerate(lines):
        for part, value in _parts(line):
            if part == "aside":
                found[at] = None
            elif part == "start":
                opened = (at, value) if periods(value) else None
            elif opened and at - opened[0] <= _APART:
                first, begun = opened
                if time := _joined(begun, value):
                    found[first] = time
                    found.setdefault(at, None)
                opened = None
    return found


def table_of(line: Slice) -> Table | None:
    """What a table is of, where the line is the heads of its columns; None where it is none."""
    cells = [_plain(cell.text) for cell in line.split(_CELLS)]
    if len(cells) < 3 or any(len(c) > _MOST_HEAD or re.search(r"\d", c) for c in cells):
        return None
    hits = {kind: sum(cell in names for cell in cells) for kind, names in _tables().items()}
    best = max(hits, key=lambda kind: hits[kind])
    return best if hits[best] > 1 and list(hits.values()).count(hits[best]) == 1 else None


def _parts(line: Slice) -> Iterator[tuple[Part, Slice]]:
    """What labels in a line say, with the values behind them."""
    if len(line.text) > _MOST:
        return
    cells = line.split(_CELLS)
    for at, cell in enumerate(cells):
        label = _LABEL.match(cell.text)
        name = _plain(label[1] if label else cell.text)
        part = _labels().get(name)
        if part is None:
            continue
        if label and label.end() < len(cell.text):
            yield part, cell.part(label.end())
        elif at + 1 < len(cells):
            yield part, cells[at + 1]
        elif label and part == "aside":
            yield part, cell.part(label.end())


def _joined(begun: Slice, ended: Slice) -> Period | None:
    found = periods(Slice(f"{begun.text} – {ended.text}", 0))
    if len(found) != 1 or not found[0].ranged:
        return None
    return msgspec.structs.replace(found[0], said=begun)


def _plain(text: str) -> str:
    """A label as it is compared: Korean ones are often set wide ("근 무 처")."""
    plain = " ".join(fold(text).strip(" :：*").split())
    return plain.replace(" ", "") if _SPACED.fullmatch(plain) else plain


@cache
def _labels() -> dict[str, Part]:
    return {
        _plain(name): part for part in _PARTS for name in sorted(listed(__package__, "forms", part))
    }


@cache
def _tables() -> dict[Table, frozenset[str]]:
    found = read(__package__, "forms")["tables"].items()
    return {kind: frozenset(map(_plain, names.split(","))) for kind, names in found}
