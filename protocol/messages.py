"""AG-UI 1.0 messages and what else its events carry (https://ag-ui.com/spec/1.0/schema.json).

All are values: nobody changes one that has been made. A fold that changes a message makes a
new one, so a message that was handed out never changes under its reader.
"""

from typing import Annotated, Any, Literal, TypeAlias

from msgspec import Meta, Struct, field

MAX_SAFE_INTEGER = 2**53 - 1
"""The largest integer that survives a JSON round trip in every language (RFC 7493 §2.2)."""

Metadata: TypeAlias = dict[str, Any]
TextRole: TypeAlias = Literal["developer", "system", "assistant", "user"]
Count: TypeAlias = Annotated[int, Meta(ge=0, le=MAX_SAFE_INTEGER)]


class Value(Struct, rename="camel", omit_defaults=True):
    """The base of every AG-UI object: camelCase on the wire, absent fields left out."""


class DataSource(Value, tag="data"):
    """Bytes carried inline, in base64."""

    value: str
    mime_type: str


class UrlSource(Value, tag="url"):
    """Bytes to be fetched."""

    value: str
    mime_type: str | None = None


class FileSource(Value, tag="file"):
    """Bytes that a provider already holds, under the handle it issued."""

    value: str
    provider: str | None = None
    mime_type: str | None = None


PartSource: TypeAlias = DataSource | UrlSource | FileSource


class TextPart(Value, tag="text"):
    """A text part of a message."""

    text: str
    id: str | None = None
    metadata: Any = None


class ImagePart(Value, tag="image"):
    """An image part of a message."""

    source: PartSource
    id: str | None = None
    metadata: Any = None


class AudioPart(Value, tag="audio"):
    """An audio part of a message."""

    source: PartSource
    id: str | None = None
    metadata: Any = None


class VideoPart(Value, tag="video"):
    """A video part of a message."""

    source: PartSource
    id: str | None = None
    metadata: Any = None


class DocumentPart(Value, tag="document"):
    """A document part of a message."""

    source: PartSource
    id: str | None = None
    metadata: Any = None


ContentPart: TypeAlias = TextPart | ImagePart | AudioPart | VideoPart | DocumentPart
Content: TypeAlias = str | list[ContentPart]


class FunctionCall(Value):
    """The function that a tool call names, and its arguments as JSON text."""

    name: str
    arguments: str


class ToolCall(Value, tag_field="type", tag="function"):
    """One call of a tool, held by an assistant message."""

    id: str
    function: FunctionCall
    encrypted_value: str | None = None
    metadata: Metadata | None = None


class BaseMessage(Value, tag_field="role", kw_only=True):
    """What every message has besides its content."""

    id: str
    subagent_run_id: str | None = None
    encrypted_value: str | None = None
    metadata: Metadata | None = None


class DeveloperMessage(BaseMessage, tag="developer", kw_only=True):
    """An instruction of the application's developer."""

    content: str
    name: str | None = None


class SystemMessage(BaseMessage, tag="system", kw_only=True):
    """An instruction of the system."""

    content: str
    name: str | None = None


class AssistantMessage(BaseMessage, tag="assistant", kw_only=True):
    """What the agent said, and the tools that it called."""

    content: str | None = None
    tool_calls: list[ToolCall] | None = None
    name: str | None = None


class UserMessage(BaseMessage, tag="user", kw_only=True):
    """What the person sent."""

    content: Content
    name: str | None = None


class ToolMessage(BaseMessage, tag="tool", kw_only=True):
    """What a tool returned."""

    tool_call_id: str
    content: Content
    error: str | None = None


class ActivityMessage(Value, tag_field="role", tag="activity", kw_only=True):
    """Structured progress that keeps its place among the messages."""

    id: str
    activity_type: str
    content: dict[str, Any]
    subagent_run_id: str | None = None
    metadata: Metadata | None = None


class ReasoningMessage(BaseMessage, tag="reasoning", kw_only=True):
    """The agent's reasoning."""

    content: str


