"""Work that nobody may begin without what the law asks for: a degree, training, or a course."""

import re
from functools import cache
from typing import Literal, TypeAlias, cast

from agents.career.roles import Role
from agents.data_files import read
from agents.evidence.text import one_line

Route: TypeAlias = Literal["degree", "training", "course"]

_FREE = frozenset({"software", "data", "design", "sales", "retail"})
"""Fields whose titles borrow such words: a "solution doctor", a "data pilot"."""
_LATIN = re.compile(r"[A-Za-z]")


def route_of(title: str, role: Role | None) -> Route | None:
    """What stands before work of that title in most countries; None where nothing is known of it.

    Of several the longest of the words that it has counts. `role` is that of the table, if any.
    """
    if role is not None and role.field in _FREE:
        return None
    text = one_line(title[:300]).casefold()
    found = [
        (len(word), route) for word, route, pattern in _titles() if pattern.search(text) is not None
    ]
    return max(found)[1] if found else None


@cache
def _titles() -> tuple[tuple[str, Route, re.Pattern[str]], ...]:
    return tuple(
        (word, cast("Route", route), _pattern(word.casefold()))
        for route, entry in read(__package__, "routes").items()
        for item in entry["titles"].split(",")
        if (word := " ".join(item.split()))
    )


def _pattern(word: str) -> re.Pattern[str]:
    body = re.escape(word)
    return re.compile(rf"(?<!\w){body}(?!\w)" if _LATIN.search(word) else body)
