"""What a model is told of all answers, and which of them it finds to tell the same story. Pure."""

from typing import Annotated

from msgspec import Meta, Struct

from agents.evidence.checking import unheld
from agents.evidence.sources import Source
from agents.kinds.answers.inputs import Id
from agents.results.types import Line

MOST_PAIRS = 12


class Answered(Struct, frozen=True):
    """An item with its text."""

    id: str
    question: str
    text: str


class Comparing(Struct, frozen=True):
    """The answers of a form, and the language in which one is spoken to."""

    answers: tuple[Answered, ...]
    language: str | None


class Pair(Struct, frozen=True):
    """Two items that tell the same, and what shows it, in a sentence for the person."""

    first: Id
    second: Id
    why: Line


class Compared(Struct, frozen=True):
    """The pairs that tell the same story; none where each tells its own."""

    pairs: Annotated[tuple[Pair, ...], Meta(max_length=MOST_PAIRS)] = ()


def miscompared(compared: Compared, given: Comparing) -> list[str]:
    """What is wrong with pairs: items that there are not, or what no text says."""
    known = {one.id: one.text for one in given.answers}
    found = []
    for pair in compared.pairs:
        if pair.first == pair.second or not {pair.first, pair.second} <= known.keys():
            found.append(f"There is no such pair: {pair.first!r}, {pair.second!r}.")
            continue
        sources = [Source("answer", known[id]) for id in (pair.first, pair.second)]
        found += [f"No text says this: {one.quote!r}." for one in unheld(pair.why, sources)]
    return found


def well_compared(compared: Compared, given: Comparing) -> Compared:
    """The pairs with nothing wrong."""
    return Compared(
        tuple(one for one in compared.pairs if not miscompared(Compared((one,)), given))
    )
