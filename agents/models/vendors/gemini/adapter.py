"""Google's Gemini, by the Gemini API (not Vertex AI)."""

from collections.abc import AsyncGenerator, AsyncIterator, Mapping
from contextlib import asynccontextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from agents.models import capabilities, response_body, streaming
from agents.models.faults import of_cause
from agents.models.provider import Prompt, Provider
from agents.models.request import Delta, Line, Tier, Tool
from agents.models.schema import GEMINI, adapted
from agents.models.structured_output import arguments
from agents.models.vendors.clients import Clients
from agents.models.vendors.gemini.reader import GeneratedContentReader
from agents.schemas import schema_of

if TYPE_CHECKING:
    import httpx2
    from google import genai
    from google.genai import types

API_VERSION = "v1beta"
"""The SDK's own default is v1, which has less."""

UNSIGNED = b"skip_thought_signature_validator"
"""Gemini 3 and later refuse a call in the conversation without the signature that it came with.
Calls here may be another provider's and are kept without; this is what Google's guide to thought
signatures gives for those."""

_LEVELS: Mapping[Tier, str] = {
    "lite": "MINIMAL",
    "standard": "MINIMAL",
    "thinking": "LOW",
    "best": "MEDIUM",
}
"""How much to think."""

_BUDGETS: Mapping[Tier, int] = {"lite": 0, "standard": 0, "thinking": 1024, "best": 4096}
"""Tokens to think with, for Gemini 2.5, which has no levels."""


class Capability(capabilities.Row, frozen=True):
    """What a model can: see `capabilities.toml`."""

    least_level: Literal["MINIMAL", "LOW"] = "LOW"
    least_budget: int | None = None


CAPABILITIES = capabilities.read(__package__, Capability)


class Gemini(Provider):
    """Gemini, through the SDK `google-genai`."""

    name = "gemini"
    title = "Google Gemini"
    key_env = ("GEMINI_API_KEY", "GOOGLE_API_KEY")
    url_env = "GOOGLE_GEMINI_BASE_URL"
    prices = "google"
    # Larger models refuse keys that are not paid for; these serve every key.
    models: ClassVar[Mapping[Tier, str]] = {
        "lite": "gemini-3.5-flash-lite",
        "standard": "gemini-3.8-flash",
        "thinking": "gemini-3.8-flash",
        "best": "gemini-3.8-flash",
    }

    def __init__(self, base_url: str | None = None) -> None:
        super().__init__(base_url)
        self._clients = Clients(self.new_client)

    def stream(self, prompt: Prompt, key: str) -> AsyncGenerator[Delta, None]:
        """The generated content as deltas, Finish last. Raises Fault."""
        reader = GeneratedContentReader(self.name, prompt.model, key)
        return streaming.answer(self.response(prompt, key), reader, key)

    async def warm(self, key: str) -> None:
        """Import the SDK and make the key's client. No connection is made."""
        await self._clients.of(key)

    async def close(self) -> None:
        """Close the connections that the clients keep open."""
        for client, http in await self._clients.drain():
            client.close()
            await http.aclose()

    def new_client(self, key: str) -> "tuple[genai.Client, httpx2.AsyncClient]":
        """The SDK with this key, and what it sends by."""
        from google import genai

        http = _http()
        options = genai.types.HttpOptions(
            api_version=API_VERSION, base_url=self.base_url, httpx_async_client=http
        )
        return genai.Client(api_key=key, vertexai=False, http_options=options), http

    @asynccontextmanager
    async def response(self, prompt: Prompt, key: str) -> "AsyncIterator[httpx2.Response]":
        """The answer to a prompt, whose body nobody has read yet."""
        if prompt.prefill:
            raise of_cause(
                "prefill", f"{self.title} does not go on from the beginning of an answer"
            )
        client, _ = await self._clients.of(key)
        responses: list[httpx2.Response] = []
        try:
            await _ask(client, prompt, responses)
            yield responses[0]
        finally:
            for response in responses:
                await response.aclose()


_diverted: ContextVar["list[httpx2.Response]"] = ContextVar("_diverted")
"""Where the answer to the running call goes."""


