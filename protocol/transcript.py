"""The messages that a stream of events builds: the message half of a fold.

The rules are those of AG-UI's own reducer (`defaultApplyEvents` of `@ag-ui/client` 1.0), for
every stream that its verifier lets pass. An event that names a message which is not there
changes nothing, as there.
"""

from collections.abc import Callable, Iterable
from typing import Any, cast

from msgspec.structs import replace

from protocol.events import (
    ActivityDeltaEvent,
    ActivitySnapshotEvent,
    BaseEvent,
    MessagesSnapshotEvent,
    ReasoningEncryptedValueEvent,
    ReasoningMessageContentEvent,
    ReasoningMessageEndEvent,
    ReasoningMessageStartEvent,
    RunStartedEvent,
    TextMessageContentEvent,
    TextMessageEndEvent,
    TextMessageStartEvent,
    ToolCallArgsEvent,
    ToolCallEndEvent,
    ToolCallResultEvent,
    ToolCallStartEvent,
)
from protocol.messages import (
    ActivityMessage,
    AssistantMessage,
    DeveloperMessage,
    FunctionCall,
    Message,
    Metadata,
    ReasoningMessage,
    SystemMessage,
    ToolCall,
    ToolMessage,
    UserMessage,
)
from protocol.patch import PatchError, apply

_BY_ROLE: dict[str, Callable[..., Message]] = {
    "assistant": AssistantMessage,
    "developer": DeveloperMessage,
    "system": SystemMessage,
    "user": UserMessage,
}

_ACTIVITY_AUTHORITY = ("@ag-ui/client", "authoritativeActivityTypes")
"""Where a snapshot's metadata may say which types of activity it restates in full."""


def restating(messages: list[Message], before: Iterable[Message]) -> MessagesSnapshotEvent:
    """A snapshot that takes away all that was `before` and is not among these messages.

    Of activities a snapshot that holds none of them has to say so.
    """
    takes_activities = any(isinstance(message, ActivityMessage) for message in before)
    if not takes_activities or any(isinstance(one, ActivityMessage) for one in messages):
        return MessagesSnapshotEvent(messages=messages)
    space, key = _ACTIVITY_AUTHORITY
    return MessagesSnapshotEvent(messages=messages, metadata={space: {key: None}})


class _Entry:
    """A message, and the deltas that came since it was last put together."""

    __slots__ = ("args", "message", "text")

    def __init__(self, message: Message) -> None:
        self.message: Any = message
        self.text: list[str] = []
        self.args: dict[str, list[str]] = {}

    def settled(self) -> Message:
        """The message with its deltas joined in."""
        if self.text:
            content = self.message.content
            said = content if isinstance(content, str) else ""
            self.message = replace(self.message, content=said + "".join(self.text))
            self.text = []
        for call_id, parts in self.args.items():
            function = self.call(call_id).function
            arguments = function.arguments + "".join(parts)
            self.change_call(call_id, function=replace(function, arguments=arguments))
        self.args = {}
        return cast(Message, self.message)

    def annotate(self, metadata: Metadata | None) -> None:
        """Merges an event's metadata into the message, key by key."""
        if metadata is not None:
            self.message = replace(self.message, metadata=_merged(self.message.metadata, metadata))

    def call(self, call_id: str) -> ToolCall:
        """The first tool call of this id."""
        calls: list[ToolCall] = self.message.tool_calls
        return next(call for call in calls if call.id == call_id)

    def change_call(self, call_id: str, **changes: Any) -> None:
        """Replaces fields of a tool call."""
        calls = list(self.message.tool_calls)
        index = next(i for i, call in enumerate(calls) if call.id == call_id)
        calls[index] = replace(calls[index], **changes)
        self.message = replace(self.message, tool_calls=calls)

    def annotate_call(self, call_id: str, metadata: Metadata | None) -> None:
        """Merges an event's metadata into a tool call."""
        if metadata is not None:
            self.change_call(call_id, metadata=_merged(self.call(call_id).metadata, metadata))

    @property
    def is_activity(self) -> bool:
        """Activities hold an object where other messages hold text."""
        return type(self.message) is ActivityMessage


