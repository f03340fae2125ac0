"""What the writer of a letter is told, and what it gives: a draft, not yet verified."""

from typing import Annotated

import msgspec
from msgspec import Meta

from agents.kind import Revision
from agents.kinds.letter.inputs import Purpose, Tone
from agents.results.types import Length, Requirement


class Wanted(msgspec.Struct, frozen=True, rename="camel"):
    """What a version is to be: as it was given, and as it was wished for since.

    `variation` tells versions of the same wishes apart; `dropped` are passages of the résumé that
    were taken out.
    """

    purpose: Purpose = "application"
    tone: Tone = "plain"
    words: int = 220
    length: Length | None = None
    why: str | None = None
    mention: tuple[str, ...] = ()
    avoid: tuple[str, ...] = ()
    addressee: str | None = None
    variation: int = 0
    dropped: tuple[str, ...] = ()


class Fact(msgspec.Struct, frozen=True, rename="camel"):
    """Something that the résumé says, as a letter may say it.

    `quote` is verbatim, `span` where it stands. `sentence` says it in the first person where
    rules can tell how, in the language of the letter; `item` as a part of a list; where they can't
    tell either, `raw` has the words to be quoted. `requirements`
    are the ids of what it shows, that for which it was chosen first. `employer` and `entry` are
    where it was, `has_result` whether it tells what came of it, `is_role` that it tells only who
    somebody was there, `is_related` that it has words of something that nothing shows.
    """

    quote: str
    span: tuple[int, int]
    requirements: tuple[str, ...]
    sentence: str = ""
    item: str = ""
    employer: str = ""
    entry: int | None = None
    is_work: bool = False
    has_result: bool = False
    is_role: bool = False
    raw: str = ""
    is_related: bool = False


class Limit(msgspec.Struct, frozen=True):
    """A condition of the job, and the words of the résumé that speak against it."""

    asked: str
    quote: str
    span: tuple[int, int]


class Material(msgspec.Struct, frozen=True, rename="camel"):
    """What a letter is made of: who writes to whom about which job, and what there is to say.

    `firm` and `title` are the posting's. `employer` and `role` are where the résumé says that
    somebody works now. `conditions` are those of which the résumé says nothing. `no_overlap`:
    nothing that is asked for is shown. `near` are facts beside what is asked for.
    """

    language: str = "en"
    firm: str | None = None
    title: str | None = None
    contact: str | None = None
    name: str | None = None
    employer: str | None = None
    role: str | None = None
    facts: tuple[Fact, ...] = ()
    near: tuple[Fact, ...] = ()
    asks: dict[str, str] = {}
    limits: tuple[Limit, ...] = ()
    conditions: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    planning: str = ""
    others: tuple[str, ...] = ()
    no_overlap: bool = False
    requirements: tuple[Requirement, ...] = ()


class Brief(msgspec.Struct, frozen=True, rename="camel"):
    """What a letter is to be, and what it is made of. `wish` and `letter` are there in a later
    turn: what is to be different, and how it stands."""

    resume: str
    job: str
    wanted: Wanted
    material: Material
    document_language: str
    country: str | None = None
    wish: str = ""
    letter: str = ""
    revision: Revision | None = None


class Part(msgspec.Struct, frozen=True):
    """A paragraph, and the passages of the résumé that it rests on, copied."""

    text: Annotated[str, Meta(min_length=1, max_length=5_000)]
    quotes: Annotated[tuple[Annotated[str, Meta(max_length=1_000)], ...], Meta(max_length=20)] = ()


class Draft(msgspec.Struct, frozen=True, rename="camel"):
    """A letter: the salutation, its paragraphs, and the lines that it is signed with."""

    salutation: Annotated[str, Meta(min_length=1, max_length=300)]
    paragraphs: Annotated[tuple[Part, ...], Meta(min_length=1, max_length=16)]
    sign_off: Annotated[str, Meta(min_length=1, max_length=300)]

    @property
    def parts(self) -> tuple[Part, ...]:
        """All of it, in order."""
        return (Part(self.salutation), *self.paragraphs, Part(self.sign_off))

    @property
    def text(self) -> str:
        """All of it as it is handed in."""
        return "\n\n".join(part.text for part in self.parts)
