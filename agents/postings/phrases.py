"""Lists of phrases, kept as data, as patterns that are looked for in texts."""

import re
from functools import cache
from itertools import pairwise
from typing import Any

from agents.data_files import read

_WORDLIKE = re.compile(r"[a-z0-9\u00c0-\u024f]", re.IGNORECASE)


@cache
def phrases(file: str, *keys: str) -> re.Pattern[str]:
    """The phrases of a list in one of this package's files as one pattern.

    In a phrase a star at the end of a word stands for any ending, "…" for up to four words. Small
    and capital letters are the same, Latin phrases are whole words, and in Korean blanks may be
    missing. What it costs to look for them grows with the length of the text, and no faster.
    """
    found: Any = _kept(file)
    for key in keys:
        found = found[key]
    text = found if isinstance(found, str) else ",".join(found.values())
    written = {" ".join(item.split()) for item in text.split(",")} - {""}
    longest_first = sorted(written, key=lambda phrase: (-len(phrase), phrase))
    return re.compile("|".join(map(_pattern, longest_first)), re.IGNORECASE)


@cache
def pattern(name: str) -> re.Pattern[str]:
    """A pattern with words of several languages in it, by its name."""
    return re.compile("".join(_kept("patterns")[name].splitlines()))


@cache
def _kept(file: str) -> dict[str, Any]:
    return read(__package__, file)


def _pattern(phrase: str) -> str:
    is_latin = bool(_WORDLIKE.match(phrase))
    blank = r"\s{1,4}" if is_latin else r"\s{0,2}"
    words = [_word(word) for word in phrase.split()]
    pattern = words[0]
    for before, word in pairwise(words):
        if word == "…":
            pattern += r"(?:\s{1,4}\S{1,24}){0,4}?"
        else:
            pattern += (r"\s{1,4}" if before == "…" else blank) + word
    if not is_latin:
        return pattern
    ends_in_letter = _WORDLIKE.match(phrase[-1]) is not None
    return rf"\b{pattern}" + (r"\b" if ends_in_letter else "")


def _word(word: str) -> str:
    if word == "…":
        return word
    stem = word.removesuffix("*")
    pattern = re.escape(stem).replace("'", "['’]")
    return pattern + (r"[\w-]{0,20}" if word.endswith("*") else "")
