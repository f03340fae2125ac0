"""How a letter is written without a model: by rule, from what it is to be made of."""

from agents.kinds.letter.composing import composed
from agents.kinds.letter.drafts import Brief, Draft


def write(given: Brief) -> Draft:
    """The letter of phrases and of the résumé's own lines."""
    return composed(given)
