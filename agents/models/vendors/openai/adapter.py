"""OpenAI: chat completions, as a stream."""

import base64
from collections.abc import AsyncGenerator, AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from agents.models import capabilities, response_body, streaming
from agents.models.faults import of_cause
from agents.models.provider import Prompt, Provider
from agents.models.request import Delta, Finish, Image, Line, Tier, Tool, ToolCall
from agents.models.schema import OPENAI, adapted, is_enforceable
from agents.models.vendors.clients import Clients
from agents.models.vendors.openai.reader import ChatCompletionReader
from agents.schemas import schema_of

if TYPE_CHECKING:
    import httpx2
    import openai

VENDOR_URL = "https://api.openai.com/v1"
"""Not left to the SDK, which takes an empty variable of the environment for a URL."""


class Capability(capabilities.Row, frozen=True):
    """What a model can: see `capabilities.toml`."""

    least_effort: Literal["none", "minimal", "low"] | None = None
    images: bool = True


CAPABILITIES = capabilities.read(__package__, Capability)

_EFFORT: Mapping[Tier, str] = {"thinking": "low", "best": "medium"}


class OpenAI(Provider):
    """OpenAI by its own SDK."""

    name = "openai"
    title = "OpenAI"
    key_env = ("OPENAI_API_KEY",)
    url_env = "OPENAI_BASE_URL"
    models: ClassVar[Mapping[Tier, str]] = {
        "lite": "gpt-6-luna",
        "standard": "gpt-6.1-terra",
        "thinking": "gpt-6.1-terra",
        "best": "gpt-6.1-sol",
    }
    prices: ClassVar[str | None] = "openai"
    limit_name: ClassVar[str] = "max_completion_tokens"
    """What the API calls the most tokens that an answer may have."""
    other_end: ClassVar[Finish | None] = None
    """What a reason to stop that OpenAI does not have means; None: the answer is cut."""
    reader: ClassVar[type[ChatCompletionReader]] = ChatCompletionReader
    """What reads an answer."""

    def __init__(self, base_url: str | None = None) -> None:
        super().__init__(base_url)
        self._clients = Clients(self.new_client)

    def stream(self, prompt: Prompt, key: str) -> AsyncGenerator[Delta, None]:
        """The chat completion as deltas, Finish last. Raises Fault."""
        reader = self.reader(self.name, prompt.model, key, self.other_end)
        return streaming.answer(self._open(prompt, key), reader, key)

    def sees(self, model: str) -> bool:
        """Whether the model can be shown pictures: some that came before do not."""
        return CAPABILITIES.of(model).images

    async def warm(self, key: str) -> None:
        """Import the SDK and make the key's client. No connection is made."""
        await self._clients.of(key)

    async def close(self) -> None:
        """Close the connections that the clients keep open."""
        for client in await self._clients.drain():
            await client.close()

    def effort(self, prompt: Prompt) -> str | None:
        """How hard to think; None leaves it unsaid."""
        least = CAPABILITIES.of(prompt.model).least_effort
        # With tools to call, chat completions refuse any other effort than none.
        return least if least is None or prompt.tools else _EFFORT.get(prompt.tier, least)

    def conduct(self) -> dict[str, Any]:
        """How the SDK's HTTP client is to behave, where not as it does by itself."""
        return {}

    def new_client(self, key: str) -> "openai.AsyncOpenAI":
        """The SDK with this key."""
        # The SDK looks into httpx where another vendor's has loaded it, and would meet half of it
        # while that one is loading it in another thread.
        import httpx  # noqa: F401
        import httpx2
        import openai

        return openai.AsyncOpenAI(
            api_key=key,
            base_url=self.base_url or VENDOR_URL,
            max_retries=0,
            http_client=openai.DefaultAsyncHttpxClient(
                timeout=httpx2.Timeout(None, connect=streaming.CONNECT_S),
                headers=response_body.HEADERS,
                event_hooks=response_body.HOOKS,
                **self.conduct(),
            ),
        )

    def _headers(self, key: str) -> "dict[str, openai.Omit]":
        """Headers of the SDK's that are not to be sent."""
        return {}

    @asynccontextmanager
    async def _open(self, prompt: Prompt, key: str) -> "AsyncIterator[httpx2.Response]":
        if prompt.prefill:
            raise of_cause(
                "prefill", f"{self.title} does not go on from the beginning of an answer"
            )
        client = await self._clients.of(key)
        create = client.chat.completions.with_streaming_response.create
        async with create(**self._body(prompt), extra_headers=self._headers(key)) as raw:
            yield raw.http_response

    def _body(self, prompt: Prompt) -> dict[str, Any]:
        body: dict[str, Any] = {
            "model": prompt.model,
            "messages": _messages(prompt),
            "stream": True,
            "stream_options": {"include_usage": True},
            self.limit_name: prompt.max_output_tokens,
        }
        if (effort := self.effort(prompt)) is not None:
            body["reasoning_effort"] = effort
        if prompt.schema is not None:
            form = {"name": "answer", **_strict(prompt.schema, "schema")}
            body["response_format"] = {"type": "json_schema", "json_schema": form}
        if prompt.tools:
            body["tools"] = [_tool(tool) for tool in prompt.tools]
        return body


def _strict(schema: Mapping[str, Any], name: str) -> dict[str, Any]:
    """The schema under that name; enforced where it can be."""
    strict = is_enforceable(schema, OPENAI)
    return {name: adapted(schema, OPENAI) if strict else dict(schema), "strict": strict}


def _tool(tool: Tool) -> dict[str, Any]:
    parameters = _strict(schema_of(tool.parameters), "parameters")
    function = {"name": tool.name, "description": tool.description, **parameters}
    return {"type": "function", "function": function}


def _messages(prompt: Prompt) -> list[dict[str, Any]]:
    system = [{"role": "system", "content": prompt.system}] if prompt.system else []
    return system + [message for line in prompt.turns for message in _line(line)]


def _line(line: Line) -> Iterable[dict[str, Any]]:
    if line.role == "assistant":
        calls = [_call(call) for call in line.calls]
        text = line.text if line.text or not calls else None
        yield {"role": "assistant", "content": text} | ({"tool_calls": calls} if calls else {})
        return
    for result in line.results:
        yield {"role": "tool", "tool_call_id": result.call_id, "content": result.text}
    if line.images:
        text_part = [{"type": "text", "text": line.text}] if line.text else []
        yield {"role": "user", "content": [*text_part, *map(_image, line.images)]}
    elif line.text or not line.results:
        yield {"role": "user", "content": line.text}


def _call(call: ToolCall) -> dict[str, Any]:
    function = {"name": call.name, "arguments": call.arguments}
    return {"id": call.id, "type": "function", "function": function}


def _image(image: Image) -> dict[str, Any]:
    data = base64.b64encode(image.data).decode()
    return {"type": "image_url", "image_url": {"url": f"data:{image.media_type};base64,{data}"}}
