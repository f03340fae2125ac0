"""What texts are about, in whatever words: skills, concepts of work, and the words left over."""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, lru_cache
from typing import Literal, NamedTuple, TypeAlias

from agents.assessment.words import listed_words
from agents.data_files import read
from agents.evidence.text import STOPWORDS, stem

Sort: TypeAlias = Literal["skill", "concept", "word"]

_TOKEN = re.compile(r"[a-z0-9\u00c0-\u024f]+[+#]*|[\uac00-\ud7a3]+")
_REACH = 2
"""Words that may stand between two words of an English item."""
_LEAST_STEM = 6
"""Letters from which on a word is known by its beginning."""
_MOST_TOKEN = 24
"""Letters of a Korean word in which another is looked for."""


class Token(NamedTuple):
    """A word in small letters, its stem, and where it stands."""

    text: str
    stem: str
    start: int
    end: int

    @property
    def is_korean(self) -> bool:
        """Whether it is written in Korean letters."""
        return "\uac00" <= self.text[0] <= "\ud7a3"


class Found(NamedTuple):
    """Something that a text is about, and where it says so."""

    sort: Sort
    name: str
    start: int
    end: int


class _Item(NamedTuple):
    """A way to say a concept: its words, and whether each may have any ending. One that does not
    name it only shows it."""

    concept: str
    words: tuple[tuple[str, bool], ...]
    names_it: bool


def tokens(text: str) -> list[Token]:
    """The words of a text."""
    return [
        Token(m.group(), _stem(m.group()), m.start(), m.end())
        for m in _TOKEN.finditer(text.lower())
    ]


def concepts(said: Sequence[Token], *, named: bool = False) -> list[Found]:
    """The concepts that these words show, or, where it says so, that they name."""
    found: list[Found] = []
    whole, begun = _index()
    for at, token in enumerate(said):
        if token.is_korean:
            found += _korean(said, at, named=named)
            continue
        for item in (*whole.get(token.stem, ()), *begun.get(token.text[:2], ())):
            if named and not item.names_it:
                continue
            if (last := _match(said, at, item)) is not None:
                found.append(Found("concept", item.concept, token.start, said[last].end))
    return found


def words_of(said: Iterable[Token]) -> Iterator[Found]:
    """The words that carry a meaning by which something could be shown."""
    generic = _generic()
    for token in said:
        if token.is_korean:
            bare = without_particle(token.text)
            if len(bare) > 1 and not _begins_generic(token.text):
                yield Found("word", bare, token.start, token.end)
        elif (
            len(token.text) > 2
            and token.text not in STOPWORDS
            and token.stem not in generic
            and not token.text.isdigit()
        ):
            yield Found("word", token.stem, token.start, token.end)


@lru_cache(maxsize=4096)
def _begins_generic(word: str) -> bool:
    """Whether a Korean word is a generic one with some ending."""
    generic = _generic()
    return any(word[:end] in generic for end in range(2, len(word) + 1))


@lru_cache(maxsize=4096)
def without_particle(word: str) -> str:
    """A Korean word without the particle, or the ending, that it has."""
    for particle in _particles():
        if word.endswith(particle) and len(word) - len(particle) >= 2:
            return word[: -len(particle)]
    return word


def says(said: Iterable[Token], word: str) -> bool:
    """Whether one of these words is that one, or in Korean begins with it."""
    return any(t.text.startswith(word) if t.is_korean else _is_of(t.stem, word) for t in said)


def _is_of(stem_: str, word: str) -> bool:
    """Whether two words are one, or, where they are long, of one stem: "geography", "-ic"."""
    if stem_ == word:
        return True
    short, long = sorted((stem_, word), key=len)
    return len(short) >= _LEAST_STEM and long.startswith(short)


def is_wide(concept: str) -> bool:
    """Whether it is one of where somebody works, and holds for a whole entry."""
    return concept in _wide()


def _match(said: Sequence[Token], at: int, item: _Item) -> int | None:
    """The last word of an item that begins at a word; None where it does not stand there."""
    if not _is(said[at], *item.words[0]):
        return None
    last = at
    for word in item.words[1:]:
        for ahead in range(last + 1, min(last + 2 + _REACH, len(said))):
            if _is(said[ahead], *word):
                last = ahead
                break
        else:
            return None
    return last


def _is(token: Token, word: str, any_ending: bool) -> bool:
    return token.text.startswith(word) if any_ending else token.stem == word


def _korean(said: Sequence[Token], at: int, *, named: bool) -> Iterator[Found]:
    """The concepts that a Korean word names, with those behind it, or has in it."""
    token = said[at]
    joined = token.text[:_MOST_TOKEN]
    reach = joined + "".join(
        one.text for one in said[at + 1 : at + 3] if one.is_korean or one.text.isdigit()
    )
    starts = _korean_index()
    for begin in range(max(1, len(joined) - 1)):
        for text, concept, names_it in starts.get(joined[begin : begin + 2], ()):
            if (names_it or not named) and reach.startswith(text, begin):
                yield Found("concept", concept, token.start, token.end)


@lru_cache(maxsize=8192)
def _stem(word: str) -> str:
    return stem(word) if word.isascii() else word


@cache
def _items() -> list[tuple[str, str, bool]]:
    return [
        (name, " ".join(item.lower().split()).removeprefix("+"), not item.strip().startswith("+"))
        for name, written in read(__package__, "concepts")["concepts"].items()
        for item in written.split(",")
        if item.strip()
    ]


@cache
def _index() -> tuple[dict[str, list[_Item]], dict[str, list[_Item]]]:
    """English items, by the stem of their first word and, where it has any ending, by its first
    letters."""
    whole: dict[str, list[_Item]] = {}
    begun: dict[str, list[_Item]] = {}
    for concept, text, names_it in _items():
        said = [(m.group(), text[m.end() : m.end() + 1] == "*") for m in _TOKEN.finditer(text)]
        if not said or re.match(r"[가-힣]", said[0][0]):
            continue
        words = tuple((word if star else _stem(word), star) for word, star in said)
        item = _Item(concept, words, names_it)
        (first, star) = words[0]
        (begun if star else whole).setdefault(first[:2] if star else first, []).append(item)
    return whole, begun


@cache
def _korean_index() -> dict[str, list[tuple[str, str, bool]]]:
    """Korean items without their blanks, by their first two letters."""
    found: dict[str, list[tuple[str, str, bool]]] = {}
    for concept, text, names_it in _items():
        joined = "".join(_TOKEN.findall(text))
        if re.match(r"[가-힣]", joined) and len(joined) > 1:
            found.setdefault(joined[:2], []).append((joined, concept, names_it))
    return found


@cache
def _wide() -> frozenset[str]:
    return frozenset(
        " ".join(name.split()) for name in read(__package__, "concepts")["wide"].split(",")
    )


@cache
def _generic() -> frozenset[str]:
    english = listed_words("generic")
    return english | frozenset(map(_stem, english)) | listed_words("generic_korean")


@cache
def _particles() -> tuple[str, ...]:
    return tuple(sorted(listed_words("particles"), key=len, reverse=True))
