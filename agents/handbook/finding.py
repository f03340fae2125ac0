"""Which entry of the handbook a message is on.

What is asked goes before what merely occurs: sentences that ask weigh more than those that tell,
and of what was told at length the beginning and the end are looked at. A message that goes on with
what was spoken of stays there.
"""

import math
from collections import defaultdict
from collections.abc import Mapping
from typing import Literal, NamedTuple

import msgspec

from agents.evidence.word_lists import is_korean
from agents.handbook.asking import Asked, asks_for, is_question, refers, sentences, undenied
from agents.handbook.entries import Entry, Language, by_id, language_code
from agents.handbook.index import Index, closeness, index, scores
from agents.handbook.terms import MEANING, WORD, terms
from agents.handbook.wide import wide

_BEGINNING, _END = 1_200, 1_800
"""Characters of a long message that are looked at: people say first what it is about, and ask
last."""
_MOST_SENTENCES = 8
"""Of which each is compared with the ways of asking."""
_ASKS, _LAST, _FIRST = 1.5, 1.2, 1.1
"""How much more sentences weigh that ask, that are the last, that are the first."""
_TELLS = 0.8
"""How much the closeness of a sentence counts that doesn't ask."""
_CLOSEST = 0.35
"""How much the closest way of asking counts, next to all that fits."""
_GENERAL = {"where-to-begin": 0.5, "help": 0.4}
"""Entries for who says nothing definite, and how much they count in a message that does."""
_DEFINITE = 6
"""Words with a meaning of their own from which on a message says something definite."""
_ENOUGH: Mapping[Language, tuple[float, float, float]] = {
    "en": (6.0, 4.0, 26.0),
    "ko": (6.0, 3.0, 22.0),
}
"""The score that an entry needs: for no word, for each more, and at the most."""
_NEAREST = 0.5
"""The share of that from which on an entry is at least near."""
_CLEAR, _OUTSIDE = 1.3, 0.8
"""How much better than the next the best entry must be where the two are no neighbours; how close
it must come to a topic that the handbook has nothing on to be offered."""
_RIVAL = 0.8
"""How close such a topic may come to the best entry where one is sure."""
_SAME = 0.8
"""From how close on a message is as good as one of the ways of asking."""
_AHEAD, _ALMOST = 1.5, 0.85
"""How much better than the next an entry is that needs less than enough, and how much less."""
_ELSEWHERE = 1.3
"""How much better another entry must be than the one that was spoken of, to go there."""
_ANEW, _LEAST_ANEW = 1.6, 18.0
"""How much more than enough another entry must have where a message refers to what was said, or
asks for something in few words; and of what at least."""
_FEW = 3
"""Words with a meaning of their own up to which a message that asks for something goes on."""
_GOES_ON: frozenset[Asked] = frozenset({"shorter", "other", "no", "more"})
"""What only somebody asks for who was told something before."""
_ANEW_ASKED: frozenset[Asked | None] = frozenset({None, "step"})
"""What a question asks for that goes on with nothing."""
_SHORT = 12
"""Words with a meaning of their own up to which a message may only go on."""
_STRAIN, _STRAINED = f"{MEANING}exhausted", "cant-any-more"

Why = Literal["fits", "goesOn", "wide", "near", "outside", "nothing"]
"""`wide` is a message that names a field and nothing of it: the entries are where to begin."""


class Found(msgspec.Struct, frozen=True):
    """The entries that fit, best first; where it isn't `sure`, the nearest there are, or none.

    `strained`: the message says that somebody can't cope, below danger. That is looked for
    elsewhere, and first (`agents.evidence.distress`).
    """

    sure: bool
    entries: tuple[Entry, ...]
    why: Why
    strained: bool = False


class Ranked(NamedTuple):
    """A document, how well it fits in all, its score, and its closest way of asking, 0 to 1."""

    name: str
    order: float
    score: float
    close: float = 0.0


def find(text: str, language: str | None, *, within: str = "", limit: int = 3) -> Found:
    """The entries that a message is on: at most `limit`.

    `language` is that of the conversation; a message in the other one is looked up in its own.
    `within` is the id of the entry that was spoken of, if any.
    """
    code: Language = "ko" if is_korean(text) else language_code(language)
    if code == "ko" and not is_korean(text):
        code = "en"
    look = _Look(text, code)
    found = ranked(look.weights, look.parts, code)
    strained = _STRAIN in look.weights
    stays = by_id().get(within)
    why = _why(found, look, code)
    elsewhere = why == "outside" and asks_for(text) in _ANEW_ASKED and not refers(text)
    if (
        stays
        and not elsewhere
        and not _names_field(text, code)
        and _goes_on(text, look, found, stays.id)
    ):
        near = (one for one in (by_id()[name] for name in stays.near))
        return Found(True, (stays, *near)[:limit], "goesOn", strained)
    unsure = not strained and (why != "fits" or found[0].name in _GENERAL)
    if unsure and (begin := wide(text, code)):
        return Found(False, tuple(by_id()[name] for name in begin)[:limit], "wide")
    if why in ("outside", "nothing"):
        return Found(False, (), why, strained)
    fitting = [by_id()[one.name] for one in found if one.name in by_id()][:limit]
    worn = by_id()[_STRAINED]
    if strained and worn not in fitting:
        fitting = [*fitting[: limit - 1], worn]
    return Found(why == "fits", tuple(fitting), why, strained)


