"""How the tasks are done without a model: by what rules have made of the material before."""

from agents.kinds.answers.comparing import Compared, Comparing
from agents.kinds.answers.drafting import Asked, Coached, Written


def coach(given: Asked) -> Coached:
    """The person's sentences, the conclusion first; what rules say of them stands there anyway."""
    return Coached((), given.ruled if given.ruled != given.material else None)


def draft(given: Asked) -> Written:
    """The person's sentences, cut to the limit."""
    return Written(given.ruled)


def compare(given: Comparing) -> Compared:
    """Nothing: what figures, names and words tell stands in the result anyway."""
    return Compared()
