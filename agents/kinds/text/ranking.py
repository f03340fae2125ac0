"""Which passages of a text matter most: by what they share with the rest, where they stand, and
what they say; each of them adding something to those before it."""

import math
from collections import Counter
from collections.abc import Callable, Sequence
from typing import NamedTuple

from agents.evidence.claims import word_count
from agents.evidence.instructions import is_instruction
from agents.kinds.text.lists import pattern, phrases
from agents.kinds.text.passages import Passage
from agents.kinds.text.terms import Term, terms

_CENTRAL, _LEAD, _HEADED, _CUE, _FIGURE = 1.0, 0.35, 0.25, 0.3, 0.18
_BOILERPLATE, _ASIDE, _LEANING, _QUOTED, _SHORT = 1.6, 0.6, 0.15, 0.5, 0.4
_REPEATS, _SAME_PART = 0.9, 0.25
"""How much what was chosen before takes from what says the same, and from what stands near it."""
_LEAST_TERMS = 3
_GOOD_WORDS = (6, 34)
_MOST_BOILERPLATE_WORDS = 22


class Weighed(NamedTuple):
    """A passage with its number, its words, and how much it matters alone."""

    number: int
    passage: Passage
    terms: tuple[Term, ...]
    weights: dict[str, float]
    score: float


def weighed(found: Sequence[Passage]) -> list[Weighed]:
    """The passages that say something of the text's subject, in its order."""
    said = [terms(passage.said) for passage in found]
    counts: Counter[str] = Counter()
    for some in said:
        counts.update({term.stem for term in some})
    total = len(found)
    subject = _subject(found, said, counts)
    vectors = [_vector(some, counts, total) for some in said]
    center: Counter[str] = Counter()
    for passage, vector in zip(found, vectors, strict=True):
        if passage.sort not in {"meta", "code"} and not passage.quoted:
            center.update(vector)
    length = math.sqrt(sum(value * value for value in center.values())) or 1.0
    proper = [at for at, one in enumerate(found) if _tells(one)]
    places = {at: place for place, at in enumerate(proper)}
    most = 1e-9
    central = []
    for vector in vectors:
        value = sum(weight * center[stem] for stem, weight in vector.items()) / length
        central.append(value)
        most = max(most, value)
    return [
        Weighed(
            at,
            found[at],
            said[at],
            vectors[at],
            _score(found, at, said[at], central[at] / most, places[at], len(proper), subject),
        )
        for at in proper
    ]


def _tells(passage: Passage) -> bool:
    """Whether it may stand for the text: the first row of a table only says what the others are."""
    if passage.sort == "row":
        return passage.head is not None
    return passage.sort in {"sentence", "item"}


def _vector(some: Sequence[Term], counts: Counter[str], total: int) -> dict[str, float]:
    """The weights of a passage's words, which together are of length 1."""
    raw = {
        term.stem: (1 + math.log(counts[term.stem])) * math.log(1 + total / counts[term.stem])
        for term in some
    }
    length = math.sqrt(sum(value * value for value in raw.values())) or 1.0
    # A passage of one word would be all about the subject.
    length *= max(1.0, (_LEAST_TERMS + 1 - len(raw)))
    return {stem: value / length for stem, value in raw.items()}


def _subject(
    found: Sequence[Passage], said: Sequence[tuple[Term, ...]], counts: Counter[str]
) -> frozenset[str]:
    """The words of headings that the text also has elsewhere."""
    title: set[str] = set()
    for passage, some in zip(found, said, strict=True):
        if passage.sort == "heading" or (passage.sort == "meta" and not title):
            title |= {term.stem for term in some}
    return frozenset(stem for stem in title if counts[stem] > 1)


def _score(
    found: Sequence[Passage],
    at: int,
    some: tuple[Term, ...],
    central: float,
    place: int,
    total: int,
    subject: frozenset[str],
) -> float:
    passage = found[at]
    text = passage.said
    score = _CENTRAL * central + _LEAD / (1 + 4 * place / max(4, total))
    if passage.opens:
        score += _LEAD / 3
    if subject and some:
        score += _HEADED * sum(term.stem in subject for term in some) / len(some)
    cues = len(set(phrases("weights", "important").findall(text)))
    score += _CUE * min(2, cues) / 2
    if pattern("number").search(text):
        score += _FIGURE
    return score - _against(passage, some)


def _against(passage: Passage, some: tuple[Term, ...]) -> float:
    """How much speaks against a passage: what it is, and how long."""
    text = passage.said
    against = {
        _BOILERPLATE: is_boilerplate(passage),
        _ASIDE: phrases("weights", "aside").search(text) is not None,
        _LEANING: leans(text),
        _QUOTED: passage.quoted,
    }
    found = sum(weight for weight, is_so in against.items() if is_so)
    count = word_count(text)
    if len(some) < _LEAST_TERMS or count < _GOOD_WORDS[0]:
        found += _SHORT * (0.5 if passage.sort in {"item", "row"} else 1.0)
    elif count > _GOOD_WORDS[1]:
        found += 0.01 * min(40, count - _GOOD_WORDS[1])
    return found


def is_boilerplate(passage: Passage) -> bool:
    """Whether a passage is a greeting or the like: it begins so, or says little else."""
    text = passage.said
    match = phrases("weights", "boilerplate").search(text)
    if match is None:
        return False
    stands = match.start() <= 12 or match.end() >= len(text.rstrip(" .!)")) - 2
    return stands and word_count(text) <= _MOST_BOILERPLATE_WORDS


def leans(text: str) -> bool:
    """Whether it begins with a word that points to what stands before it."""
    return phrases("weights", "leaning").match(text) is not None


def chosen(
    weighed: Sequence[Weighed], most: int, fits: Callable[[Weighed], bool] = lambda one: True
) -> list[Weighed]:
    """The passages that matter most together, the most important first: at most so many.

    Each next one is that which matters most beside those chosen before; `fits` is asked of each
    when it would be taken. What talks to a model stands for nothing.
    """
    left = {one.number: one for one in weighed}
    values = {one.number: one.score for one in weighed}
    parts: Counter[int] = Counter()
    found: list[Weighed] = []
    while left and len(found) < most:
        number = max(left, key=lambda at: (values[at], -at))
        one = left.pop(number)
        if values[number] <= 0 and found:
            break
        if is_instruction(one.passage.text) or not fits(one):
            continue
        found.append(one)
        part = _part(one)
        parts[part] += 1
        for at, other in left.items():
            shared = _overlap(one, other)
            values[at] -= _REPEATS * shared * max(0.3, other.score)
            if shared > 0.8:
                values[at] -= 1.0
            if _part(other) == part:
                values[at] -= _SAME_PART / (1 if parts[part] > 1 else 2)
    return found


def _part(one: Weighed) -> int:
    """What it stands in: below which heading, or in which paragraph."""
    return one.passage.headings[-1] if one.passage.headings else -1 - one.passage.paragraph


def _overlap(one: Weighed, other: Weighed) -> float:
    small, large = sorted((one.weights, other.weights), key=len)
    return sum(value * large.get(stem, 0.0) for stem, value in small.items())
