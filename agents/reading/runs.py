"""Paragraphs of word processors: runs of characters in one style, some of them hidden."""

from collections.abc import Iterable
from typing import NamedTuple

from agents.reading.characters import clean
from agents.reading.document import HiddenPassage, Reason
from agents.reading.lines import Line

TINY = 3.0
"""Points below which nobody can read a letter."""
LIGHT = 235
"""Each colour from here on is not told from white paper."""


class Run(NamedTuple):
    """Characters in one style; `hidden` says why nobody sees them."""

    text: str
    size: float = 0
    bold: bool = False
    hidden: Reason | None = None


def paragraph(
    runs: Iterable[Run],
    hidden: list[HiddenPassage],
    *,
    heading: bool = False,
    item: bool = False,
    apart: bool = False,
) -> Line:
    """The line that a paragraph is; what of it is hidden is added to `hidden`."""
    seen = [run for run in runs if run.text]
    _gather(seen, hidden)
    seen = [run for run in seen if run.hidden is None]
    lettered = [run for run in seen if run.text.strip()]
    length = sum(len(run.text) for run in lettered)
    return Line(
        "".join(run.text for run in seen),
        size=max((run.size for run in lettered), default=0),
        bold=sum(len(run.text) for run in lettered if run.bold) * 2 > length,
        heading=heading,
        item=item,
        apart=apart,
    )


def _gather(runs: list[Run], hidden: list[HiddenPassage]) -> None:
    text, reason = "", None
    for run in [*runs, Run("", hidden=None)]:
        if run.text and not run.text.strip() and reason:
            text += run.text
            continue
        if run.hidden == reason and run.text:
            text += run.text if reason else ""
            continue
        told = " ".join(clean(text).split())
        if reason and sum(char.isalnum() for char in told) >= 2:
            hidden.append(HiddenPassage(told, reason))
        text, reason = run.text, run.hidden


def is_lost(colour: str, ground: str = "") -> bool:
    """Whether letters of a colour (RRGGBB) can't be told from their ground, else white."""
    one, other = _parts(colour), _parts(ground) or (255, 255, 255)
    return (
        one is not None and max(abs(a - b) for a, b in zip(one, other, strict=True)) <= 255 - LIGHT
    )


def _parts(colour: str) -> tuple[int, int, int] | None:
    colour = colour.strip().lstrip("#")
    if len(colour) == 3:
        colour = "".join(2 * part for part in colour)
    try:
        value = int(colour[:6], 16)
    except ValueError:
        return None
    return (value >> 16, value >> 8 & 255, value & 255) if len(colour) >= 6 else None
