"""Which language somebody answers in."""

import re
from collections import Counter
from functools import cache

from agents.data_files import listed, read
from agents.evidence.language import is_english
from agents.evidence.text import words

_LETTERS = 4_000
"""Characters that are looked at."""
_SCRIPTS = (
    ("ko", re.compile(r"[가-힣ㄱ-ㅎㅏ-ㅣ]")),
    ("ja", re.compile(r"[\u3041-\u30ff]")),
    ("zh", re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")),
    ("ar", re.compile(r"[\u0600-\u06ff\u0750-\u077f]")),
    ("he", re.compile(r"[\u0590-\u05ff]")),
    ("ru", re.compile(r"[\u0400-\u04ff]")),
    ("el", re.compile(r"[\u0370-\u03ff]")),
    ("hi", re.compile(r"[\u0900-\u097f]")),
    ("bn", re.compile(r"[\u0980-\u09ff]")),
    ("ta", re.compile(r"[\u0b80-\u0bff]")),
    ("th", re.compile(r"[\u0e00-\u0e7f]")),
    ("ka", re.compile(r"[\u10a0-\u10ff]")),
    ("hy", re.compile(r"[\u0530-\u058f]")),
    ("am", re.compile(r"[\u1200-\u137f]")),
)
_LATIN = re.compile(r"[A-Za-z\u00c0-\u024f\u1e00-\u1eff]")
_KOREAN = 0.5
_KOREAN_LEAST = 0.1
"""Of the letters: a word of Latin ones has three times as many as a Korean one. Fewer than the half
are Korean where they have its grammar, as a name has not."""
_GRAMMAR = re.compile(
    r"(?:습니다|니다|어요|아요|해요|세요|[했었았]고|[했었았]다|하고|해서|에서|에게|으로|을|를|은|는|이|가|의|도)"
    r"(?=[\s.,!?]|$)"
)
_UNSPACED = 0.25
_OTHER = 0.6
_LEAST_WORDS = 4
_SIGNS = re.compile(r"[{}();=<>\[\]+*&|]")
_CODE = 0.08
"""Of the characters: so many signs are a program's."""


def language_of(text: str) -> str:
    """The language that most of a text is in: "en", "ko", another tag; "" where that can't be told.

    A name, or a passage, of another script does not make it another language.
    """
    text = text[:_LETTERS]
    counted = {tag: len(pattern.findall(text)) for tag, pattern in _SCRIPTS}
    latin = len(_LATIN.findall(text))
    letters = sum(counted.values()) + latin
    if not letters or len(_SIGNS.findall(text)) > _CODE * len(text):
        return ""
    korean = counted["ko"] / letters
    if korean > _KOREAN or (korean > _KOREAN_LEAST and len(_GRAMMAR.findall(text)) > 1):
        return "ko"
    if counted["ja"] and counted["ja"] + counted["zh"] > _UNSPACED * letters:
        return "ja"
    if counted["zh"] > _UNSPACED * letters:
        return "zh"
    best = max(counted, key=lambda tag: counted[tag])
    if counted[best] > _OTHER * letters:
        return best
    return _of_latin(text)


def _of_latin(text: str) -> str:
    """The language whose small words a text has; English where none has clearly more."""
    found = words(text)
    if not found:
        return ""
    counts = Counter(
        {tag: sum(word in listing for word in found) for tag, listing in _small_words().items()}
    )
    (tag, most), *_ = counts.most_common(1)
    ours = sum(word in listed("agents.telling", "languages", "en") for word in found)
    if len(found) < _LEAST_WORDS:
        return tag if most > ours and most == len(found) else "en" if ours else ""
    if most > ours and most >= max(2, len(found) / 8):
        return tag
    return "en" if ours or is_english(text) else ""


@cache
def _small_words() -> dict[str, frozenset[str]]:
    table = read("agents.telling", "languages")
    return {tag: listed("agents.telling", "languages", tag) for tag in table if tag != "en"}
