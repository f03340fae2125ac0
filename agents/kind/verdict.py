"""What is said in a review: verdicts with their issues, and what a draft is to become."""

from typing import Annotated, Any, Generic, Literal, TypeVar

import msgspec

from agents.kind.roles import RoleName

Draft = TypeVar("Draft")

Decision = Literal["approve", "revise", "reject", "escalate"]

Percent = Annotated[int, msgspec.Meta(ge=0, le=100)]
_Place = Annotated[str, msgspec.Meta(max_length=200)]
_Passage = Annotated[str, msgspec.Meta(max_length=500)]


class Issue(msgspec.Struct, frozen=True):
    """One thing that is wrong: where in the draft (a JSON Pointer, "" is all), and the passage."""

    where: _Place
    what: _Passage
    quote: _Passage | None = None


class Verdict(msgspec.Struct, frozen=True):
    """What came of judging a draft.

    `score` is null where nothing could be scored. `instructions` say what to do about the issues.
    """

    decision: Decision
    score: Percent | None = None
    issues: Annotated[tuple[Issue, ...], msgspec.Meta(max_length=20)] = ()
    instructions: Annotated[str, msgspec.Meta(max_length=2_000)] = ""


class Revision(msgspec.Struct, frozen=True):
    """What an author is told about the draft before: the field `revision` of a draft's inputs."""

    draft: Any
    issues: tuple[Issue, ...]
    instructions: str


class Judging(msgspec.Struct, frozen=True):
    """The inputs of a judge: what the author was given, and what the author made of it."""

    given: Any
    draft: Any


class Settling(msgspec.Struct, frozen=True):
    """The inputs of a resolver: the same, and what the judges could not settle."""

    given: Any
    draft: Any
    verdict: Verdict


class RoleMessage(msgspec.Struct, frozen=True, rename="camel"):
    """What one role says to another in the course of a run."""

    sender: RoleName
    to: RoleName
    task: str
    content: Any


class Confirm(msgspec.Struct, frozen=True):
    """What stands in the result and is not certain: where (a JSON Pointer into it), and why."""

    path: str
    text: str
    why: str


class Reviewed(msgspec.Struct, Generic[Draft], frozen=True):
    """What a review ended with."""

    value: Draft
    verdict: Verdict
    rounds: int
    """How many drafts there were."""
    settled_by: Literal["evaluator", "resolver", "limit"]

    @property
    def open(self) -> tuple[Issue, ...]:
        """What is still wrong with it: nothing, unless the limit settled it."""
        return self.verdict.issues if self.settled_by == "limit" else ()
