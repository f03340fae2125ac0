"""What is asked of models for projects, and who judges that."""

from agents.delivery.roles import Criterion, entries_check, evaluator, resolver
from agents.kind import Review, Task
from agents.kinds.projects import offline
from agents.kinds.projects.checking import faults
from agents.kinds.projects.drafts import Drafts, Wanted

KEEP_S = 2 * 3600
"""For so long an answer may be given again: as long as one chooses in one go."""

DRAFT = Task(
    "generator",
    "draft",
    inputs=Wanted,
    output=Drafts,
    offline=offline.draft,
    keep_s=KEEP_S,
)
SHOWS = evaluator(
    Criterion(
        "shows",
        "Somebody who does this work would say of each project: it is done in this field, it can "
        "be done in these hours by somebody of this level without an employer's permission or "
        "anybody's private data, and at its end there is one thing that an interviewer can look "
        "at in five minutes and that shows the skill.",
    )
)
SETTLE = resolver()
FAIR = entries_check(faults, "/projects", "project")
REVIEW = Review(DRAFT, judges=(SHOWS,), checks=(FAIR,), resolver=SETTLE, revisions=1)
