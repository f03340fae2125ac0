"""The one interface to language models: a typed request in, a stream of deltas out."""

from collections.abc import AsyncIterator, Mapping
from typing import Any, Literal, Protocol

import msgspec

Tier = Literal["fast", "strong"]


class Line(msgspec.Struct, frozen=True):
    """One message of the conversation that the model is shown."""

    role: Literal["user", "assistant"]
    text: str


class Request(msgspec.Struct, frozen=True, kw_only=True):
    """What a role is asked to do.

    `inputs` are data, each under its label: anything that msgspec can encode. A provider must
    present them apart from `instructions`, as text that is never to be obeyed. With `output`
    the answer is the JSON of that type, else plain text. `issues` says what was wrong with the
    answer before.
    """

    kind: str
    role: str
    task: str
    tier: Tier
    instructions: str
    inputs: Mapping[str, Any] = {}
    messages: tuple[Line, ...] = ()
    output: type | None = None
    issues: tuple[str, ...] = ()
    options: Mapping[str, Any] = {}


class TextDelta(msgspec.Struct, frozen=True, tag=True):
    """More of the answer's text (or of its JSON)."""

    text: str


class ReasoningDelta(msgspec.Struct, frozen=True, tag=True):
    """More of the reasoning that the model shows."""

    text: str


class Usage(msgspec.Struct, frozen=True, tag=True):
    """What a call took, as its provider counts it."""

    provider: str
    model: str
    input_tokens: int | None = None
    output_tokens: int | None = None
    reasoning_tokens: int | None = None
    cached_input_tokens: int | None = None


class Finish(msgspec.Struct, frozen=True, tag=True):
    """The end of the answer: `length` means that it was cut off, `refused` that there is none."""

    reason: Literal["stop", "length", "refused"] = "stop"


Delta = TextDelta | ReasoningDelta | Usage | Finish


class Model(Protocol):
    """Answers requests."""

    def stream(self, request: Request) -> AsyncIterator[Delta]:
        """The answer as it comes. Raises `agents.errors.ModelError`."""
        ...
