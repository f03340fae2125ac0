"""What one gives who wants a plan, and what can be done with it."""

import datetime as dt
from typing import Annotated, Literal, TypeAlias

from msgspec import Meta, Struct

from agents.delivery.inputs import DeliveryInput
from agents.kind import JobRef, ResumeRef
from agents.results.types import Line

MOST_WEEKS, MOST_HOURS = 52, 40

WeekNumber: TypeAlias = Annotated[int, Meta(ge=1, le=2 * MOST_WEEKS)]
"""A week of the plan, as it is numbered; what was moved has later numbers."""
Hours: TypeAlias = Annotated[int, Meta(ge=1, le=MOST_HOURS)]


class PlanInput(DeliveryInput, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What one aims at, what one can do, and how much time there is.

    With `until` the weeks follow from it. `start_date` is without one the next Monday in
    `time_zone` (IANA; UTC). With `budget` "free" nothing is named that costs something.
    """

    target_role: Annotated[str, Meta(min_length=2, max_length=200)]
    current_skills: Annotated[tuple[Line, ...], Meta(max_length=50)] = ()
    weeks: Annotated[int, Meta(ge=1, le=MOST_WEEKS)] = 12
    hours_per_week: Hours = 10
    until: dt.date | None = None
    start_date: dt.date | None = None
    time_zone: Annotated[str, Meta(min_length=1, max_length=64)] | None = None
    budget: Literal["free", "any"] = "any"
    resume: ResumeRef | None = None
    job: JobRef | None = None


class Ticked(Struct, frozen=True, forbid_unknown_fields=True):
    """Which tasks are done, or not after all."""

    ids: Annotated[
        list[Line],
        Meta(min_length=1, max_length=1_000, extra_json_schema={"x-list": "weeks"}),
    ]
    done: bool = True


class Shifted(Struct, frozen=True, forbid_unknown_fields=True, rename={"from_week": "from"}):
    """From which week on everything comes later, and by how many weeks."""

    from_week: WeekNumber
    weeks: Annotated[int, Meta(ge=1, le=MOST_WEEKS)] = 1


class Lightened(Struct, frozen=True, forbid_unknown_fields=True):
    """Which week is to have half of the work."""

    week: WeekNumber


class Fewer(Struct, frozen=True, forbid_unknown_fields=True, rename="camel"):
    """How many hours a week there are."""

    hours_per_week: Hours


class Without(Struct, frozen=True, forbid_unknown_fields=True):
    """What is to be left out, by the name that the plan has for it."""

    skill: Line
