"""What somebody wants who says something of what was made of a text: another length, another thing
done with it, or an answer."""

import re
from collections.abc import Sequence

import msgspec

from agents.delivery.wishes import Phrases, understood
from agents.kinds.text.asked import is_question
from agents.kinds.text.inputs import MOST_QUESTION
from agents.kinds.text.terms import terms

QA = "qa"
LENGTHS = ("shorter", "longer")
OPERATIONS = ("summarize", "key_points", "questions", "sentiment")
WISHES = (*LENGTHS, *OPERATIONS)
_NUMBER = re.compile(r"(?<![\d.,])(\d{1,4})\s?(?P<unit>words?|단어|wörter)?", re.IGNORECASE)
_MOST_BESIDES = 2
"""So many words of meaning may stand beside those that tell a wish: of more it is a question."""


class Wanted(msgspec.Struct, frozen=True):
    """The name of a wish, "qa" for a question, and a number where one is named."""

    name: str
    number: int | None = None
    is_words: bool = False


def wanted(said: str, phrases: Phrases) -> Wanted | None:
    """What words tell of what is wanted; None where they tell nothing."""
    name = understood(said, phrases, WISHES)
    if name is not None and _besides(said, phrases[name]) <= _MOST_BESIDES:
        number = _NUMBER.search(said)
        if number is None:
            return Wanted(name)
        return Wanted(name, int(number[1]), number["unit"] is not None)
    if is_question(said) and len(said) <= MOST_QUESTION and terms(said):
        return Wanted(QA)
    return Wanted(name) if name is not None and len(said.split()) <= 6 else None


def _besides(said: str, known: Sequence[str]) -> int:
    """How many words of meaning stand beside the words that tell the wish."""
    rest = f" {said.casefold()} "
    for phrase in sorted(known, key=len, reverse=True):
        if phrase in rest:
            rest = rest.replace(phrase, " ")
            break
    return sum(not term.is_number for term in terms(rest))