def ranked(
    weights: Mapping[str, float],
    parts: list[tuple[Mapping[str, float], float]],
    language: Language,
    made: Index | None = None,
) -> list[Ranked]:
    """The documents that have any of the terms, best first, by `made` or the handbook's index."""
    made = made or index(language)
    fits = scores(weights, made)
    close: dict[int, float] = {}
    for part, factor in parts:
        for number, value in closeness(part, made).items():
            close[number] = max(close.get(number, 0.0), value * factor)
    top = max(fits.values(), default=1.0) or 1.0
    definite = sum(term[0] == WORD for term in weights) >= _DEFINITE
    found = []
    for number, score in fits.items():
        name = made.names[number]
        factor = _GENERAL.get(name, 1.0) if definite else 1.0
        order = (score / top + _CLOSEST * close.get(number, 0.0)) * factor
        found.append(Ranked(name, order, score * factor, close.get(number, 0.0)))
    return sorted(found, key=lambda one: (-one.order, one.name))


class _Look:
    """A message as it is looked up: its terms with their weights, and its sentences."""

    def __init__(self, text: str, language: Language) -> None:
        said = text
        if len(text) > _BEGINNING + _END:
            said = f"{text[:_BEGINNING]}\n{text[-_END:]}"
        told = sentences(said)
        weights: dict[str, float] = defaultdict(float)
        self.parts: list[tuple[Mapping[str, float], float]] = []
        for at, sentence in enumerate(told):
            own = set(terms(undenied(sentence, language), language))
            asks = is_question(sentence, language)
            if at < _MOST_SENTENCES // 2 or at >= len(told) - _MOST_SENTENCES // 2:
                self.parts.append((dict.fromkeys(own, 1.0), 1.0 if asks else _TELLS))
            weight = 1.0
            if len(told) > 1:
                weight *= _ASKS if asks else 1.0
                weight *= _LAST if at == len(told) - 1 else 1.0
                weight *= _FIRST if at == 0 else 1.0
            for term in own:
                weights[term] += weight
        self.language = language
        self.weights = {
            term: 1 + math.log(weight) if weight > 1 else weight for term, weight in weights.items()
        }
        if 1 < len(told) <= _MOST_SENTENCES:
            self.parts.append((dict.fromkeys(self.weights, 1.0), 1.0))
        self.words = sum(term[0] == WORD for term in self.weights)


def _names_field(text: str, language: Language) -> bool:
    """Whether a message names a field anew, and refers to nothing that was said."""
    return asks_for(text) in _ANEW_ASKED and not refers(text) and bool(wide(text, language))


def _enough(look: _Look) -> float:
    least, each, most = _ENOUGH[look.language]
    return min(most, least + each * look.words)


def _why(found: list[Ranked], look: _Look, language: Language) -> Why:
    fitting = [one for one in found if one.name in by_id()]
    if found and found[0].close >= _SAME and found[0].name in by_id():
        return "fits"
    if not fitting or fitting[0].score < _NEAREST * _enough(look):
        return "outside" if found and found[0].name not in by_id() else "nothing"
    best = fitting[0]
    if found[0].name not in by_id():
        return "near" if best.order >= _OUTSIDE * found[0].order else "outside"
    rival = next((one for one in found if one.name not in by_id()), None)
    if rival and rival.order > _RIVAL * best.order:
        return "near"
    if best.score < _enough(look):
        ahead = len(fitting) < 2 or best.order > _AHEAD * fitting[1].order
        return "fits" if ahead and best.score >= _ALMOST * _enough(look) else "near"
    if len(fitting) > 1 and best.order < _CLEAR * fitting[1].order:
        neighbours = by_id()[best.name].near
        return "fits" if fitting[1].name in neighbours else "near"
    return "fits"


def _goes_on(text: str, look: _Look, found: list[Ranked], within: str) -> bool:
    """Whether a message goes on with the entry that was spoken of."""
    asked = asks_for(text)
    if asked in _GOES_ON and look.words <= _SHORT:
        return True
    own = next((one for one in found if one.name == within), Ranked(within, 0.0, 0.0))
    others = [one for one in found if one.name != within]
    if not others or others[0].score < _enough(look):
        return look.words <= _SHORT or bool(own.order)
    weak = others[0].score < _ANEW * max(_enough(look), _LEAST_ANEW)
    if weak and (refers(text) or (asked is not None and look.words <= _FEW)):
        return True
    return own.order * _ELSEWHERE >= others[0].order
