"""How the projects' tasks are done without a model: by rule, from their inputs alone."""

from agents.kinds.projects.drafts import Drafts, Wanted


def draft(given: Wanted) -> Drafts:
    """The ideas as they are: rules have written them."""
    return Drafts(given.ideas)
