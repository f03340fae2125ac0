"""The lists of words of a language, and the patterns that they make."""

import re
from functools import cache

from agents.data_files import read
from agents.evidence.alternatives import alternatives
from agents.evidence.inflection import forms


@cache
def _file(language: str) -> dict[str, str]:
    return read(__package__, language)


@cache
def entries(language: str, key: str) -> tuple[str, ...]:
    """A list as it stands in the file, white space folded."""
    items = (" ".join(item.split()) for item in _file(language)[key].split(","))
    return tuple(item for item in items if item)


@cache
def words(language: str, key: str) -> frozenset[str]:
    """A list of words."""
    return frozenset(entries(language, key))


@cache
def rows(language: str, key: str) -> tuple[frozenset[str], ...]:
    """A list of which each line is a list of words."""
    return tuple(
        frozenset(line.split()) for line in _file(language)[key].splitlines() if line.strip()
    )


@cache
def verbs(key: str) -> dict[str, str]:
    """The forms of a list of English verbs, and what each is: "base", "s", "past" or "ing"."""
    found: dict[str, str] = {}
    for entry in entries("en", key):
        for form, kind in forms(entry).items():
            if found.get(form) != "past":
                found[form] = "past" if form in words("en", "same_now") else kind
    return found


@cache
def phrases(language: str, *keys: str) -> re.Pattern[str]:
    """A pattern that finds the longest phrase of some lists: whole words of English, any part of
    Korean ones."""
    found = [entry for key in keys for entry in entries(language, key)]
    if language == "ko":
        return re.compile(alternatives("".join(entry.split()) for entry in found))
    return re.compile(rf"(?<![\w'-])(?:{alternatives(found)})(?![\w'])")


@cache
def instead(language: str, key: str) -> re.Pattern[str]:
    """The pattern of what is said instead of an answer: "declining", "asking"."""
    table = read(__package__, "instead")[language]
    return re.compile("|".join(_filled(one, table.get("parts", {})) for one in table[key]))


def _filled(pattern: str, parts: dict[str, str]) -> str:
    """The pattern with each {name} replaced by the part of that name."""
    for name, part in parts.items():
        pattern = pattern.replace(f"{{{name}}}", part)
    return pattern
