"""What one gives who wants a letter, and what may be changed of one that there is."""

from typing import Annotated, Literal, TypeAlias

from msgspec import UNSET, Meta, Struct, UnsetType

from agents.delivery.inputs import DeliveryInput
from agents.kind import JobRef, ResumeRef
from agents.results.types import Length, Line

Purpose: TypeAlias = Literal[
    "application", "followUp", "thanks", "referral", "decline", "resign", "negotiate", "feedback"
]
Tone: TypeAlias = Literal["plain", "warm", "formal", "bold"]
Words: TypeAlias = Annotated[int, Meta(ge=30, le=600)]
Own: TypeAlias = Annotated[str, Meta(min_length=1, max_length=1_000)]
Lines: TypeAlias = Annotated[tuple[Line, ...], Meta(max_length=50)]


class LetterInput(DeliveryInput, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A résumé, a job, and what the letter is for.

    `why` is, in their own words, why they want it; `mention` what has to stand in the letter,
    `avoid` what must not. `length` goes before `words`.
    """

    resume: ResumeRef
    job: JobRef
    purpose: Purpose = "application"
    tone: Tone = "plain"
    words: Words = 220
    length: Length | None = None
    why: Own | None = None
    mention: Lines = ()
    avoid: Lines = ()
    addressee: Line | None = None


class Another(Struct, frozen=True, forbid_unknown_fields=True):
    """Another version beside those that there are."""

    title: Line | None = None
    tone: Tone | None = None


class Choose(Struct, frozen=True, forbid_unknown_fields=True):
    """The version that is to be shown."""

    id: Annotated[Line, Meta(extra_json_schema={"x-list": "versions"})]


class Adjust(Struct, frozen=True, forbid_unknown_fields=True):
    """What is to be different in the version that is shown; everything else stays.

    What is to be mentioned, or left out, is added to what was.
    """

    words: Words | UnsetType = UNSET
    tone: Tone | UnsetType = UNSET
    mention: Line | UnsetType = UNSET
    avoid: Line | UnsetType = UNSET
    addressee: Line | UnsetType = UNSET
    why: Own | UnsetType = UNSET