class Transcript:
    """The messages, in order. Appending a delta costs what the delta is long."""

    __slots__ = ("_by_call", "_by_id", "_entries")

    def __init__(self, messages: Iterable[Message] = ()) -> None:
        self._entries = [_Entry(message) for message in messages]
        self._reindex()

    def messages(self) -> list[Message]:
        """All messages as they stand, those that are still open included."""
        return [entry.settled() for entry in self._entries]

    def call_name(self, call_id: str) -> str | None:
        """The name of the function that a tool call calls, where there is such a call."""
        entry = self._by_call.get(call_id)
        return entry.call(call_id).function.name if entry else None

    def _reindex(self) -> None:
        """Ids name the first message that has them."""
        self._by_id: dict[str, _Entry] = {}
        self._by_call: dict[str, _Entry] = {}
        for entry in self._entries:
            self._index(entry)

    def _index(self, entry: _Entry) -> None:
        self._by_id.setdefault(entry.message.id, entry)
        for call in getattr(entry.message, "tool_calls", None) or ():
            self._by_call.setdefault(call.id, entry)

    def _append(self, message: Message) -> _Entry:
        entry = _Entry(message)
        self._entries.append(entry)
        self._index(entry)
        return entry

    def start_text(self, event: TextMessageStartEvent) -> None:
        """Makes the message, or goes on with the one that has this id."""
        self._start(event, lambda: _text_message(event))

    def start_reasoning(self, event: ReasoningMessageStartEvent) -> None:
        """The same for reasoning."""
        self._start(
            event,
            lambda: ReasoningMessage(
                id=event.message_id, content="", subagent_run_id=event.subagent_run_id
            ),
        )

    def _start(
        self, event: TextMessageStartEvent | ReasoningMessageStartEvent, make: Callable[[], Message]
    ) -> None:
        entry = self._by_id.get(event.message_id)
        if entry is None:
            entry = self._append(make())
        elif entry.is_activity:
            return
        entry.annotate(event.metadata)

    def append_text(self, event: TextMessageContentEvent | ReasoningMessageContentEvent) -> None:
        """Appends a delta."""
        # Once per token: what `is_activity` and `annotate` do is asked for here without a call.
        entry = self._by_id.get(event.message_id)
        if entry is None or type(entry.message) is ActivityMessage:
            return
        entry.text.append(event.delta)
        if event.metadata is not None:
            entry.annotate(event.metadata)

    def end_text(self, event: TextMessageEndEvent | ReasoningMessageEndEvent) -> None:
        """The end may carry late metadata, and changes nothing else."""
        entry = self._by_id.get(event.message_id)
        if entry is not None and not entry.is_activity:
            entry.annotate(event.metadata)

    def start_call(self, event: ToolCallStartEvent) -> None:
        """Adds the call to its parent message, which is made where it is missing."""
        call_id = event.tool_call_id
        entry = self._by_call.get(call_id)
        if entry is not None:
            function = replace(entry.call(call_id).function, name=event.tool_call_name)
            entry.change_call(call_id, function=function)
        else:
            entry = self._parent_of(event)
            call = ToolCall(call_id, FunctionCall(event.tool_call_name, ""))
            calls = [*(entry.message.tool_calls or ()), call]
            entry.message = replace(entry.message, tool_calls=calls)
            self._by_call[call_id] = entry
        entry.annotate_call(call_id, event.metadata)

    def _parent_of(self, event: ToolCallStartEvent) -> _Entry:
        """The assistant message that the event names; else a new one.

        A new one has the parent's id, or the call's where that is absent or another role's.
        """
        parent = self._by_id.get(event.parent_message_id or "")
        if event.parent_message_id and parent is not None:
            if isinstance(parent.message, AssistantMessage):
                return parent
            message_id = event.tool_call_id
        else:
            message_id = event.parent_message_id or event.tool_call_id
        owner = None if message_id in self._by_id else event.subagent_run_id
        return self._append(AssistantMessage(id=message_id, tool_calls=[], subagent_run_id=owner))

    def append_args(self, event: ToolCallArgsEvent) -> None:
        """Appends a delta to a call's arguments."""
        call_id = event.tool_call_id
        entry = self._by_call.get(call_id)
        if entry is None:
            return
        entry.args.setdefault(call_id, []).append(event.delta)
        entry.annotate_call(call_id, event.metadata)

    def end_call(self, event: ToolCallEndEvent) -> None:
        """The end may carry late metadata, and changes nothing else."""
        entry = self._by_call.get(event.tool_call_id)
        if entry is not None:
            entry.annotate_call(event.tool_call_id, event.metadata)

    def add_result(self, event: ToolCallResultEvent) -> None:
        """Puts the result behind the message that made the call and that one's other results.

        Providers demand that a call is followed by its results, so it is not simply appended.
        """
        message = ToolMessage(
            id=event.message_id,
            tool_call_id=event.tool_call_id,
            content=event.content,
            subagent_run_id=event.subagent_run_id,
            metadata=event.metadata,
        )
        owner = self._by_call.get(event.tool_call_id)
        if owner is None:
            self._append(message)
            return
        at = self._entries.index(owner) + 1
        while at < len(self._entries) and isinstance(self._entries[at].message, ToolMessage):
            at += 1
        self._entries.insert(at, _Entry(message))
        self._reindex()

    def restate(self, event: MessagesSnapshotEvent) -> None:
        """Replaces the conversation, in the order in which its messages are known here.

        Reasoning, and activities, stay where the snapshot holds none of theirs: an agent that
        does not restate them cannot have meant to take them away.
        """
        stated = {message.id: message for message in event.messages}
        stays = _staying(event)
        entries = []
        for entry in self._entries:
            message = stated.get(entry.message.id)
            if message is not None:
                entries.append(_Entry(message))
            elif stays(entry.message):
                entries.append(entry)
        kept = {entry.message.id for entry in entries}
        entries += [_Entry(message) for message in event.messages if message.id not in kept]
        self._entries = entries
        self._reindex()

    def put_activity(self, event: ActivitySnapshotEvent) -> None:
        """Makes an activity, or replaces what has its id unless told not to."""
        entry = self._by_id.get(event.message_id)
        replaces = event.replace is not False
        if entry is None:
            entry = self._append(_activity(event, None))
        elif replaces:
            kept = entry.message.metadata if entry.is_activity else None
            entry.message, entry.text, entry.args = _activity(event, kept), [], {}
            self._reindex()
        if entry.is_activity:
            entry.annotate(event.metadata)

    def patch_activity(self, event: ActivityDeltaEvent) -> None:
        """Applies a patch to an activity. One that does not fit leaves it as it was."""
        entry = self._by_id.get(event.message_id)
        if entry is None or not entry.is_activity:
            return
        entry.annotate(event.metadata)
        try:
            content = apply(entry.message.content, event.patch)
        except PatchError:
            return
        entry.message = replace(entry.message, content=content, activity_type=event.activity_type)

    def attach(self, event: ReasoningEncryptedValueEvent) -> None:
        """Attaches a provider's opaque value to the message or call that it names."""
        value = event.encrypted_value
        if event.subtype == "tool-call":
            entry = self._by_call.get(event.entity_id)
            if entry is not None:
                entry.change_call(event.entity_id, encrypted_value=value)
            return
        entry = self._by_id.get(event.entity_id)
        if entry is not None and not entry.is_activity:
            entry.message = replace(entry.message, encrypted_value=value)

    def add_missing(self, event: RunStartedEvent) -> None:
        """A run's echoed input may bring messages that are not known yet."""
        for message in event.input.messages if event.input else ():
            if message.id not in self._by_id:
                self._append(message)


