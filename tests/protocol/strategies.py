"""Hypothesis strategies for what the protocol carries: documents, logs, any of its types.

`logs()` makes valid AG-UI logs: whole runs one after the other, the last one maybe cut off.
They open, interleave, re-open and close messages, calls, reasoning, steps and subagents;
replace and patch the state; withdraw messages by snapshots; end well, cancelled or in error.
"""

from collections.abc import Callable
from typing import Any, get_args

import msgspec
from hypothesis import strategies as st

from protocol.commands import Command
from protocol.events import (
    ActivityDeltaEvent,
    ActivitySnapshotEvent,
    CustomEvent,
    Event,
    MessagesSnapshotEvent,
    RawEvent,
    ReasoningEncryptedValueEvent,
    ReasoningEndEvent,
    ReasoningMessageContentEvent,
    ReasoningMessageEndEvent,
    ReasoningMessageStartEvent,
    ReasoningStartEvent,
    RunErrorEvent,
    RunFinishedEvent,
    RunStartedEvent,
    StateDeltaEvent,
    StateSnapshotEvent,
    StepStartedEvent,
    SubagentErrorEvent,
    SubagentStartedEvent,
    TextMessageContentEvent,
    TextMessageEndEvent,
    TextMessageStartEvent,
    ToolCallArgsEvent,
    ToolCallEndEvent,
    ToolCallResultEvent,
    ToolCallStartEvent,
)
from protocol.fold import Fold
from protocol.messages import (
    ActivityMessage,
    AssistantMessage,
    ImagePart,
    Interrupt,
    ReasoningMessage,
    RemoveOperation,
    ReplaceOperation,
    RunFinishedCancelledOutcome,
    RunFinishedInterruptOutcome,
    RunFinishedSuccessOutcome,
    TestOperation,
    TextPart,
    TokenUsage,
    UrlSource,
)
from protocol.patch import diff

texts = st.text(max_size=12)
keys = st.text(alphabet="abcÄ/~ 0-€😀", max_size=3)
numbers = st.one_of(
    st.integers(-(2**53) + 1, 2**53 - 1), st.floats(allow_nan=False, allow_infinity=False)
)
scalars = st.one_of(st.none(), st.booleans(), numbers, texts)
values = st.recursive(
    scalars,
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(keys, inner, max_size=3)),
    max_leaves=8,
)
documents = st.dictionaries(keys, values, max_size=4)
metadata = st.one_of(st.none(), st.none(), st.dictionaries(keys, scalars, max_size=2))


def instances(kind: type) -> st.SearchStrategy[Any]:
    """Valid values of a Struct, all fields drawn, from what msgspec knows of the type."""
    return _of(msgspec.inspect.type_info(kind))


def _of(info: msgspec.inspect.Type) -> st.SearchStrategy[Any]:
    match info:
        case msgspec.inspect.StructType():
            required = {f.name: _of(f.type) for f in info.fields if f.required}
            optional = {f.name: _of(f.type) for f in info.fields if not f.required}
            return st.fixed_dictionaries(required, optional=optional).map(
                lambda fields: info.cls(**fields)
            )
        case msgspec.inspect.UnionType():
            return st.deferred(lambda: st.one_of([_of(member) for member in info.types]))
        case msgspec.inspect.ListType():
            return st.lists(_of(info.item_type), min_size=info.min_length or 0, max_size=2)
        case msgspec.inspect.DictType():
            return documents
        case msgspec.inspect.LiteralType():
            return st.sampled_from(info.values)
        case msgspec.inspect.StrType():
            return _strings(info)
        case msgspec.inspect.IntType():
            low, high = info.ge, info.le
            return st.integers(-(2**53) + 1 if low is None else low, high or 2**53 - 1)
    return _SIMPLE[type(info)]


def _strings(info: msgspec.inspect.StrType) -> st.SearchStrategy[str]:
    if info.pattern:
        return st.from_regex(info.pattern, fullmatch=True)
    return st.text(min_size=info.min_length or 0, max_size=20)


_SIMPLE: dict[type, st.SearchStrategy[Any]] = {
    msgspec.inspect.AnyType: values,
    msgspec.inspect.BoolType: st.booleans(),
    msgspec.inspect.FloatType: st.floats(allow_nan=False, allow_infinity=False),
    msgspec.inspect.NoneType: st.none(),
}


def members(union: Any) -> list[type]:
    """The Structs of a union."""
    return list(get_args(union))


commands: st.SearchStrategy[Command] = st.one_of([instances(kind) for kind in members(Command)])
"""Every command, within its limits."""


