"""What an entry answers: the part that is asked for first, with what was told put in.

Nothing is asked here, and nothing made up: every text stands in the entry, but for the opening that
makes one softer. A sentence that shall be shorter keeps what it cannot be without.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Literal

import msgspec

from agents.data_files import listed, read
from agents.evidence.brackets import brackets
from agents.evidence.word_lists import is_korean
from agents.handbook.asking import Asked, Place, decides, place_of, places_of, sentences
from agents.handbook.entries import Entry, Language, Say, Wording, language_code
from agents.handbook.terms import WORD, plain, terms
from agents.handbook.told import filled

PartKind = Literal["sentence", "step", "situation", "whom", "avoid", "note"]

_STEPS = 2
"""Steps that are named at first."""
_MORE = 4
"""Parts that are named where more is asked for."""
_NEEDED = 3
"""Up to how many things that a sentence may not be without count."""
_HEARD = 20_000
"""Characters of what was answered before that are looked at."""
_SHORT = 0.6
"""The share of a sentence's length that its shorter form has at the most."""
_WRITTEN: frozenset[Place] = frozenset({"mail", "message", "paper"})
_OPEN = r"\[[^\[\]\n]{1,60}\]"
_GAP = r".{1,80}?"
_CLAUSE = re.compile(r",? (?:and|so that|because|which) |[;:] ?")
_LEAST_LEFT = 12
"""Characters at least of a sentence that is cut at a clause."""


class Part(msgspec.Struct, frozen=True):
    """A part of an answer. `where` says where a sentence is said, or which case is meant."""

    kind: PartKind
    text: str
    where: str = ""


class Answer(msgspec.Struct, frozen=True):
    """The parts of an entry that answer, the one that was asked for first.

    `open` are the places in its sentences that only the person can fill; they are shown, and not
    asked for. `all_told`: nothing of what was asked for is left that was not said before.
    """

    entry: str
    title: str
    parts: tuple[Part, ...]
    open: tuple[str, ...] = ()
    all_told: bool = False


def answer(
    entry: Entry,
    asked: Asked | None,
    language: str | None,
    *,
    text: str = "",
    told: Sequence[str] = (),
    heard: str = "",
    country: str | None = None,
) -> Answer:
    """What the entry answers.

    `asked` is what the message `text` asks for (`asking.asks_for`), `told` what the person has said
    in this conversation, `heard` what was answered before. Notes of a `country` (ISO 3166) are
    given where more is asked for, or whom to ask.
    """
    code: Language = language_code(language)
    made = _Making(entry, code, text, tuple(told), heard, country)
    parts = tuple(made.parts(asked))
    left = tuple(dict.fromkeys(one for part in parts for one in brackets(part.text)))
    return Answer(entry.id, made.wording.title, parts, left, made.all_told)


def leads_with_sentence(entry: Entry) -> bool:
    """Whether an entry begins with what to say, where nothing of it is asked for."""
    return entry.id in listed(__package__, "answering.en", "sentence_first")


