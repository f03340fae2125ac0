"""What a log means: the messages and the state that its events build.

Pure, and the same as AG-UI's own reducer makes of them. Used for the partial text of a run,
for snapshots, and to go on with a run that another worker left.
"""

from collections.abc import Callable, Iterable
from typing import Any, ClassVar

import msgspec

from protocol.brackets import TRACKED, Bracket, Brackets, Opener
from protocol.codec import decode_event
from protocol.errors import LocalProtocolError
from protocol.events import (
    AGUI_VERSION,
    BaseEvent,
    Event,
    MessagesSnapshotEvent,
    ReasoningMessageChunkEvent,
    RunErrorEvent,
    RunFinishedEvent,
    RunStartedEvent,
    StateDeltaEvent,
    StateSnapshotEvent,
    TextMessageChunkEvent,
    ToolCallChunkEvent,
    ToolCallStartEvent,
)
from protocol.messages import Message
from protocol.patch import PatchError, apply
from protocol.transcript import RULES, Transcript

_CHUNKS = (TextMessageChunkEvent, ToolCallChunkEvent, ReasoningMessageChunkEvent)


class _Saved(msgspec.Struct, omit_defaults=True):
    """A fold at rest."""

    messages: list[Message]
    state: Any
    run_id: str | None = None
    running: bool = False
    terminal: RunFinishedEvent | RunErrorEvent | None = None
    brackets: list[Bracket] = []


class Fold:
    """Folds events, one by one, into messages and state.

    Begins from `messages` and `state`; no state is the empty document that AG-UI clients
    begin from. Expects a valid AG-UI stream, in which a MESSAGES_SNAPSHOT that comes in
    mid-message holds the message. What it hands out must not be changed.
    """

    __slots__ = ("_brackets", "_transcript", "run_id", "running", "state", "terminal")

    def __init__(self, messages: Iterable[Message] = (), state: Any = None) -> None:
        self.state: Any = {} if state is None else state
        self.run_id: str | None = None
        self.running = False
        self.terminal: RunFinishedEvent | RunErrorEvent | None = None
        self._transcript = Transcript(messages)
        self._brackets = Brackets()

    def apply(self, event: Event) -> None:
        """Takes in the next event. Raises LocalProtocolError for a chunk: no log holds one."""
        kind = type(event)
        rule = RULES.get(kind)
        if rule is not None:
            rule(self._transcript, event)
        own = self._OWN.get(kind)
        if own is not None:
            own(self, event)

    def apply_raw(self, raw: bytes) -> None:
        """Takes in the next event as it stands in the log. Raises Malformed."""
        self.apply(decode_event(raw))

    @property
    def messages(self) -> list[Message]:
        """All messages as they stand, partial text included."""
        return self._transcript.messages()

    @property
    def open(self) -> list[Opener]:
        """What is open, as the events that opened it, in their order."""
        return self._brackets.open

    def closers(self) -> list[Event]:
        """The events that close all that is open, innermost first."""
        return self._brackets.closers()

    def snapshot(self, thread_id: str, run_id: str) -> list[Event]:
        """A valid stream of its own that brings a new reader to this very position.

        `run_id` stands in where no run has been folded: the messages are then those of runs
        that ended well.
        """
        run_id = self.run_id or run_id
        return [
            RunStartedEvent(thread_id, run_id, protocol_version=AGUI_VERSION),
            MessagesSnapshotEvent(self.messages),
            StateSnapshotEvent(self.state),
            *(self._reopeners() if self.running else [self._ending(thread_id, run_id)]),
        ]

    def dump(self) -> bytes:
        """All of the fold, so that `load` goes on where this one is, in mid-run too."""
        return msgspec.json.encode(
            _Saved(
                messages=self.messages,
                state=self.state,
                run_id=self.run_id,
                running=self.running,
                terminal=self.terminal,
                brackets=self._brackets.all(),
            )
        )

    @classmethod
    def load(cls, data: bytes) -> "Fold":
        """The fold that was dumped. Raises msgspec.DecodeError for other bytes."""
        saved = msgspec.json.decode(data, type=_Saved)
        fold = cls(saved.messages)
        fold.state = saved.state  # as it was, null included
        fold.run_id = saved.run_id
        fold.running = saved.running
        fold.terminal = saved.terminal
        fold._brackets = Brackets(saved.brackets)
        return fold

    def _reopeners(self) -> list[Event]:
        """Re-opening a tool call must not give it back a name that was changed since."""
        return [
            msgspec.structs.replace(
                event,
                tool_call_name=self._transcript.call_name(event.tool_call_id)
                or event.tool_call_name,
            )
            if isinstance(event, ToolCallStartEvent)
            else event
            for event in self._brackets.reopeners()
        ]

    def _ending(self, thread_id: str, run_id: str) -> Event:
        return self.terminal or RunFinishedEvent(thread_id, run_id)

    def _begin(self, event: RunStartedEvent) -> None:
        self.run_id, self.running, self.terminal = event.run_id, True, None
        self._brackets.clear()

    def _end(self, event: RunFinishedEvent | RunErrorEvent) -> None:
        self.running, self.terminal = False, event
        self._brackets.clear()

    def _track(self, event: Event) -> None:
        self._brackets.apply(event)

    def _refuse(self, event: Event) -> None:
        raise LocalProtocolError(f"{type(event).__name__} must be expanded before it is logged")

    def _replace_state(self, event: StateSnapshotEvent) -> None:
        self.state = event.snapshot

    def _patch_state(self, event: StateDeltaEvent) -> None:
        """A patch that does not fit leaves the state as it was, as AG-UI's reducer does."""
        try:
            self.state = apply(self.state, event.delta)
        except PatchError:
            return

    _OWN: ClassVar[dict[type[BaseEvent], Callable[["Fold", Any], None]]] = {
        RunStartedEvent: _begin,
        RunFinishedEvent: _end,
        RunErrorEvent: _end,
        StateSnapshotEvent: _replace_state,
        StateDeltaEvent: _patch_state,
        **dict.fromkeys(TRACKED, _track),
        **dict.fromkeys(_CHUNKS, _refuse),
    }
    """What each event does besides what it does to the messages."""
