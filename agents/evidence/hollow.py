"""Hollow words: what is said of somebody by everybody, and shows nothing."""

import re
from functools import cache

from agents.data_files import read
from agents.evidence.alternatives import alternatives
from agents.evidence.inflection import forms, spellings

_HANGUL = re.compile(r"[가-힣]")
_MOST = 200_000
"""Characters of a text that are looked at."""


def hollow(text: str, language: str | None = None) -> list[str]:
    """The hollow words of a text as they stand there, in order, each time that they stand there.

    `language` (BCP 47) is the text's: English and Korean are known, in others nothing is hollow.
    None looks for both.
    """
    text = text[:_MOST]
    code = language.split("-")[0].lower() if language else None
    found: list[tuple[int, str]] = []
    if code in {None, "en"} or (code == "ko" and re.search("[A-Za-z]{4}", text)):
        found += _found(text, "en")
    if code in {None, "ko"} and _HANGUL.search(text):
        found += _found(text, "ko")
    return [word for _, word in sorted(found)]


def _found(text: str, language: str) -> list[tuple[int, str]]:
    plain = [match.span() for match in _pattern(language, "but").finditer(text)]
    found = []
    at = 0
    for match in _pattern(language, "words").finditer(text):
        while at < len(plain) and plain[at][1] <= match.start():
            at += 1
        if at == len(plain) or plain[at][0] >= match.end():
            found.append((match.start(), match.group()))
    return found


@cache
def _pattern(language: str, key: str) -> re.Pattern[str]:
    """All words of a list, the longest first; in English whole words in any case."""
    body = alternatives(word for item in _items(language, key) for word in _written(item))
    if language == "ko":
        return re.compile(body)
    return re.compile(rf"(?i)(?<![\w-])(?:{body})(?![\w-])")


def _items(language: str, key: str) -> list[str]:
    text = read(__package__, "hollow")[language][key]
    return [" ".join(item.split()) for item in text.split(",") if item.strip()]


def _written(item: str) -> list[str]:
    """The forms of an entry: of a verb ("~drive results") all that its first word has."""
    if not item.startswith("~"):
        return list(spellings(item))
    first, *rest = item[1:].split()
    return [" ".join((form, *rest)) for form in forms(first)]
