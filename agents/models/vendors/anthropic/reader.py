"""Reads the stream of Anthropic's messages."""

from collections.abc import Iterable, Mapping

import msgspec

from agents.models import streaming
from agents.models.faults import Fault, of_cause, of_event
from agents.models.redaction import safe
from agents.models.request import Delta, Finish, ReasoningDelta, TextDelta, ToolCall, Usage


class _Details(msgspec.Struct, gc=False):
    thinking_tokens: int | None = None


class _Counts(msgspec.Struct, gc=False):
    input_tokens: int | None = None
    output_tokens: int | None = None
    cache_read_input_tokens: int | None = None
    cache_creation_input_tokens: int | None = None
    output_tokens_details: _Details | None = None


class _Message(msgspec.Struct, gc=False):
    usage: _Counts | None = None


class _Block(msgspec.Struct, gc=False):
    type: str
    id: str = ""
    name: str = ""


class _Stop(msgspec.Struct, gc=False):
    category: str | None = None
    explanation: str | None = None


class _Change(msgspec.Struct, gc=False):
    type: str = ""
    text: str = ""
    thinking: str = ""
    partial_json: str = ""
    stop_reason: str | None = None
    stop_details: _Stop | None = None


class _Event(msgspec.Struct, gc=False):
    type: str
    delta: _Change | None = None
    content_block: _Block | None = None
    message: _Message | None = None
    usage: _Counts | None = None


_EVENT = msgspec.json.Decoder(_Event)

_REASONS: Mapping[str, Finish] = {
    "end_turn": Finish("stop"),
    "stop_sequence": Finish("stop"),
    "max_tokens": Finish("length"),
    "model_context_window_exceeded": Finish("length"),
    "tool_use": Finish("tools"),
}


class MessageReader(streaming.EventReader):
    """Reads the events of one message: block after block is opened, grows and is closed."""

    def __init__(self, provider: str, model: str, key: str) -> None:
        super().__init__(provider, model, key)
        self._counts = _Counts()
        self._block: _Block | None = None
        self._arguments: list[str] = []

    def feed(self, data: bytes) -> Iterable[Delta]:
        """The deltas of one event; none of those that only open, close or count."""
        event = streaming.decoded(_EVENT, data)
        kind, delta = event.type, event.delta
        # The one that comes most is looked for first.
        if kind == "content_block_delta" and delta is not None:
            return self._grow(delta)
        if kind == "content_block_start":
            self._block, self._arguments = event.content_block, []
        elif kind == "content_block_stop":
            return self._close()
        elif kind == "message_start" and event.message and event.message.usage:
            self._count(event.message.usage)
        elif kind == "message_delta":
            self._end(event)
        elif kind == "message_stop":
            self.complete = True
        elif kind == "error" and (fault := of_event(data, self._key)):
            raise fault
        return ()

    def _grow(self, delta: _Change) -> Iterable[Delta]:
        if delta.text:
            return (TextDelta(delta.text),)
        if delta.thinking:
            return (ReasoningDelta(delta.thinking),)
        if delta.partial_json:
            self._arguments.append(delta.partial_json)
        return ()

    def _close(self) -> Iterable[Delta]:
        block, self._block = self._block, None
        if block is None or block.type != "tool_use":
            return ()
        return (ToolCall(block.id, block.name, "".join(self._arguments) or "{}"),)

    def _end(self, event: _Event) -> None:
        if event.usage is not None:
            self._count(event.usage)
            self.usage = self._usage()
        delta = event.delta
        if delta is None or delta.stop_reason is None:
            return
        if delta.stop_reason == "refusal":
            stop = delta.stop_details or _Stop()
            why = stop.explanation or stop.category or "the model declined to answer"
            self.finish = Fault("filtered", safe(why, self._key))
        else:
            reason = delta.stop_reason
            self.finish = _REASONS.get(reason) or of_cause("cut", safe(reason, self._key))

    def _count(self, counts: _Counts) -> None:
        """Counts are cumulative, and the later event may leave out what the first one said."""
        for name in _Counts.__struct_fields__:
            value = getattr(counts, name)
            if value is not None:
                setattr(self._counts, name, value)

    def _usage(self) -> Usage:
        """Anthropic does not count as input what it read from its cache, or wrote there."""
        counts = self._counts
        read, written = counts.cache_read_input_tokens, counts.cache_creation_input_tokens
        plain = counts.input_tokens
        return Usage(
            provider=self._provider,
            model=self._model,
            input_tokens=None if plain is None else plain + (read or 0) + (written or 0),
            output_tokens=counts.output_tokens,
            reasoning_tokens=(counts.output_tokens_details or _Details()).thinking_tokens,
            cached_input_tokens=read,
            cache_write_input_tokens=written,
        )
