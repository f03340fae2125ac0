"""What is asked of models for a plan: better words. Hours and order are by rules."""

from agents.kind import Task
from agents.kinds.plan.checking import misworded, sound
from agents.kinds.plan.drafts import Drafts, Wanted
from agents.kinds.plan.offline import draft

WORD = Task(
    "generator",
    "word",
    inputs=Wanted,
    output=Drafts,
    offline=draft,
    check=misworded,
    mend=sound,
)
