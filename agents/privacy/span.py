"""What is personal in a text: where it stands, what it is, and which value."""

from typing import Literal, NamedTuple

Kind = Literal[
    "EMAIL", "PHONE", "ADDRESS", "BIRTHDATE", "PHOTO", "ID", "IBAN", "LINK", "NAME", "TEXT"
]
"""What a value is, as its placeholder says it; TEXT is one that only looks like a placeholder."""


class Span(NamedTuple):
    """Characters of a text. Two with the same kind and `key` are one value, however written."""

    start: int
    end: int
    kind: Kind
    key: str
