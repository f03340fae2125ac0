"""What one gives who wants a CV for a job, and what one may wish of it then."""

from typing import Annotated, Literal, TypeAlias

from msgspec import Meta, Struct

from agents.delivery.inputs import DeliveryInput
from agents.kind import JobRef, ResumeRef
from agents.results.types import Line

Form: TypeAlias = Literal["standard", "lebenslauf", "iryeokseo", "careerDescription"]
Paper: TypeAlias = Literal["a4", "letter"]
Pages: TypeAlias = Annotated[int, Meta(ge=1, le=10)]

MOST_NAMED = 50
"""Places that are brought back at once."""


class Style(Struct, frozen=True, rename="camel", forbid_unknown_fields=True):
    """How it is laid out. `pages` and `paper` are what it is to fit on; without them as the form
    and the country have it."""

    form: Form = "standard"
    pages: Pages | None = None
    paper: Paper | None = None


class CvInput(DeliveryInput, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A résumé, and the job or the role that the CV is for: one of the two."""

    resume: ResumeRef
    job: JobRef | None = None
    target_role: Annotated[str, Meta(min_length=2, max_length=200)] | None = None
    style: Style = Style()


class Named(Struct, frozen=True, forbid_unknown_fields=True):
    """What of the CV is meant: a place in the result (a JSON Pointer), or words that name it."""

    what: Line


class LeftIds(Struct, frozen=True, forbid_unknown_fields=True):
    """What is to come back, by the ids of `leftOut`; none named is all of it."""

    ids: Annotated[
        list[Annotated[str, Meta(max_length=300)]],
        Meta(max_length=MOST_NAMED, extra_json_schema={"x-list": "leftOut"}),
    ] = []


class Shorter(Struct, frozen=True, forbid_unknown_fields=True):
    """Onto how many pages; without it, a fifth goes."""

    pages: Pages | None = None


class Reformed(Struct, frozen=True, forbid_unknown_fields=True):
    """Another form for the same."""

    form: Form


class Another(Struct, frozen=True, forbid_unknown_fields=True):
    """What another version is to be called."""

    title: Line | None = None


class Chosen(Struct, frozen=True, forbid_unknown_fields=True):
    """Which version is to be shown."""

    id: Annotated[str, Meta(min_length=1, max_length=200, extra_json_schema={"x-list": "versions"})]
