"""What one who has worked with a technology can speak of."""

from functools import cache
from typing import Any

import msgspec

from agents.data_files import read
from agents.evidence.key_points import KeyPoint, key_points


class Technology(msgspec.Struct, frozen=True):
    """A skill in software or data, by its name in the list of skills, and what to ask about it."""

    name: str
    points: tuple[KeyPoint, ...]
    outline: str
    tags: tuple[str, ...]


@cache
def technologies() -> dict[str, Technology]:
    """Those of which is known what one can speak of, by name."""
    found = (_technology(entry) for entry in read(__package__, "technologies")["technology"])
    return {one.name: one for one in found}


def _technology(entry: dict[str, Any]) -> Technology:
    return msgspec.convert({**entry, "points": key_points(entry["points"])}, Technology)
