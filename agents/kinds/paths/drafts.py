"""What the writer of paths is told, and what it gives: drafts, not yet verified."""

from typing import Annotated, TypeAlias

from msgspec import Meta, Struct

from agents.kind import Revision
from agents.kinds.paths.inputs import Side

MOST = 8
Short: TypeAlias = Annotated[str, Meta(max_length=200)]
Long: TypeAlias = Annotated[str, Meta(max_length=600)]


class Draft(Struct, frozen=True, rename="camel"):
    """A path as it is written: why, what to do first, the steps, and what one has at the end."""

    title: Short
    reason: Long
    first_step: Long
    steps: Annotated[tuple[Long, ...], Meta(max_length=8)]
    ends_with: Long


class Idea(Struct, frozen=True, rename="camel"):
    """A path of a general kind: what it is about, the passages that it goes by, its weeks."""

    type: Side
    about: str
    quotes: tuple[str, ...]
    weeks: int
    path: Draft


class Wanted(Struct, frozen=True, rename="camel"):
    """Which paths are wanted: one for each of `ideas`, in that order. `there` are the titles of
    those that stay beside them."""

    resume: str
    role: str
    ideas: tuple[Idea, ...]
    there: tuple[str, ...]
    language: str
    revision: Revision | None = None


class Drafts(Struct, frozen=True):
    """Paths, in the order of the ideas."""

    paths: Annotated[tuple[Draft, ...], Meta(max_length=MOST)] = ()