class _Making:
    """An answer that is being made."""

    def __init__(
        self,
        entry: Entry,
        language: Language,
        text: str,
        told: tuple[str, ...],
        heard: str,
        country: str | None,
    ) -> None:
        self.entry, self.language, self.text = entry, language, text
        self.heard = heard[-_HEARD:]
        self.wording: Wording = entry.wording(language)
        self.told = told
        self.country = (country or ("KR" if language == "ko" else "")).upper()
        self.place = place_of(text) if text and is_korean(text) == (language == "ko") else None
        self.all_told = False

    def parts(self, asked: Asked | None) -> Iterator[Part]:
        """The parts in their order."""
        match asked:
            case "step" | "sentence" | None if self._depends():
                yield from self._depends()
                yield from self._steps(_STEPS)
                yield self._sentence()
            case "sentence":
                yield self._sentence()
                yield from self._steps(1 if self._has_begun() else _STEPS)
            case "step":
                yield from self._steps(_STEPS)
                yield from self._situations()
                yield self._sentence()
            case "no":
                yield from self._refused()
            case "whom":
                yield Part("whom", self.wording.whom)
                yield from self._notes()
            case "avoid":
                yield from (Part("avoid", one) for one in self.wording.avoid)
            case "more":
                yield from self._more()
            case "shorter":
                yield self._shorter()
            case "other":
                yield self._otherwise()
            case _:
                yield from self._first()

    def _first(self) -> Iterator[Part]:
        if leads_with_sentence(self.entry):
            yield self._sentence()
            yield from self._steps(_STEPS)
        else:
            yield from self._steps(_STEPS)
            yield self._sentence()
        yield from self._situations()

    def _said(self, say: Say, text: str | None = None) -> Part:
        known = filled(say.text if text is None else text, self.told, self.language)
        return Part("sentence", known, say.where)

    def _sentence(self) -> Part:
        return self._said(max(self.wording.say, key=self._fit))

    def _fit(self, say: Say) -> float:
        """How well a sentence fits to where it shall be said; of equal ones the first is taken."""
        where = places_of(say.where)
        fit = 0.0 if _matches(self.language, "conditional", say.where) else 2.0
        if self.place and self.place in where:
            fit += 3.0
        elif self.place and any((one in _WRITTEN) == (self.place in _WRITTEN) for one in where):
            fit += 1.0
        return fit

    def _steps(self, most: int) -> Iterator[Part]:
        """The next steps that were not named; all again where all were."""
        left = [step for step in self.wording.steps if step not in self.heard]
        self.all_told = self.all_told or not left
        yield from (Part("step", step) for step in (left or self.wording.steps)[:most])

    def _has_begun(self) -> bool:
        """Whether anything of the entry was named before."""
        return any(step in self.heard for step in self.wording.steps)

    def _depends(self) -> list[Part]:
        """What a decision hangs on that was asked for, as far as it was not said."""
        if not decides(self.text):
            return []
        return [
            Part("situation", one.then, one.when)
            for one in self.wording.situations
            if one.then not in self.heard
        ]

    def _situations(self) -> Iterator[Part]:
        """The situation that somebody told of, if it is one that changes the answer."""
        said = _words("\n".join((*self.told, self.text)), self.language)
        best = max(
            self.wording.situations, key=lambda one: len(said & _words(one.when, self.language))
        )
        if len(said & _words(best.when, self.language)) > 1 and best.then not in self.heard:
            yield Part("situation", best.then, best.when)

    def _refused(self) -> Iterator[Part]:
        """What to say where the other side says no: of what is said then, what fits best."""
        said = _words(self.text, self.language)

        def fit(say: Say) -> tuple[int, int, int, int]:
            return (
                len(said & _words(say.where, self.language)),
                _matches(self.language, "refused", say.where),
                _matches(self.language, "conditional", say.where),
                not self._was_said(say),
            )

        best = max(self.wording.say, key=fit)
        if any(fit(best)[:3]):
            yield self._said(best)
        elif len(self.wording.say) > 1:
            yield self._said(self.wording.say[1])
        yield from self._steps(1)
        yield Part("whom", self.wording.whom)

    def _shorter(self) -> Part:
        say = self._last()
        known = self._said(say)
        return Part("sentence", _shortened(known.text, self.language), say.where)

    def _otherwise(self) -> Part:
        """The same by another way, softer, or in fewer words."""
        if self.place:
            return self._sentence()
        say = self._last()
        if _matches(self.language, "softer", plain(self.text)):
            soft = str(_data(self.language)["soft"])
            return self._said(say, f"{soft} {_without_opening(say.text, self.language)}")
        fresh = [
            one
            for one in self.wording.say
            if not self._was_said(one) and not _matches(self.language, "conditional", one.where)
        ]
        if fresh and place_of(say.where):
            return self._said(fresh[0])
        return self._shorter()

    def _last(self) -> Say:
        """The sentence that was said last, or the one that fits."""
        placed = [(self._place_in_heard(say), say) for say in self.wording.say]
        heard = [(at, say) for at, say in placed if at >= 0]
        there = [(at, say) for at, say in heard if self.place in places_of(say.where)]
        choose = min if _matches(self.language, "earliest", plain(self.text)) else max
        if there or heard:
            return choose(there or heard, key=lambda one: one[0])[1]
        return max(self.wording.say, key=self._fit)

    def _more(self) -> Iterator[Part]:
        left = [
            *(Part("step", one) for one in self.wording.steps),
            *(Part("situation", one.then, one.when) for one in self.wording.situations),
            *(self._said(one) for one in self.wording.say if not self._was_said(one)),
            *(Part("avoid", one) for one in self.wording.avoid),
            Part("whom", self.wording.whom),
            *self._notes(),
        ]
        fresh = [part for part in left if part.text not in self.heard]
        self.all_told = len(fresh) <= _MORE
        yield from fresh[:_MORE]

    def _notes(self) -> Iterator[Part]:
        for note in self.wording.notes:
            if note.country == self.country:
                yield Part("note", note.text, f"{note.country} {note.as_of}")

    def _was_said(self, say: Say) -> bool:
        return self._place_in_heard(say) >= 0

    def _place_in_heard(self, say: Say) -> int:
        """Where a sentence was said last, however it was filled or shortened; -1 is nowhere."""
        ends = [
            match.start()
            for one in (say.text, _shortened(say.text, self.language))
            for match in _as_said(one).finditer(self.heard)
        ]
        return max(ends, default=-1)


def _as_said(text: str) -> re.Pattern[str]:
    """Finds a text with its places filled, or not; from its first words on."""
    pieces = [re.escape(piece) for piece in re.split(_OPEN, text)]
    return re.compile(_GAP.join(pieces if pieces[0] else pieces[1:]))


def _shortened(text: str, language: Language) -> str:
    """The text without what it can be without: whole sentences first, then a clause at its end."""
    told = sentences(text)
    weights = [_weight(one, language) for one in told]
    kept = list(range(len(told)))
    while len(kept) > 1 and sum(len(told[at]) for at in kept) > _SHORT * len(text):
        kept.remove(min(kept, key=lambda at: (weights[at], -len(told[at]))))
    short = " ".join(told[at] for at in kept)
    if len(short) <= _SHORT * len(text) or len(kept) > 1:
        return short
    for match in reversed(list(_CLAUSE.finditer(short))):
        head = short[: match.start()]
        if _LEAST_LEFT <= len(head) <= _SHORT * len(text) and head.count("[") == head.count("]"):
            return f"{head.rstrip(' ,;:')}{short[-1] if short[-1] in '.?!' else ''}"
    return short


def _without_opening(text: str, language: Language) -> str:
    told = sentences(text)
    if len(told) > 1 and _matches(language, "dispensable", told[0]):
        return " ".join(told[1:])
    return text


def _weight(sentence: str, language: Language) -> int:
    if _matches(language, "dispensable", sentence):
        return 0
    return 1 + min(len(pattern(language, "needed").findall(sentence.lower())), _NEEDED)


def _words(text: str, language: Language) -> set[str]:
    return {term for term in terms(text, language) if term[0] == WORD}


def _matches(language: Language, key: str, text: str) -> bool:
    return pattern(language, key).search(text.lower()) is not None


@cache
def pattern(language: Language, key: str) -> re.Pattern[str]:
    """The pattern that stands in the language's file under a key."""
    return re.compile(_data(language)[key])


@cache
def _data(language: Language) -> dict[str, str]:
    return read(__package__, f"answering.{language}")
