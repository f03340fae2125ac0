"""What the words of a plan's tasks are written from, and what is written: words, and no hours."""

from typing import Annotated, TypeAlias

from msgspec import Meta, Struct

from agents.kinds.plan.works import Stage

MOST_WORKS = 25
"""So many things are worded by a model at a time: those that come first."""
Words: TypeAlias = Annotated[str, Meta(min_length=1, max_length=180)]


class Brief(Struct, frozen=True):
    """Something that is to be learnt, or shown: what it is, and how rules would put it."""

    key: str
    skill: str
    stage: Stage
    known: bool
    learn: tuple[str, ...]
    practise: tuple[str, ...]
    build: str
    proof: str


class Wanted(Struct, frozen=True, rename="camel"):
    """The things whose tasks are to be worded, for a role; what was given, to hold words to."""

    role: str
    briefs: tuple[Brief, ...]
    sources: tuple[str, ...]
    language: str | None


class Worded(Struct, frozen=True):
    """The words for one thing: what to read, what to try, what to make, and what shows it."""

    key: Annotated[str, Meta(max_length=20)]
    learn: Annotated[tuple[Words, ...], Meta(max_length=3)]
    practise: Annotated[tuple[Words, ...], Meta(max_length=3)]
    build: Words
    proof: Words


class Drafts(Struct, frozen=True):
    """The words for each, in the order in which they were wanted."""

    tasks: Annotated[tuple[Worded, ...], Meta(max_length=MOST_WORKS)] = ()
