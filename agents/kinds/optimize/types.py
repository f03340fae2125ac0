"""What the kind takes, gives and remembers."""

from typing import Annotated, Any, Literal, TypeAlias

import msgspec
from msgspec import UNSET, Meta, Struct, UnsetType, field

from agents.delivery.inputs import DeliveryInput
from agents.delivery.memory import DeliveryMemory
from agents.kind import JobRef, ResumeRef, SavedResume
from agents.results.types import Line, Pointer, Result, Score

Focus: TypeAlias = Literal["clarity", "impact_metrics", "language", "brevity", "ats_keywords"]
Op: TypeAlias = Literal["replace", "add", "remove", "move"]
ChangeStatus: TypeAlias = Literal["proposed", "accepted", "rejected"]
Words: TypeAlias = Annotated[str, Meta(max_length=4_000)]
"""What stands at a place of a résumé."""

ALL: tuple[Focus, ...] = ("clarity", "impact_metrics", "language", "brevity", "ats_keywords")
DEFAULT: tuple[Focus, ...] = ("clarity", "impact_metrics")

MOST_CHANGES = 120
"""Of a result; what helps most stands in it."""


class Change(Struct, kw_only=True, rename="camel"):
    """One thing that can be made better, small enough to be taken or left by itself.

    `path` is a JSON Pointer into the résumé as it was when the session began, whatever else has
    been accepted; `section` the part of JSON Resume that it is in. `replace` puts `after` where
    `before` stands, in a list as many entries as it has lines. `remove` takes it out, `add` puts it
    before what stands at the path. `move` takes it `to` another place of its list. In brackets
    stands what only the person knows, and `ask` is the question that gets it: brackets are left
    out of the résumé until it was answered. Changes of one `group` say the same of several entries.
    """

    id: Line
    op: Op
    path: Pointer
    section: Line
    before: Words | None
    after: Words | None
    reason: Annotated[str, Meta(min_length=1, max_length=400)]
    focus: Focus
    ask: Line | UnsetType = UNSET
    to: Pointer | UnsetType = UNSET
    group: Line | UnsetType = UNSET
    status: ChangeStatus = "proposed"


class Saved(Struct, frozen=True):
    """The stored résumé, and the version that was made."""

    id: Line
    version: Annotated[int, Meta(ge=1)]


class OptimizeResult(Result, kw_only=True):
    """The changes, and the résumé with those that are accepted.

    What stands `After` counts every change that is not rejected; `results` are points that name
    something measured.
    """

    changes: Annotated[list[Change], Meta(max_length=MOST_CHANGES)]
    resume: dict[str, Any]
    ats_before: Score | None
    ats_after: Score | None
    coverage_before: Score | None
    coverage_after: Score | None
    results_before: Annotated[int, Meta(ge=0)]
    results_after: Annotated[int, Meta(ge=0)]
    words_before: Annotated[int, Meta(ge=0)]
    words_after: Annotated[int, Meta(ge=0)]
    saved: Saved | None = None


class Ids(Struct, frozen=True, forbid_unknown_fields=True):
    """Which changes; none named is every one that is open."""

    ids: Annotated[list[Line], Meta(max_length=MOST_CHANGES)] = []


class Edited(Struct, frozen=True, forbid_unknown_fields=True):
    """What the person writes in place of a change's `after`."""

    id: Line
    after: Annotated[str, Meta(min_length=1, max_length=4_000)]


class Answered(Struct, frozen=True, forbid_unknown_fields=True):
    """What the person says to a change's `ask`."""

    id: Line
    text: Annotated[str, Meta(min_length=1, max_length=1_000)]


class OptimizeInput(DeliveryInput, frozen=True, kw_only=True):
    """A résumé, what it is to be good for, and what may be changed in it.

    Of `focus`, `ats_keywords` goes with a job only. `keep` are places of the résumé as JSON
    (JSON Pointers, `/work/0`) that are not touched.
    """

    resume: ResumeRef
    target_role: Annotated[str, Meta(min_length=2, max_length=200)]
    job: JobRef | None = None
    focus: Annotated[tuple[Focus, ...], Meta(min_length=1, max_length=5)] = DEFAULT
    keep: Annotated[tuple[Pointer, ...], Meta(max_length=50)] = ()


class OptimizeMemory(DeliveryMemory, kw_only=True):
    """The résumé as it was when the session began, and what was made of it.

    `origin` is the stored version that it is of, or was last saved as. `edited` are changes that
    the person wrote, `answers` what they said to open places. `by_rules` and `by_model` say who has
    worded changes.
    """

    text: str = ""
    written: str | None = None
    base: dict[str, Any] = field(default_factory=dict)
    origin: SavedResume | None = None
    changes: list[Change] = field(default_factory=list)
    edited: list[str] = field(default_factory=list)
    answers: list[str] = field(default_factory=list)
    by_rules: bool = False
    by_model: bool = False


def number_of(id: str) -> int:
    """The number of a change: changes of one place hold in the order of these."""
    return int(id.lstrip("c"))


def is_open(change: Change) -> bool:
    """Whether nobody has decided on it."""
    return change.status == "proposed"


def encoded(changes: list[Change]) -> list[dict[str, Any]]:
    """The changes by names as on the wire."""
    made: list[dict[str, Any]] = msgspec.to_builtins(changes)
    return made
