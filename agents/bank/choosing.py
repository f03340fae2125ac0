"""Which question comes next: standard ones, of the field, the résumé, the posting, and others.

Without repetition: what was asked, in this interview or before, comes again only when nothing else
is left; then the oldest does, and that is said. The same wish gives the same question.
"""

import random
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from itertools import chain
from typing import NamedTuple

import msgspec

from agents.bank import bank, framing
from agents.bank.branches import branches_of, fits
from agents.bank.sameness import alike, meaning
from agents.bank.types import Chosen, Interview, Level, Question, Wish
from agents.data_files import read
from agents.evidence.text import one_line, words
from agents.telling.types import Style

_LEVELS: tuple[Level, ...] = ("easy", "medium", "hard")
_NEIGHBOUR = 1
_MOST_ASKED = 1_000
"""As many of what was asked before are looked at, the newest: more than hundred interviews have."""
_MOST_FOCUS = 12
_NEAR: dict[Interview, tuple[Interview, ...]] = {
    "behavioral": ("behavioral",),
    "technical": ("technical", "case", "behavioral"),
    "case": ("case", "technical", "behavioral"),
    "screening": ("screening", "behavioral"),
    "system_design": ("system_design",),
    "dsa": ("dsa",),
}
"""Which questions are taken in an interview of each type, the best first: one of another type
rather than one that was asked."""
_ORDER: dict[Interview, tuple[str, ...]] = {
    "behavioral": ("field", "resume", "posting", "general"),
    "technical": ("field", "resume", "field", "posting", "general"),
    "case": ("field", "posting", "general"),
    "screening": ("standard", "standard", "posting", "resume", "field", "general"),
    "system_design": ("general", "resume"),
    "dsa": ("general",),
}
"""From where the questions of an interview come, one after the other."""
OPENED: frozenset[Interview] = frozenset({"behavioral", "screening"})
"""Interviews that begin with a standard question."""
_STYLES: dict[Interview, Style] = {
    "behavioral": "story",
    "technical": "knowledge",
    "case": "knowledge",
    "screening": "facts",
    "system_design": "knowledge",
    "dsa": "algorithm",
}
_WEIGHTS = {"metric": 0.0, "deed": 0.2, "gap": 0.2, "employer": 0.3, "tool": 0.4}
"""How much later than others questions on a form of passage come, of 1."""


def choose(wish: Wish) -> Chosen:
    """The next question of an interview."""
    asked, stock = _Asked(wish), _Stock(wish)
    fresh = (one for one in stock.in_order() if not asked.has(one))
    found = next((one for one in fresh if not asked.has_framed(one)), None)
    if found is None:
        # Better a question put as one before, on something else, than one that was asked.
        found = next((one for one in stock.in_order() if not asked.has(one)), None)
    return found or asked.oldest(stock.of_type(wish.type))


def standard(wish: Wish) -> list[Chosen]:
    """The questions of a first talk that fit and were not asked, in the usual order."""
    asked = _Asked(wish)
    return [one for one in _standard(wish, "screening") if not asked.has(one)]


class _Asked:
    """What was asked before."""

    def __init__(self, wish: Wish) -> None:
        asked = wish.asked[-_MOST_ASKED:]
        self._texts = {_same(one.text): at for at, one in enumerate(asked)}
        self._frames = {framing.frame_of(one.text) for one in asked} - {None}
        self._keys = {one.key: at for at, one in enumerate(asked) if one.key}
        self._in_other_words = cache(lambda text: any(alike(text, one) for one in self._texts))

    def has(self, chosen: Chosen) -> bool:
        """Whether it was asked: by its key, in the same words, or in other words."""
        if chosen.key in self._keys or _same(chosen.text) in self._texts:
            return True
        return self._in_other_words(chosen.text)

    def has_framed(self, chosen: Chosen) -> bool:
        """Whether a question on something else was put in the same words."""
        return framing.frame_of(chosen.text) in self._frames

    def oldest(self, stock: Sequence[Chosen]) -> Chosen:
        """Of those that were asked, the one that was so the longest ago."""
        return msgspec.structs.replace(min(stock, key=self._when), again=True)

    def _when(self, chosen: Chosen) -> int:
        by_text = self._texts.get(_same(chosen.text), -1)
        return max(by_text, self._keys.get(chosen.key, -1))


class _Stock:
    """All questions that there are for somebody."""

    def __init__(self, wish: Wish) -> None:
        self._wish = wish
        self._read = cache(lambda name, type: _SOURCES[name](wish, type))

    def in_order(self) -> Iterator[Chosen]:
        """All of them, those that suit best first; some more than once."""
        wish = self._wish
        if wish.number == 1 and wish.type in OPENED:
            yield from _standard(wish, wish.type)
        for type in _NEAR[wish.type]:
            for far in (False, True):
                if wish.focus:
                    suiting = [(_suits(one, wish.focus), one) for one in self._of(type, far=far)]
                    suiting.sort(key=lambda pair: -pair[0])
                    yield from (one for suits, one in suiting if suits)
                yield from self._of(type, far=far)

    def of_type(self, type: Interview) -> list[Chosen]:
        """Those of a type."""
        return [one.chosen for name in _SOURCES for one in self._read(name, type)]

    def _of(self, type: Interview, *, far: bool) -> Iterator[Chosen]:
        """Those of a type and of a level that is far from the wished one, or near to it."""
        for name in _sources(self._wish):
            for one in self._read(name, type):
                if _is_far(one, self._wish) == far:
                    yield one.chosen


