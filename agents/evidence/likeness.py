"""How much two texts have in common of what they mean, in whatever words."""

import re
from functools import lru_cache

from agents.evidence.text import is_function_word, stem, words

_HANGUL = re.compile(r"[가-힣]")


def shared(one: frozenset[str], other: frozenset[str]) -> float:
    """Of all that carries the meaning of two texts, the part that both have (0–1)."""
    both = len(one | other)
    return len(one & other) / both if both else 1.0


@lru_cache(maxsize=4096)
def meaning(text: str) -> frozenset[str]:
    """What carries a text's meaning: the stems of its words, of Korean ones pairs of syllables."""
    found: set[str] = set()
    for word in words(text):
        if _HANGUL.search(word):
            found |= {word[at : at + 2] for at in range(max(1, len(word) - 1))}
        elif not is_function_word(word):
            found.add(stem(word))
    return frozenset(found)
