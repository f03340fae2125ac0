"""Finds what a model was told about its last answer in the answer that it gives then."""

import re
from collections.abc import Iterable

LEAST = 24
"""Characters of a sentence that nobody writes by chance."""

_END = re.compile(r"(?<=[.!?])\s+|:\s+")
"""Where a sentence ends, or what it is about: an issue begins with the field that it is on."""
_SPACE = re.compile(r"\s+")


class Echo:
    """What was told, sentence by sentence. Such words are for the model, never for people."""

    def __init__(self, told: Iterable[str]) -> None:
        sentences = (_folded(part) for issue in told for part in _END.split(issue))
        self._sentences = [sentence for sentence in sentences if len(sentence) >= LEAST]
        self.reach = max(map(len, self._sentences), default=0)
        """Characters that the longest has: so much of a text's end may be the half of one."""

    def __bool__(self) -> bool:
        return bool(self._sentences)

    def stands_in(self, text: str) -> bool:
        """Whether a sentence of it stands in the text, however that is spaced."""
        folded = _folded(text) if self._sentences else ""
        return any(sentence in folded for sentence in self._sentences)


def _folded(text: str) -> str:
    return _SPACE.sub(" ", text).strip().lower()
