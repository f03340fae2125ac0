"""What a question asks for, and what it is about."""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Literal, NamedTuple, TypeAlias, cast

from agents.data_files import read
from agents.evidence.text import STOPWORDS
from agents.kinds.text.lists import pattern, phrases, words
from agents.kinds.text.terms import Term, root_of, terms

Wanted: TypeAlias = Literal[
    "who", "when", "where", "number", "size", "money", "duration", "often", "percent", "why", "how",
    "polar", "what",
]  # fmt: skip

_NUMBERED = re.compile(r"(?<!\w)([^\W\d_]{2,20})\s\d{1,5}(?![\w.,:/%-]*[\d%])(?!\s[^\W\d_])")
_QUOTED = re.compile(r"[\"“„«「『‘]([^\"”“»」』’\n]{2,120})[\"”“»」』’]")
_GERMAN = re.compile(
    r"(?i)\b(?:der|das|ist|wird|wer|wo|wann|wie|welche[mnrs]?|und|darf|muss|kann|sollen|im|dem|den"
    r"|eine|von|für|kostet|werden|wurde)\b"
)
_LIGHT, _TELLING = 0.25, 1.3
_HANGUL = re.compile(r"[가-힣]")
_COUNTER = re.compile(
    r"몇\s?(명|개|권|대|마리|사람|층|장|잔|병|곳|살|세|호|동|가지|킬로|미터|석|팀|편|평|도|번|회|년|월|일|시간|시|분|주|개월)"
)
_LEAST_QUESTION = 3


class Asked(NamedTuple):
    """A question: what it wants, the words that it is about, and how much each of them counts."""

    text: str
    wants: Wanted
    terms: tuple[Term, ...]
    weights: Mapping[str, float]
    demanded: frozenset[str]
    """The stems of what it names, and of what tells one of a sort: all have to be there."""
    quoted: tuple[str, ...]
    denied: bool
    counted: str | None
    """The stem of what is counted: "how many visitors"."""
    sort: str | None
    """The stem of what one of is asked for: "which design"."""
    counter: str
    """The Korean word that counts it: "몇 명"."""


def asked(question: str) -> Asked:
    """What a question asks."""
    wants, spans = _wanted(question)
    spans += [match.span() for match in phrases("words", "idioms").finditer(question)]
    begun = len(question) - len(question.lstrip(" \"'“¿"))
    found = tuple(
        term for term in terms(question) if not any(at <= term.start < end for at, end in spans)
    )
    unique = tuple({term.stem: term for term in reversed(found)}.values())[::-1]
    weights = {term.stem: _weight(term) for term in unique}
    demanded = {
        term.stem
        for term in unique
        if (term.is_name and term.start > begun and not _is_german(question))
        or term.is_number
        or term.said.lower() in words("words", "telling")
    }
    counted = None
    if wants == "number" and spans and not _HANGUL.search(question):
        counted = next((term.stem for term in found if term.start >= spans[0][1]), None)
        if question[spans[0][1] :][:1] not in {" ", ""}:
            counted = None
    return Asked(
        question,
        wants,
        unique,
        weights,
        frozenset(demanded),
        (*(one.strip() for one in _QUOTED.findall(question)), *_numbered(question)),
        denies(question),
        counted,
        _sort(found, question, spans) if wants == "what" else None,
        match[1] if (match := _COUNTER.search(question)) else "",
    )


def _numbered(question: str) -> Iterator[str]:
    """What is known by its number: "plot 31", "room 5"; no day, and no number of something."""
    for match in _NUMBERED.finditer(question):
        is_known = match[1].lower() not in STOPWORDS and not pattern("when").search(match.group())
        if is_known and match[1].lower() not in words("words", "telling"):
            yield match.group()


def _sort(found: Sequence[Term], question: str, spans: list[tuple[int, int]]) -> str | None:
    """What stands right behind "which" or "what"."""
    if not spans or _HANGUL.search(question):
        return None
    end = spans[0][1]
    first = next((term for term in found if term.start >= end), None)
    is_next = first is not None and not question[end : first.start].strip()
    return first.stem if first and is_next and first.stem not in _light() else None


def is_question(text: str) -> bool:
    """Whether words ask something: by their sign, or by the word that they begin with."""
    said = text.strip()
    if said.endswith(("?", "？")):
        return True
    if len(said) < _LEAST_QUESTION:
        return False
    return any(
        match.start() <= 1 or (said[match.start()] >= "가" and name not in {"how", "what"})
        for name, pattern in _types()
        if (match := pattern.search(said))
    )


def denies(text: str) -> bool:
    """Whether a text says that something is not so."""
    found = phrases("words", "denial").search(text) or phrases("words", "ko_denial").search(text)
    return found is not None


def _wanted(question: str) -> tuple[Wanted, list[tuple[int, int]]]:
    """What a question wants, and the places of the words that say so."""
    found = [
        (match.start(), order, name, match.span())
        for order, (name, pattern) in enumerate(_types())
        if (match := pattern.search(question))
    ]
    # What else it has is part of what it asks about; a verb in front asks only where nothing else
    # does: "Can you tell me when …".
    asking = [one for one in found if one[2] != "polar"] or found
    if not asking:
        return "what", []
    _, _, name, span = min(asking)
    return name, [span]


def _weight(term: Term) -> float:
    said = term.said.lower()
    if said in words("words", "telling"):
        return _TELLING
    return _LIGHT if term.stem in _light() else 1.0


def _is_german(text: str) -> bool:
    """Whether all nouns have capitals there: a capital is no sign of a name."""
    return _GERMAN.search(text) is not None


@cache
def _light() -> frozenset[str]:
    return frozenset(filter(None, (root_of(word) for word in words("words", "light"))))


@cache
def _types() -> tuple[tuple[Wanted, re.Pattern[str]], ...]:
    return tuple(
        (
            cast(Wanted, one["name"]),
            re.compile(rf"(?i)(?<![\w'’])(?:{one['pattern']})(?:(?<=\s)|(?![a-zäöüß]))"),
        )
        for one in read(__package__, "asked")["types"]
    )
