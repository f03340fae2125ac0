"""The words by which people tell of an interview: the patterns of a language, from its file."""

import re
from collections.abc import Mapping
from functools import cache
from typing import Any

from agents.data_files import read

LANGUAGES = ("en", "ko")
_CURLY = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"'})


def plain(text: str) -> str:
    """A text as patterns see it: as long, in lower case, with straight quotes."""
    lowered = "".join(low if len(low := char.lower()) == 1 else char for char in text)
    return lowered.translate(_CURLY)


@cache
def signs(language: str) -> Mapping[str, re.Pattern[str]]:
    """The patterns of a language, by their names: `asks`, `next.signs`."""
    data = read(__package__, language if language in LANGUAGES else "en")
    parts = data.pop("parts")
    found = {}
    for name, value in data.items():
        group = value if isinstance(value, dict) else {"": value}
        for key, written in group.items():
            cased = name == "people"
            found[f"{name}.{key}".rstrip(".")] = _compiled(written, parts, cased)
    return found


def _compiled(written: str, parts: Mapping[str, Any], cased: bool) -> re.Pattern[str]:
    lines = [line for line in written.splitlines() if line.strip()]
    if any("(?P<" in line for line in lines):
        # A name stands in a pattern once: the others count from it on.
        lines = [line.replace("(?P<what>", f"(?P<what{n}>") for n, line in enumerate(lines)]
    joined = "|".join(lines)
    for _ in range(2):
        for name, part in parts.items():
            joined = joined.replace(f"{{{name}}}", part)
    return re.compile(joined, 0 if cased else re.IGNORECASE)


def what(match: re.Match[str]) -> tuple[int, int] | None:
    """Where the thing itself stands, in a match that has a place for it."""
    name = next((key for key, value in match.groupdict().items() if value is not None), None)
    return match.span(name) if name else None
