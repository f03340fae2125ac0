"""What one gives who wants to know what one may be asked."""

from typing import Annotated, Literal

from msgspec import Meta

from agents.delivery.inputs import DeliveryInput
from agents.kind import JobRef, ResumeRef


class QuestionsInput(DeliveryInput, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A résumé, and what it is for; `stage` is who asks."""

    resume: ResumeRef
    job: JobRef | None = None
    target_role: Annotated[str, Meta(min_length=2, max_length=200)] | None = None
    stage: Literal["recruiter", "manager", "panel", "executive"] | None = None
    count: Annotated[int, Meta(ge=1, le=10)] = 5
