"""Words that carry meaning, as texts are compared: stems of English, and Korean without endings."""

import re
from collections.abc import Iterable
from functools import cache, lru_cache

from agents.evidence.quantities import is_korean_number, is_number
from agents.evidence.text import STOPWORDS, stem
from agents.evidence.text import words as words_of
from agents.evidence.word_lists import is_korean, words

_COUNTER = re.compile(
    r"[명건개번대회점일월년주곳분시초권종팀층원배]+(?:은|는|이|가|을|를|의|에|와|과|도|만|로|간|째|당|여)?"
)
_KOREAN = re.compile(r"(?<![\d가-힣])[가-힣]+|[A-Za-z][A-Za-z0-9+#.-]*")
_ENDINGS = re.compile(
    r"(?:하였습니다|했습니다|하고 있습니다|합니다|하였으며|했으며|하였고|했고|하였다|했다|"
    r"하면서|하며|하고|하여|해서|해온|해왔습니다|하는|하던|했던|한|할|함|해|"
    r"되었습니다|됐습니다|됩니다|되어|되는|된|됨|시켰습니다|시켰고|시킨|시켜|시킴|입니다|이었습니다|였습니다|습니다|ㅂ니다)$"
)


def stems(text: str) -> Iterable[str]:
    """The stems of the words of a text that carry meaning, English and Korean."""
    if is_korean(text):
        return [found for word in _KOREAN.findall(text) if (found := korean_stem(word))]
    return [
        stem(word)
        for word in words_of(text)
        if word not in STOPWORDS and len(word) > 2 and not word[0].isdigit()
    ]


def korean_stem(word: str) -> str | None:
    """A Korean word without its particle or ending; Latin words in small letters."""
    if not is_korean(word):
        return word.lower()
    if is_korean_number(word) or _COUNTER.fullmatch(word):
        return None
    plain = _ENDINGS.sub("", word)
    if plain == word:
        ending = next((p for p in _particles() if word.endswith(p) and len(word) > len(p) + 1), "")
        plain = word[: len(word) - len(ending)] if ending else word
    return plain if len(plain) > 1 else None


@cache
def _particles() -> tuple[str, ...]:
    """What a Korean word may end in without it being of the word, the longest first."""
    return tuple(sorted(words("ko", "particles"), key=lambda one: (-len(one), one)))


@lru_cache(maxsize=4096)
def content(text: str, language: str) -> tuple[str, ...]:
    """The stems of what says something of the work done: of words that always may stand none."""
    plain = words(language, "plain")
    if language == "ko":
        beginnings = tuple(plain)
        found = [korean_stem(word) for word in _KOREAN.findall(text)]
        return tuple([one for one in found if one and not one.startswith(beginnings)])
    return tuple(
        [
            stem(word)
            for word in words_of(text)
            if word not in STOPWORDS
            and len(word) > 2
            and not word[0].isdigit()
            and word not in plain
            and not is_number(word)
        ]
    )


def stands(name: str, text: str) -> bool:
    """Whether a name stands in a text as words of its own; a Korean word may go on behind it."""
    at = text.find(name)
    while at >= 0:
        end = at + len(name)
        open_end = not text[end : end + 1].isalnum() or "가" <= text[end] <= "힣"
        if not text[max(0, at - 1) : at].isalnum() and open_end:
            return True
        at = text.find(name, at + 1)
    return False
