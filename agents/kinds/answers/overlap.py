"""Whether two answers tell the same story: by what happened in it, not by where.

The same figures, names and rare words tell it; the employer, the question's words and what stands
in any answer do not.
"""

import re
from collections import Counter
from collections.abc import Sequence
from functools import cache, lru_cache
from itertools import combinations

from msgspec import Struct

from agents.data_files import read
from agents.evidence.quantities import quantities
from agents.evidence.text import stem
from agents.kinds.answers.telling import speaks_korean
from agents.telling.english import details_of
from agents.telling.lists import entries
from agents.telling.passages import plain

LEAST_WEIGHT, LEAST_SHARED, LEAST_SHARE = 5.0, 4, 0.1
_BEGUN = 2
"""Syllables by which Korean words are the same: what is behind them is mostly grammar."""
_FIGURE, _NAME, _WORD = 2.0, 1.5, 1.0
FIGURE = "#"
"""What the mark of a figure begins with."""
_SMALL = 3
"""Counts up to this stand everywhere."""
_SHOWN = 4
_EOJEOL = re.compile(r"[가-힣]{2,20}")
_LATIN = re.compile(r"\b[A-Z][A-Za-z0-9+#.-]{1,20}\b")
_ENDING = re.compile(
    r"(?:했습니다|하였습니다|였습니다|이었습니다|었습니다|았습니다|습니다|됐습니다|되었습니다|합니다|입니다|했고|했으며|하였고|하며|하면서"
    r"|하도록|하기|하여|해서|하고|하는|하던|했던|한다|했다|할|한|해|됐고|되어|돼서|되는|된|이라는|라는|으로|에서는|에서도|에서|에게|까지|부터|보다|마다|처럼"
    r"|이나|에는|에도|로는|들이|들을|들의|들은|들과|들|이|가|을|를|은|는|의|에|와|과|도|로|만)$"
)
_PAST = re.compile(r"[었았였했겠렸졌췄꼈냈됐갔왔웠뀠꿨렀켰쳤봤줬]$")


class Told(Struct, frozen=True):
    """An item's text; `left` are texts whose words tell no story from another: its question, who
    employed the person, who is applied to."""

    id: str
    text: str
    left: tuple[str, ...]


class Same(Struct, frozen=True):
    """Two items that tell the same, and the figures and words that both have."""

    items: tuple[str, str]
    shared: tuple[str, ...]


def same_stories(told: Sequence[Told]) -> tuple[Same, ...]:
    """The pairs of items that tell the same story, in the order of the form."""
    marks = {one.id: marks_of(one.text, one.left) for one in told if one.text.strip()}
    spread = Counter(mark for found in marks.values() for mark in found)
    common = {mark for mark, count in spread.items() if count > 2 and count * 2 > len(marks)}
    found = []
    for first, second in combinations(marks, 2):
        both = [mark for mark in marks[first] if mark in marks[second] and mark not in common]
        weight = sum(marks[first][mark][0] for mark in both)
        less = min(
            sum(weight for mark, (weight, _) in marks[id].items() if mark not in common)
            for id in (first, second)
        )
        enough = len(both) >= LEAST_SHARED and weight >= LEAST_WEIGHT
        if enough and weight >= LEAST_SHARE * less:
            best = sorted(both, key=lambda mark: -marks[first][mark][0])[:_SHOWN]
            found.append(Same((first, second), tuple(marks[first][mark][1] for mark in best)))
    return tuple(found)


@lru_cache(maxsize=256)
def marks_of(text: str, left_out: tuple[str, ...] = ()) -> dict[str, tuple[float, str]]:
    """What a text is known by: each mark with its weight, and as it stands there.

    Words of the texts that are `left_out` are no marks.
    """
    found: dict[str, tuple[float, str]] = {}
    for number in quantities(text):
        small = number.kind == "count" and number.value <= _SMALL
        if not (number.is_year or small):
            key = f"{FIGURE}{number.kind}:{number.value:g}"
            found.setdefault(key, (_FIGURE, bare(number.written)))
    left = {word for other in left_out for word in (*_stems(other), *_names(other))}
    for name, written in _names(text).items():
        found.setdefault(name, (_NAME, written))
    for word, written in _stems(text).items():
        found.setdefault(word, (_WORD, written))
    return {mark: value for mark, value in found.items() if mark not in left}


def _names(text: str) -> dict[str, str]:
    """Names in Latin letters within Korean."""
    if not speaks_korean(text):
        return {}
    return {f"@{match.group().casefold()}": match.group() for match in _LATIN.finditer(text)}


def _stems(text: str) -> dict[str, str]:
    """The stems of words that do not stand everywhere, each with the word as it stands there."""
    if not speaks_korean(text):
        known = _everywhere("en")
        stems = details_of(plain(text)) - known
        words = {
            stem(word.casefold()): word for word in re.findall(r"[A-Za-z][A-Za-z'-]{2,}", text)
        }
        return {one: words.get(one, one) for one in sorted(stems) if one not in known}
    found: dict[str, str] = {}
    for match in _EOJEOL.finditer(text):
        word = bare(match.group())
        if len(word) >= _BEGUN and word[:_BEGUN] not in _everywhere("ko"):
            found.setdefault(word[:_BEGUN], word)
    return found


def bare(word: str) -> str:
    """A Korean word without particle and ending, as far as they are known by their look."""
    for _ in range(2):
        shorter = _PAST.sub("", _ENDING.sub("", word))
        if len(shorter) < 2:
            break
        word = shorter
    return word


@cache
def _everywhere(language: str) -> frozenset[str]:
    listed = read(__package__, "overlap")[language]["words"].split(",")
    words = (" ".join(one.split()) for one in listed)
    if language == "en":
        return frozenset(stem(word) for word in words if word)
    telling = entries("ko", "hollow")
    return frozenset(word.replace(" ", "")[:_BEGUN] for word in (*words, *telling) if word)
