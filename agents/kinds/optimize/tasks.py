"""What the kind asks of a model."""

from agents.delivery.roles import Criterion, evaluator
from agents.kind import Task
from agents.kinds.optimize.checks import filled, misworded, sound, uncompleted
from agents.kinds.optimize.inputs import Completed, Completing, Rewriting, Rewritten


def _by_rule(given: Rewriting) -> Rewritten:
    return Rewritten(given.drafted)


def _filled(given: Completing) -> Completed:
    return Completed(filled(given))


def _held(answer: Completed, given: Completing) -> Completed:
    return answer if not uncompleted(answer, given) else _filled(given)


REWRITE = Task(
    "generator",
    "rewrite",
    inputs=Rewriting,
    output=Rewritten,
    offline=_by_rule,
    check=misworded,
    mend=sound,
)
COMPLETE = Task(
    "generator",
    "complete",
    inputs=Completing,
    output=Completed,
    offline=_filled,
    check=uncompleted,
    mend=_held,
)
WEIGH = evaluator(
    Criterion(
        "weigh",
        "Whoever reads the draft in place of what was given learns all that mattered, and sooner.",
    )
)
"""Asked of long texts alone: short ones a person judges at a glance."""
