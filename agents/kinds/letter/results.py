"""What comes of it: a letter, what each paragraph rests on, and what was verified of it."""

from typing import Annotated, Literal, TypeAlias

from msgspec import Meta, Struct

from agents.delivery.versions import MOST as MOST_VERSIONS
from agents.delivery.versions import Version
from agents.results.types import Evidence, Line, Open, Requirement, Result

CheckName: TypeAlias = Literal["firm", "otherFirms", "addressee", "signOff", "length"]
MOST_PARAGRAPHS = 20


class Paragraph(Struct, frozen=True):
    """A part of the letter between two blank lines, and the passages that it rests on."""

    text: Annotated[str, Meta(min_length=1, max_length=5_000)]
    evidence: Annotated[tuple[Evidence, ...], Meta(max_length=20)] = ()


class LetterCheck(Struct, frozen=True):
    """Something that code verifies of a letter; null where it can't be told."""

    check: CheckName
    passed: bool | None
    detail: Line


class LetterResult(Result, kw_only=True, rename="camel"):
    """A letter as it is handed in: `text` is its paragraphs, with blank lines between them.

    Places in square brackets are open, and counted in `words`. `requirements` is what the job asks
    and whether the résumé says it.
    """

    text: Annotated[str, Meta(min_length=1, max_length=20_000)]
    paragraphs: Annotated[list[Paragraph], Meta(max_length=MOST_PARAGRAPHS)]
    words: Annotated[int, Meta(ge=0, le=10_000)]
    checks: Annotated[list[LetterCheck], Meta(max_length=5)]
    open: Annotated[list[Open], Meta(max_length=20)]
    requirements: Annotated[list[Requirement], Meta(max_length=50)]
    versions: Annotated[list[Version], Meta(max_length=MOST_VERSIONS)]
