"""Lists of words, kept as data in twelve languages, and whether they stand in a text."""

import re
from collections.abc import Iterable
from functools import cache
from typing import Any

from agents.data_files import read
from agents.resume.lines import fold

_MOST = 3_000
"""Characters of a text that are looked at."""
_WIDE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]")
_BLANKS = re.compile(r"\s+")
_APOSTROPHES = str.maketrans("\u2018\u2019\u02bc", "'''")


class Words:
    """Phrases of all languages: Latin ones are whole words, a star ends a word in any way."""

    def __init__(self, phrases: Iterable[str]) -> None:
        folded = sorted({plain(one) for one in phrases}, key=len, reverse=True)
        wide = [re.escape(one.replace(" ", "")) for one in folded if _WIDE.search(one)]
        latin = [
            re.escape(one.rstrip("*")) + (r"\w*" if one.endswith("*") else r"(?!\w)")
            for one in folded
            if not _WIDE.search(one)
        ]
        self._latin = re.compile(rf"(?<!\w)(?:{'|'.join(latin)})") if latin else None
        self._wide = re.compile("|".join(wide)) if wide else None

    def in_(self, text: str) -> bool:
        """Whether one of them stands in the text."""
        return self.share(text) > 0

    def share(self, text: str) -> float:
        """How much of the text the first of them is, 0 to 1; blanks do not count."""
        folded = plain(text[:_MOST])
        found = self._latin.search(folded) if self._latin else None
        if found:
            return len(found[0]) / len(folded)
        tight = folded.replace(" ", "")
        found = self._wide.search(tight) if self._wide else None
        return len(found[0]) / len(tight) if found else 0.0

    def begins(self, text: str) -> bool:
        """Whether the text begins with one of them."""
        folded = plain(text[:_MOST])
        if self._latin and self._latin.match(folded):
            return True
        return bool(self._wide and self._wide.match(folded.replace(" ", "")))


@cache
def words(file: str, *path: str) -> Words:
    """The phrases of a list of this package, of all its languages."""
    found: Any = _read(file)
    for key in path:
        found = found[key]
    texts = found.values() if isinstance(found, dict) else [found]
    return Words(one for text in texts for one in listed(text))


@cache
def sayings(file: str, *path: str) -> frozenset[str]:
    """The phrases of a list that are whole texts, as `plain` makes them."""
    found: Any = _read(file)
    for key in path:
        found = found[key]
    return frozenset(plain(one) for text in found.values() for one in listed(text))


@cache
def names(file: str, *path: str) -> frozenset[str]:
    """The words of a list of names."""
    found: Any = _read(file)
    for key in path:
        found = found[key]
    return frozenset(listed(found))


def listed(text: str) -> list[str]:
    """The phrases of a text, between commas."""
    return [" ".join(one.split()) for one in text.split(",") if one.strip()]


@cache
def _read(file: str) -> dict[str, Any]:
    return read(__package__, file)


def plain(text: str) -> str:
    """A text in small letters without accents, white space folded."""
    return _BLANKS.sub(" ", fold(text.translate(_APOSTROPHES))).strip()
