"""What one gives who wants to be interviewed."""

from typing import Annotated, Any, Literal, TypeAlias

import msgspec
from msgspec import UNSET, Meta, UnsetType

from agents.bank.types import Interview as Type
from agents.bank.types import Level
from agents.kind import JobRef, Language, ResumeRef
from agents.kinds.interview.practice import QuestionsRef

Focus: TypeAlias = Annotated[
    tuple[Annotated[str, Meta(min_length=1, max_length=200)], ...], Meta(max_length=50)
]


def _suggest(value: Any) -> Meta:
    """The value that a form should begin with; the field is required all the same."""
    return Meta(extra_json_schema={"default": value})


class InterviewInput(msgspec.Struct, frozen=True, rename="camel", forbid_unknown_fields=True):
    """What one wants to be asked, and about what.

    What was added later is left out where it is not given: an input that is stored stays the same.
    """

    type: Type
    difficulty: Annotated[Level, _suggest("medium")]
    duration_minutes: Annotated[int, Meta(ge=5, le=60), _suggest(20)]
    target_role: Annotated[str, Meta(min_length=2, max_length=200)] | None = None
    company: Annotated[str, Meta(min_length=1, max_length=200)] | None = None
    resume: ResumeRef | None = None
    job: JobRef | UnsetType | None = UNSET
    questions: QuestionsRef | UnsetType = UNSET
    stage: Literal["recruiter", "manager", "panel", "executive"] | UnsetType | None = UNSET
    count: Annotated[int, Meta(ge=1, le=12)] | UnsetType | None = UNSET
    focus: Focus | UnsetType = UNSET
    language: Language | None = None
