"""Reads the stream of Anthropic's messages."""

from collections.abc import Iterable, Mapping
from typing import Annotated

import msgspec

from agents.models import streaming
from agents.models.decoding import NEEDED, Count, decoded
from agents.models.faults import Fault, of_cause, of_event
from agents.models.redaction import safe
from agents.models.request import (
    Delta,
    Finish,
    ReasoningDelta,
    TextDelta,
    ToolCall,
    Usage,
    Withdraw,
)


class _Details(msgspec.Struct, gc=False):
    thinking_tokens: Count | None = None


class _Counts(msgspec.Struct, gc=False):
    input_tokens: Count | None = None
    output_tokens: Count | None = None
    cache_read_input_tokens: Count | None = None
    cache_creation_input_tokens: Count | None = None
    output_tokens_details: _Details | None = None


class _Message(msgspec.Struct, gc=False):
    usage: _Counts | None = None


class _Block(msgspec.Struct, gc=False):
    """What it begins with is empty at Anthropic's, and need not be elsewhere."""

    type: str
    id: str = ""
    name: str = ""
    text: Annotated[str, NEEDED] = ""
    thinking: str = ""
    input: msgspec.Raw = msgspec.Raw()


class _Stop(msgspec.Struct, gc=False):
    category: str | None = None
    explanation: str | None = None


class _Change(msgspec.Struct, gc=False):
    type: str = ""
    text: Annotated[str, NEEDED] = ""
    thinking: str = ""
    partial_json: Annotated[str, NEEDED] = ""
    stop_reason: str | None = None
    stop_details: _Stop | None = None


class _Event(msgspec.Struct, gc=False):
    type: str = ""
    delta: Annotated[_Change | None, NEEDED] = None
    content_block: Annotated[_Block | None, NEEDED] = None
    message: _Message | None = None
    usage: _Counts | None = None


class _Whole(msgspec.Struct, gc=False):
    """A message that comes as one document."""

    content: Annotated[list[_Block], NEEDED]
    stop_reason: str | None = None
    stop_details: _Stop | None = None
    usage: _Counts | None = None


_EVENT = msgspec.json.Decoder(_Event)
_WHOLE = msgspec.json.Decoder(_Whole)

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
        self._spoke = False

    def feed(self, data: bytes) -> Iterable[Delta]:
        """The deltas of one event; none of those that only open, close or count."""
        event = decoded(_EVENT, data)
        kind, delta = event.type, event.delta
        # The one that comes most is looked for first.
        if kind == "content_block_delta" and delta is not None:
            return self._grow(delta)
        if kind == "content_block_start":
            return self._open(event.content_block)
        if kind == "content_block_stop":
            return self._close()
        if kind == "message_start":
            return self._start(event.message or _Message())
        if kind == "message_delta":
            self._end(event)
        elif kind == "message_stop":
            self.complete = True
        elif kind == "message":
            return list(self.whole(data))
        elif kind == "error" and (fault := of_event(data, self._key)):
            raise fault
        return ()

    def whole(self, data: bytes) -> Iterable[Delta]:
        """What a message says that came as one document."""
        message = decoded(_WHOLE, data)
        for block in message.content:
            yield from self._open(block)
            yield from self._close()
        end = _Change(stop_reason=message.stop_reason, stop_details=message.stop_details)
        self._end(_Event("message_delta", end, usage=message.usage))

    def _start(self, message: _Message) -> Iterable[Delta]:
        """Begin; where there was something before, a proxy has asked anew."""
        began, self._spoke = self._spoke, False
        self._counts, self._block, self._arguments = message.usage or _Counts(), None, []
        # Which says no more than that there will be some.
        self._counts.output_tokens = None
        return (Withdraw(),) if began else ()

    def _open(self, block: _Block | None) -> Iterable[Delta]:
        self._block, self._arguments = block, []
        if block is None or block.type == "tool_use":
            return ()
        return self._say(block.text, block.thinking)

    def _grow(self, delta: _Change) -> Iterable[Delta]:
        if delta.partial_json:
            self._arguments.append(delta.partial_json)
        return self._say(delta.text, delta.thinking)

    def _say(self, text: str, thinking: str) -> Iterable[Delta]:
        if text:
            self._spoke = True
            return (TextDelta(text),)
        if thinking:
            self._spoke = True
            return (ReasoningDelta(thinking),)
        return ()

    def _close(self) -> Iterable[Delta]:
        block, self._block = self._block, None
        if block is None or block.type != "tool_use":
            return ()
        self._spoke = True
        arguments = "".join(self._arguments) or bytes(block.input).decode(errors="replace")
        return (ToolCall(block.id, block.name, "{}" if arguments in ("", "null") else arguments),)

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