RULES: dict[type[BaseEvent], Callable[[Transcript, Any], None]] = {
    TextMessageStartEvent: Transcript.start_text,
    TextMessageContentEvent: Transcript.append_text,
    TextMessageEndEvent: Transcript.end_text,
    ReasoningMessageStartEvent: Transcript.start_reasoning,
    ReasoningMessageContentEvent: Transcript.append_text,
    ReasoningMessageEndEvent: Transcript.end_text,
    ToolCallStartEvent: Transcript.start_call,
    ToolCallArgsEvent: Transcript.append_args,
    ToolCallEndEvent: Transcript.end_call,
    ToolCallResultEvent: Transcript.add_result,
    MessagesSnapshotEvent: Transcript.restate,
    ActivitySnapshotEvent: Transcript.put_activity,
    ActivityDeltaEvent: Transcript.patch_activity,
    ReasoningEncryptedValueEvent: Transcript.attach,
    RunStartedEvent: Transcript.add_missing,
}
"""What each event does to the messages. Events that are not here do nothing to them."""


def _merged(old: Metadata | None, new: Metadata) -> Metadata:
    return {**(old or {}), **new}


def _text_message(event: TextMessageStartEvent) -> Message:
    return _BY_ROLE[event.role or "assistant"](
        id=event.message_id,
        content="",
        name=event.name,
        subagent_run_id=event.subagent_run_id,
    )


def _activity(event: ActivitySnapshotEvent, metadata: Metadata | None) -> ActivityMessage:
    return ActivityMessage(
        id=event.message_id,
        activity_type=event.activity_type,
        content=event.content,
        subagent_run_id=event.subagent_run_id,
        metadata=metadata,
    )


def _staying(event: MessagesSnapshotEvent) -> Callable[[Message], bool]:
    """Which messages a snapshot that leaves them out does not take away."""
    restates_reasoning = any(isinstance(m, ReasoningMessage) for m in event.messages)
    owns_activity = _owned_activities(event)

    def stays(message: Message) -> bool:
        if isinstance(message, ActivityMessage):
            return not owns_activity(message.activity_type)
        return isinstance(message, ReasoningMessage) and not restates_reasoning

    return stays


def _owned_activities(event: MessagesSnapshotEvent) -> Callable[[str], bool]:
    """Which types of activity a snapshot restates in full.

    All, where it holds any or declares null; the declared ones where it declares some; none
    where the declaration is not one.
    """
    space, key = _ACTIVITY_AUTHORITY
    metadata = event.metadata or {}
    scope = metadata.get(space)
    if space not in metadata or (isinstance(scope, dict) and key not in scope):
        holds_any = any(isinstance(message, ActivityMessage) for message in event.messages)
        return lambda _: holds_any
    types = scope[key] if isinstance(scope, dict) else []
    if types is None:
        return lambda _: True
    valid = isinstance(types, list) and all(isinstance(type_, str) for type_ in types)
    return lambda type_: valid and type_ in types
