"""Reads the stream of OpenAI's chat completions."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Annotated, Any

import msgspec

from agents.models import streaming
from agents.models.decoding import NEEDED, Count, decoded
from agents.models.faults import Cause, Fault, of_cause, of_event
from agents.models.redaction import safe
from agents.models.request import Delta, Finish, ReasoningDelta, TextDelta, ToolCall, Usage


class _Function(msgspec.Struct, gc=False):
    """Some servers give the arguments as what they are, and not as JSON text."""

    name: str | None = None
    arguments: Annotated[str | dict[str, Any] | None, NEEDED] = None


class _Part(msgspec.Struct, gc=False):
    """A part of a tool call; the first has id and name. Some servers number none."""

    index: int | None = None
    id: str | None = None
    function: Annotated[_Function | None, NEEDED] = None


class _Piece(msgspec.Struct, gc=False):
    """A part of a content that is a list, as Mistral's is where there is thinking in it."""

    type: str = ""
    text: Annotated[str | None, NEEDED] = None
    thinking: "_Content" = None
    refusal: str | None = None


_Content = str | _Piece | list[str | _Piece] | None


class _Delta(msgspec.Struct, gc=False):
    """Reasoning goes by one of two names: newer vLLM and Ollama say `reasoning`."""

    content: Annotated[_Content, NEEDED] = None
    reasoning_content: _Content = None
    reasoning: _Content = None
    refusal: str | None = None
    tool_calls: Annotated[list[_Part] | None, NEEDED] = None


class _Choice(msgspec.Struct, gc=False):
    """What a chunk has as `delta`, an answer in one document has as `message`."""

    delta: Annotated[_Delta | None, NEEDED] = None
    message: Annotated[_Delta | None, NEEDED] = None
    finish_reason: str | None = None


class _InputDetails(msgspec.Struct, gc=False):
    cached_tokens: Count | None = None
    cache_write_tokens: Count | None = None


class _OutputDetails(msgspec.Struct, gc=False):
    reasoning_tokens: Count | None = None


class _Usage(msgspec.Struct, gc=False):
    prompt_tokens: Count | None = None
    completion_tokens: Count | None = None
    prompt_tokens_details: _InputDetails | None = None
    completion_tokens_details: _OutputDetails | None = None


class _Chunk(msgspec.Struct, gc=False):
    """The fields of a chunk that are needed. Keeping to them is what makes decoding cheap."""

    choices: Annotated[list[_Choice] | None, NEEDED] = None
    usage: _Usage | None = None
    error: msgspec.Raw = msgspec.Raw()


_CHUNK = msgspec.json.Decoder(_Chunk)

_REASONS: Mapping[str, Finish] = {
    "stop": Finish("stop"),
    "length": Finish("length"),
    "tool_calls": Finish("tools"),
    "function_call": Finish("tools"),
}

_BAD: Mapping[Cause, tuple[str, ...]] = {
    "filtered": (
        *("filter", "safety", "unsafe", "moderat", "policy", "guardrail", "sensitive", "toxic"),
        *("harm", "refus", "declin", "denied", "recitation", "copyright", "prohibit", "banned"),
        *("blocked", "blocklist", "violat", "spii", "language", "jailbreak", "injection"),
    ),
    "cut": (
        *("error", "fail", "abort", "cancel", "interrupt", "terminat", "kill", "preempt", "evict"),
        *("network", "connect", "lost", "dropped", "timeout", "timed", "time_limit", "deadline"),
        *("expire", "pause", "stall", "insufficient", "unavailable", "overload", "busy", "throttl"),
        *("exhaust", "quota", "rate_limit", "capacity", "memory", "unload", "shutdown", "crash"),
        *("exception", "incomplete", "partial", "malformed", "unexpected", "unspecified", "other"),
    ),
}
"""Words in the reasons of an answer that is none, most telling first. There are as many reasons as
servers: vLLM, SGLang, OpenRouter, DeepSeek, Mistral, Cohere, Zhipu, Bedrock, Gemini, and more."""

_LENGTHS = ("length", "max", "limit", "truncat", "context", "window", "exceed", "cutoff", "cut_off")
"""Words in the reasons of an answer that came to its greatest length."""

_MAX_CALLS = 256
"""Calls of one answer; no model makes as many. All of them are told at once."""

_NO_REASONS = ("null", "none")
"""Some servers have no other way to say that there is none."""

_THOUGHTS = ("think", "thinking", "thought", "reasoning")
"""Types of parts whose text is no answer."""


class _Call:
    """A call whose parts are gathered."""

    def __init__(self, id: str | None) -> None:
        self.id = id
        self.name = ""
        self.arguments: list[str] = []

    def add(self, function: _Function) -> None:
        self.name = self.name or function.name or ""
        more = function.arguments or ""
        self.arguments.append(more if isinstance(more, str) else json.dumps(more))


