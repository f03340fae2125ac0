"""How the questions' tasks are done without a model: by rule, from their inputs alone."""

from agents.kinds.questions.drafts import Drafts, Wanted
from agents.kinds.questions.templates import written


def draft(given: Wanted) -> Drafts:
    """Questions from templates."""
    return written(given)
