"""Which language a text is in, as far as it matters here: English, which rules can read, or not."""

import re
from functools import cache
from itertools import pairwise, product

from agents.data_files import listed
from agents.evidence.text import is_function_word, looks_like_code, stem, words

_SHARED_WORDS = (
    "a also am an as at do for has he her his i in is it me no of on over so to under was we"
)
_SHARED = frozenset(_SHARED_WORDS.split())
"""Function words that other languages of Latin letters have too: Polish has "i", Spanish "he"."""
_SPEAKER = frozenset(product(("i", "we"), ("am", "was", "were", "had", "have", "do", "did")))
"""Pairs of them that no other language has."""
_HANGUL = re.compile(r"[가-힣]")
_LEAST_WORDS = 8
"""Of fewer words nothing can be said by counting."""
_LEAST_FUNCTION_WORDS = 0.15
"""English prose has twice as many, other languages next to none."""
_LEAST_KNOWN = 1 / 3
"""Terms strung together have few function words, but are words of the trade."""
_LEAST_TERSE = 0.25
_LEAST_DISTINCT = 4
"""What is told in a hurry has little but the words that others have too: many, and different."""


def is_english(text: str) -> bool:
    """False where the text is in another language, as far as counting its words can tell."""
    letters = [c for c in text if c.isalpha()]
    if letters and sum(c.isascii() for c in letters) / len(letters) < 0.6:
        return False
    found = [word for word in words(text) if not word[0].isdigit()]
    foreign = sum(word in _listed("foreign") for word in found)
    english = sum(map(_is_grammar, found))
    if foreign > max(3, english):
        return False
    if len(found) < _LEAST_WORDS or english >= _LEAST_FUNCTION_WORDS * len(found):
        return True
    return looks_like_code(text) or _is_terse(found) or _knows(found)


def speaks(text: str, language: str | None) -> bool:
    """Whether a text is in a language (BCP 47; None is English), of those that can be told."""
    primary = (language or "en").split("-")[0].lower()
    if primary == "ko":
        return _HANGUL.search(text) is not None
    return primary != "en" or is_english(text)


def wants_english(language: str | None) -> bool:
    """Whether a language tag asks for English, or nothing was asked for."""
    return language is None or language.split("-")[0].lower() == "en"


def names_language(text: str) -> bool:
    """Whether a text speaks of a language, or of translating: who asks for another may get it."""
    if any(name in text for name in _listed("spoken_of_unspaced")):
        return True
    return not _listed("spoken_of").isdisjoint(words(text))


def _is_terse(found: list[str]) -> bool:
    """Whether it has the share of function words that English has, and none of another language.

    Other languages share so many of them that at least something must be English alone.
    """
    foreign = _listed("foreign") - _listed("also_english")
    ours = [word for word in found if is_function_word(word)]
    return (
        len(set(ours)) >= _LEAST_DISTINCT
        and len(ours) >= _LEAST_TERSE * len(found)
        and (any(map(_is_ours, found)) or not _SPEAKER.isdisjoint(pairwise(found)))
        and foreign.isdisjoint(found)
    )


def _knows(found: list[str]) -> bool:
    known = sum(_is_ours(word) or stem(word) in _trade() for word in found)
    return known >= _LEAST_KNOWN * len(found)


def _is_ours(word: str) -> bool:
    """Whether it is a word of English and of no other language."""
    return _is_grammar(word) or word in _listed("everyday")


def _is_grammar(word: str) -> bool:
    return is_function_word(word) and word not in _SHARED


@cache
def _trade() -> frozenset[str]:
    """The stems of the words in which work is spoken of."""
    return frozenset(map(stem, listed(__package__, "trade", "words")))


def _listed(key: str) -> frozenset[str]:
    return listed(__package__, "language", key)
