"""What of a résumé can be left out, or put elsewhere: its entries, and their lines. Pure."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from agents.resume.pointers import Key, pointer

LINES = ("highlights", "courses", "keywords")
"""The lists of an entry whose lines stand by themselves."""
NAMES = (
    "position", "name", "title", "organization", "studyType", "area", "institution", "language",
    "fluency", "reference", "description", "summary",
)  # fmt: skip
"""By what an entry is called."""
HISTORY = ("work", "education")
"""Sections whose entries stand for a time: without one of them there is a gap."""


class Piece(NamedTuple):
    """A part of the résumé: a line of an entry, an entry, or a text of the person's own."""

    key: Key
    text: str
    section: str
    entry: int | None
    is_line: bool

    @property
    def path(self) -> str:
        """Where it stands."""
        return pointer(self.key)

    @property
    def of(self) -> str:
        """The place of its entry, or of its section."""
        return pointer(self.key[:2])


def pieces(base: Mapping[str, Any]) -> list[Piece]:
    """The pieces in the order of the résumé, each entry before its lines."""
    return list(_pieces(base))


def _pieces(base: Mapping[str, Any]) -> Iterator[Piece]:
    basics = base.get("basics") or {}
    for name in ("image", "summary"):
        text = basics.get(name)
        if isinstance(text, str) and text.strip():
            yield Piece(("basics", name), text, "basics", None, False)
    for section, entries in base.items():
        for at, entry in enumerate(entries if isinstance(entries, list) else ()):
            if isinstance(entry, Mapping):
                yield Piece((section, at), called(entry), section, at, False)
                yield from _lines(section, at, entry)


def _lines(section: str, at: int, entry: Mapping[str, Any]) -> Iterator[Piece]:
    for name in LINES:
        lines = entry.get(name)
        for number, line in enumerate(lines if isinstance(lines, list) else ()):
            if isinstance(line, str) and line.strip():
                yield Piece((section, at, name, number), line, section, at, True)


def called(entry: Mapping[str, Any]) -> str:
    """What an entry says but for its lines."""
    names = [text for name in NAMES if isinstance(text := entry.get(name), str) and text]
    dates = [text for name in ("startDate", "endDate") if isinstance(text := entry.get(name), str)]
    return " · ".join([*names, " – ".join(dates)] if dates else names)


def lines_of(entry: Mapping[str, Any]) -> list[str]:
    """All lines of an entry."""
    found = [entry.get(name) for name in LINES]
    return [line for part in found if isinstance(part, list) for line in part]
