"""A question as it is asked, and what is asked for."""

from typing import Literal

import msgspec

from agents.evidence.key_points import KeyPoint

Style = Literal["story", "knowledge", "algorithm"]
"""What is asked for: an experience, what one knows, or a way to solve something."""


class AskedQuestion(msgspec.Struct, frozen=True, rename="camel"):
    """A question as it is asked, with all that judging the answer takes."""

    text: str
    key_points: tuple[KeyPoint, ...] = ()
    hints: tuple[str, ...] = ()
    outline: str = ""
    topic: tuple[str, ...] = ()
    grounded_in: str | None = None
