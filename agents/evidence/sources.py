"""What was given: texts in which a passage can be looked up."""

import re
from bisect import bisect_right
from collections.abc import Sequence
from functools import lru_cache
from typing import Literal

import msgspec

_WORD = re.compile(r"\S+")
SourceKind = Literal["resume", "job", "answer", "text", "document"]


class Source(msgspec.Struct, frozen=True):
    """A text that was given. All but a job speak about the person."""

    kind: SourceKind
    text: str

    @property
    def is_personal(self) -> bool:
        """Whether it says something of the person."""
        return self.kind != "job"


def find_quote(quote: str, sources: Sequence[Source]) -> tuple[Source, tuple[int, int]] | None:
    """The first source that holds the quote, and the characters of its text that do.

    The quote is verbatim but for white space, which is folded, and neither begins nor ends inside
    of a word; a Korean word may go on behind it, with a particle. None of a quote that is blank.
    """
    wanted = " ".join(quote.split())
    for source in sources if wanted else ():
        span = _find(wanted, source.text)
        if span:
            return source, span
    return None


def _find(wanted: str, text: str) -> tuple[int, int] | None:
    folded = _folded(text)
    at = folded.text.find(wanted)
    while at >= 0:
        end = at + len(wanted)
        if not _cuts(folded.text, at) and not _cuts(folded.text, end):
            return folded.original(at), folded.original(end - 1) + 1
        at = folded.text.find(wanted, at + 1)
    return None


def _cuts(text: str, at: int) -> bool:
    """Whether a place is inside of a word; behind a Korean syllable a particle may follow."""
    pair = text[max(0, at - 1) : at + 1]
    if len(pair) < 2 or at == 0:
        return False
    return pair.isalnum() and not "가" <= pair[0] <= "힣"


class _Folded:
    """A text with its white space folded, and where each of its words was."""

    def __init__(self, text: str) -> None:
        words = list(_WORD.finditer(text))
        self.text = " ".join([word.group() for word in words])
        self._begun = [word.start() for word in words]
        self._folded: list[int] = []
        at = 0
        for word in words:
            self._folded.append(at)
            at += word.end() - word.start() + 1

    def original(self, at: int) -> int:
        """The place in the text of a character that is no blank."""
        word = bisect_right(self._folded, at) - 1
        return self._begun[word] + at - self._folded[word]


@lru_cache(maxsize=16)
def _folded(text: str) -> _Folded:
    return _Folded(text)
