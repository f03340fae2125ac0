"""What one gives: a kind, and many inputs of it."""

from typing import Annotated, Any, TypeAlias

from msgspec import Meta

from agents.delivery.inputs import DeliveryInput
from agents.errors import InvalidInput
from agents.kind import DocumentRef, JobRef, ResumeRef
from agents.kinds.batch import wording

MOST_ITEMS = 500
MOST_AT_ONCE = 20

Given = dict[str, Any]

KindName: TypeAlias = Annotated[
    str, Meta(min_length=1, max_length=64, extra_json_schema={"x-kinds": "batches"})
]
"""A kind of session. In the schema `x-kinds` says that it is one which can be batched."""


class BatchInput(DeliveryInput, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Inputs as `items`, or the id of a stored `document` with them: just one of the two.

    A document is JSON, a list of inputs, or CSV, whose columns are their fields. `resume`, `job`
    and the languages hold for all that have none of their own. `concurrency` is how many are worked
    at once.
    """

    kind: KindName
    items: Annotated[tuple[Given, ...], Meta(min_length=1, max_length=MOST_ITEMS)] | None = None
    document: DocumentRef | None = None
    resume: ResumeRef | None = None
    job: JobRef | None = None
    concurrency: Annotated[int, Meta(ge=1, le=MOST_AT_ONCE)] = 5


SHARED = ("resume", "job", "language", "documentLanguage", "country")
"""What is given once for all items that have none of their own, by names as on the wire."""


def check(given: BatchInput) -> None:
    """Raise InvalidInput unless there are just `items`, or just a `document`."""
    if (given.items is None) is (given.document is None):
        raise InvalidInput(wording.text("refuses.one_of_two"))
