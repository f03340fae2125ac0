"""The phrases of letters, with their places filled."""

import re
from collections.abc import Mapping
from functools import cache
from typing import Any

from agents.data_files import read
from agents.evidence.particles import filled

_PLACE = re.compile(r"\{(\w+)\}")
_LEVEL = re.compile(r"(?P<level>\d)\|")
LANGUAGES = ("en", "ko")
"""The languages that rules write."""


def phrases(language: str) -> Mapping[str, Any]:
    """All phrases of a language; of English where there are none of it."""
    code = language.split("-")[0].lower()
    return _all()[code if code in LANGUAGES else "en"]  # type: ignore[no-any-return]


def phrase(language: str, key: str, **values: str) -> str:
    """The phrase of that key, with its places filled; "" where what it needs is not known."""
    return said(phrases(language)[key], values)


def said(text: str, values: Mapping[str, str], level: int = 0) -> str:
    """The first alternative whose places are all known, filled; "" where there is none.

    What is marked with a number up to `level` is left out, from 2 down: at level 1 what has 2, at
    level 2 what has 1 as well.
    """
    for option in text.split(" || "):
        mark = _LEVEL.match(option)
        if mark:
            option = option[mark.end() :]
            if int(mark["level"]) > 2 - level:
                return ""
        names = _PLACE.findall(option)
        if all(values.get(name) for name in names):
            return filled(option, {name: values[name] for name in names})
    return ""


@cache
def _all() -> dict[str, Any]:
    return read(__package__, "phrases")