class ChatCompletionReader(streaming.EventReader):
    """Reads the chunks of a chat completion.

    A reason to stop that OpenAI does not have goes by its words. Where these say nothing bad it
    means `otherwise`, as an end without a reason does, or where that is None a cut answer.
    """

    def __init__(
        self, provider: str, model: str, key: str, otherwise: Finish | None = None
    ) -> None:
        super().__init__(provider, model, key)
        self._otherwise = otherwise
        self._refusal: list[str] = []
        self._calls: list[_Call] = []
        self._open: dict[int | None, _Call] = {}
        self._called = 0

    def feed(self, data: bytes) -> Iterable[Delta]:
        """The deltas of one chunk; none of those that only count, or gather a call."""
        if data.startswith(b"[DONE]"):
            self.complete = True
            return () if self._otherwise is None else self._stop("")
        chunk = decoded(_CHUNK, data)
        if chunk.usage is not None:
            self.usage = self._count(chunk.usage) or self.usage
        wrong = not chunk.choices or (chunk.error and bytes(chunk.error) != b"null")
        if wrong and (fault := of_event(data, self._key)):
            raise fault
        # There is one choice, as no more were asked for.
        return self._choice(chunk.choices[0]) if chunk.choices else ()

    def whole(self, data: bytes) -> Iterable[Delta]:
        """What an answer says that came as one document: a chunk, and the end."""
        yield from self.feed(data)
        if self.finish is None:
            yield from self.feed(b"[DONE]")

    def text(self, text: str) -> Iterable[Delta]:
        """What the text of a chunk says."""
        return (TextDelta(text),)

    def _choice(self, choice: _Choice) -> list[Delta]:
        said: list[Delta] = []
        if (delta := choice.delta or choice.message) is not None:
            if thought := _flat(delta.reasoning_content) or _flat(delta.reasoning):
                said.append(ReasoningDelta(thought))
            if content := delta.content:
                said += self.text(content) if isinstance(content, str) else self._pieces(content)
            self._refuse(delta.refusal)
            for part in delta.tool_calls or ():
                self._gather(part)
        if (reason := choice.finish_reason) and reason.lower() not in _NO_REASONS:
            said += self._stop(reason)
        return said

    def _pieces(self, content: _Piece | list[str | _Piece]) -> Iterator[Delta]:
        for piece in content if isinstance(content, list) else [content]:
            if isinstance(piece, str):
                yield from self.text(piece)
            elif thought := _flat(piece.thinking) or (piece.type in _THOUGHTS and piece.text):
                yield ReasoningDelta(thought)
            elif piece.text:
                yield from self.text(piece.text)
            if isinstance(piece, _Piece):
                self._refuse(piece.refusal)

    def _refuse(self, words: str | None) -> None:
        if words:
            self._refusal.append(words)

    def _gather(self, part: _Part) -> None:
        """Join the part to its call. Some servers number every call 0, but give each its id."""
        self.pending = True
        call = self._open.get(part.index)
        if call is None or (part.id and call.id and part.id != call.id):
            if len(self._calls) >= _MAX_CALLS:
                raise of_cause("broken", "calls without end")
            call = self._open[part.index] = _Call(part.id)
            self._calls.append(call)
        if part.function is not None:
            call.add(part.function)

    def _stop(self, reason: str) -> list[ToolCall]:
        """Note why it stopped; gives the calls, which are whole now, once."""
        calls, self._calls, self.pending = self._calls, [], False
        self._open.clear()
        self.finish = end = self._end(reason, self._called + len(calls))
        if isinstance(end, Fault) and end.cause == "filtered":
            return []
        first, self._called = self._called, self._called + len(calls)
        return [
            ToolCall(call.id or f"call_{n}", call.name, "".join(call.arguments))
            for n, call in enumerate(calls, first)
        ]

    def _end(self, reason: str, called: int) -> Finish | Fault:
        if self._refusal:
            return Fault("filtered", safe("".join(self._refusal), self._key))
        end = _REASONS.get(reason.lower()) or self._read(reason)
        if called and isinstance(end, Finish) and end.reason == "stop":
            return Finish("tools")
        return end

    def _read(self, reason: str) -> Finish | Fault:
        """What the reason means, by its words."""
        words = re.sub(r"[\W_]+", "_", reason.lower())
        said = safe(reason, self._key)
        for cause, bad in _BAD.items():
            if any(word in words for word in bad):
                return of_cause(cause, said)
        if any(word in words for word in _LENGTHS):
            return Finish("length")
        return self._otherwise or of_cause("cut", said)

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


def _flat(content: _Content) -> str:
    """The text of a content, whatever its form."""
    if content is None or isinstance(content, str):
        return content or ""
    pieces = content if isinstance(content, list) else [content]
    return "".join(
        piece if isinstance(piece, str) else piece.text or _flat(piece.thinking) for piece in pieces
    )
