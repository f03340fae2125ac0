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
        firsts = [cell[0].text.replace("\n", " ") for cell in cells[:-1]]
        joined = "\t".join([*firsts, _broken(cells[-1][0])[0]])
        yield first._replace(text=joined, heading=first.heading and len(cells) == 1)
        below = [line._replace(text=text) for line in cells[-1][:1] for text in _broken(line)[1:]]
        yield from (*below, *cells[-1][1:])
        return
    for cell in cells:
        for number, line in enumerate(cell):
            yield line._replace(apart=line.apart or not number)


def _broken(line: Line) -> list[str]:
    """The lines of the last cell's first paragraph: what stands below another stays there."""
    return [text for text in line.text.split("\n") if text.strip()] or [line.text]
