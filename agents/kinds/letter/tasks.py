"""What is asked of models for letters, and who judges that."""

from agents.delivery.roles import Criterion, evaluator, resolver
from agents.kind import Check, Review, Task
from agents.kinds.letter import offline
from agents.kinds.letter.checking import checked
from agents.kinds.letter.drafts import Brief, Draft

WRITE = Task("generator", "write", inputs=Brief, output=Draft, offline=offline.write)
WORTH_READING = evaluator(
    Criterion(
        "worth_reading",
        "A recruiter would read this letter to its end: it begins with what the job asks or with "
        "what the person has done, tells at least one thing in enough detail to be believed, says "
        "nothing that everybody says, and could have been sent by nobody else.",
    )
)
SETTLE = resolver()
HELD = Check("held", checked)
REVIEW = Review(WRITE, judges=(WORTH_READING,), checks=(HELD,), resolver=SETTLE, revisions=2)
