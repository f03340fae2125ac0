"""What comes of it: for each question what it asks, the text, and what to look at in it."""

from typing import Annotated, Literal, TypeAlias

from msgspec import Meta, Struct

from agents.evidence.counting import Counts
from agents.kind import Confirm
from agents.kinds.answers.inputs import MOST_ITEMS, MOST_TEXT, Id
from agents.results.types import Evidence, Length, Line, Open, Passage, Result

Code: TypeAlias = Literal[
    "wrong_firm", "firm_word", "wrong_post", "blind_school", "blind_region", "blind_family",
    "blind_age", "blind_sex", "blind_name", "personal_data", "over_limit", "short", "two_voices",
    "informal_voice", "empty_opening", "hollow", "family", "open_place", "unencodable",
    "line_breaks", "other_language", "unread",
    "differs",
]  # fmt: skip
Said: TypeAlias = Annotated[str, Meta(min_length=1, max_length=400)]


class AnswerWarning(Struct, frozen=True):
    """Something to look at before the form is sent: the words of the text, and what to do.

    `quote` is null where it is of the whole text.
    """

    code: Code
    quote: Passage | None
    text: Said


class FormAnswer(Struct, frozen=True, rename="camel"):
    """An item of the form. `text` is null where there is none yet.

    `proposal` is another order of it, cut to the limit, to be taken or left; `added` are the
    characters of it that the person has not written.
    """

    id: Id
    question: Annotated[str, Meta(min_length=1, max_length=2_000)]
    length: Length
    asks: Annotated[tuple[Line, ...], Meta(max_length=8)]
    outline: Annotated[tuple[Annotated[str, Meta(max_length=400)], ...], Meta(max_length=10)]
    text: Annotated[str, Meta(max_length=MOST_TEXT)] | None
    counts: Counts
    over: bool
    comments: Annotated[tuple[Said, ...], Meta(max_length=12)]
    proposal: Annotated[str, Meta(max_length=MOST_TEXT)] | None
    added: Annotated[tuple[tuple[int, int], ...], Meta(max_length=100)]
    evidence: Annotated[tuple[Evidence, ...], Meta(max_length=10)]
    confirm: Annotated[tuple[Confirm, ...], Meta(max_length=20)]
    open: Annotated[tuple[Open, ...], Meta(max_length=10)]
    warnings: Annotated[tuple[AnswerWarning, ...], Meta(max_length=60)]


class SharedStory(Struct, frozen=True):
    """Items that tell the same story, and what shows it."""

    items: Annotated[tuple[Id, ...], Meta(max_length=MOST_ITEMS)]
    text: Said


class AnswersResult(Result, kw_only=True, rename="camel"):
    """The form with its answers, in its order. `note` says who wrote what."""

    items: Annotated[list[FormAnswer], Meta(max_length=MOST_ITEMS)]
    overlap: Annotated[list[SharedStory], Meta(max_length=66)]
    blind: bool
    note: Said
