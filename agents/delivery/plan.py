"""How a piece of work is to be done: what a strategist decides before it is begun."""

from typing import Annotated, Any, Literal

import msgspec

from agents.delivery.prompts import PROMPTS
from agents.kind import Task
from agents.results.types import Line


class Plan(msgspec.Struct, frozen=True):
    """How complex the work is, how sure that is, and the steps that it takes, in order.

    `question` is the one thing to ask the person first; null where nothing essential is missing.
    """

    complexity: Literal["simple", "moderate", "complex"] = "simple"
    confidence: Literal["high", "low"] = "high"
    steps: Annotated[tuple[Line, ...], msgspec.Meta(max_length=8)] = ()
    question: Line | None = None


class Work(msgspec.Struct, frozen=True):
    """What is to be planned: the work, what was given for it, and the steps that there are.

    `given` has each thing under its name. Of `steps` a plan chooses.
    """

    work: str
    given: dict[str, Any]
    steps: tuple[str, ...]
    language: str | None


def unplanned(work: Work) -> Plan:
    """The plan that rules have: every step, and nothing to ask."""
    return Plan(steps=work.steps)


def _misplanned(plan: Plan, work: Work) -> list[str]:
    """What is wrong with a plan: steps that nobody can do."""
    unknown = [step for step in plan.steps if step not in work.steps]
    return [f"{step!r} is none of the steps that there are." for step in unknown]


def _possible(plan: Plan, work: Work) -> Plan:
    """The plan with the steps that there are; with none of them it is every step."""
    steps = tuple(step for step in plan.steps if step in work.steps)
    return msgspec.structs.replace(plan, steps=steps or work.steps)


PLAN = Task(
    "strategist",
    "plan",
    inputs=Work,
    output=Plan,
    prompt=PROMPTS["plan"],
    offline=unplanned,
    check=_misplanned,
    mend=_possible,
)
