"""What comes of it: the field of each operation that was asked for, and no other."""

from typing import Annotated, Literal, TypeAlias

from msgspec import UNSET, Meta, Struct, UnsetType

from agents.results.types import Evidence, Finding, Passage, Result

MOST_SUMMARY = 20_000


AskedQuestion: TypeAlias = Annotated[str, Meta(max_length=500)]


class Sentiment(Struct, frozen=True):
    """The mood of a text, and what it is seen by."""

    label: Literal["positive", "neutral", "negative", "mixed"]
    confidence: Literal["high", "low"]
    why: Annotated[str, Meta(max_length=400)]
    evidence: Annotated[tuple[Evidence, ...], Meta(max_length=6)] = ()


class Answer(Struct, frozen=True):
    """What the text says to a question; null where it does not say it."""

    question: Annotated[str, Meta(max_length=500)]
    text: Passage | None
    evidence: Annotated[tuple[Evidence, ...], Meta(max_length=3)]
    confidence: Literal["high", "low"]


class TextResult(Result, kw_only=True):
    """The fields of what was asked for. A summary without a model is made of the text's own
    sentences."""

    summary: Annotated[str, Meta(max_length=MOST_SUMMARY)] | UnsetType | None = UNSET
    sentiment: Sentiment | UnsetType | None = UNSET
    points: Annotated[list[Finding], Meta(max_length=20)] | UnsetType = UNSET
    questions: Annotated[list[AskedQuestion], Meta(max_length=20)] | UnsetType = UNSET
    answer: Answer | UnsetType = UNSET
