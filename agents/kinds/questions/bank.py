"""The questions that rules ask, and what they listen for, read from `data`."""

import re
from functools import cache
from typing import Any, NamedTuple, cast

import msgspec

from agents.data_files import names, read
from agents.kinds.questions.results import Category, Difficulty, Type

KOREAN = "ko"
_LANGUAGES = ("en", KOREAN)


class Template(msgspec.Struct, frozen=True):
    """A question with a place for the line that leads to it, and for a tool that the line names.

    `text` and `follow` are by language; `looks_for` names what an interviewer listens for.
    """

    type: Type
    shapes: tuple[str, ...]
    category: Category
    level: Difficulty
    looks_for: tuple[str, ...]
    text: dict[str, str]
    follow: dict[str, str]


class Standard(msgspec.Struct, frozen=True):
    """A question that nearly everybody is asked. `needs` is what must be known to ask it."""

    name: str
    types: tuple[Type, ...]
    category: Category
    level: Difficulty
    looks_for: tuple[str, ...]
    prepare: tuple[str, ...]
    text: dict[str, str]
    open: dict[str, str]
    why: dict[str, str]
    follow: dict[str, str]
    needs: str | None = None


class Stage(msgspec.Struct, frozen=True):
    """Which standard questions a stage begins with, and how many of so many questions they are."""

    names: tuple[str, ...]
    share: float
    most: int

    def count(self, questions: int) -> int:
        """How many of so many questions."""
        return min(self.most, int(questions * self.share))


class Leads(NamedTuple):
    """What stands before a question, by form, and why it is asked, by what its line shows."""

    before: dict[str, dict[str, list[str]]]
    why: dict[str, dict[str, str]]


def spoken(language: str | None) -> str:
    """Of the languages that rules ask in the one for a tag: Korean, or else English."""
    return KOREAN if (language or "").split("-")[0].lower() == KOREAN else "en"


@cache
def templates(type: Type) -> tuple[Template, ...]:
    """The questions of a type."""
    entries = read(__package__, type, "data/types")["question"]
    return tuple(_template(type, entry) for entry in entries)


@cache
def types() -> tuple[Type, ...]:
    """Every type that there are questions of."""
    return cast(tuple[Type, ...], tuple(names(__package__, "data/types")))


@cache
def standards() -> dict[str, Standard]:
    """The standard questions by their names."""
    entries = read(__package__, "standard")["question"]
    return {name: _standard(name, entry) for name, entry in entries.items()}


@cache
def stages() -> dict[str, Stage]:
    """The stages; `first` is where none was said."""
    found = read(__package__, "standard")["stages"]
    return {name: msgspec.convert(entry, Stage) for name, entry in found.items()}


@cache
def leads() -> Leads:
    """What stands before questions, and why they are asked."""
    data = read(__package__, "leads")
    return Leads({form: told for form, told in data.items() if form != "why"}, data["why"])


@cache
def looks_for() -> dict[str, dict[str, str]]:
    """What interviewers listen for, by name and language."""
    return read(__package__, "looks_for")


@cache
def shape(name: str) -> re.Pattern[str]:
    """The pattern of lines that have a shape."""
    return re.compile(_joined(read(__package__, "shapes")[name]))


def _joined(pattern: str) -> str:
    """A pattern that is written over several lines, as one."""
    return "".join(pattern.strip().splitlines())


def _template(type: Type, entry: dict[str, Any]) -> Template:
    by_language = {"text": _spoken(entry, "{}"), "follow": _spoken(entry, "follow_{}")}
    return msgspec.convert({**entry, **by_language, "type": type}, Template)


def _standard(name: str, entry: dict[str, Any]) -> Standard:
    by_language = {
        "text": _spoken(entry, "{}"),
        "why": _spoken(entry, "why_{}"),
        "follow": _spoken(entry, "follow_{}"),
        "open": _spoken(entry, "{}_open"),
    }
    return msgspec.convert({**entry, **by_language, "name": name}, Standard)


def _spoken(entry: dict[str, Any], key: str) -> dict[str, str]:
    named = {language: key.format(language) for language in _LANGUAGES}
    return {language: entry[name] for language, name in named.items() if name in entry}
