"""Signs in an answer that something stands there already: they keep questions back.

A sign that is there by chance costs a question; one that is missed costs the person's trust. So the
lists are wide, and nothing is concluded from a sign but that one does not ask.
"""

import re
from functools import cache

from agents.data_files import read
from agents.evidence.alternatives import alternatives

KOREAN = "ko"
ENGLISH = "en"
_CURLY = str.maketrans({"’": "'", "‘": "'"})


def code(language: str) -> str:
    """The list that a language tag goes by: Korean, and English for all others."""
    return KOREAN if language.split("-")[0].lower() == KOREAN else ENGLISH


def shows(text: str, sign: str, language: str) -> bool:
    """Whether one of the words of a sign stands in the text."""
    return place(text, sign, language) is not None


def place(text: str, sign: str, language: str) -> tuple[int, int] | None:
    """Where the first of them stands."""
    found = pattern(code(language), words_of(sign, code(language))).search(text.translate(_CURLY))
    return found.span() if found else None


@cache
def words_of(sign: str, language: str) -> tuple[str, ...]:
    """The words of a sign, in the order of the list."""
    return split(read(__package__, "signs")[sign][language])


def split(listed: str) -> tuple[str, ...]:
    """The items of a list that is written with commas."""
    items = (" ".join(item.split()) for item in listed.split(","))
    return tuple(item for item in items if item)


@cache
def pattern(language: str, words: tuple[str, ...]) -> re.Pattern[str]:
    """Finds any of the words: whole ones in English, parts of words in Korean."""
    body = alternatives(word.lower() for word in words)
    return re.compile(f"(?i){body}" if language == KOREAN else rf"(?i)(?<![\w-]){body}(?![\w-])")
