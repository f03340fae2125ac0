"""Which trade within a field of work somebody has: an electrician is not asked about welds."""

import re
from collections.abc import Iterable
from functools import cache
from typing import Any

from agents.bank.types import Field
from agents.data_files import read
from agents.evidence.text import one_line

_MOST = 200
"""Characters of a title that are looked at."""


def branches_of(field: Field, told: Iterable[str]) -> frozenset[str]:
    """The branches that the first of the texts names which names any; none where none does."""
    found = (_named(field, one_line(text)[:_MOST].casefold()) for text in told)
    return next(filter(None, found), frozenset())


def fits(field: Field, asks: str, branches: frozenset[str]) -> bool:
    """Whether a question of a field is asked in one of the branches, or of everybody there."""
    listed = {name for name, keys in _asks(field).items() if asks in keys}
    return not listed or bool(listed & branches)


def _named(field: Field, text: str) -> frozenset[str]:
    return frozenset(name for name, words in _words(field).items() if words.search(text))


@cache
def _words(field: Field) -> dict[str, re.Pattern[str]]:
    """The words of each branch's roles; in Korean, parts of words."""
    return {name: _pattern(one["words"]) for name, one in _data().get(field, {}).items()}


def _pattern(listed: str) -> re.Pattern[str]:
    words = [one_line(word) for word in listed.split(",")]
    latin = "|".join(re.escape(word) for word in words if word.isascii())
    other = "|".join(re.escape(word) for word in words if not word.isascii())
    return re.compile(rf"\b(?:{latin})s?\b|{other}")


@cache
def _asks(field: Field) -> dict[str, frozenset[str]]:
    """The keys of the questions of each branch."""
    found = _data().get(field, {}).items()
    return {name: frozenset(map(one_line, one["asks"].split(","))) for name, one in found}


@cache
def _data() -> dict[str, Any]:
    return read(__package__, "branches")