class _Candidate(NamedTuple):
    """A question, and its level; None where it suits any."""

    chosen: Chosen
    level: Level | None = None


def _sources(wish: Wish) -> tuple[str, ...]:
    """From where the next question is taken, the best first."""
    order = _ORDER[wish.type]
    turn = max(wish.number - 1 - (wish.type in OPENED), 0) % len(order)
    preferred = [name for name in _of_stage(wish.stage) if name in order]
    return tuple(dict.fromkeys((*preferred, *order[turn:], *order[:turn])))


def _of_stage(stage: str | None) -> list[str]:
    called = frozenset(words(stage or ""))
    return [name for name in ("standard", "field", "general") if called & _stage_words(name)]


def _is_far(one: _Candidate, wish: Wish) -> bool:
    return one.level is not None and _distance(one.level, wish) > _NEIGHBOUR


def _distance(level: Level, wish: Wish) -> int:
    return abs(_LEVELS.index(level) - _LEVELS.index(wish.difficulty))


def _suits(chosen: Chosen, focus: Sequence[str]) -> int:
    """How much it is about something that one wants to practise: words that both have."""
    about = meaning(f"{chosen.key.replace('-', ' ')} {' '.join(chosen.wording.topic)}")
    return max(len(meaning(one) & about) for one in focus[:_MOST_FOCUS])


def _field(wish: Wish, type: Interview) -> list[_Candidate]:
    """The questions of the field that are asked in the person's branch of it."""
    if wish.field is None:
        return []
    tools = " ".join(span.text for span in wish.spans if span.form == "tool")
    title = wish.posted.title if wish.posted else ""
    branches = branches_of(wish.field, (wish.target_role or "", title, tools))
    found = [one for one in bank.of_field(wish.field) if fits(wish.field, one.asks, branches)]
    return _levelled(wish, type, found)


def _general(wish: Wish, type: Interview) -> list[_Candidate]:
    return _levelled(wish, type, bank.for_everybody())


def _levelled(wish: Wish, type: Interview, questions: Iterable[Question]) -> list[_Candidate]:
    """The questions of a type in any order, those of the wished level first."""
    found = [one for one in questions if one.type == type]
    _chance(wish, type).shuffle(found)
    found.sort(key=lambda one: _distance(one.level, wish))
    return [_Candidate(_plain(one, wish), one.level) for one in found]


def _resume(wish: Wish, type: Interview) -> list[_Candidate]:
    """What of the résumé is asked about: any of it, figures rather than tools."""
    chance = _chance(wish, type)
    found = [
        (chance.random() + _WEIGHTS[one.form], one)
        for one in framing.on_resume(wish, type, _language(wish))
    ]
    found.sort(key=lambda pair: pair[0])
    return [_Candidate(one.chosen) for _, one in found]


def _posting(wish: Wish, type: Interview) -> list[_Candidate]:
    found = [one.chosen for one in framing.on_posting(wish, type, _language(wish))]
    _chance(wish, type).shuffle(found)
    return [_Candidate(chosen) for chosen in found]


def _standards(wish: Wish, type: Interview) -> list[_Candidate]:
    return [_Candidate(one) for one in _standard(wish, type)] if type == "screening" else []


def _standard(wish: Wish, type: Interview) -> Iterator[Chosen]:
    """The standard questions that fit, in the usual order; outside of a first talk those alone that
    open other interviews. Where something is known, a question names it."""
    bare = msgspec.structs.replace(wish, spans=())
    named = {
        one.chosen.key: one.chosen
        for one in chain(
            framing.on_posting(bare, "screening", _language(wish)),
            framing.on_resume(bare, "screening", _language(wish)),
        )
    }
    gap = next((chosen for key, chosen in named.items() if key.startswith("gap-")), None)
    known = {
        "company": bool(wish.company or (wish.posted and wish.posted.company)),
        "posting": bool(wish.posted),
        "employer": any(span.form == "employer" for span in wish.spans),
    }
    for one in bank.standards():
        if (one.needs and not known[one.needs]) or not (one.opens or type == "screening"):
            continue
        if one.question.asks == framing.GAP:
            if gap:
                yield gap
            continue
        yield named.get(one.question.asks) or _plain(one.question, wish)


_SOURCES: dict[str, Callable[[Wish, Interview], list[_Candidate]]] = {
    "standard": _standards,
    "field": _field,
    "resume": _resume,
    "posting": _posting,
    "general": _general,
}


def _plain(question: Question, wish: Wish) -> Chosen:
    """A question of the bank, as it is asked."""
    wording = question.wordings[_language(wish)]
    return Chosen(
        text=wording.text,
        key=question.asks,
        style=_STYLES[question.type],
        wording=wording,
        type=question.type,
        field=question.field,
    )


def _chance(wish: Wish, type: Interview) -> random.Random:
    return random.Random(f"{wish.variation}/{type}")  # noqa: S311 - variety, not secrecy


def _language(wish: Wish) -> str:
    return "ko" if (wish.language or "").lower().split("-")[0] == "ko" else "en"


@cache
def _stage_words(name: str) -> frozenset[str]:
    return frozenset(one.strip() for one in read(__package__, "frames")["stages"][name].split(","))


def _same(text: str) -> str:
    return one_line(text).casefold()
