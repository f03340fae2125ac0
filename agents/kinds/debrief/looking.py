"""What a coach says to the answers that somebody remembers. By rules, and pure."""

from collections.abc import Sequence

import msgspec

from agents.coaching import asked_for, reaction
from agents.coaching.types import Reaction, Round
from agents.kinds.debrief.memory import Heard
from agents.kinds.debrief.sorts import STYLES, type_of
from agents.telling.languages import language_of
from agents.telling.observe import observe
from agents.telling.types import Subject

NEVER = frozenset({"private", "closing"})
"""Types of questions on which nothing is said or practised."""
LEAST_WORDS = {"en": 6, "ko": 4}
"""Fewer words than this tell of an answer, and are none that could be looked at."""


class Looked(msgspec.Struct, frozen=True):
    """What is to keep and to change of an answer, and the theme (key) of its question."""

    reaction: Reaction = Reaction()
    theme: str = ""


def looked_at(questions: Sequence[Heard]) -> list[Looked]:
    """What is said on each, in their order; nothing where nothing was answered."""
    rounds: list[Round] = []
    found = []
    for number, one in enumerate(questions, 1):
        type_ = type_of(one.text)
        # Of a case alone one can say what it shows.
        theme = min(asked_for(one.text), default="") if type_ == "experience" else ""
        said = Reaction()
        language = "ko" if language_of(one.answer) == "ko" else "en"
        style = STYLES.get(type_) if type_ else None
        if style is not None and len(one.answer.split()) >= LEAST_WORDS[language]:
            subject = Subject(one.text, style)
            seen = observe((one.answer,), subject)
            round_ = Round(number, subject, (one.answer,), seen, language=language)
            said = reaction(round_, rounds)
            rounds.append(round_)
        found.append(Looked(said, theme))
    return found
