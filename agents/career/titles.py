"""What titles of jobs are made of: "Engineer", "Leiterin", "간호사"."""

import re
from functools import lru_cache

from agents.data_files import listed

_WORD = re.compile(r"[^\W\d_]+(?:[-’'][^\W\d_]+)*")


def titles() -> frozenset[str]:
    """The last words of English titles, each with its capital."""
    return listed(__package__, "titles", "titles")


def title_words(text: str) -> int:
    """How many words of the text are such as stand in titles, in whatever language."""
    return sum(map(_is_title, _WORD.findall(text.casefold())))


def ends_in_title(text: str) -> bool:
    """Whether the last word of the text is such a word."""
    words = _WORD.findall(text.casefold())
    return bool(words) and _is_title(words[-1])


def _is_title(word: str) -> bool:
    return word in listed(__package__, "titles", "words") or _ends_in_title(word)


@lru_cache(maxsize=4096)
def _ends_in_title(word: str) -> bool:
    return word.endswith(tuple(listed(__package__, "titles", "endings")))
