"""The scales that answers are judged on: what each of five points means, fixed before any question.

Behaviourally anchored rating scales after Smith and Kendall, "Retranslation of expectations"
(Journal of Applied Psychology 47, 1963): each point says what can be observed. Never judged are
voice, accent, fillers, grammar, politeness and length as such.
"""

from collections.abc import Iterable
from functools import cache
from typing import Any, Literal

import msgspec

from agents.data_files import read
from agents.evidence.text import mentions

Area = Literal["general", "communication", "technical"]
Anchors = tuple[str, str, str, str, str]

KOREAN, ENGLISH = "ko", "en"
MOST_OF_ROLE = 2
"""So many scales of a role there are beside those that every answer is judged on."""
USUAL = "medium"
"""The level whose size counts where no other is known."""
_LEVELS = {
    "student": "easy",
    "junior": "easy",
    "mid": "medium",
    "senior": "hard",
    "lead": "hard",
    "executive": "hard",
}
_NO_SCALE = frozenset(("types", "roles", "levels", "experience"))


class Competency(msgspec.Struct, frozen=True):
    """One scale from 1 to 5, as it is shown: in the language of the interview. `key` is its name
    in code and in stored results, whatever the language."""

    key: str
    name: str
    area: Area
    anchors: Anchors

    def anchor(self, rating: int | None) -> str:
        """What the rating stands for; without one, nothing."""
        return "" if rating is None else self.anchors[rating - 1]


class Scale(msgspec.Struct, frozen=True):
    """A scale in every language, with what a judge needs. `examples` are for each anchor."""

    key: str
    area: Area
    names: dict[str, str]
    anchors: dict[str, Anchors]
    asks: str
    occasion: str
    examples: tuple[tuple[str, ...], ...]
    shows: str = ""
    experience: bool = False
    never: bool = False
    words: dict[str, tuple[str, ...]] = {}

    def competency(self, language: str | None) -> Competency:
        """It in that language; in English where it is not written in that one."""
        known = spoken(language)
        return Competency(self.key, self.names[known], self.area, self.anchors[known])


class Size(msgspec.Struct, frozen=True):
    """What counts as size at a level: of a case, of the reach of reasons, of an outcome."""

    case: str
    reasons: str
    outcome: str


def spoken(language: str | None) -> str:
    """The language of the anchors for a language tag."""
    return KOREAN if (language or "").lower().partition("-")[0] == KOREAN else ENGLISH


@cache
def _data() -> dict[str, Any]:
    return read(__package__, "scales")


@cache
def scales() -> dict[str, Scale]:
    """Every scale by its key."""
    entries = {key: entry for key, entry in _data().items() if key not in _NO_SCALE}
    return {key: _scale(key, entry, entries) for key, entry in entries.items()}


def _scale(key: str, entry: dict[str, Any], entries: dict[str, Any]) -> Scale:
    """A scale; one that is `like` another has what it does not say itself from there."""
    whole = {**entries[entry["like"]], **entry} if "like" in entry else entry
    names = {language: whole[language] for language in (ENGLISH, KOREAN)}
    return msgspec.convert({**whole, "key": key, "names": names}, Scale)


@cache
def size(level: str) -> Size:
    """What counts as size at a level, by its name or by how far somebody is in a career."""
    levels = _data()["levels"]
    found = level if level in levels else _LEVELS.get(level, USUAL)
    return msgspec.convert(levels[found], Size)


def chosen(
    interview: str, question: str, topic: Iterable[str] = (), language: str | None = None
) -> tuple[Competency, ...]:
    """What the answers to a question of that type of interview are judged on.

    Scales of experience are only there where one is asked for, and of those for a role at most two:
    the ones whose words the question speaks of most. Raises LookupError for a type that there is
    not.
    """
    known = scales()
    keys = list(_data()["types"][interview])
    roles = _data()["roles"].get(interview, [])
    about = " ".join([question, *topic])
    if not roles and not asks_experience(question):
        keys = [key for key in keys if not known[key].experience]
    keys += _of_role(about, roles)
    return tuple(known[key].competency(language) for key in keys)


def every(interview: str, language: str | None = None) -> tuple[Competency, ...]:
    """All that answers in a type of interview may be judged on, in the order of results."""
    keys = [*_data()["types"][interview], *_data()["roles"].get(interview, [])]
    return tuple(scales()[key].competency(language) for key in keys)


def asks_experience(question: str) -> bool:
    """Whether a question asks for what somebody has done, as far as its words tell."""
    lowered = question.lower()
    return any(word in lowered for words in _data()["experience"].values() for word in words)


def _of_role(about: str, roles: list[str]) -> list[str]:
    counted = {key: _hits(about, scales()[key]) for key in roles}
    found = sorted((key for key in roles if counted[key]), key=lambda key: -counted[key])
    return found[:MOST_OF_ROLE]


def _hits(about: str, scale: Scale) -> int:
    """How many of the scale's words a text speaks of; Korean ones have particles behind them."""
    english = sum(mentions(about, (word,)) for word in scale.words.get(ENGLISH, ()))
    return english + sum(word in about for word in scale.words.get(KOREAN, ()))
