"""What one gives: a text or a document, and what is to be done with it."""

from typing import Annotated, Literal, TypeAlias

import msgspec
from msgspec import Meta

from agents.delivery.inputs import DeliveryInput
from agents.errors import InvalidInput
from agents.kind import DocumentRef
from agents.kinds.text import wording
from agents.kinds.text.extracts import LEAST_WORDS, MOST_WORDS

MOST_CHARACTERS = 100_000
MOST_COUNT = 20
MOST_QUESTION = 500

Operation: TypeAlias = Literal["summarize", "sentiment", "key_points", "questions", "qa"]

Words: TypeAlias = Annotated[int, Meta(ge=LEAST_WORDS, le=MOST_WORDS)]
Count: TypeAlias = Annotated[int, Meta(ge=1, le=MOST_COUNT)]
Question: TypeAlias = Annotated[str, Meta(min_length=2, max_length=MOST_QUESTION)]


def _when(*operations: str, needed: bool = False) -> Meta:
    """Says in the schema for which operations a form shows a field, and that it is needed there."""
    shown = {"x-when": {"operation": list(operations)}}
    return Meta(extra_json_schema=shown | ({"x-needed": True} if needed else {}))


class TextInput(DeliveryInput, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A `text`, or the id of a stored `document`: just one of the two.

    `words` is how long a summary may be, `count` how many points or questions there are to be;
    `question` belongs to qa.
    """

    operation: Operation
    text: Annotated[str, Meta(min_length=1, max_length=MOST_CHARACTERS)] | None = None
    document: DocumentRef | None = None
    question: Annotated[Question, _when("qa", needed=True)] | None = None
    words: Annotated[Words, _when("summarize")] | None = None
    count: Annotated[Count, _when("key_points", "questions")] | None = None


class Ask(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A question to the text."""

    question: Question


class Also(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What else is to be done with the text; `words` and `count` as the input has them."""

    operation: Literal["summarize", "sentiment", "key_points", "questions"]
    words: Words | None = None
    count: Count | None = None


def check(given: TextInput) -> None:
    """Raise InvalidInput, whose text says what to do, where fields do not go together."""
    if (given.text is None) == (given.document is None):
        raise InvalidInput(wording.text("refuses.one_of"))
    if given.text is not None and not given.text.strip():
        raise InvalidInput(wording.text("refuses.blank"))
    if given.operation == "qa" and not (given.question or "").strip():
        raise InvalidInput(wording.text("refuses.no_question"))
    if given.operation != "qa" and given.question is not None:
        raise InvalidInput(wording.text("refuses.question"))
    if given.operation != "summarize" and given.words is not None:
        raise InvalidInput(wording.text("refuses.words"))
    if given.operation not in {"key_points", "questions"} and given.count is not None:
        raise InvalidInput(wording.text("refuses.count"))
