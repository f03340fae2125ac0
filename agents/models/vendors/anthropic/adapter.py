"""Anthropic's Claude, by its messages API."""

from base64 import b64encode
from collections.abc import AsyncGenerator, AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from msgspec.json import encode

from agents.models import capabilities, response_body, streaming
from agents.models.provider import Prompt, Provider
from agents.models.request import Delta, Image, Line, Tier, Tool
from agents.models.schema import ANTHROPIC, adapted, is_enforceable
from agents.models.structured_output import arguments
from agents.models.vendors.anthropic.reader import MessageReader
from agents.models.vendors.clients import Clients
from agents.schemas import schema_of

if TYPE_CHECKING:
    import anthropic
    import httpx2

VENDOR_URL = "https://api.anthropic.com"
"""Not left to the SDK, which takes an empty variable of the environment for a URL."""

CACHED_FROM = 8_000
"""Characters of a system prompt that is worth a place in Anthropic's cache, which takes no less
than 512 to 2048 tokens (by model), and a quarter more for writing than it takes for reading."""


class Capability(capabilities.Row, frozen=True):
    """What a model can: see `capabilities.toml`."""

    prefill: bool = False
    reasoning: bool = True
    least_thinking: Literal["disabled", "between_tools", "adaptive"] = "adaptive"


CAPABILITIES = capabilities.read(__package__, Capability)

_EFFORT: Mapping[Tier, Literal["low", "medium"]] = {
    "lite": "low",
    "standard": "low",
    "thinking": "low",
    "best": "medium",
}


class Anthropic(Provider):
    """Claude, through the SDK `anthropic`."""

    name = "anthropic"
    title = "Anthropic Claude"
    key_env = ("ANTHROPIC_API_KEY",)
    url_env = "ANTHROPIC_BASE_URL"
    prices = "anthropic"
    models: ClassVar[Mapping[Tier, str]] = {
        "lite": "claude-haiku-5-5",
        "standard": "claude-sonnet-5-5",
        "thinking": "claude-sonnet-5-5",
        "best": "claude-opus-5-5",
    }

    def __init__(self, base_url: str | None = None) -> None:
        super().__init__(base_url)
        self._clients = Clients(self.new_client)

    def stream(self, prompt: Prompt, key: str) -> AsyncGenerator[Delta, None]:
        """The message as deltas, Finish last. Raises Fault."""
        reader = MessageReader(self.name, prompt.model, key)
        continued = bool(prompt.prefill)
        return streaming.answer(self._open(prompt, key), reader, key, continued=continued)

    def prefills(self, model: str) -> bool:
        """Whether the model takes the beginning of its answer: later ones refuse it."""
        return CAPABILITIES.of(model).prefill

    async def warm(self, key: str) -> None:
        """Import the SDK and make the key's client. No connection is made."""
        await self._clients.of(key)

    async def close(self) -> None:
        """Close the connections that the clients keep open."""
        for client in await self._clients.drain():
            await client.close()

    def new_client(self, key: str) -> "anthropic.AsyncAnthropic":
        """The SDK with this key."""
        import anthropic
        import httpx2

        return anthropic.AsyncAnthropic(
            api_key=key,
            base_url=self.base_url or VENDOR_URL,
            max_retries=0,
            http_client=anthropic.DefaultAsyncHttpxClient(
                timeout=httpx2.Timeout(None, connect=streaming.CONNECT_S),
                headers=response_body.HEADERS,
                event_hooks=response_body.HOOKS,
            ),
        )

    @asynccontextmanager
    async def _open(self, prompt: Prompt, key: str) -> "AsyncIterator[httpx2.Response]":
        client = await self._clients.of(key)
        create = client.messages.with_streaming_response.create
        async with create(**_body(prompt)) as raw:
            yield raw.http_response


def _body(prompt: Prompt) -> dict[str, Any]:
    messages = [_message(line) for line in prompt.turns]
    if prompt.prefill:
        messages.append({"role": "assistant", "content": prompt.prefill})
    body: dict[str, Any] = {
        "model": prompt.model,
        "messages": messages,
        "stream": True,
        "max_tokens": prompt.max_output_tokens,
        **_thinking(prompt),
    }
    system = prompt.system
    if prompt.schema is not None and is_enforceable(prompt.schema, ANTHROPIC):
        form = {"type": "json_schema", "schema": adapted(prompt.schema, ANTHROPIC)}
        body["output_config"] = body.get("output_config", {}) | {"format": form}
    elif prompt.schema is not None:
        system = f"{system}\n\nThe schema: {encode(prompt.schema).decode()}"
    if system:
        body["system"] = [_system(system)]
    if prompt.tools:
        body["tools"] = [_tool(tool) for tool in prompt.tools]
    return body


def _system(text: str) -> dict[str, Any]:
    block = {"type": "text", "text": text}
    return block | ({"cache_control": {"type": "ephemeral"}} if len(text) >= CACHED_FROM else {})


def _tool(tool: Tool) -> dict[str, Any]:
    schema = schema_of(tool.parameters)
    known = {"name": tool.name, "description": tool.description}
    if not is_enforceable(schema, ANTHROPIC):
        return known | {"input_schema": schema}
    return known | {"input_schema": adapted(schema, ANTHROPIC), "strict": True}


def _thinking(prompt: Prompt) -> dict[str, Any]:
    """How much to think. What is thought is shown, where it is worth having."""
    can = CAPABILITIES.of(prompt.model)
    if not can.reasoning:
        return {}
    kind = can.least_thinking if prompt.tier in ("lite", "standard") else "adaptive"
    thinking = {"type": kind, "display": "summarized"} if kind == "adaptive" else {"type": kind}
    return {"thinking": thinking, "output_config": {"effort": _EFFORT[prompt.tier]}}


def _message(line: Line) -> dict[str, Any]:
    """Results of tools come first, as Anthropic wants it; an empty text is one too many."""
    content: list[dict[str, Any]] = [
        {"type": "tool_result", "tool_use_id": result.call_id, "content": result.text}
        for result in line.results
    ]
    content += [_image(image) for image in line.images]
    if line.text:
        content.append({"type": "text", "text": line.text})
    content += [
        {"type": "tool_use", "id": call.id, "name": call.name, "input": arguments(call)}
        for call in line.calls
    ]
    return {"role": line.role, "content": content}


def _image(image: Image) -> dict[str, Any]:
    data = b64encode(image.data).decode()
    source = {"type": "base64", "media_type": image.media_type, "data": data}
    return {"type": "image", "source": source}