class _Log:
    """A log in the making: knows what is open, and so what may come next."""

    def __init__(self, draw: Callable[[st.SearchStrategy[Any]], Any]) -> None:
        self.draw = draw
        self.events: list[Event] = []
        self.fold = Fold()
        self.count = 0
        self.calls: list[str] = []
        self.subagents: list[str] = []

    def emit(self, event: Event) -> None:
        self.events.append(event)
        self.fold.apply(event)

    def fresh(self, prefix: str) -> str:
        self.count += 1
        return f"{prefix}{self.count}"

    def flip(self) -> bool:
        return bool(self.draw(st.booleans()))

    def metadata(self) -> Any:
        return self.draw(metadata)

    def opened(self, kind: type, opener: Callable[["_Log"], None]) -> Any:
        """One of the open things of a kind; opens one where there is none."""
        if not any(isinstance(event, kind) for event in self.fold.open):
            opener(self)
        found = [event for event in self.fold.open if isinstance(event, kind)]
        return self.draw(st.sampled_from(found))

    def message_ids(self, *kinds: type) -> list[str]:
        return [m.id for m in self.fold.messages if not kinds or isinstance(m, kinds)]

    def text_start(self) -> None:
        open_ids = {e.message_id for e in self.fold.open if isinstance(e, TextMessageStartEvent)}
        again = [i for i in self.message_ids(AssistantMessage) if i not in open_ids]
        if again and self.flip() and self.flip():
            self.emit(TextMessageStartEvent(self.draw(st.sampled_from(again))))
            return
        role = self.draw(st.sampled_from([None, "assistant", "user", "system", "developer"]))
        self.emit(
            TextMessageStartEvent(
                self.fresh("m"),
                role,
                self.draw(st.none() | texts),
                metadata=self.metadata(),
                timestamp=self.draw(st.none() | st.integers(0, 2**53 - 1)),
            )
        )

    def text_content(self) -> None:
        message = self.opened(TextMessageStartEvent, _Log.text_start)
        self.emit(
            TextMessageContentEvent(message.message_id, self.draw(texts), metadata=self.metadata())
        )

    def text_end(self) -> None:
        message = self.opened(TextMessageStartEvent, _Log.text_start)
        self.emit(TextMessageEndEvent(message.message_id, metadata=self.metadata()))

    def call_start(self) -> None:
        """Of any message, or, where a subagent calls, of a message of its own."""
        call_id = self.fresh("c")
        self.calls.append(call_id)
        owner = self.draw(st.sampled_from([None, *self.subagents]))
        parents = [None, self.fresh("m"), *([] if owner else self.message_ids())]
        parent = self.draw(st.sampled_from(parents))
        self.emit(
            ToolCallStartEvent(
                call_id,
                self.draw(texts),
                parent,
                subagent_run_id=owner,
                metadata=self.metadata(),
            )
        )

    def call_args(self) -> None:
        call = self.opened(ToolCallStartEvent, _Log.call_start)
        self.emit(ToolCallArgsEvent(call.tool_call_id, self.draw(texts), metadata=self.metadata()))

    def call_end(self) -> None:
        call = self.opened(ToolCallStartEvent, _Log.call_start)
        self.emit(ToolCallEndEvent(call.tool_call_id, metadata=self.metadata()))

    def call_result(self) -> None:
        content = self.draw(
            texts | st.just([TextPart("found"), ImagePart(UrlSource("https://example.com/i"))])
        )
        call_id = self.draw(st.sampled_from([*self.calls, "unknown"]))
        self.emit(ToolCallResultEvent(self.fresh("m"), call_id, content, metadata=self.metadata()))

    def reasoning_start(self) -> None:
        self.emit(ReasoningStartEvent(self.fresh("r")))

    def reasoning_end(self) -> None:
        span = self.opened(ReasoningStartEvent, _Log.reasoning_start)
        self.emit(ReasoningEndEvent(span.message_id))

    def thought_start(self) -> None:
        self.emit(ReasoningMessageStartEvent(self.fresh("r"), metadata=self.metadata()))

    def thought_content(self) -> None:
        thought = self.opened(ReasoningMessageStartEvent, _Log.thought_start)
        self.emit(ReasoningMessageContentEvent(thought.message_id, self.draw(texts)))

    def thought_end(self) -> None:
        thought = self.opened(ReasoningMessageStartEvent, _Log.thought_start)
        self.emit(ReasoningMessageEndEvent(thought.message_id, metadata=self.metadata()))

    def encrypted(self) -> None:
        targets = [("message", i) for i in self.message_ids()]
        targets += [("tool-call", i) for i in self.calls] + [("message", "unknown")]
        subtype, entity = self.draw(st.sampled_from(targets))
        self.emit(ReasoningEncryptedValueEvent(subtype, entity, self.draw(texts)))

    def step_start(self) -> None:
        self.emit(StepStartedEvent(f"generator:{self.fresh('step')}"))

    def subagent_start(self) -> None:
        subagent = self.fresh("sub")
        parent = self.draw(st.sampled_from([None, *self.subagents]))
        self.subagents.append(subagent)
        self.emit(SubagentStartedEvent(subagent, "helper", parent_subagent_run_id=parent))
        self.emit(TextMessageStartEvent(self.fresh("m"), subagent_run_id=subagent))

    def subagent_fails(self) -> None:
        subagent = self.opened(SubagentStartedEvent, _Log.subagent_start)
        self.emit(SubagentErrorEvent(subagent.subagent_run_id, "gave up"))

    def close_last(self) -> None:
        if self.fold.open:
            self.emit(self.fold.closers()[0])

    def state_snapshot(self) -> None:
        self.emit(StateSnapshotEvent(self.draw(documents | scalars)))

    def state_delta(self) -> None:
        self.emit(StateDeltaEvent(diff(self.fold.state, self.draw(documents))))

    def state_delta_that_does_not_fit(self) -> None:
        bad = self.draw(
            st.sampled_from(
                [RemoveOperation("/q/q"), ReplaceOperation("/q", 1), TestOperation("", 0.5)]
            )
        )
        self.emit(StateDeltaEvent([*diff(self.fold.state, {"half": 1}), bad]))

    def activity(self) -> None:
        known = self.message_ids(ActivityMessage)
        self.emit(
            ActivitySnapshotEvent(
                self.draw(st.sampled_from([self.fresh("a"), *known])),
                self.draw(st.sampled_from(["PLAN", "SEARCH"])),
                self.draw(documents),
                self.draw(st.sampled_from([None, True, False])),
                metadata=self.metadata(),
            )
        )

    def activity_delta(self) -> None:
        activities = [m for m in self.fold.messages if isinstance(m, ActivityMessage)]
        if not activities:
            self.activity()
            return
        message = self.draw(st.sampled_from(activities))
        patch = diff(message.content, self.draw(documents))
        self.emit(ActivityDeltaEvent(message.id, "PLAN", patch, metadata=self.metadata()))

    def custom(self) -> None:
        self.emit(CustomEvent(self.draw(texts), self.draw(values)))

    def raw(self) -> None:
        self.emit(RawEvent(self.draw(values), "provider"))

    def restate(self) -> None:
        """All messages, or only those that agents usually restate."""
        messages = self.fold.messages
        if self.flip() and not self.fold.open:
            messages = [
                m for m in messages if not isinstance(m, ReasoningMessage | ActivityMessage)
            ]
        owned = self.draw(st.sampled_from([None, {}, ["PLAN"], "nonsense"]))
        scope = {"authoritativeActivityTypes": owned} if owned != {} else {}
        extra = {"@ag-ui/client": scope} if self.flip() else None
        self.emit(MessagesSnapshotEvent(messages, metadata=extra))

    def withdraw(self) -> None:
        """What a takeover does: closes what is open, then takes some messages away."""
        for event in self.fold.closers():
            self.emit(event)
        messages = self.fold.messages
        keep = self.draw(st.integers(0, len(messages)))
        self.emit(MessagesSnapshotEvent(messages[:keep]))
        self.emit(StateSnapshotEvent(self.draw(documents)))

    def begin(self) -> None:
        self.subagents, self.calls = [], []
        self.emit(RunStartedEvent("thread", self.fresh("run"), metadata=self.metadata()))

    def end(self) -> None:
        how = self.draw(st.sampled_from(["success", "bare", "cancelled", "interrupt", "error"]))
        if how == "error":
            self.emit(RunErrorEvent("It did not work", "model_failed"))
            return
        for event in self.fold.closers():
            self.emit(event)
        outcome = {
            "bare": None,
            "success": RunFinishedSuccessOutcome(),
            "cancelled": RunFinishedCancelledOutcome(),
            "interrupt": RunFinishedInterruptOutcome([Interrupt(id="i", reason="approval")]),
        }[how]
        usage = [TokenUsage(model="m", input_tokens=1, output_tokens=2, total_tokens=3)]
        self.emit(RunFinishedEvent("thread", self.fold.run_id or "", None, outcome, usage))


