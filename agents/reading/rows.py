"""Rows of tables, as lines."""

from collections.abc import Iterator

from agents.reading.lines import Line

LONGEST = 200
"""Characters of cells that are one line together: more is a layout in columns."""


def row_lines(cells: list[list[Line]]) -> Iterator[Line]:
    """A row of a table: one line where its cells are short, else cell by cell."""
    if not cells:
        return
    if all(len(cell) == 1 for cell in cells[:-1]) and (
        sum(len(cell[0].text) for cell in cells) < LONGEST
    ):
        first = cells[0][0]
        joined = "\t".join(cell[0].text.replace("\n", " ") for cell in cells)
        yield first._replace(text=joined, heading=first.heading and len(cells) == 1)
        yield from cells[-1][1:]
        return
    for cell in cells:
        for number, line in enumerate(cell):
            yield line._replace(apart=line.apart or not number)
