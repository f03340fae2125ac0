"""A bounded loop of drafting, judging and revising, with somebody to settle what is open."""

from collections.abc import Callable, Sequence
from dataclasses import KW_ONLY, dataclass
from typing import TYPE_CHECKING, Any, Generic

import msgspec

from agents.errors import MachineError, Rejected
from agents.kind.roles import RoleName
from agents.kind.task import In, Out, Task
from agents.kind.verdict import (
    Confirm,
    Issue,
    Judging,
    Reviewed,
    Revision,
    RoleMessage,
    Settling,
    Verdict,
)
from protocol.catalogue import Text

if TYPE_CHECKING:
    from agents.kind.turn import Turn

_WORST_FIRST = ("reject", "escalate", "revise", "approve")


@dataclass(frozen=True, eq=False)
class Check:
    """A judge that is no model: what code can tell of a draft. `judge` is pure.

    It is a module's own function, or a `partial` of one, so that it may be called elsewhere.
    """

    name: str
    judge: Callable[[Judging], Verdict]
    role: RoleName = "validator"


@dataclass(frozen=True, eq=False)
class Review(Generic[In, Out]):
    """Who drafts, who judges, who settles, and how often. Raises MachineError for what can't work.

    The draft's inputs have a field `revision: Revision | None = None`. Before the judges come the
    `checks`: a draft in which code finds something wrong goes back without a model being asked.
    Judges are asked side by side; the worst of their decisions counts, and all their issues do.
    Without a resolver `escalate` counts as `revise`.
    """

    draft: Task[In, Out]
    _: KW_ONLY
    judges: tuple[Task[Judging, Verdict], ...] = ()
    checks: tuple[Check, ...] = ()
    resolver: Task[Settling, Verdict] | None = None
    revisions: int = 2
    """How many drafts there are after the first, at most."""
    told: bool = False
    """Whether people are shown what the judges say to the author."""

    def __post_init__(self) -> None:
        found = _problems(self)
        if found:
            raise MachineError(f"review of {self.draft.name!r}: " + "; ".join(found))

    @property
    def tasks(self) -> tuple[Task[Any, Any], ...]:
        """All tasks that it asks."""
        settles = (self.resolver,) if self.resolver else ()
        return (self.draft, *self.judges, *settles)


def _problems(review: Review[Any, Any]) -> list[str]:
    found = []
    if not any(f.name == "revision" for f in msgspec.structs.fields(review.draft.inputs)):
        found.append(f"{review.draft.inputs.__name__} has no field 'revision'")
    if not review.judges and not review.checks:
        found.append("nobody judges")
    if review.revisions < 0:
        found.append("there cannot be fewer than no revisions")
    judges = [(judge, Judging) for judge in review.judges]
    settles = [(review.resolver, Settling)] if review.resolver else []
    wanted: list[tuple[Task[Any, Verdict], type]] = [*judges, *settles]
    for task, inputs in wanted:
        if task.inputs is not inputs or task.output is not Verdict:
            found.append(f"{task.name!r} does not make a Verdict of {inputs.__name__}")
    return found


async def reviewed(
    turn: "Turn[Any, Any]", review: Review[In, Out], inputs: In, at: Sequence[int | str] = ()
) -> Reviewed[Out]:
    """Draft until it is approved, or often enough.

    Each draft is taken back when it is judged and another is to come. At the limit the best one
    stays, by its score, and the last where none was scored; what is open in it is put into the
    result's `confirm` where it was drafted into the result. Raises Rejected when it is rejected:
    nothing of it stays.
    """
    drafts: list[tuple[Out, Verdict]] = []
    rounds = review.revisions + 1
    for number in range(1, rounds + 1):
        async with turn.tentative() as shown:
            draft = await turn.ask(review.draft, inputs, at=at)
            verdict, settled_by = await _judged(turn, review, inputs, draft)
            if verdict.decision == "reject":
                raise Rejected(_said(verdict))
            if verdict.decision == "approve":
                shown.keep()
                return Reviewed(draft, verdict, number, settled_by)
            drafts.append((draft, verdict))
            if number == rounds and _best(drafts)[0] is draft:
                shown.keep()
        inputs = msgspec.structs.replace(inputs, revision=_revision(draft, verdict))
    best, verdict = _best(drafts)
    if best is not drafts[-1][0]:
        await turn.put(review.draft, best, at)
    ended = Reviewed(best, verdict, rounds, "limit")
    if review.draft.into is not None and ended.open:
        turn.confirm(_open(turn.place(review.draft, at), ended.open))
    return ended


