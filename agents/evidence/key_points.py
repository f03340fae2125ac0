"""What a full answer speaks of, and the words by which it can be told that it does."""

from typing import Annotated

import msgspec

MAX_TEXT = 300
"""Characters of what a point says, in an answer of a model or a rule."""
MAX_TERMS = 32
MAX_TERM = 80
"""Characters of a term."""


class KeyPoint(msgspec.Struct, frozen=True, rename="camel"):
    """Something a full answer speaks of, and words by which it can be told that it does.

    Among the words, `@deed` stands for any deed of the speaker's, `@result` for any result.
    """

    text: str
    terms: tuple[str, ...] = ()


class KeyPointDraft(KeyPoint, frozen=True):
    """A key point as it is written, which has limits; those that are stored have none."""

    text: Annotated[str, msgspec.Meta(max_length=MAX_TEXT)]
    terms: Annotated[
        tuple[Annotated[str, msgspec.Meta(max_length=MAX_TERM)], ...],
        msgspec.Meta(max_length=MAX_TERMS),
    ] = ()


def key_points(lines: list[str]) -> tuple[KeyPoint, ...]:
    """`what is said :: word, other words` as key points."""
    return tuple(_point(line) for line in lines)


def _point(line: str) -> KeyPoint:
    text, _, terms = line.partition("::")
    return KeyPoint(text.strip(), tuple(t.strip() for t in terms.split(",") if t.strip()))
