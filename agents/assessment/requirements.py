"""What is asked for, as results show it: each thing with its status, and the words that show it."""

from collections.abc import Sequence

from msgspec import UNSET

from agents.assessment.shown import Shown
from agents.career.skills import skills
from agents.evidence.text import clip
from agents.postings.asked import Asked
from agents.results.types import Requirement
from protocol.catalogue import lookup, told

_MOST_LINE, _MOST_PASSAGE = 200, 1_000


def requirements(found: Sequence[Shown], language: str | None) -> list[Requirement]:
    """Conditions, then what must be, then what is nice, each in the order of the posting.

    Questions, and the names of what a role asks for, are in the language (BCP 47).
    """
    return [
        Requirement(
            one.asked.id,
            name_of(one.asked, language),
            one.asked.kind,
            one.asked.knockout,
            one.status,
            tuple(dict.fromkeys(one.evidence)),
            clip(told(one.ask, language), _MOST_LINE) if one.ask else UNSET,
        )
        for one in ordered(found)
    ]


def ordered(found: Sequence[Shown]) -> list[Shown]:
    """In the order in which they are shown."""
    return sorted(found, key=lambda one: (not one.asked.knockout, one.asked.kind == "nice"))


def name_of(asked: Asked, language: str | None) -> str:
    """What is asked for: the posting's words, or the name of the skill that a role asks for."""
    korean = lookup(language or "", ("ko", "en")) == "ko"
    if asked.quote is None and korean and len(asked.skills) == 1:
        known = skills().get(asked.skills[0])
        return clip((known and known.korean) or asked.text, _MOST_PASSAGE)
    return clip(" ".join(asked.text.split()), _MOST_PASSAGE)
