"""What is asked of models for paths, and who judges that."""

from agents.delivery.roles import Criterion, entries_check, evaluator, resolver
from agents.kind import Review, Task
from agents.kinds.paths import offline
from agents.kinds.paths.checking import faults
from agents.kinds.paths.drafts import Drafts, Wanted

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
WORTH_GOING = evaluator(
    Criterion(
        "worth_going",
        "Somebody who knows such work would say of each path: it begins with what the quoted "
        "passage shows and with nothing else, its steps can be gone beside a job or a household, "
        "without buying anything that is not named, and at its end there is one thing to show. It "
        "praises nobody, and calls neither age, nor a break, nor what is only not written a fault.",
    )
)
SETTLE = resolver()
FAIR = entries_check(faults, "/paths", "path")
REVIEW = Review(DRAFT, judges=(WORTH_GOING,), checks=(FAIR,), resolver=SETTLE, revisions=1)
