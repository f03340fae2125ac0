"""What is read in a debrief: what was asked, how it went, what comes next. A quote is verbatim."""

from typing import Annotated, Literal, TypeAlias

import msgspec
from msgspec import Meta

Went: TypeAlias = Literal["well", "mixed", "badly"]

MOST_QUESTIONS, MOST_SAID, MOST_LEARNED = 40, 10, 20
LONGEST = 1_000
"""Characters of a passage."""

Passage: TypeAlias = Annotated[str, Meta(min_length=1, max_length=LONGEST)]
Words: TypeAlias = Annotated[str, Meta(min_length=1, max_length=300)]


class Known(msgspec.Struct, frozen=True):
    """A question that was told of before."""

    id: str
    text: str


class Told(msgspec.Struct, frozen=True, rename="camel"):
    """What somebody told, and what they told before it; `language` is the one they tell it in."""

    text: str
    earlier: tuple[Known, ...] = ()
    language: str | None = None


class Asked(msgspec.Struct, frozen=True, rename="camel"):
    """A question that was asked, or what is said of one that is known.

    `text` is the question in their words, a part of `quote`; `put` how it may be put to them again;
    `went_quote` says how it went, `answer` what they answered; `known` is the id of an earlier one.
    """

    text: Words
    quote: Passage
    put: Words | None = None
    went: Went | None = None
    went_quote: Passage | None = None
    answer: Annotated[str, Meta(min_length=1, max_length=4_000)] | None = None
    known: Annotated[str, Meta(max_length=20)] | None = None


class Reading(msgspec.Struct, frozen=True):
    """All of it. `said` is what the other side said comes next, `learned` what was learnt of the
    job: passages of the text."""

    questions: Annotated[tuple[Asked, ...], Meta(max_length=MOST_QUESTIONS)] = ()
    said: Annotated[tuple[Passage, ...], Meta(max_length=MOST_SAID)] = ()
    learned: Annotated[tuple[Passage, ...], Meta(max_length=MOST_LEARNED)] = ()
