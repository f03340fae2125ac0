"""Statements about a person that no source holds."""

import datetime as dt
from collections.abc import Sequence
from typing import Literal

import msgspec

from agents.evidence.brackets import without_brackets
from agents.evidence.claims import misquoted, unknown_numbers
from agents.evidence.sources import Source

Claim = Literal[
    "employer", "title", "date", "number", "tool", "degree", "deed", "quote", "certificate",
    "language",
]  # fmt: skip


class Unsupported(msgspec.Struct, frozen=True):
    """A statement that no source holds: what kind of one, its words, where they stand, and why.

    `quote` is `text[slice(*span)]` of the text that was checked; `why` is for a model.
    """

    kind: Claim
    quote: str
    span: tuple[int, int]
    why: str


def unsupported(
    text: str, sources: Sequence[Source], today: dt.date | None = None
) -> list[Unsupported]:
    """What a text says of the person that the sources do not hold, in the order of the text.

    Only sources that speak about the person hold anything of them; what is told as the words of a
    job is no claim. Durations of what goes on are counted up to `today`. Pure.
    """
    plain = without_brackets(text)
    known = [source.text for source in sources if source.is_personal]
    told = [source.text for source in sources]
    found: list[tuple[Claim, str, str]] = [
        ("quote", what, f"Nobody said {what!r}.") for what in misquoted(plain, told)
    ]
    found += [
        ("number", what, f"No source has the number {what}.")
        for what in unknown_numbers(plain, known)
    ]
    return [
        Unsupported(kind, what, (at, at + len(what)), why)
        for kind, what, why in found
        if (at := text.find(what)) >= 0
    ]
