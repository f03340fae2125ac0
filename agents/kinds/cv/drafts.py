"""What models are told who propose what a CV begins with, and what they answer."""

from typing import Annotated

from msgspec import Meta, Struct

from agents.results.types import Pointer, Status

MOST_FIRST, MOST_OUT = 12, 20
MOST_SUMMARY = 500


class Need(Struct, frozen=True):
    """Something that is asked for, and whether the résumé shows it."""

    text: str
    kind: str
    status: Status


class Passage(Struct, frozen=True):
    """A line of the résumé, its place, and whether it shows something that is asked for."""

    path: Pointer
    text: str
    asked: bool


class Tailoring(Struct, frozen=True, rename="camel"):
    """A résumé, and what is asked for. `before` are the summaries that other versions have.

    `document_language` is that of the résumé.
    """

    role: str
    needs: tuple[Need, ...]
    passages: tuple[Passage, ...]
    summary: str
    resume: str
    before: tuple[str, ...]
    document_language: str | None


class Tailored(Struct, frozen=True, rename="camel"):
    """What a model proposes: a summary, or null where the person's own is good or facts are few;
    lines that stand first within their entries; and lines that nobody misses."""

    summary: Annotated[str, Meta(max_length=MOST_SUMMARY)] | None = None
    first: Annotated[tuple[Pointer, ...], Meta(max_length=MOST_FIRST)] = ()
    leave_out: Annotated[tuple[Pointer, ...], Meta(max_length=MOST_OUT)] = ()


class Naming(Struct, frozen=True):
    """What somebody says of parts of a CV, and the parts."""

    wish: str
    parts: tuple[Passage, ...]


class NamedParts(Struct, frozen=True):
    """The places of the parts that are meant; none where it can't be told."""

    paths: Annotated[tuple[Pointer, ...], Meta(max_length=8)] = ()
