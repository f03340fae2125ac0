"""The one interface to language models: a typed request in, a stream of deltas out."""

from collections.abc import AsyncGenerator, Mapping
from typing import Any, Literal, Protocol

import msgspec

Tier = Literal["lite", "standard", "thinking", "best"]
"""How strong a model a task wants, weakest first."""

Subscription = Literal["guest", "free", "pro", "enterprise"]
"""What a user has subscribed to."""


class Image(msgspec.Struct, frozen=True):
    """A picture that belongs to a message: its media type (`image/png`, …) and its bytes."""

    media_type: str
    data: bytes


class ToolCall(msgspec.Struct, frozen=True, tag=True):
    """A call of a tool that the model asks for; `arguments` is JSON text."""

    id: str
    name: str
    arguments: str


class ToolResult(msgspec.Struct, frozen=True):
    """What a tool gave back for the call of that id."""

    call_id: str
    text: str


class Tool(msgspec.Struct, frozen=True):
    """A tool that the model may call; `parameters` is the type of its arguments."""

    name: str
    description: str
    parameters: type[msgspec.Struct]


class Line(msgspec.Struct, frozen=True):
    """One message of the conversation that the model is shown.

    `calls` stand in an assistant's message, `images` and `results` in a user's. With a `label` it
    is no words of the user's but material that they gave with their next message: a file, by its
    name.
    """

    role: Literal["user", "assistant"]
    text: str
    images: tuple[Image, ...] = ()
    calls: tuple[ToolCall, ...] = ()
    results: tuple[ToolResult, ...] = ()
    label: str = ""


class Caller(msgspec.Struct, frozen=True, kw_only=True):
    """For whom, and in the course of what, a model is asked. Goes into the usage log."""

    user: str = ""
    subscription: Subscription = "guest"
    session: str = ""
    run: str = ""
    step: str = ""
    later: bool = False
    """Whether everybody else's work goes first: nobody sits and waits for this."""


class Request(msgspec.Struct, frozen=True, kw_only=True):
    """What a role is asked to do.

    `inputs` are data, each under its label: anything that msgspec can encode. They are presented
    apart from `instructions`, as text that is never to be obeyed. With `output` the answer is the
    JSON of that type, else plain text. `issues` says what was wrong with the answer before.
    `personal` is false only where nothing that a user gave stands in it. A `fresh` answer is
    wanted where the one before did not please: none from a cache will do. For `keep_s` seconds
    the answer may be given again to the same request; 0 is not at all. The answer has at most
    `max_output` tokens (1 or more), reasoning included, and ends with `length` where it would be
    longer; None stands for `agents.models.prompt.build.MAX_OUTPUT`.
    """

    kind: str
    role: str
    task: str
    tier: Tier
    instructions: str
    inputs: Mapping[str, Any] = {}
    messages: tuple[Line, ...] = ()
    output: type[msgspec.Struct] | None = None
    issues: tuple[str, ...] = ()
    images: tuple[Image, ...] = ()
    tools: tuple[Tool, ...] = ()
    options: Mapping[str, Any] = {}
    caller: Caller = Caller()
    personal: bool = True
    fresh: bool = False
    keep_s: int = 0
    max_output: int | None = None


class TextDelta(msgspec.Struct, frozen=True, tag=True, gc=False):
    """More of the answer's text (or of its JSON)."""

    text: str


class ReasoningDelta(msgspec.Struct, frozen=True, tag=True, gc=False):
    """More of the reasoning that the model shows."""

    text: str


class Usage(msgspec.Struct, frozen=True, tag=True):
    """What a call took, as its provider counts it; `estimated` where the provider did not.

    The same for all providers: input includes what was read from and written to the provider's
    cache, output includes reasoning. `cost` is what all of the answer cost, in nano-USD, as far as
    prices are known; tries that came to nothing are in it. Of an answer that was `kept` from an
    earlier call it only says whose it is.
    """

    provider: str
    model: str
    input_tokens: int | None = None
    output_tokens: int | None = None
    reasoning_tokens: int | None = None
    cached_input_tokens: int | None = None
    cache_write_input_tokens: int | None = None
    estimated: bool = False
    cost: int = 0
    kept: bool = False


class Withdraw(msgspec.Struct, frozen=True, tag=True):
    """Forget all deltas of this answer so far: it is begun anew, by another model perhaps."""


class Finish(msgspec.Struct, frozen=True, tag=True):
    """The end of the answer: `length` means that it was cut off, `tools` that calls wait."""

    reason: Literal["stop", "length", "tools"] = "stop"


Delta = TextDelta | ReasoningDelta | ToolCall | Usage | Withdraw | Finish


class Model(Protocol):
    """Answers requests."""

    def stream(self, request: Request) -> AsyncGenerator[Delta, None]:
        """The answer as it comes, `Finish` last. Raises `agents.errors.ModelError`.

        Closing the generator gives up what was asked.
        """
        ...