Message: TypeAlias = (
    DeveloperMessage
    | SystemMessage
    | AssistantMessage
    | UserMessage
    | ToolMessage
    | ActivityMessage
    | ReasoningMessage
)


class TokenUsage(Value, kw_only=True):
    """Tokens of one provider and model. Parts are within the totals, never beside them."""

    provider: str | None = None
    model: str | None = None
    input_tokens: Count | None = None
    output_tokens: Count | None = None
    total_tokens: Count | None = None
    reasoning_tokens: Count | None = None
    cached_input_tokens: Count | None = None
    cache_write_input_tokens: Count | None = None


class Interrupt(Value, kw_only=True):
    """What a run needs from outside before it can go on."""

    id: str
    reason: str
    message: str | None = None
    tool_call_id: str | None = None
    response_schema: dict[str, Any] | None = None
    expires_at: str | None = None
    subagent_run_id: str | None = None
    metadata: Metadata | None = None


class RunFinishedSuccessOutcome(Value, tag="success"):
    """The run was completed. The same as no outcome."""

    pending_tool_call_ids: list[str] | None = None


class RunFinishedInterruptOutcome(Value, tag="interrupt"):
    """The run waits for something outside it."""

    interrupts: Annotated[list[Interrupt], Meta(min_length=1)]


class RunFinishedCancelledOutcome(Value, tag="cancelled"):
    """The run was stopped before it was completed, and did not fail."""


RunFinishedOutcome: TypeAlias = (
    RunFinishedSuccessOutcome | RunFinishedInterruptOutcome | RunFinishedCancelledOutcome
)


class SubagentFinishedSuccessOutcome(Value, tag="success"):
    """The subagent completed its work."""


class SubagentFinishedSuspendedOutcome(Value, tag="suspended"):
    """The subagent waits for something outside it."""

    interrupt_ids: list[str] | None = None


SubagentFinishedOutcome: TypeAlias = (
    SubagentFinishedSuccessOutcome | SubagentFinishedSuspendedOutcome
)


class Tool(Value):
    """A tool that the agent may call; `parameters` is a JSON Schema."""

    name: str
    description: str
    parameters: Any = None
    metadata: Metadata | None = None


class Context(Value):
    """A named piece of ambient information."""

    description: str
    value: str


class ResumeEntry(Value, kw_only=True):
    """The answer to one interrupt."""

    interrupt_id: str
    status: Literal["resolved", "cancelled"]
    payload: Any = None
    metadata: Metadata | None = None


class RunAgentInput(Value, kw_only=True):
    """A request to run an agent, as `RUN_STARTED.input` echoes it."""

    thread_id: str
    run_id: str
    messages: list[Message]
    protocol_version: str | None = None
    parent_run_id: str | None = None
    state: Any = None
    tools: list[Tool] | None = None
    context: list[Context] | None = None
    forwarded_props: Any = None
    resume: list[ResumeEntry] | None = None


Pointer: TypeAlias = Annotated[str, Meta(pattern=r"^(/([^/~]|~[01])*)*$")]
"""A JSON Pointer (RFC 6901)."""


class AddOperation(Value, tag_field="op", tag="add"):
    """RFC 6902 §4.1."""

    path: Pointer
    value: Any


class RemoveOperation(Value, tag_field="op", tag="remove"):
    """RFC 6902 §4.2."""

    path: Pointer


class ReplaceOperation(Value, tag_field="op", tag="replace"):
    """RFC 6902 §4.3."""

    path: Pointer
    value: Any


class MoveOperation(Value, tag_field="op", tag="move"):
    """RFC 6902 §4.4."""

    path: Pointer
    from_: Pointer = field(name="from")


class CopyOperation(Value, tag_field="op", tag="copy"):
    """RFC 6902 §4.5."""

    path: Pointer
    from_: Pointer = field(name="from")


class TestOperation(Value, tag_field="op", tag="test"):
    """RFC 6902 §4.6."""

    __test__ = False

    path: Pointer
    value: Any


PatchOperation: TypeAlias = (
    AddOperation
    | RemoveOperation
    | ReplaceOperation
    | MoveOperation
    | CopyOperation
    | TestOperation
)
