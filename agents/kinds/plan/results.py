"""What comes of it: weeks with tasks, what one can show after them, and what is not reached."""

from typing import Annotated, Literal, TypeAlias

from msgspec import UNSET, Meta, Struct, UnsetType

from agents.results.types import Line, Resource, Result

TaskKind: TypeAlias = Literal["learn", "practise", "build", "review", "apply"]
TaskHours: TypeAlias = Annotated[float, Meta(gt=0, le=40, multiple_of=0.25)]
WeekHours: TypeAlias = Annotated[float, Meta(ge=0, le=40, multiple_of=0.25)]
Day: TypeAlias = Annotated[str, Meta(pattern=r"^\d{4}-\d\d-\d\d$")]
Number: TypeAlias = Annotated[int, Meta(ge=1, le=200)]


class PlanTask(Struct, frozen=True, rename="camel"):
    """One thing to do. Its id stays the same for as long as the task is part of the plan."""

    id: Line
    title: Line
    kind: TaskKind
    skill: Line
    hours: TaskHours
    done: bool
    resource: Resource | UnsetType = UNSET


class Week(Struct, frozen=True, rename="camel"):
    """A week from the day `starts` on; `hours` are those of its tasks."""

    number: Number
    theme: Line
    starts: Day
    hours: WeekHours
    tasks: Annotated[tuple[PlanTask, ...], Meta(min_length=1, max_length=60)]


class Milestone(Struct, frozen=True):
    """What is there at the end of a week, and what shows it."""

    week: Number
    title: Line
    proof: Line


class NotReached(Struct, frozen=True):
    """What the plan leaves open, and why."""

    skill: Line
    why: Line


class PlanResult(Result, kw_only=True):
    """Weeks of work, with what one can show after them."""

    first_step: Line
    weeks: Annotated[list[Week], Meta(min_length=1, max_length=52)]
    resources: Annotated[list[Resource], Meta(max_length=100)]
    milestones: Annotated[list[Milestone], Meta(min_length=1, max_length=150)]
    not_reached: Annotated[list[NotReached], Meta(max_length=150)]
    total_hours: Annotated[float, Meta(ge=0, le=2_080, multiple_of=0.25)]
    start_date: Day
    time_zone: Line
