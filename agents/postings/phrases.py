"""Lists of phrases, kept as data, and where in a text which of them stand.

In a phrase a star at the end of a word stands for any ending, one before the first word for what a
compound begins with, "…" for up to four words. Small and
capital letters are the same, Latin phrases are whole words, and in Korean, Chinese and
Japanese ones any part counts and blanks may be missing.
"""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache, lru_cache
from itertools import chain
from typing import Any, NamedTuple

from agents.data_files import names, read

_LISTS = ("headings", "cues", "topics", "levels", "seniority", "head")
_LANGUAGES = "data/languages"
"""Where a language's own lists stand, in a file by its code, each under the key of the list."""
_TOKEN = re.compile(
    r"(?i)(?:[cdjlmnst]|qu|jusqu|(?:de|a|ne|su|da)ll|un)['’](?=[^\W\d_])"
    r"|[^\W_]+(?:['’][^\W_]+)*"
)
"""A word; what French and Italian elide before it is one of its own."""
_UNSPACED = re.compile(r"[가-힣\u3040-\u30ff\u4e00-\u9fff]")
_JOINED = re.compile(r"[\s*_-]{1,4}")
"""What may stand between the words of a phrase; nothing with a blank where it has none itself."""
_STEM = 3
"""Letters by which words with any ending are looked up."""
_MOST_SKIPPED = 4

_SHARED = frozenset({"labels", "remote"})
"""Lists whose English words stand in postings of every language."""
_spoken: ContextVar[str | None] = ContextVar("language", default=None)

Span = tuple[int, int]


class Phrases:
    """A list of phrases: whether, and where, they stand in a text.

    What it costs to look grows with the length of the text, and no faster, however long the list.
    """

    def __init__(self, *path: str) -> None:
        self._path = path

    def spans(self, text: str) -> list[Span]:
        """Where they stand, in order; of those that overlap the first, and of them the longest."""
        found: list[Span] = []
        for span in sorted(_found(text).get(self._path, ()), key=lambda one: (one[0], -one[1])):
            if not found or span[0] >= found[-1][1]:
                found.append(span)
        return found

    def in_(self, text: str) -> bool:
        """Whether one of them stands in the text."""
        return self._path in _found(text)

    def first(self, text: str) -> str | None:
        """The first of them, as it stands there."""
        spans = self.spans(text)
        return text[slice(*spans[0])] if spans else None

    def share(self, text: str) -> float:
        """How much of the text they are, 0 to 1."""
        return sum(end - start for start, end in self.spans(text)) / max(1, len(text))

    def taken_from(self, text: str) -> str:
        """The text with a bar in the place of each."""
        for start, end in reversed(self.spans(text)):
            text = f"{text[:start]}|{text[end:]}"
        return text


@contextmanager
def spoken(code: str | None) -> Iterator[None]:
    """Within it phrases of that language (BCP 47) are looked for, too, beside those of all texts.

    What is a word of one language is another one in the next: "om", "da", "min".
    """
    before = _spoken.set(code if code in names(__package__, _LANGUAGES) else None)
    try:
        yield
    finally:
        _spoken.reset(before)


def language_spoken() -> str | None:
    """The language whose phrases are looked for, beside those of all texts."""
    return _spoken.get()


def lists_in(text: str) -> frozenset[str]:
    """The names of the lists (`headings`, `labels`, …) of which something stands in a text."""
    return frozenset(path[0] for path in _found(text))


@cache
def phrases(*path: str) -> Phrases:
    """A list of this package's files, by the file's name and the keys in it."""
    return Phrases(*path)


@cache
def pattern(name: str) -> re.Pattern[str]:
    """A pattern with words of several languages in it, by its name."""
    return re.compile("".join(_kept("patterns")[name].splitlines()))


class _Word(NamedTuple):
    """A word of a phrase: how it is told, and what stands before it."""

    text: str
    is_stem: bool
    is_tail: bool
    is_tight: bool
    """No blank stands before it."""
    skips: bool
    """Other words may."""
    signs: str
    """What stands before it besides: the per cent of "100 % remote"."""


class _Phrase(NamedTuple):
    words: tuple[_Word, ...]
    paths: tuple[tuple[str, ...], ...]


class _Index(NamedTuple):
    """All phrases by their first word, or two, by the stem of it, and by their first letters."""

    words: dict[str, list[_Phrase]]
    pairs: dict[tuple[str, str], list[_Phrase]]
    stems: dict[str, list[_Phrase]]
    unspaced: dict[str, list[tuple[str, tuple[tuple[str, ...], ...]]]]
    tails: dict[str, list[_Phrase]]
    begins: set[str]
    """The letters that phrases without blanks begin with."""


class _Token(NamedTuple):
    key: str
    start: int
    end: int


def _found(text: str) -> Mapping[tuple[str, ...], list[Span]]:
    """Where the phrases of all lists stand, by the paths of the lists."""
    return _scan(text, _spoken.get())


