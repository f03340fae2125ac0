"""How long a letter is to be, in words or in the unit of a limit."""

from agents.evidence.counting import measure
from agents.results.types import Length

SHARE = 0.1
"""How far a letter may be from the words that it was to have."""
_LEAST = 0.9
"""The share of a limit from which on it is made use of."""


class Bounds:
    """Between which lengths a letter is as long as it was to be."""

    def __init__(self, words: int, length: Length | None) -> None:
        self._length = length
        if length is None:
            self.least, self.most = round(words * (1 - SHARE)), int(words * (1 + SHARE) + 1e-9)
            self.aim = words
        else:
            self.least, self.most = int(length.max * _LEAST), length.max
            self.aim = length.max

    def of(self, text: str) -> int:
        """How long a text is, in the unit of these."""
        one = self._length
        if one is None:
            return measure(text, "words")
        return measure(text, one.unit, spaces=one.spaces, encoding=one.encoding)

    @property
    def unit(self) -> str:
        """ "words", "characters" or "bytes"."""
        return self._length.unit if self._length else "words"
