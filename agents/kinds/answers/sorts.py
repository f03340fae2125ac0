"""What questions of forms ask in truth: sorts of questions, and the parts that an answer has."""

import re
from collections.abc import Iterable
from functools import cache

from msgspec import Struct

from agents.data_files import read
from agents.kinds.answers.telling import Sentence

MOST_SORTS = 2
"""A question may ask for two things: "지원 동기 및 입사 후 포부"."""
MOST_PARTS = 7
OTHER = "open"
"""The sort of a question that is none that is known."""
_GENERAL = frozenset(("time", "competence", "training", "open"))
"""Sorts whose words stand in questions of others, too: they count where no other does."""
_BLANK = re.compile(r"\s+")
_AND = re.compile(r"(?i)및|그리고|[,·/&]|[와과]\s|\band\b|고\s")
"""What stands between two things that a question asks for."""


class Sort(Struct, frozen=True):
    """A sort of questions: the words that tell it, and the keys of its parts, in order."""

    key: str
    english: tuple[str, ...]
    korean: tuple[str, ...]
    parts: tuple[str, ...]


class Part(Struct, frozen=True):
    """A part of an answer: the signs and words by which it is seen, and whether a line of the
    résumé may be what it is made of."""

    key: str
    signs: tuple[str, ...]
    english: tuple[str, ...]
    korean: tuple[str, ...]
    resume: bool


@cache
def sorts() -> tuple[Sort, ...]:
    """All sorts, in the order of the list."""
    return tuple(
        Sort(key, _split(row["en"]), _split(row["ko"]), tuple(row["parts"]))
        for key, row in read(__package__, "sorts").items()
    )


@cache
def parts() -> dict[str, Part]:
    """All parts, by their keys."""
    return {
        key: Part(key, tuple(row["signs"]), _split(row["en"]), _split(row["ko"]), row["resume"])
        for key, row in read(__package__, "parts").items()
    }


def sorts_of(question: str) -> tuple[Sort, ...]:
    """What a question asks for, at most two sorts, in the order in which it names them."""
    found: list[tuple[int, int, Sort]] = []
    for order, sort in enumerate(sorts()):
        place = first_of(question, sort.english, sort.korean)
        if place is not None:
            found.append((place, order, sort))
    plain = sorted((one for one in found if one[2].key not in _GENERAL), key=lambda one: one[1])
    if plain:
        chosen = [one for one in plain if one is plain[0] or _is_beside(question, plain[0], one)]
        return tuple(sort for _, _, sort in sorted(chosen[:MOST_SORTS], key=lambda one: one[:2]))
    general = [sort for _, _, sort in sorted(found, key=lambda one: one[1])]
    return tuple(general[:1]) or tuple(sort for sort in sorts() if sort.key == OTHER)


def _is_beside(question: str, first: tuple[int, int, Sort], other: tuple[int, int, Sort]) -> bool:
    """Whether a question asks for both: "지원 동기 및 입사 후 포부"."""
    start, end = sorted((first[0], other[0]))
    return _AND.search(_BLANK.sub(" ", question)[start : end + 1]) is not None


def parts_of(found: Iterable[Sort]) -> tuple[Part, ...]:
    """The parts of answers to these sorts, each once."""
    keys = dict.fromkeys(key for sort in found for key in sort.parts)
    return tuple(parts()[key] for key in keys)[:MOST_PARTS]


def has(sentence: Sentence, part: Part, firm: str | None) -> bool:
    """Whether a sentence has that part of an answer; `firm` is who is applied to, where known."""
    signs = sentence.signs
    if part.key == "here" and firm and firm in sentence.text:
        return True
    if any(_shows(signs, name) for name in part.signs):
        return True
    return first_of(sentence.text, part.english, part.korean) is not None


def _shows(signs: object, name: str) -> bool:
    return bool(getattr(signs, name))


def first_of(text: str, english: tuple[str, ...], korean: tuple[str, ...]) -> int | None:
    """The place of the first of these words, whole ones of English; None where none stands there.

    Blanks count nothing in Korean ones.
    """
    folded = _BLANK.sub(" ", text.casefold())
    compact = folded.replace(" ", "")
    where = [at for at, char in enumerate(folded) if char != " "]
    begun = (compact.find(_BLANK.sub("", word.casefold())) for word in korean)
    places = [where[at] for at in begun if at >= 0]
    low = f" {folded} "
    for word in english:
        at = low.find(word)
        while at >= 0 and (low[at - 1].isalnum() or low[at + len(word)].isalnum()):
            at = low.find(word, at + 1)
        if at >= 0:
            places.append(at)
    return min(places, default=None)


def _split(listed: str) -> tuple[str, ...]:
    return tuple(word for one in listed.split(",") if (word := " ".join(one.split())))
