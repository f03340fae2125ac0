"""What is reported: rows of ratios."""

import json
import math
import os
import platform
import statistics
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

_HEAD = ("measure", "unit", "base", "ours", "ratio", "target", "met")


@dataclass(frozen=True)
class Row:
    """One measure. `base` is the bare app's figure unless the measure names another.

    A target says what of the row must hold, "ratio <= 1.25" or "ours <= 50"; none is "".
    """

    measure: str
    unit: str
    ours: float
    base: float | None = None
    ratio: float | None = None
    target: str = ""

    @property
    def met(self) -> bool | None:
        """Whether the target holds; None where there is none."""
        if not self.target:
            return None
        field, operator, bound = self.target.split()
        value = {"ours": self.ours, "ratio": self.ratio, "added": self.ours - (self.base or 0.0)}
        measured = value[field]
        if measured is None:
            return False
        return measured >= float(bound) if operator == ">=" else measured <= float(bound)


def compared(measure: str, unit: str, base: float, ours: float, target: str = "") -> Row:
    """A row whose ratio is ours over base."""
    return Row(measure, unit, ours, base, ours / base if base else None, target)


def quantile(values: Sequence[float], share: float) -> float:
    """The smallest of `values` that at least `share` of them do not exceed (nearest rank)."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(len(ordered) * share) - 1)]


def median(values: Iterable[float]) -> float:
    """The middle of the rounds of one measure."""
    return statistics.median(values)


def render(rows: Iterable[Row]) -> str:
    """The table as plain text."""
    lines = [_HEAD, *(_cells(row) for row in rows)]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    return "\n".join(_line(cells, widths) for cells in lines)


def _cells(row: Row) -> tuple[str, ...]:
    met = {True: "yes", False: "NO", None: ""}[row.met]
    figures = (_figure(row.base), _figure(row.ours), _figure(row.ratio))
    return (row.measure, row.unit, *figures, row.target, met)


def _figure(value: float | None) -> str:
    if value is None:
        return ""
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.3g}"


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    first, unit, *rest = (
        cell.ljust(width) if place in (0, 1, 5) else cell.rjust(width)
        for place, (cell, width) in enumerate(zip(cells, widths, strict=True))
    )
    return "  ".join((first, unit, *rest)).rstrip()


def write_json(rows: Iterable[Row], file: Path) -> None:
    """Write the rows and the machine they were measured on."""
    machine = {
        "cpus": os.cpu_count(),
        "system": platform.platform(),
        "python": platform.python_version(),
    }
    report = {"machine": machine, "rows": [{**asdict(row), "met": row.met} for row in rows]}
    file.write_text(json.dumps(report, indent=2) + "\n")
