"""What one gives who wants projects, and what one may wish for afterwards."""

from typing import Annotated, Literal, TypeAlias

from msgspec import Meta, Struct

from agents.delivery.inputs import DeliveryInput
from agents.results.types import Line

Level: TypeAlias = Literal["junior", "mid", "senior"]
LEVELS: tuple[Level, ...] = ("junior", "mid", "senior")
ProjectId: TypeAlias = Annotated[
    str, Meta(min_length=1, max_length=200, extra_json_schema={"x-list": "projects"})
]
LEAST_HOURS, MOST_HOURS = 1, 200
Hours: TypeAlias = Annotated[int, Meta(ge=LEAST_HOURS, le=MOST_HOURS)]


class ProjectsInput(DeliveryInput, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The work one aims at, what one can do, and how many hours each project may take."""

    target_role: Annotated[str, Meta(min_length=2, max_length=200)]
    skills: Annotated[tuple[Line, ...], Meta(max_length=50)]
    level: Level
    count: Annotated[int, Meta(ge=1, le=10)] = 3
    hours: Hours | None = None


class Which(Struct, frozen=True):
    """The project that is meant."""

    id: ProjectId


class More(Struct, frozen=True):
    """How many others; without that, as many as were asked for first."""

    count: Annotated[int, Meta(ge=1, le=10)] | None = None


class Size(Struct, frozen=True):
    """How many hours each project may take."""

    hours: Hours


class OwnSize(Struct, frozen=True):
    """How many hours one of the projects may take."""

    id: ProjectId
    hours: Hours


class Field(Struct, frozen=True):
    """The field of work that projects are to be of: a role, or a word for it."""

    field: Annotated[str, Meta(min_length=2, max_length=200)]


class Height(Struct, frozen=True):
    """How much is to be expected of whoever does the projects."""

    level: Level
