"""What comes of a debrief: what was asked and said, what to send, and what to practise."""

from typing import Annotated, Literal

from msgspec import Meta, Struct

from agents.kinds.debrief.reading import Went
from agents.kinds.debrief.sorts import Type
from agents.results.types import Evidence, Finding, Line, Open, Passage, Result

Day = Annotated[str, Meta(pattern=r"^\d{4}-\d\d-\d\d$")]


class DebriefQuestion(Struct, frozen=True, rename="camel"):
    """A question that was asked, in the person's words, and what they say of it.

    `keep` and `change` are on what they answered. `put` is how it may be put to them in practice,
    `careful` what to know of a question that nobody need answer.
    """

    id: Line
    text: Annotated[str, Meta(min_length=1, max_length=300)]
    type: Type | None
    answer: Annotated[str, Meta(max_length=4_000)] | None
    went: Went | None
    quote: Evidence
    keep: Passage | None
    change: Passage | None
    put: Passage
    careful: Passage | None


class NextSaid(Struct, frozen=True):
    """What the other side said comes next, and the day by which, where it says one."""

    text: Passage
    by: Day | None
    quote: Evidence


class ToSend(Struct, frozen=True):
    """A letter that is due: when, by which day where that is known, and what to speak of in it."""

    purpose: Literal["thanks", "followUp"]
    when: Passage
    by: Day | None
    mention: Annotated[tuple[Line, ...], Meta(max_length=3)]


class ToPractise(Struct, frozen=True):
    """A question that is worth another try, and why."""

    question: Line | None
    competency: Line | None
    why: Passage


class SavedTo(Struct, frozen=True):
    """The application to which it was added."""

    application: Line


class DebriefResult(Result, kw_only=True, rename="camel"):
    """What one remembers, in order. `first` is what is said before anything else."""

    first: Annotated[str, Meta(min_length=1, max_length=1_000)]
    date: Day | None
    questions: Annotated[list[DebriefQuestion], Meta(max_length=80)]
    said: Annotated[list[NextSaid], Meta(max_length=20)]
    learned: Annotated[list[Finding], Meta(max_length=40)]
    send: Annotated[list[ToSend], Meta(max_length=2)]
    practise: Annotated[list[ToPractise], Meta(max_length=6)]
    open: Annotated[list[Open], Meta(max_length=10)]
    saved: SavedTo | None
