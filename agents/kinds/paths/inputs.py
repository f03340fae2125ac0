"""What one gives who looks for a way on, and what one may wish for afterwards."""

from typing import Annotated, Literal, TypeAlias

from msgspec import Meta, Struct

from agents.delivery.inputs import DeliveryInput
from agents.kind import ResumeRef
from agents.results.types import Line

MOST_WEEKS = 52
Side: TypeAlias = Literal["strength", "weakness"]


class PathsInput(DeliveryInput, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A résumé, and where one wants to, if one knows."""

    resume: ResumeRef
    target_role: Annotated[str, Meta(min_length=2, max_length=200)] | None = None


class Which(Struct, frozen=True):
    """The path that is meant; without one, the first, or where one goes, the last."""

    id: Line | None = None


class Weeks(Struct, frozen=True):
    """How many weeks a path may take."""

    weeks: Annotated[int, Meta(ge=1, le=MOST_WEEKS)]


class Only(Struct, frozen=True):
    """Which paths are to be shown: those that deepen a strength, that close a gap, or both."""

    type: Literal["strength", "weakness", "both"]
