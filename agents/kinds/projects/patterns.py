"""Patterns of projects, as data: those of a field of work, and those that fit any.

Each file of `data/patterns` is a field (`general` is any), each of its tables a pattern:

- `skills`: names of the list of skills that it shows, the main one first; none in a general one,
  which is about any one skill, `{skill}`, or about the work itself, `{role}`;
- `shape`: what sort of work it is (`data/shapes.toml`), which says how it grows with the level;
- `careful`: whose data or property is near (`data/careful.toml`);
- `costs = true`: it needs money, or software that not everybody has;
- `screen = true`: it needs a computer;
- `also`: other fields that it fits;
- `least`: hours below which nothing comes of it;
- `uses`: categories of skills; what the person has of them are tools of it;
- `en`, `ko`: nine lines: title; pitch; tools and materials (by semicolons); three milestones (by
  bars); what lies on the table at the end; what it proves (by bars); the line for a résumé, with
  brackets; the first step; what more could be done.
"""

from functools import cache
from typing import Any, Literal, TypeAlias

from msgspec import Struct, convert

from agents.data_files import names, read

GENERAL = "general"
_FOLDER = "data/patterns"
_LINES = 9
LANGUAGES = ("en", "ko")
Spoken: TypeAlias = Literal["en", "ko"]


class Said(Struct, frozen=True):
    """A pattern in the words of a language."""

    title: str
    pitch: str
    stack: tuple[str, ...]
    milestones: tuple[str, ...]
    deliverable: str
    proves: tuple[str, ...]
    line: str
    first_step: str
    stretch: str


class Pattern(Struct, frozen=True):
    """A pattern of a project; see above."""

    name: str
    field: str
    shape: str
    said: dict[str, Said]
    skills: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    careful: str | None = None
    costs: bool = False
    screen: bool = False
    least: int = 1
    uses: tuple[str, ...] = ()

    @property
    def is_free(self) -> bool:
        """Whether it needs neither money nor software that is new."""
        return not self.costs

    @property
    def about_skill(self) -> bool:
        """Whether it is about any one skill."""
        return "{skill}" in self.said["en"].title


class Shape(Struct, frozen=True):
    """How a sort of work grows: a sentence for next to no time and for each level, steps that mid
    and senior have beside the others, and what these prove. Each by language."""

    tiny: dict[str, str]
    junior: dict[str, str]
    mid: dict[str, str]
    senior: dict[str, str]
    mid_step: dict[str, str]
    senior_step: dict[str, str]
    mid_proof: dict[str, str]
    senior_proof: dict[str, str]


@cache
def patterns(field: str) -> tuple[Pattern, ...]:
    """The patterns of a field: its own, then those of other fields that fit it too."""
    own = [one for one in _all().values() if one.field == field]
    others = [one for one in _all().values() if one.field != field and field in one.also]
    return (*own, *others)


def pattern(name: str) -> Pattern | None:
    """The pattern of that name, if there is one."""
    return _all().get(name)


@cache
def fields() -> tuple[str, ...]:
    """The fields that have patterns of their own."""
    return tuple(name for name in names(__package__, _FOLDER) if name != GENERAL)


@cache
def _all() -> dict[str, Pattern]:
    """Every pattern by its name, which is its own over all files."""
    found: dict[str, Pattern] = {}
    for field in names(__package__, _FOLDER):
        for name, entry in read(__package__, field, _FOLDER).items():
            if name in found:
                raise ValueError(f"{name!r} is a pattern of {found[name].field} already")
            found[name] = _pattern(field, name, entry)
    return found


@cache
def shapes() -> dict[str, Shape]:
    """The shapes by their names."""
    return convert(read(__package__, "shapes"), dict[str, Shape])


@cache
def careful() -> dict[str, dict[str, str]]:
    """What to be careful of, by its name and language."""
    return read(__package__, "careful")


def _pattern(field: str, name: str, entry: dict[str, Any]) -> Pattern:
    said = {language: _said(entry[language]) for language in LANGUAGES}
    return Pattern(
        name=name,
        field=field,
        shape=entry["shape"],
        said=said,
        skills=_items(entry.get("skills", ""), ","),
        also=_items(entry.get("also", ""), ","),
        careful=entry.get("careful"),
        costs=entry.get("costs", False),
        screen=entry.get("screen", False),
        least=entry.get("least", 1),
        uses=_items(entry.get("uses", ""), ","),
    )


def _said(text: str) -> Said:
    lines = text.strip().splitlines()
    if len(lines) != _LINES:
        raise ValueError(f"{lines[0]!r} has {len(lines)} lines, and not {_LINES}")
    title, pitch, stack, milestones, deliverable, proves, line, first, stretch = lines
    return Said(
        title,
        pitch,
        _items(stack, ";"),
        _items(milestones, "|"),
        deliverable,
        _items(proves, "|"),
        line,
        first,
        stretch,
    )


def _items(text: str, separator: str) -> tuple[str, ...]:
    return tuple(item.strip() for item in text.split(separator) if item.strip())
