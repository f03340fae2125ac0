"""What the writer of questions is told, and what it gives: drafts, not yet verified."""

from typing import Annotated

import msgspec
from msgspec import Meta

from agents.kind import Revision
from agents.kinds.questions.material import Passage
from agents.kinds.questions.results import Category, Difficulty, Type
from agents.results.types import Line

MOST = 20
"""Questions of one draft."""


class Need(msgspec.Struct, frozen=True):
    """Something that a job asks (`need`, `part`: what a résumé does not show, or in part), or that
    such work usually asks (`usual`)."""

    id: str
    text: str
    form: str


class Wanted(msgspec.Struct, frozen=True, rename="camel"):
    """Which questions are wanted: one of each of `types`, in that order.

    Each is built on one of the `passages` (words of the résumé) or of the `needs`, and none comes
    to the same as one of `asked`. `variation` only makes two sessions differ.
    """

    resume: str
    passages: tuple[Passage, ...]
    needs: tuple[Need, ...]
    types: tuple[Type, ...]
    difficulty: Difficulty
    role: str | None
    stage: str | None
    asked: tuple[str, ...]
    language: str | None
    variation: int = 0
    keys: tuple[str, ...] = ()
    """The keys of what was asked, in the same order."""
    revision: Revision | None = None


class Draft(msgspec.Struct, frozen=True, rename="camel"):
    """A question as it is written. `quote` is a passage of the résumé, `requirement` the id of a
    need; one of the two is null. `prepare` has passages of the résumé to have ready."""

    text: Annotated[str, Meta(max_length=1_000)]
    type: Type
    category: Category
    difficulty: Difficulty
    why: Line
    looks_for: Annotated[tuple[Line, ...], Meta(min_length=3, max_length=5)]
    follow_up: Line
    quote: Annotated[str, Meta(max_length=300)] | None = None
    requirement: Annotated[str, Meta(max_length=40)] | None = None
    prepare: Annotated[tuple[Annotated[str, Meta(max_length=300)], ...], Meta(max_length=3)] = ()


class Drafts(msgspec.Struct, frozen=True):
    """Questions, in the order in which they were wanted."""

    questions: Annotated[tuple[Draft, ...], Meta(max_length=MOST)] = ()
