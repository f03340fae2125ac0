"""What is said to an answer. Sentences are texts of the catalogue; quotes in them stay as said."""

from typing import Literal, TypeAlias

import msgspec

from agents.telling.types import Part, Scale, Seen, Subject
from protocol.catalogue import Said

Code: TypeAlias = str
"""What is open: "F1" to "F28", as in docs/interview.md."""

Then: TypeAlias = Literal["again", "next", "wait", "stop"]
"""What follows a reply: the same question stands, the next one comes, one waits, or one is asked
whether to stop."""


class Round(msgspec.Struct, frozen=True):
    """One question, all that was answered to it, what was seen there, and what was asked on it."""

    number: int
    subject: Subject
    said: tuple[str, ...] = ()
    seen: Seen | None = None
    probed: tuple[str, ...] = ()
    skipped: bool = False
    level: str = "medium"
    language: str = "en"
    """In which one answers: retellings are in it."""


class Reaction(msgspec.Struct, frozen=True):
    """One thing to keep and one to change, in a sentence each, on what was said; None is none."""

    keep: Said | None = None
    change: Said | None = None


class FollowUp(msgspec.Struct, frozen=True):
    """What is asked on an answer, and why."""

    code: Code
    text: Said


class Reply(msgspec.Struct, frozen=True):
    """What is said to a message that is no answer, and what follows."""

    text: Said
    then: Then


class Exercise(msgspec.Struct, frozen=True):
    """One thing to practise: the next session begins with it."""

    title: Said
    text: Said
    scale: Scale | None = None
    question: str = ""


class Story(msgspec.Struct, frozen=True):
    """An experience that was told: which parts it has, and which questions it fits (keys)."""

    title: str
    text: str
    parts: dict[Part, bool]
    fits: tuple[str, ...]
    number: int


class WeakPoint(msgspec.Struct, frozen=True):
    """What was open in more than one answer, or most of all."""

    scale: Scale
    text: Said


class Summary(msgspec.Struct, frozen=True):
    """What was strong and what is next, most important first, and the feedback in prose."""

    strengths: tuple[Said, ...]
    improvements: tuple[Said, ...]
    prose: tuple[Said, ...]
    """Its paragraphs."""
