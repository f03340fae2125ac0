"""Which item somebody means who speaks of one, and how long it is to be."""

import re
from collections.abc import Sequence

_NUMBER = re.compile(r"\d{1,7}(?:,\d{3})?")
_COUNTED = re.compile(
    r"\s?(?:자|글자|단어|바이트|byte|bytes|char|chars|characters|words)", re.IGNORECASE
)
_ORDINALS = {
    "first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "last": -1,
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6,
    "첫": 1, "두 번째": 2, "둘째": 2, "세 번째": 3, "셋째": 3, "네 번째": 4, "넷째": 4,
    "마지막": -1,
}  # fmt: skip
_ORDINAL = re.compile(
    r"(?i)\b(?:first|second|third|fourth|fifth|sixth|last)(?= (?:one|item|question|answer|text))"
    r"|(?:(?<=question )|(?<=answer )|(?<=item )|(?<=number ))(?:one|two|three|four|five|six)\b"
    r"|첫(?= ?번째| ?문항)|두 번째|둘째|세 번째|셋째|네 번째|넷째|마지막(?= ?문항| ?거| ?것)"
)


def meant(wish: str, ids: Sequence[str]) -> tuple[str | None, int | None]:
    """The item that a wish names, by its id, or its number in the form, and how long it is to be.

    The only item is meant where none is named.
    """
    numbers = [
        (int(match.group().replace(",", "")), bool(_COUNTED.match(wish, match.end())))
        for match in _NUMBER.finditer(wish)
    ]
    named = next((id for id in sorted(ids, key=len, reverse=True) if _names(wish, id)), None)
    to = next((number for number, counted in numbers if counted), None)
    for number, counted in numbers:
        if named is None and not counted and str(number) in ids:
            named = str(number)
        elif named is None and not counted and 1 <= number <= len(ids):
            named = ids[number - 1]
        elif to is None and number > len(ids) and str(number) != named:
            to = number
    if named is None and (match := _ORDINAL.search(wish)):
        place = _ORDINALS[match.group().lower()]
        named = ids[place if place < 0 else place - 1] if place <= len(ids) else None
    if named is None and len(ids) == 1:
        named = ids[0]
    return named, to


def _names(wish: str, id: str) -> bool:
    """Whether a wish has an id as a word; a bare number is looked at as one."""
    if id.isdigit():
        return False
    return (
        re.search(rf"(?<![A-Za-z0-9]){re.escape(id)}(?![A-Za-z0-9])", wish, re.IGNORECASE)
        is not None
    )
