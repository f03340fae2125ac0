"""How long a text is, in the unit of a limit."""

import unicodedata

from agents.results.types import Length

SHARE = 0.1
"""How far a letter may be from the words that it was to have."""
_LEAST = 0.9
"""The share of a limit from which on it is made use of."""


def measured(text: str, unit: str, *, spaces: bool = True, encoding: str | None = None) -> int:
    """How much of a limit a text takes, after NFC.

    Words are what stands between blanks. A character is what one sees as one: combining marks
    count with what they stand on, a line's end is one. What EUC-KR does not have counts two bytes.
    """
    text = unicodedata.normalize("NFC", text)
    if unit == "words":
        return len(text.split())
    if not spaces:
        text = "".join(text.split())
    if unit == "characters":
        return sum(not unicodedata.combining(char) for char in text)
    if encoding != "euc-kr":
        return len(text.encode("utf-8", errors="replace"))
    return sum(1 if char.isascii() else 2 for char in text)


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
            return measured(text, "words")
        return measured(text, one.unit, spaces=one.spaces, encoding=one.encoding)

    @property
    def unit(self) -> str:
        """ "words", "characters" or "bytes"."""
        return self._length.unit if self._length else "words"
