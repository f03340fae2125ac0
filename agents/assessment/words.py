"""Words and patterns of the assessment, kept as data."""

import re
from functools import cache

from agents.data_files import listed, read


@cache
def _patterns() -> dict[str, str]:
    return read(__package__, "patterns")


@cache
def pattern(name: str) -> re.Pattern[str]:
    """The pattern of that name."""
    return re.compile("".join(_patterns()[name].splitlines()))


def listed_words(key: str) -> frozenset[str]:
    """The words of a list."""
    return listed(__package__, "words", key)
