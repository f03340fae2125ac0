"""What a wish names: which entry of a list, how many hours or weeks. Pure."""

import re
from collections.abc import Sequence
from functools import cache

from agents.data_files import read
from agents.evidence.likeness import meaning

MOST_LOOKED_AT = 2_000
"""Characters of a wish by which it is told."""
_LEAST_SHARE = 0.5
"""The part of a title that names its entry."""
_NUMBER = re.compile(
    r"(?<![\d.,])(?:#\s?)?(\d{1,2})(?![\d.,]{0,3}\d|\s?(?:h\b|hours?|weeks?|시간|주|개))"
)
_COUNT = re.compile(r"(?<![\d.,])(\d{1,2})\s?(?:more|others?|another|개)")
_HOURS = re.compile(r"(?<![\d.,])(\d{1,3})\s?(?:h\b|hours?\b|시간)", re.IGNORECASE)
_WEEKS = re.compile(r"(?<![\d.,])(\d{1,2})\s?(?:weeks?\b|주)", re.IGNORECASE)


def entry_meant(wish: str, titles: Sequence[str]) -> int | None:
    """Which of the entries with these titles a wish names, from 0 on; None where it names none.

    By its place ("the second", "3번", "the last"), else by the words of its title.
    """
    said = " ".join(wish[:MOST_LOOKED_AT].casefold().split())
    for at, pattern in enumerate(_ordinals()[: len(titles)]):
        if pattern.search(said):
            return at
    if titles and _last().search(said):
        return len(titles) - 1
    number = _NUMBER.search(said)
    if number and 1 <= int(number.group(1)) <= len(titles):
        return int(number.group(1)) - 1
    spoken = meaning(said)
    shares = [(_share(spoken, meaning(title)), -at) for at, title in enumerate(titles)]
    share, at = max(shares, default=(0.0, 0))
    return -at if share >= _LEAST_SHARE else None


def hours_meant(wish: str) -> int | None:
    """How many hours a wish names."""
    return _first(_HOURS, wish)


def weeks_meant(wish: str) -> int | None:
    """How many weeks a wish names."""
    return _first(_WEEKS, wish)


def count_meant(wish: str) -> int | None:
    """How many entries a wish names: "three more", "두 개만 더"."""
    said = wish[:MOST_LOOKED_AT].casefold()
    for number, pattern in enumerate(_counts(), 1):
        if pattern.search(said):
            return number
    return _first(_COUNT, said)


def _first(pattern: re.Pattern[str], wish: str) -> int | None:
    found = pattern.search(wish[:MOST_LOOKED_AT])
    return int(found.group(1)) or None if found else None


def _share(spoken: frozenset[str], title: frozenset[str]) -> float:
    return len(spoken & title) / len(title) if title else 0.0


@cache
def _ordinals() -> tuple[re.Pattern[str], ...]:
    return tuple(map(_any_of, read("agents.delivery", "meant")["ordinals"]))


@cache
def _counts() -> tuple[re.Pattern[str], ...]:
    return tuple(map(_any_of, read("agents.delivery", "meant")["counts"]))


@cache
def _last() -> re.Pattern[str]:
    return _any_of(read("agents.delivery", "meant")["last"])


def _any_of(listed: str) -> re.Pattern[str]:
    found = "|".join(re.escape(one.strip()) for one in listed.split(","))
    return re.compile(rf"(?<![a-z0-9])(?:{found})(?![a-z0-9])")
