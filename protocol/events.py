"""Every AG-UI 1.0 event (https://ag-ui.com/spec/1.0/schema.json), under its own name.

An event is a value: nobody changes one. Its `type` on the wire follows from the name of its class.
Optional fields that are absent are left out, never written as null.
"""

import re
from typing import Annotated, Any, Literal, TypeAlias

from msgspec import Meta, Struct, field

from protocol.messages import (
    MAX_SAFE_INTEGER,
    Content,
    Message,
    Metadata,
    PatchOperation,
    RunAgentInput,
    RunFinishedOutcome,
    SubagentFinishedOutcome,
    TextRole,
    TokenUsage,
)

AGUI_VERSION = "1.0"
"""What `RUN_STARTED.protocolVersion` declares."""

Timestamp: TypeAlias = Annotated[int, Meta(ge=-MAX_SAFE_INTEGER, le=MAX_SAFE_INTEGER)]


def _wire_type(class_name: str) -> str:
    """`TextMessageStartEvent` is `TEXT_MESSAGE_START`."""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", class_name.removesuffix("Event")).upper()


class BaseEvent(
    Struct,
    tag_field="type",
    tag=_wire_type,
    rename="camel",
    omit_defaults=True,
    kw_only=True,
    gc=False,  # nothing that an event holds refers to it
):
    """What every event may carry. `timestamp` is in ms since the Unix epoch."""

    timestamp: Timestamp | None = None
    raw_event: Any = None
    metadata: Metadata | None = None


class AttributableEvent(BaseEvent, kw_only=True):
    """An event that may belong to a subagent."""

    subagent_run_id: str | None = None


class TextMessageStartEvent(AttributableEvent):
    """Opens a streamed text message; no role means assistant."""

    message_id: str
    role: TextRole | None = None
    name: str | None = None


class TextMessageContentEvent(AttributableEvent):
    """Appends to a streamed text message."""

    message_id: str
    delta: str


class TextMessageEndEvent(AttributableEvent):
    """Closes a streamed text message."""

    message_id: str


class TextMessageChunkEvent(AttributableEvent):
    """Shorthand for start, content and end. Never in a log: a log holds what it stands for."""

    message_id: str | None = None
    role: TextRole | None = None
    delta: str | None = None
    name: str | None = None


class ToolCallStartEvent(AttributableEvent):
    """Opens a tool call."""

    tool_call_id: str
    tool_call_name: str
    parent_message_id: str | None = None


class ToolCallArgsEvent(AttributableEvent):
    """Appends to a tool call's arguments."""

    tool_call_id: str
    delta: str


class ToolCallEndEvent(AttributableEvent):
    """Closes a tool call: its arguments are complete."""

    tool_call_id: str


class ToolCallChunkEvent(AttributableEvent):
    """Shorthand for start, args and end. Never in a log."""

    tool_call_id: str | None = None
    tool_call_name: str | None = None
    parent_message_id: str | None = None
    delta: str | None = None


class ToolCallResultEvent(AttributableEvent):
    """What a tool returned, as a message of its own."""

    message_id: str
    tool_call_id: str
    content: Content
    role: Literal["tool"] | None = None


class StateSnapshotEvent(AttributableEvent):
    """Replaces the state."""

    snapshot: Any


class StateDeltaEvent(AttributableEvent):
    """Changes the state by a JSON Patch (RFC 6902)."""

    delta: list[PatchOperation]


class MessagesSnapshotEvent(BaseEvent):
    """Restates the whole conversation."""

    messages: list[Message]


class ActivitySnapshotEvent(AttributableEvent):
    """Makes or replaces an activity message; no `replace` means true."""

    message_id: str
    activity_type: str
    content: dict[str, Any]
    replace: bool | None = None


class ActivityDeltaEvent(AttributableEvent):
    """Changes an activity message by a JSON Patch (RFC 6902)."""

    message_id: str
    activity_type: str
    patch: list[PatchOperation]


