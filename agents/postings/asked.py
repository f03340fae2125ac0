"""One thing that a job or a role asks for, and a posting as the list of them."""

from typing import Literal

from msgspec import Struct

Kind = Literal["must", "nice"]
Topic = Literal[
    "skill", "experience", "education", "licence", "language", "permit", "place", "hours",
    "clearance", "other",
]  # fmt: skip

MOST_ASKED = 50
"""Entries that are read of a posting."""


class Asked(Struct, frozen=True):
    """One thing that a job or a role asks for.

    `id` is "m1", "n2" in the order of a posting, "r1" of a role. `skills` are names of the list of
    skills. `quote` has the posting's own words (white space folded), None where a role asks.
    `level` is how well it must be known, 0–100 in steps of 5, None where nothing says it, `years`
    for how long. `languages` (BCP 47) and `fluency` (as it is written) are what the topic
    "language" asks for. A knock-out is a condition; no entry that would only be nice is one.
    """

    id: str
    text: str
    kind: Kind
    knockout: bool
    topic: Topic
    skills: tuple[str, ...] = ()
    quote: str | None = None
    level: int | None = None
    years: float | None = None
    languages: tuple[str, ...] = ()
    fluency: str | None = None


class Posting(Struct, frozen=True):
    """A posting. What it does not say is None; `years` of experience are the most that it asks."""

    title: str | None
    employer: str | None
    language: str | None
    asked: tuple[Asked, ...]
    years: float | None
    text: str
