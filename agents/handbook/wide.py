"""Messages that name a field and nothing of it: "my CV", "how do I prepare for an interview?".

No entry is the answer, but some are where people begin. Such a message has words for the field, and
else only words that say nothing definite; both stand in `data/wide.*.toml`.
"""

from functools import cache
from typing import NamedTuple

from agents.data_files import read
from agents.handbook.entries import Language
from agents.handbook.terms import EMPTY, INCIDENTAL, WORD, terms

_MOST = 160
"""Characters of a message that may be no more than that."""
_NAMED = WORD + INCIDENTAL + EMPTY
"""The sorts of words that may name a field: "job" tells nothing where more is said."""


class _Field(NamedTuple):
    """The words for a field, those that may stand with them, and the ids of the entries to begin
    with."""

    words: frozenset[str]
    also: frozenset[str]
    entries: tuple[str, ...]


def wide(text: str, language: Language) -> tuple[str, ...]:
    """The ids of the entries to begin with, where a message names a field and nothing of it."""
    if len(text) > _MOST:
        return ()
    found = terms(text, language, parts=False)
    named = {term[1:] for term in found if term[0] in _NAMED}
    said = {term[1:] for term in found if term[0] in WORD + INCIDENTAL}
    fields, light, definite = _lists(language)
    if any(_among(word, definite, language) for word in named):
        return ()
    for field in fields:
        own = {word for word in named if _among(word, field.words, language)}
        rest = said - own
        if own and all(_among(word, light | field.also, language) for word in rest):
            return field.entries
    return ()


def _among(word: str, words: frozenset[str], language: Language) -> bool:
    """Whether a word is one of these; in Korean one begins so, as endings follow."""
    if language == "ko":
        return word[:1].isdigit() or word.startswith(tuple(words))
    return word in words


@cache
def _lists(language: Language) -> tuple[tuple[_Field, ...], frozenset[str], frozenset[str]]:
    """The fields, words that say nothing definite, and those that do though they are small."""
    data = read(__package__, f"wide.{language}")
    fields = tuple(
        _Field(
            _words(one["words"], language),
            _words(one.get("also", ""), language),
            tuple(one["entries"]),
        )
        for one in data["field"]
    )
    return fields, _words(data["light"], language), _words(data["definite"], language)


def _words(listed: str, language: Language) -> frozenset[str]:
    if language == "ko":
        return frozenset(" ".join(listed.split()).replace(",", " ").split())
    return frozenset(term[1:] for term in terms(listed, language, parts=False) if term[0] in _NAMED)
