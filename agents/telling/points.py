"""Which passage speaks of something: by its terms, as they are said in English and in Korean."""

import re
from collections.abc import Iterable, Sequence

from agents.evidence.text import mentions

_HANGUL = re.compile(r"[가-힣]")
_BLANKS = re.compile(r"\s+")
_DENIED = re.compile(
    r"(?i)\b(?:not|never|no|isn't|isn’t|doesn't|doesn’t|don't|don’t|wrong|myth)\s(?:\w{1,20}\s){0,2}$"
)


def touching(terms: Iterable[str], texts: Sequence[str]) -> str:
    """The first of the texts that mentions any of the terms; "" is none.

    A Korean term is a stem: it is found inside of words, and blanks don't count.
    """
    korean = [_BLANKS.sub("", term).lower() for term in terms if _HANGUL.search(term)]
    english = tuple(term for term in terms if not _HANGUL.search(term) and not term.startswith("@"))
    for text in texts:
        if english and mentions(_but_glued(text), english):
            return text
        folded = _BLANKS.sub("", text).lower() if korean else ""
        if any(term in folded for term in korean):
            return text
    return ""


def met(terms: Iterable[str], texts: Sequence[str]) -> str:
    """The first of the texts that says any of the terms and does not deny it; "" is none."""
    for text in texts:
        for term in terms:
            if touching((term,), (text,)) and not _denies(term, text):
                return text
    return ""


def _denies(term: str, text: str) -> bool:
    at = text.lower().find(term.lower())
    return at > 0 and _DENIED.search(text[max(0, at - 60) : at]) is not None


def _but_glued(text: str) -> str:
    """Words of other letters apart from the Korean endings that are glued to them: "SQL을"."""
    return re.sub(r"(?<=[A-Za-z0-9])(?=[가-힣])", " ", text) if _HANGUL.search(text) else text
