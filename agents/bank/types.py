"""A question of the bank, and what the next one should be like."""

from typing import Literal, TypeAlias

import msgspec

from agents.evidence.key_points import KeyPoint
from agents.resume.spans import Span
from agents.telling.types import KnownError, Style

Field: TypeAlias = Literal[
    "software",
    "data",
    "nursing",
    "teaching",
    "sales",
    "marketing",
    "finance",
    "service",
    "logistics",
    "engineering",
    "trades",
    "administration",
]
"""A field of work that the bank has questions for."""

Interview: TypeAlias = Literal[
    "behavioral", "technical", "system_design", "dsa", "screening", "case"
]
Level: TypeAlias = Literal["easy", "medium", "hard"]
Stage: TypeAlias = Literal["requirements", "estimates", "interface", "data", "scale", "change"]
"""What a system design goes through; `change` comes when there is a first whole design."""


class Wording(msgspec.Struct, frozen=True):
    """A question in one language, with all that judging its answer takes."""

    text: str
    points: tuple[KeyPoint, ...] = ()
    hints: tuple[str, ...] = ()
    outline: str = ""
    errors: tuple[KnownError, ...] = ()
    topic: tuple[str, ...] = ()
    stages: dict[Stage, str] = {}
    """Of a system design: what is asked at each stage, and the requirement that changes."""


class Question(msgspec.Struct, frozen=True):
    """A question of the bank. Those with the same `asks` ask the same in other words."""

    id: str
    asks: str
    type: Interview
    level: Level
    wordings: dict[str, Wording]
    """By language: "en" and "ko"."""
    field: Field | None = None
    """None: for everybody."""


class Posted(msgspec.Struct, frozen=True):
    """What is used of a posting: its title and firm, what it asks for, which of that are conditions
    that reject whoever has them not, and what is to be done."""

    title: str = ""
    company: str = ""
    must: tuple[str, ...] = ()
    conditions: tuple[str, ...] = ()
    duties: tuple[str, ...] = ()


class AskedBefore(msgspec.Struct, frozen=True):
    """A question that the person was asked before, in this interview or an earlier one, and the key
    by which it is known in other words ("" where it has none). Oldest first."""

    text: str
    key: str = ""


class Wish(msgspec.Struct, frozen=True, rename="camel"):
    """What the next question should be like, and what has been asked already."""

    type: Interview
    difficulty: Level
    number: int
    language: str | None = None
    field: Field | None = None
    spans: tuple[Span, ...] = ()
    gaps: tuple[tuple[str, str], ...] = ()
    """Times without a job: from, to ("YYYY-MM")."""
    posted: Posted | None = None
    asked: tuple[AskedBefore, ...] = ()
    here: int = 0
    """How many of `asked`, the last ones, are of this interview."""
    target_role: str | None = None
    company: str | None = None
    focus: tuple[str, ...] = ()
    stage: str | None = None
    variation: int = 0


class Chosen(msgspec.Struct, frozen=True, rename="camel"):
    """The next question, as it is asked.

    `again` says that the stock is used up, and that this one came before.
    """

    text: str
    key: str
    style: Style
    wording: Wording
    type: Interview
    grounded_in: str | None = None
    field: Field | None = None
    again: bool = False
