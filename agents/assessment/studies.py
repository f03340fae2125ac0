"""Degrees and languages: how far somebody got by what a text says, on one scale each."""

import re
from functools import cache
from typing import Any

from agents.data_files import read

_MOST = 300
"""Characters of a line that are looked at."""


def degree_rank(text: str) -> int | None:
    """5 a doctor's, 4 a master's, 3 a bachelor's, 2 a vocational or shorter one, 1 a school's."""
    said = text[:_MOST]
    return next((rank for rank, pattern in _ranked("degrees") if pattern.search(said)), None)


def without_degrees(text: str) -> str:
    """The text without the words for degrees, so that the subject is left."""
    for _, pattern in _ranked("degrees"):
        text = pattern.sub(" ", text)
    return text


def is_unfinished(text: str) -> bool:
    """Whether a time of learning has not ended with what it was for."""
    return bool(_study("unfinished").search(text[:_MOST]))


def is_loose(text: str) -> bool:
    """Whether what is asked for may be something else of the sort."""
    return bool(_study("either").search(text))


def fluency_rank(text: str | None) -> int | None:
    """How well a language is spoken, 1–6 as A1–C2, by what is said of it; None where nothing is."""
    if not text:
        return None
    return next((rank for rank, one in _ranked("fluency") if one.search(text[:_MOST])), None)


def tested(text: str) -> dict[str, tuple[int, str]]:
    """The languages of which the text has a test's score: the rank reached, and its words."""
    found: dict[str, tuple[int, str]] = {}
    for pattern, language, steps in _tests():
        if (match := pattern.search(text[:_MOST])) is None:
            continue
        score = int(match[1])
        rank = next((rank for least, rank in steps if score >= least), 1)
        found[language] = (rank, match.group())
    return found


@cache
def _data() -> dict[str, Any]:
    return read(__package__, "studies")


@cache
def _ranked(name: str) -> tuple[tuple[int, re.Pattern[str]], ...]:
    """The patterns of a scale, the highest rank first."""
    found = ((int(rank), re.compile(written)) for rank, written in _data()[name].items())
    return tuple(sorted(found, key=lambda one: -one[0]))


@cache
def _study(name: str) -> re.Pattern[str]:
    return re.compile(_data()["study"][name])


@cache
def _tests() -> tuple[tuple[re.Pattern[str], str, tuple[tuple[int, int], ...]], ...]:
    return tuple(
        (re.compile(test["pattern"]), test["language"], tuple(map(tuple, test["steps"])))
        for test in _data()["tests"].values()
    )
