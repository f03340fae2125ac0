"""What is asked of models for questions, and who judges that."""

from agents.delivery.roles import Criterion, entries_check, evaluator, resolver
from agents.kind import Review, Task
from agents.kinds.questions import offline
from agents.kinds.questions.checking import faults
from agents.kinds.questions.drafts import Drafts, Wanted

KEEP_S = 2 * 3600
"""For so long an answer may be given again: as long as one prepares in one go."""

DRAFT = Task(
    "generator",
    "draft",
    inputs=Wanted,
    output=Drafts,
    offline=offline.draft,
    keep_s=KEEP_S,
)
WORTH_ASKING = evaluator(
    Criterion(
        "worth_asking",
        "An interviewer who has read this résumé could put each question to this person and to "
        "nobody else; it asks one thing, can be answered in two minutes of speech, is free of "
        "reproach, and a good answer to it would show what its looksFor says.",
    )
)
SETTLE = resolver()
FAIR = entries_check(faults, "/questions", "question")
REVIEW = Review(DRAFT, judges=(WORTH_ASKING,), checks=(FAIR,), resolver=SETTLE, revisions=2)
SMALL_REVIEW = Review(DRAFT, checks=(FAIR,), revisions=1)
"""For few questions: what code finds is enough to judge by."""
