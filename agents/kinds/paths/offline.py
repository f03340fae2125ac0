"""How the paths' tasks are done without a model: by rule, from their inputs alone."""

from agents.kinds.paths.drafts import Drafts, Wanted


def draft(given: Wanted) -> Drafts:
    """The ideas as they are: rules have written them."""
    return Drafts(tuple(one.path for one in given.ideas))
