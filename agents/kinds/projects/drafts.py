"""What the writer of projects is told, and what it gives: drafts, not yet verified."""

from typing import Annotated, TypeAlias

from msgspec import Meta, Struct

from agents.kind import Revision
from agents.kinds.projects.inputs import Level

MOST = 30
Short: TypeAlias = Annotated[str, Meta(max_length=200)]
Long: TypeAlias = Annotated[str, Meta(max_length=600)]


class Step(Struct, frozen=True):
    """A milestone: what is done, and for how many hours."""

    title: Short
    hours: Annotated[float, Meta(ge=0, le=1_000)]


class Draft(Struct, frozen=True, rename="camel"):
    """A project as it is written. `stack` is what it needs: tools and materials."""

    title: Short
    pitch: Long
    stack: Annotated[tuple[Short, ...], Meta(max_length=12)]
    milestones: Annotated[tuple[Step, ...], Meta(max_length=8)]
    deliverable: Long
    proves: Annotated[tuple[Long, ...], Meta(max_length=4)]
    line: Long
    first_step: Long
    stretch: Long
    careful: Long | None = None


class Wanted(Struct, frozen=True, rename="camel"):
    """Which projects are wanted: one for each of `ideas`, in that order.

    `skills` are the person's own words, `hours` what each takes, in that order, `there` the titles
    of those that they have already. Of the ideas at the places `kept` (from 0 on) tools and
    materials stay.
    """

    role: str
    skills: tuple[str, ...]
    level: Level
    hours: tuple[int, ...]
    ideas: tuple[Draft, ...]
    kept: tuple[int, ...]
    there: tuple[str, ...]
    without_computer: bool
    language: str
    revision: Revision | None = None


class Drafts(Struct, frozen=True):
    """Projects, in the order of the ideas."""

    projects: Annotated[tuple[Draft, ...], Meta(max_length=MOST)] = ()