class RawEvent(AttributableEvent):
    """An event of another system, carried as it is."""

    event: Any
    source: str | None = None


class CustomEvent(AttributableEvent):
    """An extension, by name."""

    name: str
    value: Any


class RunStartedEvent(BaseEvent):
    """Opens a run. `thread_id` is the session's id."""

    thread_id: str
    run_id: str
    protocol_version: str | None = None
    parent_run_id: str | None = None
    input: RunAgentInput | None = None


class RunFinishedEvent(BaseEvent):
    """Ends a run that did not fail; no outcome means success."""

    thread_id: str
    run_id: str
    result: Any = None
    outcome: RunFinishedOutcome | None = None
    usage: list[TokenUsage] | None = None


class RunErrorEvent(BaseEvent):
    """Ends a run that failed, with a stable `code` and a plain `message`."""

    message: str
    code: str | None = None
    usage: list[TokenUsage] | None = None


class StepStartedEvent(AttributableEvent):
    """Opens a named step (`role:task`)."""

    step_name: str


class StepFinishedEvent(AttributableEvent):
    """Closes a named step."""

    step_name: str


class ReasoningStartEvent(AttributableEvent):
    """Opens a span of reasoning."""

    message_id: str


class ReasoningMessageStartEvent(AttributableEvent):
    """Opens a streamed reasoning message."""

    message_id: str
    # A factory, because AG-UI requires the role and omit_defaults would leave out a default.
    role: Literal["reasoning"] = field(default_factory=lambda: "reasoning")


class ReasoningMessageContentEvent(AttributableEvent):
    """Appends to a streamed reasoning message."""

    message_id: str
    delta: str


class ReasoningMessageEndEvent(AttributableEvent):
    """Closes a streamed reasoning message."""

    message_id: str


class ReasoningMessageChunkEvent(AttributableEvent):
    """Shorthand for start, content and end. Never in a log."""

    message_id: str | None = None
    delta: str | None = None


class ReasoningEndEvent(AttributableEvent):
    """Closes a span of reasoning."""

    message_id: str


class ReasoningEncryptedValueEvent(AttributableEvent):
    """Attaches a provider's opaque value to a message or a tool call."""

    subtype: Literal["tool-call", "message"]
    entity_id: str
    encrypted_value: str


class SubagentStartedEvent(BaseEvent):
    """Opens a subagent's work."""

    subagent_run_id: str
    name: str
    description: str | None = None
    parent_subagent_run_id: str | None = None
    parent_tool_call_id: str | None = None
    parent_message_id: str | None = None


class SubagentFinishedEvent(BaseEvent):
    """Closes a subagent's work."""

    subagent_run_id: str
    result: Any = None
    outcome: SubagentFinishedOutcome | None = None


class SubagentErrorEvent(BaseEvent):
    """Closes a subagent's work that failed."""

    subagent_run_id: str
    message: str
    code: str | None = None


Event: TypeAlias = (
    TextMessageStartEvent
    | TextMessageContentEvent
    | TextMessageEndEvent
    | TextMessageChunkEvent
    | ToolCallStartEvent
    | ToolCallArgsEvent
    | ToolCallEndEvent
    | ToolCallChunkEvent
    | ToolCallResultEvent
    | StateSnapshotEvent
    | StateDeltaEvent
    | MessagesSnapshotEvent
    | ActivitySnapshotEvent
    | ActivityDeltaEvent
    | RawEvent
    | CustomEvent
    | RunStartedEvent
    | RunFinishedEvent
    | RunErrorEvent
    | StepStartedEvent
    | StepFinishedEvent
    | ReasoningStartEvent
    | ReasoningMessageStartEvent
    | ReasoningMessageContentEvent
    | ReasoningMessageEndEvent
    | ReasoningMessageChunkEvent
    | ReasoningEndEvent
    | ReasoningEncryptedValueEvent
    | SubagentStartedEvent
    | SubagentFinishedEvent
    | SubagentErrorEvent
)
