"""Reads the stream of OpenAI's chat completions."""

from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

from agents.models import streaming
from agents.models.faults import Fault, of_cause, of_event
from agents.models.redaction import safe
from agents.models.request import Delta, Finish, ReasoningDelta, TextDelta, ToolCall, Usage


class _Function(msgspec.Struct, gc=False):
    name: str | None = None
    arguments: str | None = None


class _Part(msgspec.Struct, gc=False):
    """A part of a tool call; the first has id and name. Some servers number none."""

    index: int | None = None
    id: str | None = None
    function: _Function | None = None


class _Delta(msgspec.Struct, gc=False):
    """Reasoning goes by one of two names: newer vLLM and Ollama say `reasoning`."""

    content: str | None = None
    reasoning_content: str | None = None
    reasoning: str | None = None
    refusal: str | None = None
    tool_calls: list[_Part] | None = None


class _Choice(msgspec.Struct, gc=False):
    delta: _Delta | None = None
    finish_reason: str | None = None


class _InputDetails(msgspec.Struct, gc=False):
    cached_tokens: int | None = None
    cache_write_tokens: int | None = None


class _OutputDetails(msgspec.Struct, gc=False):
    reasoning_tokens: int | None = None


class _Usage(msgspec.Struct, gc=False):
    prompt_tokens: int | None = None
    completion_tokens: int | None = None
    prompt_tokens_details: _InputDetails | None = None
    completion_tokens_details: _OutputDetails | None = None


class _Chunk(msgspec.Struct, gc=False):
    """The fields of a chunk that are needed. Keeping to them is what makes decoding cheap."""

    choices: list[_Choice] | None = None
    usage: _Usage | None = None
    error: Any = None


_CHUNK = msgspec.json.Decoder(_Chunk)

_REASONS: Mapping[str, Finish] = {
    "stop": Finish("stop"),
    "length": Finish("length"),
    "tool_calls": Finish("tools"),
    "function_call": Finish("tools"),
}

_CUTS = ("abort", "error", "insufficient_system_resource")
"""Reasons of vLLM, SGLang, OpenRouter and DeepSeek for an answer that is none, whoever says so."""


class ChatCompletionReader(streaming.EventReader):
    """Reads the chunks of a chat completion.

    A reason to stop that OpenAI does not have means `otherwise`, or where that is None a cut
    answer.
    """

    def __init__(
        self, provider: str, model: str, key: str, otherwise: Finish | None = None
    ) -> None:
        super().__init__(provider, model, key)
        self._otherwise = otherwise
        self._refusal = ""
        self._calls: list[_Part] = []
        self._called = 0

    def feed(self, data: bytes) -> Iterable[Delta]:
        """The deltas of one chunk; none of those that only count, or gather a call."""
        if data.startswith(b"[DONE]"):
            self.complete = True
            return ()
        chunk = streaming.decoded(_CHUNK, data)
        if chunk.usage is not None:
            self.usage = self._count(chunk.usage) or self.usage
        if (chunk.error is not None or not chunk.choices) and (fault := of_event(data, self._key)):
            raise fault
        # There is one choice, as no more were asked for.
        return self._choice(chunk.choices[0]) if chunk.choices else ()

    def _choice(self, choice: _Choice) -> list[Delta]:
        said: list[Delta] = []
        if (delta := choice.delta) is not None:
            if thought := delta.reasoning_content or delta.reasoning:
                said.append(ReasoningDelta(thought))
            if delta.content:
                said.append(TextDelta(delta.content))
            self._refusal += delta.refusal or ""
            for part in delta.tool_calls or ():
                self._gather(part)
        if choice.finish_reason:
            said += self._stop(choice.finish_reason)
        return said

    def _gather(self, part: _Part) -> None:
        """Join the part to its call. Some servers number every call 0, but give each its id."""
        self.pending = True
        call = next((c for c in reversed(self._calls) if c.index == part.index), None)
        if call is None or (part.id and call.id and part.id != call.id):
            call = _Part(part.index, part.id, _Function("", ""))
            self._calls.append(call)
        if part.function is not None and call.function is not None:
            call.function.name = call.function.name or part.function.name
            call.function.arguments = f"{call.function.arguments}{part.function.arguments or ''}"

    def _stop(self, reason: str) -> list[ToolCall]:
        """Note why it stopped; gives the calls, which are whole now, once."""
        calls, self._calls, self.pending = self._calls, [], False
        if self._refusal or reason == "content_filter":
            why = self._refusal or "the provider's content filter stopped the answer"
            self.finish = Fault("filtered", safe(why, self._key))
            return []
        first, self._called = self._called, self._called + len(calls)
        self.finish = self._end(reason)
        return [
            ToolCall(
                call.id or f"call_{n}", call.function.name or "", call.function.arguments or ""
            )
            for n, call in enumerate(calls, first)
            if call.function is not None
        ]

    def _end(self, reason: str) -> Finish | Fault:
        end = _REASONS.get(reason) or (None if reason in _CUTS else self._otherwise)
        if end is None:
            return of_cause("cut", safe(reason, self._key))
        return Finish("tools") if self._called and end.reason == "stop" else end

    def _count(self, usage: _Usage) -> Usage | None:
        """What it says, if it says anything: some servers send an empty one after a full one."""
        if usage.prompt_tokens is None and usage.completion_tokens is None:
            return None
        given = usage.prompt_tokens_details or _InputDetails()
        made = usage.completion_tokens_details or _OutputDetails()
        return Usage(
            provider=self._provider,
            model=self._model,
            input_tokens=usage.prompt_tokens,
            output_tokens=usage.completion_tokens,
            reasoning_tokens=made.reasoning_tokens,
            cached_input_tokens=given.cached_tokens,
            cache_write_input_tokens=given.cache_write_tokens,
        )
