"""Patterns and labels of many languages, kept as data."""

import re
from functools import cache

from agents.data_files import read

_PIECE = re.compile(r"<<(\w{1,20})>>")


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
    return _PIECE.sub(lambda match: _whole(own, match[1]), written)


def small(text: str) -> str:
    """The text in small letters, each at its place."""
    lowered = text.lower()
    if len(lowered) == len(text):
        return lowered
    return "".join(low if len(low := char.lower()) == 1 else char for char in text)
