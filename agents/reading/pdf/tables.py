"""Tables with ruled lines: which pieces of text are in one cell, and which cells in one row."""

from bisect import bisect
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from statistics import median
from typing import NamedTuple

from agents.reading.characters import without_bullet
from agents.reading.pdf.glyphs import Box
from agents.reading.pdf.objects import Shape
from agents.reading.pdf.order import lines
from agents.reading.pdf.pieces import Piece

THIN = 3.0
"""Points up to which a shape is a line."""
NEAR = 2.5
"""Points that lines of one table may be apart where they meet."""
LEAST_WIDTH, LEAST_HEIGHT = 12.0, 7.0
"""Points of the sides of a cell."""
BAND = 0.6
"""The part of a page's height up to which what goes over its whole width is a band."""
WHOLE = 0.97
"""The part of a page's width from which a filled shape is its ground."""
MAX_RULES = 1_000
CELL_LINES, CELL_CHARACTERS = 5, 250
"""What a cell has at most where its row is one line: more is a layout in cells."""


class Rules(NamedTuple):
    """The lines of a page, those around filled shapes included."""

    upright: list[Box]
    level: list[Box]


class _Table(NamedTuple):
    box: Box
    columns: list[float]
    rows: list[float]


def rules(shapes: Iterable[Shape], width: float, height: float) -> Rules:
    """The lines that shapes are, or have around them; not those around the page."""
    upright: list[Box] = []
    level: list[Box] = []
    for shape in shapes:
        box = shape.box
        across, down = box.right - box.left, box.bottom - box.top
        if across <= THIN and down >= LEAST_HEIGHT:
            upright.append(box)
        elif down <= THIN and across >= LEAST_WIDTH:
            level.append(box)
        elif _is_cell(across, down) and across < WHOLE * width and not shape.picture:
            upright += [box._replace(right=box.left), box._replace(left=box.right)]
            level += [box._replace(bottom=box.top), box._replace(top=box.bottom)]
        elif _is_cell(across, down) and down < BAND * height and not shape.picture:
            level += [box._replace(bottom=box.top), box._replace(top=box.bottom)]
        if len(upright) + len(level) > MAX_RULES:
            return Rules([], [])
    return Rules(upright, level)


def _is_cell(across: float, down: float) -> bool:
    return across >= LEAST_WIDTH and down >= LEAST_HEIGHT


def with_rows(page: Sequence[Piece], found: Rules) -> list[Piece]:
    """The pieces of a page, with one for each row of a table whose cells are short."""
    left = list(page)
    made: list[Piece] = []
    for table in _tables(found):
        inside = [piece for piece in left if _is_in(piece, table.box)]
        rows = list(_rows(inside, table))
        if rows:
            made += rows
            left = [piece for piece in left if not _is_in(piece, table.box)]
    return left + made


def _tables(found: Rules) -> Iterator[_Table]:
    """Groups of lines that meet, with two cells or more beside each other, and two rows."""
    groups: list[tuple[Box, list[Box], list[Box]]] = []
    both = [(box, True) for box in found.upright] + [(box, False) for box in found.level]
    for box, is_upright in sorted(both, key=lambda b: (b[0].top, b[0].left)):
        whole, upright, level = box, [box] * is_upright, [box] * (not is_upright)
        rest = []
        for group in groups:
            if _meet(group[0], whole):
                whole = _union(group[0], whole)
                upright, level = group[1] + upright, group[2] + level
            else:
                rest.append(group)
        groups = [*rest, (whole, upright, level)]
    for whole, upright, level in groups:
        columns = _places(box.left for box in upright)
        rows = _places(box.top for box in level)
        if len(columns) >= 3 and len(rows) >= 3:
            yield _Table(whole, columns, rows)


def _meet(one: Box, other: Box) -> bool:
    return (
        one.left - NEAR <= other.right
        and other.left - NEAR <= one.right
        and one.top - NEAR <= other.bottom
        and other.top - NEAR <= one.bottom
    )


def _union(one: Box, other: Box) -> Box:
    return Box(
        min(one.left, other.left), min(one.top, other.top),
        max(one.right, other.right), max(one.bottom, other.bottom),
    )  # fmt: skip


def _places(values: Iterable[float]) -> list[float]:
    """The values, those that are nearly the same once."""
    ordered = sorted(values)
    return ordered[:1] + [b for a, b in pairwise(ordered) if b - a > NEAR]


def _is_in(piece: Piece, box: Box) -> bool:
    middle = (piece.left + piece.right) / 2
    return box.left <= middle <= box.right and box.top <= piece.y - piece.size / 4 <= box.bottom


def _rows(inside: Sequence[Piece], table: _Table) -> Iterator[Piece]:
    """The rows of a table, from above; none where a cell holds more than a cell does."""
    cells: dict[tuple[int, int], list[Piece]] = {}
    for piece in inside:
        row = bisect(table.rows, piece.y - piece.size / 4)
        column = bisect(table.columns, (piece.left + piece.right) / 2)
        cells.setdefault((row, column), []).append(piece)
    texts = {place: _cell(cell) for place, cell in cells.items()}
    if any(text is None for text in texts.values()):
        return
    for row in sorted({row for row, _ in cells}):
        beside = sorted(column for at, column in cells if at == row)
        of_row = [piece for column in beside for piece in cells[row, column]]
        yield Piece(
            text="\t".join(texts[row, column] or "" for column in beside),
            left=table.box.left,
            right=table.box.right,
            y=min(piece.y for piece in of_row),
            size=median(piece.size for piece in of_row),
            bold=all(piece.bold for piece in of_row),
        )


def _cell(cell: Sequence[Piece]) -> str | None:
    """The text of a cell; None where it is more than one, or a list."""
    found = lines(cell)
    if any(without_bullet(line[0].text)[1] for line in found[1:]):
        return None
    text = " ".join(" ".join(piece.text for piece in line) for line in found)
    return None if len(found) > CELL_LINES or len(text) > CELL_CHARACTERS else text
