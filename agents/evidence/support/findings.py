"""What a check finds in a statement."""

from typing import Literal, NamedTuple

Claim = Literal[
    "employer", "title", "date", "number", "tool", "degree", "deed", "quote", "certificate",
    "language",
]  # fmt: skip


class Finding(NamedTuple):
    """A claim that no source holds: its place in the statement, and why, for a model."""

    kind: Claim
    start: int
    end: int
    why: str