ACTS: list[Callable[[_Log], None]] = [
    _Log.text_start,
    _Log.text_content,
    _Log.text_content,
    _Log.text_end,
    _Log.call_start,
    _Log.call_args,
    _Log.call_end,
    _Log.call_result,
    _Log.reasoning_start,
    _Log.reasoning_end,
    _Log.thought_start,
    _Log.thought_content,
    _Log.thought_end,
    _Log.encrypted,
    _Log.step_start,
    _Log.subagent_start,
    _Log.subagent_fails,
    _Log.close_last,
    _Log.state_snapshot,
    _Log.state_delta,
    _Log.state_delta_that_does_not_fit,
    _Log.activity,
    _Log.activity_delta,
    _Log.custom,
    _Log.raw,
    _Log.restate,
    _Log.withdraw,
]
"""All that can happen within a run."""


@st.composite
def logs(draw: Callable[[st.SearchStrategy[Any]], Any], max_runs: int = 3) -> list[Event]:
    """A valid log of at least one run; the last may be going on."""
    log = _Log(draw)
    runs = draw(st.integers(1, max_runs))
    for run in range(runs):
        log.begin()
        # The length is drawn first: lists that hypothesis ends by itself are mostly short.
        length = draw(st.integers(0, 25))
        for act in draw(st.lists(st.sampled_from(ACTS), min_size=length, max_size=length)):
            act(log)
        if run < runs - 1 or draw(st.booleans()):
            log.end()
    return log.events
