"""What models are told who word a résumé anew, and what they answer."""

from typing import Annotated

from msgspec import Meta, Struct

from agents.kinds.optimize.types import Focus, Words
from agents.results.types import Line, Pointer

MOST_OF_GROUP = 12


class Passage(Struct, frozen=True):
    """A text of the résumé, and where it stands."""

    path: Pointer
    text: Words


class Drafted(Struct, frozen=True):
    """A text worded anew; `after` is null where it is to go. `ask` goes with places in brackets."""

    path: Pointer
    after: Words | None
    reason: Annotated[str, Meta(min_length=1, max_length=300)]
    focus: Focus
    ask: Line | None = None


class Rewriting(Struct, frozen=True, rename="camel"):
    """Some texts of a résumé that are to be worded better, and what may be known of the person.

    `drafted` is what rules propose. `wish` is what the person has said of the proposals, if
    anything. `document_language` is that of the texts, `language` that of reasons and questions.
    """

    target_role: str
    focus: tuple[Focus, ...]
    passages: tuple[Passage, ...]
    drafted: tuple[Drafted, ...]
    resume: str
    answers: tuple[str, ...]
    document_language: str | None
    language: str | None
    wish: str = ""


class Rewritten(Struct, frozen=True):
    """The texts that are better now; the others stay."""

    changes: Annotated[tuple[Drafted, ...], Meta(max_length=MOST_OF_GROUP)]


class Completing(Struct, frozen=True, rename="camel"):
    """A text with open places in brackets, what was asked, and what the person has said to it."""

    before: Words
    after: Words
    ask: str
    answer: str
    resume: str
    document_language: str | None


class Completed(Struct, frozen=True):
    """The text with what the person has said."""

    after: Annotated[str, Meta(min_length=1, max_length=4_000)]
