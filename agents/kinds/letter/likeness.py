"""Whether a passage speaks of what somebody names in a few words, in English or Korean. Pure."""

import re
from collections.abc import Iterable

from agents.evidence.sentences import sentence_spans
from agents.evidence.text import content

_HANGUL = re.compile(r"[가-힣]{2,}")
_STEM = 2
"""Syllables of a Korean word by which it is known, whatever particle it has."""


def share(what: str, text: str) -> float:
    """The share of the words of `what` that the text has, 0–1."""
    wanted = _words(what)
    if not wanted:
        return 0.0
    there = _words(text)
    return len(wanted & there) / len(wanted)


def nearest(what: str, text: str) -> str:
    """Those words of `what` that stand together in a sentence of the text; "" where none does."""
    best: list[str] = []
    for _, sentence in sentence_spans(text):
        there = _words(sentence)
        found = [word for word in what.split() if (own := _words(word)) and own <= there]
        if len(found) > len(best):
            best = found
    return " ".join(best)


def likest(what: str, texts: Iterable[str], least: float) -> str:
    """The text that has most of what is named, the first of equals; "" where none has enough."""
    scored = [(share(what, text), text) for text in texts]
    best = max(scored, key=lambda one: one[0], default=(0.0, ""))
    return best[1] if best[0] >= least else ""


def _words(text: str) -> set[str]:
    korean = {word[:_STEM] for word in _HANGUL.findall(text)}
    return korean | {word for word in content(text) if not _HANGUL.search(word)}
