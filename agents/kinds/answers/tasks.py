"""What the kind asks of a model: to look at what was written, or to write from what was given."""

from agents.kind import Task
from agents.kinds.answers import offline
from agents.kinds.answers.comparing import Compared, Comparing, miscompared, well_compared
from agents.kinds.answers.drafting import (
    Asked,
    Coached,
    Written,
    miscoached,
    miswritten,
    well_coached,
    well_written,
)

COACH = Task(
    "generator",
    "coach",
    inputs=Asked,
    output=Coached,
    offline=offline.coach,
    check=miscoached,
    mend=well_coached,
)
DRAFT = Task(
    "generator",
    "draft",
    inputs=Asked,
    output=Written,
    offline=offline.draft,
    check=miswritten,
    mend=well_written,
)
COMPARE = Task(
    "evaluator",
    "compare",
    inputs=Comparing,
    output=Compared,
    offline=offline.compare,
    check=miscompared,
    mend=well_compared,
)
"""Asked of what rules can't tell: the same told in other words."""
