"""What one gives who comes from an interview, and what can be done with what was read in it."""

import datetime as dt
from typing import Annotated, Literal, TypeAlias

from msgspec import UNSET, Meta, Struct, UnsetType

from agents.delivery.inputs import DeliveryInput
from agents.kind import JobRef, ResumeRef
from agents.kinds.debrief.reading import Went
from agents.results.types import Line

LEAST, MOST = 20, 20_000

ApplicationId: TypeAlias = Annotated[
    str, Meta(min_length=1, max_length=64, extra_json_schema={"x-stored": "applications"})
]
QuestionId: TypeAlias = Annotated[Line, Meta(extra_json_schema={"x-list": "questions"})]
More: TypeAlias = Annotated[str, Meta(min_length=2, max_length=MOST)]


class DebriefInput(DeliveryInput, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What one remembers, in one's own words and in any order.

    `application` is one of the user's applications, to which the interview is then added; `date`
    is the day of the interview, from which "by Friday" is counted, `interviewers` who was there.
    """

    text: Annotated[str, Meta(min_length=LEAST, max_length=MOST)]
    job: JobRef | None = None
    resume: ResumeRef | None = None
    target_role: Annotated[str, Meta(min_length=2, max_length=200)] | None = None
    application: ApplicationId | None = None
    date: dt.date | None = None
    interviewers: Annotated[tuple[Line, ...], Meta(max_length=10)] = ()
    stage: Literal["recruiter", "manager", "panel", "executive"] | None = None


class Add(Struct, frozen=True, forbid_unknown_fields=True):
    """What else one remembers."""

    text: More


class Set(Struct, frozen=True, forbid_unknown_fields=True):
    """How a question went, or what was answered to it, as the person says it."""

    id: QuestionId
    went: Went | UnsetType = UNSET
    answer: Annotated[str, Meta(min_length=1, max_length=4_000)] | UnsetType = UNSET


class Remove(Struct, frozen=True, forbid_unknown_fields=True):
    """The question that was not asked."""

    id: QuestionId


class Save(Struct, frozen=True, forbid_unknown_fields=True):
    """To which application the interview is added; without one, to that of the input."""

    application: ApplicationId | None = None
