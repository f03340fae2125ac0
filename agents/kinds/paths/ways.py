"""Ways on, as data: what each is for, what one does, and what one has at the end."""

from functools import cache
from typing import Any, Literal, TypeAlias, cast

from msgspec import Struct

from agents.data_files import read
from agents.kinds.paths.inputs import Side

_LINES = 7
Spoken: TypeAlias = Literal["en", "ko"]
LANGUAGES: tuple[Spoken, ...] = ("en", "ko")


class Said(Struct, frozen=True):
    """A way in the words of a language. `also` are the steps that its short form leaves out."""

    title: str
    reason: str
    first_step: str
    steps: tuple[str, ...]
    also: frozenset[str]
    ends_with: str
    category: str
    cost: str


class Way(Struct, frozen=True):
    """A way on: which side it is of, and in how many weeks it is gone, whole and in short."""

    name: str
    side: Side
    weeks: int
    short: int
    said: dict[str, Said]
    called: tuple[str, ...] = ()
    costs: bool = False
    at_work: bool = False
    """Whether it takes others who are at work: it can't be gone in the evening."""


@cache
def ways() -> dict[str, Way]:
    """Every way by its name."""
    return {name: _way(name, entry) for name, entry in read(__package__, "ways").items()}


def learnt_by(category: str | None) -> str:
    """The name of the way by which something of a category of skills is learnt."""
    found = next((name for name, listed in _classes().items() if category in listed), "method")
    return found if found == "licence" else f"learn_{found}"


@cache
def _classes() -> dict[str, frozenset[str]]:
    found = read(__package__, "classes")
    return {name: frozenset(map(str.strip, listed.split(","))) for name, listed in found.items()}


def _way(name: str, entry: dict[str, Any]) -> Way:
    said: dict[str, Said] = {language: _said(entry[language]) for language in LANGUAGES}
    return Way(
        name,
        cast(Side, entry["side"]),
        entry["weeks"],
        entry["short"],
        said,
        tuple(map(str.strip, entry["called"].split(","))),
        entry.get("costs", False),
        entry.get("at_work", False),
    )


def _said(text: str) -> Said:
    lines = text.strip().splitlines()
    if len(lines) != _LINES:
        raise ValueError(f"{lines[0]!r} has {len(lines)} lines, and not {_LINES}")
    title, reason, first, listed, ends, category, cost = lines
    steps = [step.strip() for step in listed.split("|")]
    also = frozenset(step.removeprefix("+") for step in steps if step.startswith("+"))
    return Said(
        title,
        reason,
        first,
        tuple(step.removeprefix("+") for step in steps),
        also,
        ends,
        category,
        cost,
    )
