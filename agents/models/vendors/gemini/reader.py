"""Reads the stream of Gemini's `streamGenerateContent`."""

from collections.abc import Iterable, Mapping
from typing import Annotated

import msgspec

from agents.models import streaming
from agents.models.decoding import NEEDED, Count, decoded
from agents.models.faults import Cause, Fault, of_cause, of_event
from agents.models.redaction import safe
from agents.models.request import Delta, Finish, ReasoningDelta, TextDelta, ToolCall, Usage


class _Call(msgspec.Struct, gc=False):
    name: str
    id: str | None = None
    args: msgspec.Raw = msgspec.Raw()


class _Part(msgspec.Struct, gc=False, rename="camel"):
    text: Annotated[str | None, NEEDED] = None
    thought: bool | None = None
    function_call: Annotated[_Call | None, NEEDED] = None


class _Content(msgspec.Struct, gc=False):
    parts: Annotated[list[_Part], NEEDED] = []


class _Candidate(msgspec.Struct, gc=False, rename="camel"):
    content: Annotated[_Content | None, NEEDED] = None
    finish_reason: str | None = None
    finish_message: str | None = None


class _Feedback(msgspec.Struct, gc=False, rename="camel"):
    block_reason: str | None = None
    block_reason_message: str | None = None


class _Usage(msgspec.Struct, gc=False, rename="camel"):
    prompt_token_count: Count | None = None
    tool_use_prompt_token_count: Count | None = None
    candidates_token_count: Count | None = None
    thoughts_token_count: Count | None = None
    cached_content_token_count: Count | None = None


class _Chunk(msgspec.Struct, gc=False, rename="camel"):
    """The fields of a chunk that are needed. Keeping to them is what makes decoding cheap."""

    candidates: Annotated[list[_Candidate], NEEDED] = []
    prompt_feedback: _Feedback | None = None
    usage_metadata: _Usage | None = None
    error: msgspec.Raw = msgspec.Raw()


_CHUNK = msgspec.json.Decoder(_Chunk)
_CHUNKS = msgspec.json.Decoder(list[msgspec.Raw])

_ENDS: Mapping[str, Finish] = {
    "STOP": Finish("stop"),
    "MAX_TOKENS": Finish("length"),
    "CONTINUATION": Finish("length"),
}

_FAULTS: Mapping[str, Cause] = {
    "FINISH_REASON_UNSPECIFIED": "cut",
    "OTHER": "cut",
    "MALFORMED_FUNCTION_CALL": "broken",
    "MALFORMED_RESPONSE": "broken",
    "UNEXPECTED_TOOL_CALL": "broken",
    "TOO_MANY_TOOL_CALLS": "broken",
    "MISSING_THOUGHT_SIGNATURE": "invalid",
}
"""What the bad reasons mean; those that are not here (`SAFETY`, `RECITATION`, …) filter."""


class GeneratedContentReader(streaming.EventReader):
    """Reads the responses that make up one answer. The last one has no mark: the stream ends."""

    def __init__(self, provider: str, model: str, key: str) -> None:
        super().__init__(provider, model, key)
        self._called = 0

    def feed(self, data: bytes) -> Iterable[Delta]:
        """The deltas of one response."""
        chunk = decoded(_CHUNK, data)
        if chunk.usage_metadata is not None:
            self.usage = self._count(chunk.usage_metadata)
        if chunk.error and (fault := of_event(data, self._key)):
            raise fault
        if (feedback := chunk.prompt_feedback) is not None and feedback.block_reason:
            why = feedback.block_reason_message or feedback.block_reason
            self.finish = Fault("filtered", safe(why, self._key))
        # There is one candidate, as no more were asked for.
        return self._candidate(chunk.candidates[0]) if chunk.candidates else ()

    def whole(self, data: bytes) -> Iterable[Delta]:
        """What an answer says that came as one document: an array, where no events were asked."""
        chunks = _CHUNKS.decode(data) if data.lstrip().startswith(b"[") else [data]
        for chunk in chunks:
            yield from self.feed(bytes(chunk))

    def _candidate(self, candidate: _Candidate) -> list[Delta]:
        parts = candidate.content.parts if candidate.content is not None else []
        said = [delta for part in parts if (delta := self._part(part)) is not None]
        if candidate.finish_reason and self.finish is None:
            self.finish = self._end(candidate.finish_reason, candidate.finish_message)
        return said

    def _part(self, part: _Part) -> Delta | None:
        if part.text:
            return ReasoningDelta(part.text) if part.thought else TextDelta(part.text)
        if (call := part.function_call) is None:
            return None
        self._called += 1
        id = call.id or f"call_{self._called}"
        given = bytes(call.args).decode(errors="replace")
        return ToolCall(id, call.name, "{}" if given in ("", "null", "[]") else given)

    def _end(self, reason: str, message: str | None) -> Finish | Fault:
        if reason in _ENDS:
            end = _ENDS[reason]
            return Finish("tools") if self._called and end.reason == "stop" else end
        why = safe(message or reason, self._key)
        if reason in _FAULTS:
            return of_cause(_FAULTS[reason], why)
        return Fault("filtered", why)

    def _count(self, usage: _Usage) -> Usage:
        """Gemini does not count thoughts as output, nor what its own tools read as the prompt."""
        said, thought = usage.candidates_token_count, usage.thoughts_token_count
        given, read = usage.prompt_token_count, usage.tool_use_prompt_token_count
        return Usage(
            provider=self._provider,
            model=self._model,
            input_tokens=_sum(given, read),
            output_tokens=_sum(said, thought),
            reasoning_tokens=thought,
            cached_input_tokens=usage.cached_content_token_count,
        )


def _sum(one: int | None, other: int | None) -> int | None:
    return None if one is None and other is None else (one or 0) + (other or 0)
