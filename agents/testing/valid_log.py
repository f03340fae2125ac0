"""What holds for every session's log, whatever wrote it."""

from collections.abc import Iterable
from typing import Any, get_args

import msgspec

from protocol.brackets import TRACKED, Brackets, Opener
from protocol.codec import decode_event, encode_event
from protocol.errors import Malformed
from protocol.events import (
    BaseEvent,
    Event,
    ReasoningMessageChunkEvent,
    ReasoningMessageContentEvent,
    ReasoningMessageStartEvent,
    RunErrorEvent,
    RunFinishedEvent,
    RunStartedEvent,
    StateDeltaEvent,
    StateSnapshotEvent,
    TextMessageChunkEvent,
    TextMessageContentEvent,
    TextMessageStartEvent,
    ToolCallArgsEvent,
    ToolCallChunkEvent,
    ToolCallStartEvent,
)
from protocol.patch import PatchError, apply

_OPENERS = get_args(Opener)
_CHUNKS = TextMessageChunkEvent, ToolCallChunkEvent, ReasoningMessageChunkEvent
_CONTENT: dict[type[BaseEvent], tuple[type[BaseEvent], str]] = {
    TextMessageContentEvent: (TextMessageStartEvent, "message_id"),
    ReasoningMessageContentEvent: (ReasoningMessageStartEvent, "message_id"),
    ToolCallArgsEvent: (ToolCallStartEvent, "tool_call_id"),
}
"""What has to be open for each event that adds to it, and the field that both are known by."""


def assert_log_is_valid(log: Iterable[Event], *, ended: bool = True) -> None:
    """Raise AssertionError, which names the first event that does not belong where it is.

    Runs come one after the other, each with an id of its own; what a run opens is opened once and
    closed before it finishes; content belongs to what is open; patches fit the state; and every
    event is one that clients can decode. With `ended` the last run has to have ended.
    """
    reader = _Reader()
    for number, event in enumerate(log):
        fault = reader.read(event)
        if fault:
            raise AssertionError(f"event {number}, {msgspec.to_builtins(event)}: {fault}")
    if ended and reader.run is not None:
        raise AssertionError(f"the run {reader.run.run_id!r} has not ended")


class _Reader:
    """Where the log stands after the events that have been read."""

    def __init__(self) -> None:
        self.run: RunStartedEvent | None = None
        self._runs: set[str] = set()
        self._session: str | None = None
        self._brackets = Brackets()
        self._state: Any = {}

    def read(self, event: Event) -> str | None:
        """Take in the next event; what is wrong with it, if anything is."""
        try:
            decode_event(encode_event(event))
        except Malformed as error:
            return f"it cannot be decoded: {error}"
        if isinstance(event, RunStartedEvent):
            return self._begin(event)
        if self.run is None:
            return "it is outside of a run"
        if isinstance(event, RunFinishedEvent | RunErrorEvent):
            return self._end(self.run, event)
        return self._inside(event)

    def _begin(self, event: RunStartedEvent) -> str | None:
        running, self.run = self.run, event
        session, self._session = self._session, event.thread_id
        known = event.run_id in self._runs
        self._runs.add(event.run_id)
        self._brackets.clear()
        if running is not None:
            return f"the run {running.run_id!r} has not ended"
        if session not in (None, event.thread_id):
            return f"the session was {session!r}"
        return "there was a run of that id" if known else None

    def _end(self, run: RunStartedEvent, event: RunFinishedEvent | RunErrorEvent) -> str | None:
        self.run = None
        if isinstance(event, RunErrorEvent):
            return None
        if (event.thread_id, event.run_id) != (run.thread_id, run.run_id):
            return f"it is {run.run_id!r} of {run.thread_id!r} that is running"
        if still := self._brackets.open:
            return f"still open: {msgspec.to_builtins(still)}"
        return None

    def _inside(self, event: Event) -> str | None:
        if isinstance(event, _CHUNKS):
            return "a log holds what a chunk stands for"
        if type(event) in TRACKED:
            return self._bracket(event)
        if type(event) in _CONTENT:
            return self._content(event)
        if isinstance(event, StateSnapshotEvent):
            self._state = event.snapshot
        elif isinstance(event, StateDeltaEvent):
            return self._patch(event)
        return None

    def _bracket(self, event: Event) -> str | None:
        before = len(self._brackets.open)
        self._brackets.apply(event)
        more = len(self._brackets.open) - before
        if isinstance(event, _OPENERS):
            return None if more == 1 else "it is open already"
        return None if more == -1 else "what it closes is not open"

    def _content(self, event: Event) -> str | None:
        opener, field = _CONTENT[type(event)]
        wanted = getattr(event, field)
        found = any(
            isinstance(o, opener) and getattr(o, field) == wanted for o in self._brackets.open
        )
        return None if found else "what it adds to is not open"

    def _patch(self, event: StateDeltaEvent) -> str | None:
        try:
            self._state = apply(self._state, event.delta)
        except PatchError as error:
            return f"it does not fit the state {self._state}: {error}"
        return None
