"""Asking a provider, and what it said: for the tests of all adapters."""

from collections.abc import AsyncIterable, Mapping, Sequence
from typing import Annotated, Any

import msgspec

from agents.models.faults import Fault
from agents.models.provider import Prompt, Provider
from agents.models.request import Delta, Finish, Line, ReasoningDelta, TextDelta, Tool, Usage


class Verdict(msgspec.Struct):
    """What the tests want as JSON."""

    score: int
    reasons: list[str]
    note: str | None = None


class Bounded(msgspec.Struct):
    """What has every limit that a type can have."""

    name: Annotated[str, msgspec.Meta(min_length=2, max_length=40, pattern="^[A-Z]")]
    points: Annotated[list[str], msgspec.Meta(min_length=2, max_length=8)]
    share: Annotated[int, msgspec.Meta(ge=1, le=5)]
    rest: Annotated[float, msgspec.Meta(gt=0, lt=1, multiple_of=0.25)]


class City(msgspec.Struct):
    """What the tests' tool wants."""

    name: str
    days: int = 1


WEATHER = Tool("weather", "The weather of a city.", City)


def ask(model: str, *texts: str, **more: Any) -> Prompt:
    """A prompt for the model; the texts are the user's and the assistant's, by turns."""
    roles = ("user", "assistant")
    turns = tuple(Line(roles[n % 2], text) for n, text in enumerate(texts or ("hello",)))
    known = {"system": "Be brief.", "tier": "standard", "max_output_tokens": 512}
    return Prompt(**(known | {"model": model, "turns": turns} | more))


async def heard(stream: AsyncIterable[Delta]) -> list[Delta]:
    """All that comes."""
    return [delta async for delta in stream]


async def fault(provider: Provider, prompt: Prompt, key: str = "sk-test") -> Fault:
    """What is wrong with the answer, which there must be something with."""
    try:
        deltas = await heard(provider.stream(prompt, key))
    except Fault as found:
        return found
    raise AssertionError(f"an answer: {deltas}")


def text(deltas: Sequence[Delta]) -> str:
    """What was said."""
    return "".join(delta.text for delta in deltas if isinstance(delta, TextDelta))


def reasoning(deltas: Sequence[Delta]) -> str:
    """What was thought aloud."""
    return "".join(delta.text for delta in deltas if isinstance(delta, ReasoningDelta))


def usage(deltas: Sequence[Delta]) -> Usage | None:
    """What was counted."""
    return next((delta for delta in deltas if isinstance(delta, Usage)), None)


def limits(schema: Mapping[str, Any]) -> dict[str, tuple[set[str], str]]:
    """By property, the limits that a schema has in keywords, and what its description tells."""
    known = {"type", "items", "description"}
    return {
        name: (set(node) - known, node.get("description", ""))
        for name, node in schema["properties"].items()
    }


def finish(deltas: Sequence[Delta]) -> str:
    """How it ended; nothing may follow on that."""
    last = deltas[-1]
    assert isinstance(last, Finish)
    return last.reason