async def _judged(
    turn: "Turn[Any, Any]", review: Review[In, Out], inputs: In, draft: Out
) -> tuple[Verdict, Any]:
    """The verdict on a draft, and who has settled it."""
    given = msgspec.structs.replace(inputs, revision=None)
    verdict = await _checked(turn, review, Judging(given, draft))
    if verdict.decision == "approve" and review.judges:
        verdict = await _of_judges(turn, review, Judging(given, draft))
    if verdict.decision != "escalate":
        return verdict, "evaluator"
    if review.resolver is None:
        return msgspec.structs.replace(verdict, decision="revise"), "evaluator"
    settled = await turn.ask(review.resolver, Settling(given, draft, verdict))
    said = RoleMessage(review.resolver.role, review.draft.role, review.resolver.name, settled)
    await turn.tell(said, shown=review.told)
    if settled.decision == "escalate":  # there is nobody above
        settled = msgspec.structs.replace(settled, decision="revise")
    return settled, "resolver"


async def _checked(turn: "Turn[Any, Any]", review: Review[In, Out], judging: Judging) -> Verdict:
    """What the checks say together."""
    verdicts = []
    for check in review.checks:
        verdict = await turn.compute(check.judge, judging)
        said = RoleMessage(check.role, review.draft.role, check.name, verdict)
        await turn.tell(said, shown=review.told)
        verdicts.append(verdict)
    return _worst(verdicts) if verdicts else Verdict("approve")


async def _of_judges(turn: "Turn[Any, Any]", review: Review[In, Out], judging: Judging) -> Verdict:
    """What the judges say together."""
    verdicts = await turn.together(*[judge.on(judging) for judge in review.judges])
    for judge, verdict in zip(review.judges, verdicts, strict=True):
        said = RoleMessage(judge.role, review.draft.role, judge.name, verdict)
        await turn.tell(said, shown=review.told)
    return _worst(verdicts)


def _worst(verdicts: Sequence[Verdict]) -> Verdict:
    """All of them as one: the worst decision, the lowest score, every issue and instruction."""
    scores = [verdict.score for verdict in verdicts if verdict.score is not None]
    return Verdict(
        min((verdict.decision for verdict in verdicts), key=_WORST_FIRST.index),
        min(scores) if scores else None,
        tuple(issue for verdict in verdicts for issue in verdict.issues),
        "\n".join(verdict.instructions for verdict in verdicts if verdict.instructions),
    )


def _best(drafts: Sequence[tuple[Out, Verdict]]) -> tuple[Out, Verdict]:
    """The one with the best score, of equals the last."""
    return max(reversed(drafts), key=lambda draft: -1 if draft[1].score is None else draft[1].score)


def _revision(draft: Any, verdict: Verdict) -> Revision:
    return Revision(draft, verdict.issues, verdict.instructions)


def _said(verdict: Verdict) -> Text:
    reasons = " ".join(f"- {issue.what}" for issue in verdict.issues) or verdict.instructions
    return Text("runs.rejected_why", reasons=reasons) if reasons else Text("runs.rejected")


def _open(place: str, issues: Sequence[Issue]) -> list[Confirm]:
    """What is to be confirmed, each at its place in the result."""
    return [Confirm(f"{place}{_below(i.where)}", i.quote or i.what, i.what) for i in issues]


def _below(where: str) -> str:
    """A place in the draft, where it is a JSON Pointer as it should be."""
    return where if where.startswith("/") else ""
