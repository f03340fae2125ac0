"""Patterns with words of many languages in them, kept as data."""

import re
from functools import cache

from agents.data_files import read


@cache
def _written() -> dict[str, dict[str, str]]:
    return read(__package__, "patterns")


def pattern(module: str, name: str) -> re.Pattern[str]:
    """The pattern of that name, of the module that looks for it."""
    written = _written()[module.rpartition(".")[2]][name]
    return re.compile("".join(written.splitlines()))
