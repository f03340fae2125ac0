"""What one gives who looks for a way on, and what one may wish for afterwards."""

from typing import Annotated, Literal, TypeAlias

from msgspec import Meta, Struct

from agents.delivery.inputs import DeliveryInput
from agents.kind import ResumeRef

MOST_WEEKS = 52
PathId: TypeAlias = Annotated[
    str, Meta(min_length=1, max_length=200, extra_json_schema={"x-list": "paths"})
]
Side: TypeAlias = Literal["strength", "weakness"]


class PathsInput(DeliveryInput, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A résumé, and where one wants to, if one knows."""

    resume: ResumeRef
    target_role: Annotated[str, Meta(min_length=2, max_length=200)] | None = None


class Which(Struct, frozen=True):
    """The path that is meant."""

    id: PathId


class Weeks(Struct, frozen=True):
    """How many weeks a path may take."""

    weeks: Annotated[int, Meta(ge=1, le=MOST_WEEKS)]


class Only(Struct, frozen=True):
    """Which paths are to be shown: those that deepen a strength, that close a gap, or both."""

    type: Literal["strength", "weakness", "both"]
