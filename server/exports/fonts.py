"""Which fonts of a machine have the letters of a text."""

from collections.abc import Collection
from functools import cache
from typing import NamedTuple

from agents.data_files import read


class NoFont(Exception):
    """No font here has the letters of this script."""


class _Script(NamedTuple):
    name: str
    letters: tuple[tuple[int, int], ...]
    families: tuple[str, ...]


def fonts_for(text: str, installed: Collection[str]) -> list[str]:
    """The families that a text is set in, of those that there are: the first that has a letter is
    taken. Raises NoFont where none has.
    """
    usual, scripts = _table()
    chars = {ord(char) for char in text}
    found = [name for name in usual if name in installed]
    for script in scripts:
        if any(low <= char <= high for char in chars for low, high in script.letters):
            there = [name for name in script.families if name in installed]
            if not there:
                raise NoFont(script.name)
            found += there[:1]
    return list(dict.fromkeys(found))


@cache
def _table() -> tuple[tuple[str, ...], tuple[_Script, ...]]:
    data = read("server.exports", "fonts")
    usual = _families(data.pop("usual"))
    scripts = (
        _Script(name, tuple(map(_range, one["letters"].split())), _families(one["families"]))
        for name, one in data.items()
    )
    return usual, tuple(scripts)


def _families(text: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in text.split(","))


def _range(text: str) -> tuple[int, int]:
    first, _, last = text.partition("-")
    return int(first, 16), int(last, 16)
