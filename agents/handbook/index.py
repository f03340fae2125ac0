"""The index of the handbook: how well each entry fits to terms, by BM25F.

The frequencies of a term in the fields are weighted and added before they are saturated (Robertson,
Zaragoza and Taylor, "Simple BM25 extension to multiple weighted fields", 2004). Next to that each
way of asking is a small text of its own, and the closest one counts. What the handbook has nothing
on stands there, too: a question that is closest to that has no entry.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from functools import cache
from typing import NamedTuple

from agents.data_files import read
from agents.handbook.entries import Entry, Language, entries
from agents.handbook.terms import EMPTY, INCIDENTAL, MEANING, PAIR, PIECE, WORD, terms

_SATURATION = 1.2
"""k1 of BM25: from how often on a term's being there again counts little."""
_LENGTH = 0.4
"""b of BM25: how much a long field weighs less."""
_FIELDS = {"title": 3.0, "asks": 2.5, "cues": 3.0, "when": 1.0, "body": 0.35}
"""How much a term weighs by where it stands."""
_SORTS: Mapping[Language, Mapping[str, float]] = {
    "en": {WORD: 1.0, MEANING: 1.2, PAIR: 0.6, PIECE: 0.1, EMPTY: 0.3, INCIDENTAL: 0.4},
    "ko": {WORD: 1.0, MEANING: 1.2, PAIR: 0.2, PIECE: 0.25, EMPTY: 0.3, INCIDENTAL: 0.4},
}
"""How much a term weighs by its sort."""
_TOO_COMMON = 0.3
"""The share of documents from which on a piece of a word tells nothing."""

Terms = Sequence[str]


class Document(NamedTuple):
    """An entry, or a topic that the handbook has nothing on: its name, and its texts by field."""

    name: str
    fields: Mapping[str, Sequence[str]]


class Index(NamedTuple):
    """The documents, and for each term how much it tells and where it stands."""

    names: tuple[str, ...]
    """Of the documents; topics that the handbook has nothing on follow the entries."""
    entries: int
    """How many of them are entries."""
    rare: Mapping[str, float]
    """How much a term tells: how rare it is, and of which sort."""
    postings: Mapping[str, tuple[tuple[int, float], ...]]
    """The documents with a term, each with what the term adds to its score."""
    asked: Mapping[str, tuple[int, ...]]
    """The ways of asking with a term."""
    owners: tuple[int, ...]
    """The documents that the ways of asking belong to."""
    sizes: tuple[float, ...]
    """How much the terms of a way of asking tell together."""


@cache
def index(language: Language) -> Index:
    """The index of a language, made once."""
    return build([*entry_documents(language), *_outside(language)], len(entries()), language)


def entry_documents(language: Language) -> list[Document]:
    """The entries as they are looked through."""
    cues = read(__package__, f"cues.{language}")
    return [_document(entry, language, _split(cues[entry.id])) for entry in entries()]


def _document(entry: Entry, language: Language, cues: list[str]) -> Document:
    wording = entry.wording(language)
    body = [
        *(one.then for one in wording.situations),
        *wording.steps,
        *(text for one in wording.say for text in (one.where, one.text)),
        *wording.avoid,
        wording.whom,
        *(note.text for note in wording.notes),
    ]
    fields = {
        "title": [wording.title],
        "asks": [wording.title, *wording.asks],
        "cues": cues,
        "when": [one.when for one in wording.situations],
        "body": [" ".join(body)],
    }
    return Document(entry.id, fields)


def _outside(language: Language) -> list[Document]:
    topics = read(__package__, f"outside.{language}")
    empty: dict[str, list[str]] = {name: [] for name in _FIELDS}
    return [
        Document(name, {**empty, "asks": _split(listed), "cues": _split(listed)})
        for name, listed in topics.items()
    ]


def _split(listed: str) -> list[str]:
    return [" ".join(phrase.split()) for phrase in listed.split(",")]


def build(documents: Sequence[Document], count: int, language: Language) -> Index:
    """An index of documents, of which the first `count` are entries."""
    told = [_terms_of(document, language) for document in documents]
    frequencies = _frequencies(told)
    sorts, total = _SORTS[language], len(told)
    rare = {
        term: math.log(1 + (total - len(own) + 0.5) / (len(own) + 0.5)) * sorts[term[0]]
        for term, own in frequencies.items()
        if term[0] != PIECE or len(own) < _TOO_COMMON * total
    }
    postings = {
        term: tuple(
            (number, tells * (_SATURATION + 1) * often / (often + _SATURATION))
            for number, often in frequencies[term].items()
        )
        for term, tells in rare.items()
    }
    asked: dict[str, list[int]] = defaultdict(list)
    owners: list[int] = []
    sizes: list[float] = []
    for number, fields in enumerate(told):
        for text in fields["asks"]:
            own = [term for term in set(text) if term in rare]
            for term in own:
                asked[term].append(len(owners))
            owners.append(number)
            sizes.append(math.sqrt(sum(rare[term] ** 2 for term in own)) or 1.0)
    names = tuple(document.name for document in documents)
    ways = {term: tuple(numbers) for term, numbers in asked.items()}
    return Index(names, count, rare, postings, ways, tuple(owners), tuple(sizes))


def _terms_of(document: Document, language: Language) -> dict[str, list[Terms]]:
    """The terms of each text of a document. Of its body only whole words: it is long."""
    told: dict[str, list[Terms]] = {}
    for name, texts in document.fields.items():
        parts = name != "body"
        told[name] = [terms(text, language, parts=parts) for text in texts]
    return told


def _frequencies(told: Sequence[Mapping[str, list[Terms]]]) -> dict[str, dict[int, float]]:
    """How often the documents have each term, weighted by where, and by how long that is."""
    found: dict[str, dict[int, float]] = defaultdict(dict)
    for name, factor in _FIELDS.items():
        average = sum(len(text) for fields in told for text in fields[name]) / len(told) or 1.0
        for number, fields in enumerate(told):
            counted = Counter(term for text in fields[name] for term in text)
            length = sum(counted.values()) / average
            norm = factor / (1 - _LENGTH + _LENGTH * length)
            for term, often in counted.items():
                own = found[term]
                own[number] = own.get(number, 0.0) + norm * often
    return found


def scores(weights: Mapping[str, float], made: Index) -> dict[int, float]:
    """How well each document fits to weighted terms: the sum that BM25F gives."""
    found: dict[int, float] = defaultdict(float)
    for term, weight in weights.items():
        for number, adds in made.postings.get(term, ()):
            found[number] += weight * adds
    return found


def closeness(weights: Mapping[str, float], made: Index) -> dict[int, float]:
    """How close the closest way of asking of each document is: the cosine, 0 to 1."""
    shared: dict[int, float] = defaultdict(float)
    size = 0.0
    for term, weight in weights.items():
        tells = made.rare.get(term, 0.0) * weight
        size += tells**2
        for way in made.asked.get(term, ()):
            shared[way] += tells * made.rare[term]
    found: dict[int, float] = {}
    for way, common in shared.items():
        own = common / (made.sizes[way] * math.sqrt(size)) if size else 0.0
        if own > found.get(made.owners[way], 0.0):
            found[made.owners[way]] = own
    return found
