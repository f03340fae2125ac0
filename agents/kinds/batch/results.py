"""What comes of a batch: how its items stand. What came of each is with its own session."""

from typing import Annotated, Literal, TypeAlias

from msgspec import UNSET, Meta, Struct, UnsetType

from agents.kinds.batch.inputs import MOST_ITEMS
from agents.results.types import Line, Result

ItemStatus: TypeAlias = Literal["waiting", "running", "done", "failed"]
Count: TypeAlias = Annotated[int, Meta(ge=0, le=MOST_ITEMS)]


class BatchItemError(Struct, frozen=True):
    """Why an item has failed: a stable code, and what a person reads."""

    code: str
    message: str


class BatchItem(Struct, frozen=True):
    """An item, in the order of the input: `row` is where it stands in a CSV file, the heading being
    row 1. Without a `session` its input did not fit."""

    number: Annotated[int, Meta(ge=1, le=MOST_ITEMS)]
    session: str | None
    status: ItemStatus
    title: Line
    row: Annotated[int, Meta(ge=2)] | UnsetType = UNSET
    error: BatchItemError | UnsetType = UNSET


class BatchResult(Result, kw_only=True):
    """How many there are, how many are done and have failed, and each."""

    total: Count
    done: Count
    failed: Count
    items: Annotated[list[BatchItem], Meta(max_length=MOST_ITEMS)]


class BatchState(Struct, frozen=True, rename="camel"):
    """How fast it goes, by the newest items: how many a minute, and how many seconds are left; null
    before that can be told."""

    per_minute: float | None = None
    seconds_left: int | None = None
