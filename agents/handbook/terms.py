"""What of a text it is found by: its words, what they mean here, and pieces of them.

English goes by stems, pairs of them and pieces of four letters; Korean by stems and runs of two and
three syllables, as what stands between two blanks there is a word with its particles and endings.
In both, what is said in many ways ("sacked", "let go") is one term, by the lists of `data`.
"""

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import NamedTuple

from agents.data_files import read
from agents.evidence.alternatives import alternatives
from agents.evidence.text import stem
from agents.handbook.entries import Language

_PLAIN = str.maketrans({"’": "'", "‘": "'", "ʼ": "'", "\u00a0": " ", "“": '"', "”": '"'})
_WORD = re.compile(r"[a-z](?:[a-z']*[a-z])?|\d+|[가-힣]+")
_HANGUL = re.compile(r"[가-힣]")
_CONTRACTED = re.compile(r"(?:'(?:s|m|d|ve|re|ll)|n't)$")
_LETTERS = 4
"""Of a piece of an English word: one mistake leaves the others as they are."""
_AMOUNT = re.compile(
    r"[$€£]\s?\d|\d[\d.,]{0,9}\s?(?:k\b|grand|quid|euros?|pounds|dollars|천만|만\s?원|천\s?만)"
    r"|\b\d{2},\d{3}\b|\b[1-9],\d{3}(?=[을를은는이가]|\s?만)"
)
"""A sum of money, whatever it is: "41k", "29,400", "5천만"."""
_INSIDE = 2
"""Syllables of a Korean phrase that is only looked for inside of words."""

WORD, MEANING, PAIR, PIECE, EMPTY, INCIDENTAL = "w", "m", "p", "g", "e", "i"
"""What sort a term is of: its first letter. Runs of three syllables are pairs of pieces."""


class _Lists(NamedTuple):
    """The lists of a language: words that tell nothing, endings, and phrases with their meanings.

    Phrases are kept by what they begin with: an English one by its first stem, a Korean one by its
    first two syllables.
    """

    empty: frozenset[str]
    incidental: frozenset[str]
    endings: re.Pattern[str]
    phrases: dict[str, list[tuple[tuple[str, ...], str]]]


def plain(text: str) -> str:
    """The text in small letters, on one line, with plain signs."""
    return " ".join(text.translate(_PLAIN).lower().split())


def terms(text: str, language: Language, *, parts: bool = True) -> list[str]:
    """The terms of a text, each as often as it stands there, a meaning once; with the parts of
    words and pairs of them, or without."""
    said = plain(text)
    lists = _lists(language)
    amounts = [f"{MEANING}amount"] if _AMOUNT.search(said) else []
    if language == "ko":
        return [*amounts, *_meant_in_korean(said, lists), *_korean(said, lists, parts)]
    stems = [_stem(word) for word in _WORD.findall(said)]
    return [*amounts, *_meant_in_english(stems, lists), *_english(stems, lists, parts)]


@lru_cache(maxsize=16_384)
def _stem(word: str) -> str:
    base = _CONTRACTED.sub("", word) or word
    return stem(base) if base.isascii() else base


def _meant_in_english(stems: list[str], lists: _Lists) -> set[str]:
    found = set()
    for at, first in enumerate(stems):
        for phrase, name in lists.phrases.get(first, ()):
            if tuple(stems[at : at + len(phrase)]) == phrase:
                found.add(f"{MEANING}{name}")
    return found


def _english(stems: list[str], lists: _Lists, parts: bool) -> Iterator[str]:
    before = ""
    for base in stems:
        if parts and before:
            yield f"{PAIR}{before} {base}"
        before = base
        if base in lists.empty:
            yield f"{EMPTY}{base}"
            continue
        if base in lists.incidental or base[0].isdigit():
            yield f"{INCIDENTAL}{base}"
            continue
        yield f"{WORD}{base}"
        if not parts:
            continue
        padded = f"_{base}_"
        for at in range(len(padded) - _LETTERS + 1 if len(base) >= _LETTERS else 0):
            yield f"{PIECE}{padded[at : at + _LETTERS]}"


def _meant_in_korean(said: str, lists: _Lists) -> set[str]:
    found = set()
    for text, inside in ((said, True), (said.replace(" ", ""), False)):
        for at in range(len(text) - 1):
            for (phrase,), name in lists.phrases.get(text[at : at + 2], ()):
                if (len(phrase) <= _INSIDE) == inside and text.startswith(phrase, at):
                    found.add(f"{MEANING}{name}")
    return found


def _korean(said: str, lists: _Lists, parts: bool) -> Iterator[str]:
    for word in _WORD.findall(said):
        if not _HANGUL.match(word):
            sort = INCIDENTAL if word[0].isdigit() else WORD
            yield f"{EMPTY if word in lists.empty else sort}{word}"
            continue
        base = lists.endings.sub("", word)
        if word in lists.empty or base in lists.empty:
            yield f"{EMPTY}{base}"
            continue
        if word in lists.incidental or base in lists.incidental:
            yield f"{INCIDENTAL}{base}"
            continue
        yield f"{WORD}{base}"
        if not parts:
            continue
        for size, sort in ((2, PIECE), (3, PAIR)):
            for at in range(len(word) - size + 1):
                yield f"{sort}{word[at : at + size]}"


@cache
def _lists(language: Language) -> _Lists:
    data = read(__package__, f"synonyms.{language}")
    empty, incidental = _split(data["empty"]), _split(data["incidental"])
    endings = alternatives(_split(data["endings"]))
    phrases: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    for name, listed in data["meaning"].items():
        for item in _split(listed):
            if language == "ko":
                phrase: tuple[str, ...] = (plain(item).replace(" ", ""),)
                phrases.setdefault(phrase[0][:2], []).append((phrase, name))
            else:
                phrase = tuple(_stem(word) for word in _WORD.findall(plain(item)))
                phrases.setdefault(phrase[0], []).append((phrase, name))
    if language == "en":
        empty = [_stem(word) for word in empty]
        incidental = [_stem(word.lower()) for word in incidental]
    return _Lists(
        frozenset(empty), frozenset(incidental), re.compile(rf"(?<=[가-힣])(?:{endings})$"), phrases
    )


def _split(listed: str) -> list[str]:
    return [item for one in listed.split(",") if (item := " ".join(one.split()))]
