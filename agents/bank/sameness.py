"""Whether two questions ask the same in other words, as far as the words that they share tell."""

import re
from functools import lru_cache

from agents.data_files import listed
from agents.evidence.text import is_function_word, stem, words

ALIKE = 0.6
"""Of all the words of two questions that carry meaning, the share that both have."""
_HANGUL = re.compile(r"[가-힣]")
_SYLLABLES = 2
"""Of a Korean word as many are compared: what follows is mostly its ending."""


@lru_cache(maxsize=8192)
def meaning(text: str) -> frozenset[str]:
    """The stems of the words that carry meaning, without those by which one asks."""
    return frozenset(filter(None, map(_stem, words(text))))


def alike(one: str, other: str) -> bool:
    """Whether the two share so many of their words that they ask the same."""
    left, right = meaning(one), meaning(other)
    shared = len(left & right)
    return bool(shared) and shared >= ALIKE * (len(left) + len(right) - shared)


def _stem(word: str) -> str:
    if _HANGUL.match(word):
        head = word[:_SYLLABLES]
        return "" if head in listed(__package__, "frames", "korean_asking") else head
    if len(word) < 3 or is_function_word(word):
        return ""
    return "" if word in listed(__package__, "frames", "asking") else stem(word)
