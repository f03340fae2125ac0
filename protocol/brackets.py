"""What a run has opened and not closed yet: messages, calls, reasoning, steps, subagents."""

from collections.abc import Callable, Iterable
from typing import Any, TypeAlias

import msgspec

from protocol.events import (
    BaseEvent,
    Event,
    ReasoningEndEvent,
    ReasoningMessageEndEvent,
    ReasoningMessageStartEvent,
    ReasoningStartEvent,
    StepFinishedEvent,
    StepStartedEvent,
    SubagentErrorEvent,
    SubagentFinishedEvent,
    SubagentStartedEvent,
    TextMessageEndEvent,
    TextMessageStartEvent,
    ToolCallEndEvent,
    ToolCallStartEvent,
)

Opener: TypeAlias = (
    TextMessageStartEvent
    | ToolCallStartEvent
    | ReasoningStartEvent
    | ReasoningMessageStartEvent
    | StepStartedEvent
    | SubagentStartedEvent
)

# What closes each opener, and the name that ties the two together. A subagent's step is
# another than its parent's of the same name, so a step is named with its owner.
_CLOSERS: dict[type[BaseEvent], Callable[[Any], Event]] = {
    TextMessageStartEvent: lambda e: TextMessageEndEvent(e.message_id),
    ToolCallStartEvent: lambda e: ToolCallEndEvent(e.tool_call_id),
    ReasoningStartEvent: lambda e: ReasoningEndEvent(e.message_id),
    ReasoningMessageStartEvent: lambda e: ReasoningMessageEndEvent(e.message_id),
    StepStartedEvent: lambda e: StepFinishedEvent(e.step_name, subagent_run_id=e.subagent_run_id),
    SubagentStartedEvent: lambda e: SubagentFinishedEvent(e.subagent_run_id),
}
_OPENER_OF: dict[type[BaseEvent], type[BaseEvent]] = {
    TextMessageEndEvent: TextMessageStartEvent,
    ToolCallEndEvent: ToolCallStartEvent,
    ReasoningEndEvent: ReasoningStartEvent,
    ReasoningMessageEndEvent: ReasoningMessageStartEvent,
    StepFinishedEvent: StepStartedEvent,
    SubagentFinishedEvent: SubagentStartedEvent,
    SubagentErrorEvent: SubagentStartedEvent,
}
_NAME: dict[type[BaseEvent], Callable[[Any], Any]] = {
    TextMessageStartEvent: lambda e: e.message_id,
    ToolCallStartEvent: lambda e: e.tool_call_id,
    ReasoningStartEvent: lambda e: e.message_id,
    ReasoningMessageStartEvent: lambda e: e.message_id,
    StepStartedEvent: lambda e: (e.step_name, e.subagent_run_id),
    SubagentStartedEvent: lambda e: e.subagent_run_id,
}

TRACKED = frozenset(_CLOSERS) | frozenset(_OPENER_OF)
"""The events that open or close something."""


Bracket: TypeAlias = tuple[Opener, Event | None]
"""An opener, and the end of a subagent that has ended."""


class Brackets:
    """The brackets of one run, in the order in which they were opened.

    Subagents stay after their end, for another may still name one as its parent.
    """

    __slots__ = ("_brackets",)

    def __init__(self, brackets: Iterable[Bracket] = ()) -> None:
        self._brackets = {_key(type(opener), opener): (opener, end) for opener, end in brackets}

    def apply(self, event: Event) -> None:
        """Takes in one of the TRACKED events."""
        kind = type(event)
        opener = _OPENER_OF.get(kind)
        if opener is None:
            self._brackets[_key(kind, event)] = (_bare(event), None)
            return
        key = _key(opener, event)
        if opener is not SubagentStartedEvent:
            self._brackets.pop(key, None)
        elif key in self._brackets:
            self._brackets[key] = (self._brackets[key][0], _bare(event))

    def clear(self) -> None:
        """A run begins or ends: nothing is open."""
        self._brackets.clear()

    def all(self) -> list[Bracket]:
        """Everything that another Brackets needs to go on from here."""
        return list(self._brackets.values())

    @property
    def open(self) -> list[Opener]:
        """The events that opened what is open, without the metadata that was folded."""
        return [opener for opener, end in self._brackets.values() if end is None]

    def reopeners(self) -> list[Event]:
        """The events that bring a reader who knows nothing of the run to where it is.

        Subagents first, each after its parent, those that have ended with their end.
        """
        subagents: list[Event] = []
        others: list[Event] = []
        for opener, end in self._brackets.values():
            if isinstance(opener, SubagentStartedEvent):
                subagents += [opener, end] if end else [opener]
            else:
                others.append(opener)
        return subagents + others

    def closers(self) -> list[Event]:
        """The events that close all that is open, innermost first."""
        return [_CLOSERS[type(opener)](opener) for opener in reversed(self.open)]


def _key(opener: type[BaseEvent], event: Event) -> tuple[type[BaseEvent], Any]:
    return opener, _NAME[opener](event)


def _bare(event: Any) -> Any:
    return msgspec.structs.replace(event, timestamp=None, raw_event=None, metadata=None)
