"""Which language a resume is written in: by its script, its headings and its small words."""

import re
from collections import Counter
from functools import cache

from agents.data_files import read
from agents.resume.lines import fold

_LETTERS = re.compile(r"[^\W\d_]")
_WORD = re.compile(r"[^\W\d_]+")
_MOST = 20_000
"""Characters that are looked at."""
_SCRIPTS = (
    ("ko", (("\uac00", "\ud7a3"),), 0.25),
    ("ja", (("\u3040", "\u30ff"),), 0.12),
    ("zh", (("\u4e00", "\u9fff"),), 0.25),
    ("el", (("\u0370", "\u03ff"),), 0.4),
    ("he", (("\u0590", "\u05ff"),), 0.4),
    ("ar", (("\u0600", "\u06ff"),), 0.4),
    ("hi", (("\u0900", "\u097f"),), 0.4),
    ("th", (("\u0e00", "\u0e7f"),), 0.4),
)
"""Scripts that tell the language, and the share of letters that does; Japanese before Chinese."""
_UKRAINIAN = re.compile(r"[іїєґІЇЄҐ]")
_CYRILLIC = re.compile(r"[\u0400-\u04ff]")
_HEADING = 3
"""How many small words a heading counts for."""


def language(text: str, headings: Counter[str]) -> str | None:
    """The language of a text (BCP 47); None where nothing in it tells."""
    letters = _LETTERS.findall(text[:_MOST])
    if not letters:
        return None
    plain = "".join(letters)
    far = [letter for letter in letters if letter >= "\u0370"]
    for code, ranges, share in _SCRIPTS:
        found = sum(first <= letter <= last for letter in far for first, last in ranges)
        if found >= share * len(letters):
            return code
    if len(_CYRILLIC.findall(plain)) > 0.4 * len(plain):
        return "uk" if _UKRAINIAN.search(plain) else "ru"
    votes: Counter[str] = Counter()
    for word in _WORD.findall(fold(text[:_MOST])):
        votes.update(_small_words().get(word, ()))
    for code, count in headings.items():
        votes[code] += _HEADING * count
    return votes.most_common(1)[0][0] if votes else None


@cache
def _small_words() -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for code, words in read(__package__, "small_words").items():
        for word in words.split():
            found[fold(word)] = (*found.get(fold(word), ()), code)
    return found
