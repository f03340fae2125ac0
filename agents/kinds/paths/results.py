"""What comes of it: paths, each with what it goes by and where it ends."""

from typing import Annotated, Literal

from msgspec import UNSET, Meta, Struct, UnsetType

from agents.kinds.paths.inputs import Side
from agents.results.types import Evidence, Finding, Line, Passage, Resource, Result

MOST = 8


class Path(Struct, frozen=True, rename="camel", omit_defaults=True):
    """A way on. `evidence` is what of the résumé it goes by, `endsWith` a thing that one can show,
    `category` in a word what sort of way it is."""

    id: Line
    type: Side
    title: Line
    category: Line
    priority: Literal["high", "medium", "low"]
    duration_weeks: Annotated[int, Meta(ge=1, le=52)]
    reason: Passage
    first_step: Passage
    steps: Annotated[tuple[Passage, ...], Meta(max_length=10)]
    ends_with: Passage
    resources: Annotated[tuple[Resource, ...], Meta(max_length=5)]
    evidence: Annotated[tuple[Evidence, ...], Meta(max_length=3)]
    cost: Line | None = None


class RoleNear(Struct, frozen=True):
    """A role of the table: what of it the résumé shows, and what it does not say."""

    title: Line
    shown: Annotated[tuple[Evidence, ...], Meta(max_length=12)]
    missing: Annotated[tuple[Line, ...], Meta(max_length=20)]


class PathsResult(Result, kw_only=True, rename="camel"):
    """Paths to choose from. `roles` are there where no role was named: nearest first, by a table of
    roles, not by the market."""

    strengths: Annotated[list[Finding], Meta(max_length=10)]
    weaknesses: Annotated[list[Finding], Meta(max_length=10)]
    paths: Annotated[list[Path], Meta(max_length=MOST)]
    roles: Annotated[list[RoleNear], Meta(max_length=5)] | UnsetType = UNSET
