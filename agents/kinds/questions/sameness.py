"""Whether two questions come to the same, in whatever words."""

import re
from collections.abc import Iterable

import msgspec

from agents.evidence.likeness import meaning, shared

SHARE = 0.6
"""Of what two questions speak of, taken together: from here on they are one."""
QUOTED = 0.5
"""The same of the passages that two questions quote."""
_QUOTE = re.compile(r'"([^"]{1,400})"')
_LEAD = re.compile(r'[^.?!"]{0,200}"[^"]{1,400}"[^.?!"]{0,200}[.?!]')
_LETTER = re.compile(r"[\W_]+")


class Marked(msgspec.Struct, frozen=True):
    """A question that was asked: what it said, and its `key`, the same in every language."""

    text: str
    key: str = ""


def key_of(type: str, about: str) -> str:
    """The key of a question of a type about a passage, a requirement or a standard name."""
    return f"{type}:{_LETTER.sub('', about).casefold()[:120]}"


def is_same(question: Marked, others: Iterable[Marked]) -> bool:
    """Whether a question was asked already: of the same about the same, or in nearly its words.

    Two that ask alike about passages that have little in common are two.
    """
    return any(
        (question.key and question.key == other.key) or _alike(question.text, other.text)
        for other in others
    )


def _alike(one: str, other: str) -> bool:
    quotes, others = _quotes(one), _quotes(other)
    if not quotes or not others:
        return shared(meaning(one), meaning(other)) >= SHARE
    asked = shared(meaning(_asked(one)), meaning(_asked(other)))
    return asked >= SHARE and shared(meaning(quotes), meaning(others)) >= QUOTED


def _asked(text: str) -> str:
    """What a question asks: without the sentence that only leads to it with a quote."""
    left = _LEAD.sub(" ", text)
    return left if left.strip() else _QUOTE.sub(" ", text)


def _quotes(text: str) -> str:
    return " ".join(_QUOTE.findall(text))
