"""What a question is of, whether one need answer it, how somebody feels, and when it was."""

import datetime as dt
import re
from collections.abc import Mapping
from functools import cache
from typing import Literal, TypeAlias, cast

from agents.data_files import read
from agents.evidence.illegal import is_illegal
from agents.kinds.debrief.signs import plain
from agents.telling.types import Style

Type: TypeAlias = Literal[
    "motivation", "self", "experience", "situation", "knowledge", "pay", "facts", "closing",
    "private",
]  # fmt: skip
Feeling: TypeAlias = Literal["strained", "glad", "rude"]

STYLES: Mapping[Type, Style] = {
    "experience": "story",
    "situation": "knowledge",
    "knowledge": "knowledge",
}
"""What an answer is looked at by; in all others plain facts are told."""
OTHER = "other"
"""What one need not say, of no topic that has a name here."""
_ISO = re.compile(r"(?<!\d)20\d\d-\d\d-\d\d(?!\d)")


def type_of(text: str) -> Type | None:
    """What a question is of; None where no word tells."""
    if private_in(text):
        return "private"
    return cast(Type | None, _first("types", text))


def private_in(text: str) -> str | None:
    """The topic of a question that nobody need answer; None of any other."""
    return _first("careful", text) or (OTHER if is_illegal(text) else None)


def feels(text: str, feeling: Feeling) -> bool:
    """Whether somebody says so."""
    return _patterns("feelings")[feeling].search(plain(text)) is not None


def held_on(text: str, today: dt.date) -> dt.date | None:
    """The day of the interview, where a text says it, told on `today`."""
    if match := _ISO.search(text):
        try:
            return dt.date.fromisoformat(match.group())
        except ValueError:
            return None
    said = _first("held", text)
    return None if said is None else today - dt.timedelta(days=said == "yesterday")


def _first(group: str, text: str) -> str | None:
    said = plain(text)
    return next((name for name, one in _patterns(group).items() if one.search(said)), None)


@cache
def _patterns(group: str) -> Mapping[str, re.Pattern[str]]:
    table = read(__package__, "sorts")[group]
    return {name: re.compile("|".join(one.split("\n")).strip("|")) for name, one in table.items()}
