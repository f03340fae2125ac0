"""The handbook: what job seekers ask most, each in an entry in English and Korean.

An entry is a file of `data`, named by its number and its id. What stands there is own wording; law
stands in it as information, with a country and the month of which it is.
"""

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Literal

import msgspec

from agents.data_files import names, read

Language = Literal["en", "ko"]


class Situation(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Something that changes the answer, and what to do then."""

    when: str
    then: str


class Say(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A sentence to say tomorrow, and where: "phone", "if they say no". Gaps stand in brackets."""

    where: str
    text: str


class Note(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename="camel"):
    """What is different in a country (ISO 3166), as of a month (YYYY-MM)."""

    country: str
    text: str
    as_of: str


class Wording(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An entry in one language. The first step is for today."""

    title: str
    asks: tuple[str, ...]
    situations: tuple[Situation, ...]
    steps: tuple[str, ...]
    say: tuple[Say, ...]
    avoid: tuple[str, ...]
    whom: str
    notes: tuple[Note, ...] = ()


class Entry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An entry of the handbook. `near` are the ids of its neighbours."""

    id: str
    number: int
    near: tuple[str, ...]
    en: Wording
    ko: Wording

    def wording(self, language: str | None) -> Wording:
        """The entry in Korean for a tag of that language, in English for any other."""
        return self.ko if language_code(language) == "ko" else self.en


def language_code(language: str | None) -> Language:
    """The handbook's language for a language tag: Korean, and English for all others."""
    return "ko" if (language or "").split("-")[0].lower() == "ko" else "en"


@cache
def _files() -> Mapping[str, str]:
    """The files by the ids of their entries, in the order of their numbers."""
    found = (name for name in names(__package__) if name[:1].isdigit())
    return {name.partition("-")[2]: name for name in found}


@cache
def _entry(id: str) -> Entry:
    return msgspec.convert(read(__package__, _files()[id]), Entry)


def count() -> int:
    """How many entries there are."""
    return len(_files())


def entries() -> tuple[Entry, ...]:
    """All entries, in the order of their numbers."""
    return tuple(map(_entry, _files()))


class _ById(Mapping[str, Entry]):
    """Reads an entry when it is asked for: all of them take a moment, which no loop has."""

    def __getitem__(self, id: str) -> Entry:
        return _entry(id)

    def __contains__(self, id: object) -> bool:
        return id in _files()

    def __iter__(self) -> Iterator[str]:
        return iter(_files())

    def __len__(self) -> int:
        return count()


_BY_ID = _ById()


def by_id() -> Mapping[str, Entry]:
    """The entries by their ids."""
    return _BY_ID
