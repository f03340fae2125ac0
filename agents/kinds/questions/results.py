"""What comes of it: questions, each with what it is built on, and what a good answer has."""

from typing import Annotated, Literal, TypeAlias

from msgspec import Meta, Struct

from agents.results.types import Evidence, Line, Passage, Pointer, Requirement, Result, SourceKind

Type: TypeAlias = Literal[
    "implementation", "trade_off", "performance", "reliability", "scalability", "quality",
    "collaboration", "business",
]  # fmt: skip
Category: TypeAlias = Literal["technical", "experience", "problem_solving", "character"]
Difficulty: TypeAlias = Literal["easy", "medium", "hard"]

MOST = 100
"""Questions that one session comes to have."""


class Grounding(Struct, frozen=True, omit_defaults=True):
    """What a question is built on: a passage (then it is Evidence), the name of a standard
    question, or the id of a requirement; just one of the three."""

    quote: Passage | None = None
    source: SourceKind | None = None
    path: Pointer | None = None
    span: tuple[int, int] | None = None
    standard: Line | None = None
    requirement: Line | None = None


class Question(Struct, frozen=True, rename="camel"):
    """A question as it may be put, why it will probably be, and what to have ready for it."""

    id: Line
    text: Annotated[str, Meta(min_length=1, max_length=1_000)]
    type: Type
    category: Category
    difficulty: Difficulty
    grounded_in: Grounding
    why: Line
    looks_for: Annotated[tuple[Line, ...], Meta(max_length=5)]
    prepare: Annotated[tuple[Evidence, ...], Meta(max_length=3)]
    follow_up: Line


class QuestionsResult(Result, kw_only=True, rename="camel"):
    """Questions to prepare for. `requirements` has those that a question is built on."""

    questions: Annotated[list[Question], Meta(max_length=MOST)]
    requirements: Annotated[list[Requirement], Meta(max_length=50)]
