"""Patterns and labels of many languages, kept as data."""

import re
from functools import cache
from itertools import groupby

from agents.data_files import read

_PIECE = re.compile(r"<<(\w{1,20})>>")
_PLAIN = re.compile(r"[^\W\d_](?![?*{|])")
"""A letter that a pattern cannot do without."""


@cache
def _written() -> dict[str, dict[str, str]]:
    return read(__package__, "patterns")


def pattern(module: str, name: str, flags: int = 0) -> re.Pattern[str]:
    """The pattern of that name, of the module that looks for it; ends of lines are no part of it.

    `<<other>>` in it stands for the module's pattern of that name.
    """
    return re.compile(_whole(_written()[module.rpartition(".")[2]], name), flags)


def _whole(own: dict[str, str], name: str) -> str:
    written = "".join(own[name].splitlines())
    pieces = _PIECE.sub(lambda match: _whole(own, match[1]), written)
    return _by_letter(pieces) if name.endswith("words") else pieces


def _by_letter(words: str) -> str:
    """Alternatives sorted by their first letters, by which most of them are ruled out at once."""
    plain = sorted(filter(_PLAIN.match, _alternatives(words)), key=lambda word: word[0])
    others = [word for word in _alternatives(words) if not _PLAIN.match(word)]
    groups = (
        f"{letter}(?:{'|'.join(word[1:] for word in of_letter)})"
        for letter, of_letter in groupby(plain, key=lambda word: word[0])
    )
    return f"(?:{'|'.join([*groups, *others])})"


def _alternatives(words: str) -> list[str]:
    """The parts between bars that stand in no brackets."""
    found, depth, begun = [], 0, 0
    for at, char in enumerate(words):
        depth += (char in "([") - (char in ")]")
        if char == "|" and not depth:
            found.append(words[begun:at])
            begun = at + 1
    return [word for word in [*found, words[begun:]] if word]


def small(text: str) -> str:
    """The text in small letters, each at its place."""
    lowered = text.lower()
    if len(lowered) == len(text):
        return lowered
    return "".join(low if len(low := char.lower()) == 1 else char for char in text)