async def _ask(client: "genai.Client", prompt: Prompt, responses: "list[httpx2.Response]") -> None:
    """Have the SDK ask; the response is put into `responses`. Raises what the SDK does."""
    before = _diverted.set(responses)
    try:
        stream = await client.aio.models.generate_content_stream(
            model=prompt.model, contents=_contents(prompt.turns), config=_config(prompt)
        )
        # There is nothing in it: this makes the SDK send the request.
        async for _ in stream:
            pass
    finally:
        _diverted.reset(before)
    if not responses:
        raise of_cause("broken", "google-genai has kept the answer to itself")


def _http() -> "httpx2.AsyncClient":
    """The HTTP client that the SDK is given: what is good goes to us, and not through the SDK.

    The SDK has no way to give the bytes of a stream. That it takes an `httpx_async_client` is
    documented, and `send` is httpx2's own interface; the SDK's request functions, and what it
    makes of a response, are private and change. For a good answer it gets an empty one to read;
    other answers are the SDK's to make errors of.
    """
    import httpx2

    class Client(httpx2.AsyncClient):
        async def send(self, request: httpx2.Request, **options: Any) -> httpx2.Response:
            # The SDK asks for no time-out at all, not even for connecting.
            request.extensions["timeout"] = self.timeout.as_dict()
            response = await super().send(request, **options)
            if response.status_code != httpx2.codes.OK:
                return response
            _diverted.get().append(response)
            return httpx2.Response(httpx2.codes.OK, request=request)

    return Client(
        timeout=httpx2.Timeout(None, connect=streaming.CONNECT_S),
        headers=response_body.HEADERS,
        event_hooks=response_body.HOOKS,
    )


def _config(prompt: Prompt) -> "types.GenerateContentConfigDict":
    config: types.GenerateContentConfigDict = {
        "max_output_tokens": prompt.max_output_tokens,
        "thinking_config": _thinking(prompt),
        "automatic_function_calling": {"disable": True},
    }
    if prompt.system:
        config["system_instruction"] = prompt.system
    if prompt.schema is not None:
        config["response_mime_type"] = "application/json"
        config["response_json_schema"] = adapted(prompt.schema, GEMINI)
    if prompt.tools:
        config["tools"] = [{"function_declarations": [_tool(tool) for tool in prompt.tools]}]
    return config


def _tool(tool: Tool) -> "types.FunctionDeclarationDict":
    schema = adapted(schema_of(tool.parameters), GEMINI)
    return {
        "name": tool.name,
        "description": tool.description,
        "parameters_json_schema": schema,
    }


def _thinking(prompt: Prompt) -> "types.ThinkingConfigDict":
    """How much to think. What is thought is shown, where it is worth having."""
    from google.genai import types

    shown = prompt.tier in ("thinking", "best")
    can = CAPABILITIES.of(prompt.model)
    if can.least_budget is not None:
        budget = max(_BUDGETS[prompt.tier], can.least_budget)
        return {"include_thoughts": shown, "thinking_budget": budget}
    level = _LEVELS[prompt.tier]
    if level == "MINIMAL":
        level = can.least_level
    return {"include_thoughts": shown, "thinking_level": types.ThinkingLevel(level)}


def _contents(turns: tuple[Line, ...]) -> "list[types.ContentDict]":
    """Results name the function, which only its call, some turns before, tells."""
    names = {call.id: call.name for line in turns for call in line.calls}
    roles = {"user": "user", "assistant": "model"}
    return [{"role": roles[line.role], "parts": _parts(line, names)} for line in turns]


def _parts(line: Line, names: Mapping[str, str]) -> "list[types.PartDict]":
    parts: list[types.PartDict] = []
    for result in line.results:
        response = {"result": result.text}
        name = names.get(result.call_id, "unknown")
        parts.append(
            {"function_response": {"id": result.call_id, "name": name, "response": response}}
        )
    parts += [{"inline_data": {"mime_type": i.media_type, "data": i.data}} for i in line.images]
    if line.text:
        parts.append({"text": line.text})
    for call in line.calls:
        made: types.FunctionCallDict = {
            "id": call.id,
            "name": call.name,
            "args": arguments(call),
        }
        parts.append({"function_call": made, "thought_signature": UNSIGNED})
    return parts
