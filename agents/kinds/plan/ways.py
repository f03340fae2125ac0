"""How things are learnt: the ways that the data has, and which is that of a skill."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from msgspec import Struct

from agents.career.skills import skills
from agents.data_files import read

UNKNOWN = "unknown"
"""The way of what no list knows: it begins with finding out what is meant."""
UNKNOWN_ROLE = "unknown_role"
_PLAIN = "method"


class Way(Struct, frozen=True):
    """A way of learning. `factor` and `shares` (of learning, practising, making) are rules of
    thumb; `supervised`: it is reached at work or in training only. `texts` are by language."""

    name: str
    factor: float
    shares: tuple[int, int, int]
    supervised: bool
    texts: Mapping[str, Mapping[str, Any]]


@cache
def ways() -> dict[str, Way]:
    """Every way, by its name."""
    return {
        name: Way(
            name,
            entry["factor"],
            tuple(entry["shares"]),
            entry.get("supervised", False),
            {language: entry[language] for language in ("en", "ko")},
        )
        for name, entry in read(__package__, "ways").items()
    }


def way_of(skill: str | None) -> Way:
    """How a skill of the list is learnt; None is one that it has not."""
    known = skills().get(skill or "")
    if known is None:
        return ways()[UNKNOWN]
    places = _places()
    category = f"{known.fields[0]}.{known.category}"
    return ways()[places.get(known.name) or places.get(category) or _PLAIN]


@cache
def _places() -> dict[str, str]:
    return {
        " ".join(item.split()): name
        for name, entry in read(__package__, "ways").items()
        for item in entry["categories"].split(",")
        if item.strip()
    }
