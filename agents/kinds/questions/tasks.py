"""What is asked of models for questions, and who judges that."""

from agents.delivery.roles import Criterion, evaluator, resolver
from agents.kind import Check, Issue, Judging, Review, Task, Verdict
from agents.kinds.questions import offline
from agents.kinds.questions.checking import faults
from agents.kinds.questions.drafts import Drafts, Wanted

KEEP_S = 2 * 3600
"""For so long an answer may be given again: as long as one prepares in one go."""
_INSTRUCTIONS = "Write every question that is named here anew; leave the others as they are."
_MOST_ISSUES = 20
_LONGEST = 500


def checked(judging: Judging) -> Verdict:
    """What code finds wrong with drafts."""
    found = faults(judging.draft, judging.given)[:_MOST_ISSUES]
    if not found:
        return Verdict("approve")
    issues = tuple(Issue("/questions", what[:_LONGEST]) for what in found)
    return Verdict("revise", None, issues, _INSTRUCTIONS)


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
FAIR = Check("fair", checked)
REVIEW = Review(DRAFT, judges=(WORTH_ASKING,), checks=(FAIR,), resolver=SETTLE, revisions=2)
SMALL_REVIEW = Review(DRAFT, checks=(FAIR,), revisions=1)
"""For few questions: what code finds is enough to judge by."""
