"""What is said for courtesy, and which of what was offered is chosen: words alone, no question."""

import re
from functools import cache
from typing import Literal

from agents.data_files import read
from agents.handbook.terms import plain

Courtesy = Literal["hello", "thanks"]

_LANGUAGES = ("en", "ko")
_SORTS: tuple[Courtesy, ...] = ("hello", "thanks")
_MOST = 60
"""Characters of a message that may be no more than that."""


def courtesy(text: str) -> Courtesy | None:
    """Whether a message is a greeting, or thanks, and nothing else."""
    said = _bare(text)
    if not said or len(said) > _MOST:
        return None
    for sort in _SORTS:
        if any(_pattern(language, sort).fullmatch(said) for language in _LANGUAGES):
            return sort
    return None


def chosen(text: str, count: int) -> int | None:
    """Which of so many that were offered is meant, from 0 on: "the second one", "2", "세 번째"."""
    said = _bare(text)
    if not said or len(said) > _MOST:
        return None
    for language in _LANGUAGES:
        for number in range(count):
            if _pattern(language, f"number_{number + 1}").fullmatch(said):
                return number
    return None


def _bare(text: str) -> str:
    """The text in small letters, without the signs around its words."""
    return " ".join(re.findall(r"[\w'#]+", plain(text[: 4 * _MOST])))


@cache
def _pattern(language: str, name: str) -> re.Pattern[str]:
    return re.compile(read(__package__, "courtesies")[language][name])
