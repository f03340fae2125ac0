"""The technologies that resumes name, and what one who has worked with one can speak of."""

import re
from functools import cache
from typing import Any

import msgspec

from agents.data_files import read
from agents.evidence.key_points import KeyPoint, key_points


class Technology(msgspec.Struct, frozen=True):
    """A technology that resumes name. Without `points` it can be asked about, but not judged."""

    name: str
    spellings: tuple[str, ...]
    points: tuple[KeyPoint, ...] = ()
    outline: str = ""
    tags: tuple[str, ...] = ()

    def pattern(self) -> re.Pattern[str]:
        """Finds it in a resume; case counts, as Go is not go, nor is it Go-to-Market."""
        return _pattern(self.spellings)


@cache
def technologies() -> tuple[Technology, ...]:
    """Every technology that is known."""
    return tuple(_technology(entry) for entry in read(__package__, "technologies")["technology"])


def _technology(entry: dict[str, Any]) -> Technology:
    points = key_points(entry.get("points", []))
    return msgspec.convert({"spellings": [entry["name"]], **entry, "points": points}, Technology)


@cache
def _pattern(spellings: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(r"(?<![\w.])(?:" + "|".join(map(re.escape, spellings)) + r")(?![\w+#]|-to\b)")
