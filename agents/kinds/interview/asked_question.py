"""A question as it is asked, and what is asked for."""

from typing import Annotated, Literal

import msgspec

from agents.evidence.key_points import KeyPoint, KeyPointDraft
from agents.resume.spans import MAX_LENGTH

Style = Literal["story", "knowledge", "algorithm"]
"""What is asked for: an experience, what one knows, or a way to solve something."""


MAX_TEXT = 1_000
"""Characters of a question."""
MAX_POINTS = 8
MAX_HINTS = 4
MAX_HINT = 500
"""Characters of a hint."""
MAX_OUTLINE = 1_500
"""Characters of what a full answer is like."""
MAX_TOPIC = 10
"""Words that a question is about; one may be the name of a tool as the resume has it."""


class AskedQuestion(msgspec.Struct, frozen=True, rename="camel"):
    """A question as it is asked, with all that judging the answer takes."""

    text: str
    key_points: tuple[KeyPoint, ...] = ()
    hints: tuple[str, ...] = ()
    outline: str = ""
    topic: tuple[str, ...] = ()
    grounded_in: str | None = None


class QuestionDraft(AskedQuestion, frozen=True):
    """A question as it is written, before it is asked.

    It has limits, so that who writes without end is stopped early, and is told. Questions that are
    stored have none: what was asked once stays.
    """

    text: Annotated[str, msgspec.Meta(max_length=MAX_TEXT)]
    key_points: Annotated[tuple[KeyPointDraft, ...], msgspec.Meta(max_length=MAX_POINTS)] = ()
    hints: Annotated[
        tuple[Annotated[str, msgspec.Meta(max_length=MAX_HINT)], ...],
        msgspec.Meta(max_length=MAX_HINTS),
    ] = ()
    outline: Annotated[str, msgspec.Meta(max_length=MAX_OUTLINE)] = ""
    topic: Annotated[
        tuple[Annotated[str, msgspec.Meta(max_length=MAX_LENGTH)], ...],
        msgspec.Meta(max_length=MAX_TOPIC),
    ] = ()
    grounded_in: Annotated[str, msgspec.Meta(max_length=MAX_LENGTH)] | None = None
