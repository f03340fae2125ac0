"""What the kind asks of a model."""

from agents.kind import Task
from agents.kinds.cv import checking
from agents.kinds.cv.drafts import NamedParts, Naming, Tailored, Tailoring


def _by_rules(given: Tailoring) -> Tailored:
    """Rules propose nothing: the order is theirs already, and a summary would be worded."""
    return Tailored()


def _unnamed(given: Naming) -> NamedParts:
    return NamedParts()


TAILOR = Task(
    "generator",
    "tailor",
    inputs=Tailoring,
    output=Tailored,
    offline=_by_rules,
    check=checking.misfit,
    mend=checking.fitting,
)
FIND = Task(
    "extractor",
    "find",
    inputs=Naming,
    output=NamedParts,
    offline=_unnamed,
    check=checking.unplaced,
    mend=checking.placed,
)
