"""A question as it is asked, and what is asked for."""

from typing import Annotated

import msgspec

from agents.bank.types import Chosen
from agents.evidence.key_points import MAX_TERM, MAX_TERMS, KeyPoint, KeyPointDraft
from agents.evidence.key_points import MAX_TEXT as POINT
from agents.resume.spans import MAX_LENGTH
from agents.telling.types import KnownError, Style, Subject

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


class QuestionDraft(msgspec.Struct, frozen=True, rename="camel"):
    """A question as a model writes it, before it is asked.

    It has limits, so that who writes without end is stopped early, and is told.
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


class AskedQuestion(msgspec.Struct, frozen=True, rename="camel"):
    """A question as it is asked, with all that judging the answer takes. What was asked once stays,
    so it has no limits.

    `key` is the one by which it is known in other words, "" where it has none.
    """

    text: str
    key_points: tuple[KeyPoint, ...] = ()
    hints: tuple[str, ...] = ()
    outline: str = ""
    topic: tuple[str, ...] = ()
    grounded_in: str | None = None
    style: Style = "story"
    errors: tuple[KnownError, ...] = ()
    key: str = ""
    again: bool = False
    """Whether it was asked before, as there are no others left."""
    requirements: tuple[str, ...] = ()
    """What the posting asks for that it is about, in the posting's words."""

    @property
    def subject(self) -> Subject:
        """What an answer to it is to speak of."""
        return Subject(self.text, self.style, self.topic, self.key_points, self.errors)


def of_bank(chosen: Chosen) -> AskedQuestion:
    """A question of the bank, as it is asked."""
    wording = chosen.wording
    return AskedQuestion(
        text=chosen.text,
        key_points=wording.points,
        hints=wording.hints,
        outline=wording.outline,
        topic=wording.topic,
        grounded_in=chosen.grounded_in,
        style=chosen.style,
        errors=wording.errors,
        key=chosen.key,
        again=chosen.again,
    )


def drafted(draft: QuestionDraft, style: Style) -> AskedQuestion:
    """A question that a model has written, as it is asked."""
    return AskedQuestion(
        text=draft.text,
        key_points=tuple(KeyPoint(point.text, point.terms) for point in draft.key_points),
        hints=draft.hints,
        outline=draft.outline,
        topic=draft.topic,
        grounded_in=draft.grounded_in,
        style=style,
    )


def as_draft(question: AskedQuestion) -> QuestionDraft:
    """A question of the bank in the form in which a model writes one, within its limits."""
    points = [
        KeyPointDraft(
            point.text[:POINT], tuple(term[:MAX_TERM] for term in point.terms[:MAX_TERMS])
        )
        for point in question.key_points
    ]
    return QuestionDraft(
        text=question.text[:MAX_TEXT],
        key_points=tuple(points[:MAX_POINTS]),
        hints=tuple(hint[:MAX_HINT] for hint in question.hints[:MAX_HINTS]),
        outline=question.outline[:MAX_OUTLINE],
        topic=tuple(word[:MAX_LENGTH] for word in question.topic[:MAX_TOPIC]),
        grounded_in=question.grounded_in,
    )