@lru_cache(maxsize=4096)
def _scan(text: str, code: str | None) -> Mapping[tuple[str, ...], list[Span]]:
    index = _index(code)
    found: dict[tuple[str, ...], list[Span]] = {}
    tokens = [
        _Token(m.group().lower().replace("’", "'"), m.start(), m.end())
        for m in _TOKEN.finditer(text)
    ]
    for at, token in enumerate(tokens):
        key = token.key
        following = tokens[at + 1].key if at + 1 < len(tokens) else ""
        for phrase in chain(
            index.words.get(key, ()),
            index.pairs.get((key, following), ()),
            index.stems.get(key[:_STEM], ()),
            index.tails.get(key[-_STEM:], ()),
        ):
            if (end := _ends(text, tokens, at, phrase.words)) is not None:
                for path in phrase.paths:
                    found.setdefault(path, []).append((token.start, end))
    if _UNSPACED.search(text):
        for span, paths in _unspaced_spans(text, index):
            for path in paths:
                found.setdefault(path, []).append(span)
    return found


def _ends(text: str, tokens: list[_Token], at: int, words: tuple[_Word, ...]) -> int | None:
    """Where a phrase ends that begins at a token; None where it does not stand there."""
    last = at
    for number, word in enumerate(words):
        if number:
            following = _following(text, tokens, last, word)
            if following is None:
                return None
            last = following
        elif not _is(tokens[at].key, word):
            return None
    return tokens[last].end


def _following(text: str, tokens: list[_Token], last: int, word: _Word) -> int | None:
    """The number of the token that is a phrase's next word; None where there is none."""
    most = _MOST_SKIPPED if word.skips else 0
    for at in range(last + 1, min(last + 2 + most, len(tokens))):
        if _is(tokens[at].key, word):
            between = text[tokens[at - 1].end : tokens[at].start]
            is_tight = not between.strip(".+/-&") and len(between) < 2
            fits = is_tight if word.is_tight else _JOINED.fullmatch(between) is not None
            fits = fits or (word.signs != "" and "".join(between.split()) == word.signs)
            return at if fits or word.skips else None
    return None


def _is(key: str, word: _Word) -> bool:
    if word.is_tail:
        return key.endswith(word.text)
    return key.startswith(word.text) if word.is_stem else key == word.text


def _unspaced_spans(text: str, index: _Index) -> Iterator[tuple[Span, tuple[tuple[str, ...], ...]]]:
    places = [at for at, character in enumerate(text) if not character.isspace()]
    joined = "".join([text[at] for at in places]).lower()
    if len(joined) != len(places):
        return  # of letters that are two in small ones
    for at, first in enumerate(joined):
        if first not in index.begins:
            continue
        candidates = index.unspaced.get(joined[at : at + 2], ()), index.unspaced.get(first, ())
        for phrase, paths in chain(*candidates):
            if joined.startswith(phrase, at):
                yield (places[at], places[at + len(phrase) - 1] + 1), paths


@cache
def _index(code: str | None) -> _Index:
    index = _Index({}, {}, {}, {}, {}, set())
    for path, text in _written(code):
        paths = tuple(path[:count] for count in range(2, len(path) + 1))
        for phrase in filter(None, (" ".join(item.split()).lower() for item in text.split(","))):
            if _UNSPACED.search(phrase):
                joined = phrase.replace(" ", "")
                index.begins.add(joined[0])
                index.unspaced.setdefault(joined[:2], []).append((joined, paths))
                continue
            _keep(index, _Phrase(tuple(_words(phrase)), paths))
    return index


def _keep(index: _Index, phrase: _Phrase) -> None:
    first, *others = phrase.words
    if first.is_tail:
        index.tails.setdefault(first.text[-_STEM:], []).append(phrase)
    elif first.is_stem:
        index.stems.setdefault(first.text[:_STEM], []).append(phrase)
    elif others and not (others[0].is_stem or others[0].skips):
        index.pairs.setdefault((first.text, others[0].text), []).append(phrase)
    else:
        index.words.setdefault(first.text, []).append(phrase)


def _words(phrase: str) -> Iterator[_Word]:
    matches = list(_TOKEN.finditer(phrase))
    for number, match in enumerate(matches):
        between = phrase[matches[number - 1].end() if number else 0 : match.start()]
        yield _Word(
            text=match.group(),
            is_stem=phrase[match.end() : match.end() + 1] == "*",
            is_tail=phrase[: match.start()] == "*",
            is_tight=bool(number) and " " not in between,
            skips="…" in between,
            signs=between.strip(" *…"),
        )


def _written(code: str | None) -> Iterator[tuple[tuple[str, ...], str]]:
    """Every list of the files that is of all texts, or of that language, with its path."""
    waiting: list[tuple[tuple[str, ...], Any]] = [((name,), _kept(name)) for name in _LISTS]
    for one in (code, "en") if code and code != "en" else ("en",):
        for name, lists in read(__package__, one, _LANGUAGES).items():
            if one == code or name in _SHARED:
                waiting += [((name, key, one), written) for key, written in lists.items()]
    while waiting:
        path, found = waiting.pop()
        if isinstance(found, str):
            yield path, found
        else:
            waiting += [((*path, key), value) for key, value in found.items()]


@cache
def _kept(name: str) -> dict[str, Any]:
    return read(__package__, name)
