"""The reducer's rules, one by one. That they are AG-UI's own is proved in test_agui."""

from protocol.events import (
    ActivityDeltaEvent,
    ActivitySnapshotEvent,
    Event,
    MessagesSnapshotEvent,
    ReasoningEncryptedValueEvent,
    ReasoningMessageContentEvent,
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
    AddOperation,
    AssistantMessage,
    FunctionCall,
    Message,
    ReasoningMessage,
    RemoveOperation,
    RunAgentInput,
    TextPart,
    ToolCall,
    ToolMessage,
    UserMessage,
)
from protocol.transcript import RULES, Transcript


def built(*events: Event, messages: list[Message] | None = None) -> list[Message]:
    transcript = Transcript(messages or [])
    for event in events:
        RULES[type(event)](transcript, event)
    return transcript.messages()


def said(message_id: str, content: str | None) -> AssistantMessage:
    return AssistantMessage(id=message_id, content=content)


def call(call_id: str, arguments: str = "", name: str = "find") -> ToolCall:
    return ToolCall(call_id, FunctionCall(name, arguments))


def test_deltas_are_joined_in_order() -> None:
    start = TextMessageStartEvent("m", "user", "Ann")
    deltas = [TextMessageContentEvent("m", text) for text in ("Hel", "", "lo")]
    assert built(start, *deltas) == [UserMessage(id="m", content="Hello", name="Ann")]


def test_message_that_was_handed_out_does_not_change() -> None:
    transcript = Transcript()
    transcript.start_text(TextMessageStartEvent("m"))
    before = transcript.messages()
    transcript.append_text(TextMessageContentEvent("m", "more"))
    assert before == [said("m", "")]
    assert transcript.messages() == [said("m", "more")]


def test_start_of_a_known_message_goes_on_with_it() -> None:
    events = [TextMessageStartEvent("m"), TextMessageContentEvent("m", "b")]
    assert built(*events, messages=[said("m", "a")]) == [said("m", "ab")]


def test_text_replaces_parts() -> None:
    parts: list[Message] = [UserMessage(id="m", content=[TextPart("a")])]
    event = TextMessageContentEvent("m", "b")
    assert built(event, messages=parts) == [UserMessage(id="m", content="b")]


def test_delta_of_an_unknown_message_does_nothing() -> None:
    assert built(TextMessageContentEvent("m", "a"), ToolCallArgsEvent("c", "a")) == []


def test_metadata_is_merged_key_by_key() -> None:
    [message] = built(
        TextMessageStartEvent("m", metadata={"a": 1, "b": 1}),
        TextMessageContentEvent("m", "x", metadata={"b": 2}),
        TextMessageEndEvent("m", metadata={"c": None}),
    )
    assert message.metadata == {"a": 1, "b": 2, "c": None}


def test_call_is_added_to_its_parent_and_collects_its_arguments() -> None:
    events = [
        ToolCallStartEvent("c", "find", "m"),
        ToolCallArgsEvent("c", '{"q"'),
        ToolCallArgsEvent("c", ":1}", metadata={"part": 2}),
        ToolCallEndEvent("c", metadata={"ms": 5}),
    ]
    [message] = built(*events, messages=[said("m", "Let me see")])
    assert isinstance(message, AssistantMessage)
    expected = ToolCall("c", FunctionCall("find", '{"q":1}'), metadata={"part": 2, "ms": 5})
    assert message.tool_calls == [expected]


def test_call_without_an_assistant_parent_gets_a_message_of_its_own() -> None:
    user: list[Message] = [UserMessage(id="u", content="Hi")]
    assert [m.id for m in built(ToolCallStartEvent("c", "find"), messages=user)] == ["u", "c"]
    assert [m.id for m in built(ToolCallStartEvent("c", "find", "p"), messages=user)] == ["u", "p"]
    assert [m.id for m in built(ToolCallStartEvent("c", "find", "u"), messages=user)] == ["u", "c"]


def test_start_of_a_known_call_renames_it_and_keeps_its_arguments() -> None:
    held: list[Message] = [AssistantMessage(id="m", tool_calls=[call("c", "{}")])]
    [message] = built(ToolCallStartEvent("c", "search"), messages=held)
    assert isinstance(message, AssistantMessage)
    assert message.tool_calls == [call("c", "{}", "search")]


def test_results_follow_their_call_in_order() -> None:
    held: list[Message] = [
        AssistantMessage(id="m", tool_calls=[call("c"), call("d")]),
        said("n", ""),
    ]
    events = [ToolCallResultEvent("r1", "d", "1"), ToolCallResultEvent("r2", "c", "2")]
    assert [m.id for m in built(*events, messages=held)] == ["m", "r1", "r2", "n"]


def test_result_of_an_unknown_call_comes_last() -> None:
    [_, result] = built(ToolCallResultEvent("r", "x", "1"), messages=[said("n", "")])
    assert result == ToolMessage(id="r", tool_call_id="x", content="1")


def test_snapshot_replaces_in_the_known_order_and_appends_the_rest() -> None:
    held: list[Message] = [said("a", "1"), said("b", "2"), said("c", "3")]
    event = MessagesSnapshotEvent([said("new", "4"), said("c", "5"), said("a", "6")])
    assert built(event, messages=held) == [said("a", "6"), said("c", "5"), said("new", "4")]


def test_snapshot_without_reasoning_or_activity_keeps_those() -> None:
    thought = ReasoningMessage(id="r", content="hm")
    plan = ActivityMessage(id="p", activity_type="PLAN", content={})
    held: list[Message] = [thought, said("a", "1"), plan]
    assert built(MessagesSnapshotEvent([]), messages=held) == [thought, plan]
    other = ReasoningMessage(id="r2", content="so")
    assert built(MessagesSnapshotEvent([other]), messages=held) == [plan, other]


def test_snapshot_may_declare_the_activities_that_it_restates() -> None:
    plan = ActivityMessage(id="p", activity_type="PLAN", content={})
    search = ActivityMessage(id="s", activity_type="SEARCH", content={})

    def left(declared: object) -> list[Message]:
        metadata = {"@ag-ui/client": {"authoritativeActivityTypes": declared}}
        return built(MessagesSnapshotEvent([], metadata=metadata), messages=[plan, search])

    assert left(["PLAN"]) == [search]
    assert left(None) == []
    assert left("PLAN") == [plan, search]


def test_activity_is_replaced_unless_told_not_to() -> None:
    first = ActivitySnapshotEvent("a", "PLAN", {"x": 1}, metadata={"k": 1})
    second = ActivitySnapshotEvent("a", "STEPS", {"y": 2})
    kept = ActivitySnapshotEvent("a", "STEPS", {"y": 2}, replace=False)
    assert built(first, second) == [
        ActivityMessage(id="a", activity_type="STEPS", content={"y": 2}, metadata={"k": 1})
    ]
    assert built(first, kept) == [
        ActivityMessage(id="a", activity_type="PLAN", content={"x": 1}, metadata={"k": 1})
    ]


def test_activity_is_patched_and_stays_where_the_patch_does_not_fit() -> None:
    first = ActivitySnapshotEvent("a", "PLAN", {"x": 1})
    good = ActivityDeltaEvent("a", "STEPS", [AddOperation("/y", 2)])
    bad = ActivityDeltaEvent("a", "LOST", [RemoveOperation("/z")])
    assert built(first, good, bad) == [
        ActivityMessage(id="a", activity_type="STEPS", content={"x": 1, "y": 2})
    ]


def test_text_under_the_id_of_an_activity_is_dropped() -> None:
    first = ActivitySnapshotEvent("a", "PLAN", {})
    extra = {"k": 1}
    text = [
        TextMessageStartEvent("a", metadata=extra),
        TextMessageContentEvent("a", "x", metadata=extra),
        TextMessageEndEvent("a", metadata=extra),
    ]
    assert built(first, *text) == [ActivityMessage(id="a", activity_type="PLAN", content={})]


def test_message_that_a_call_makes_belongs_to_the_caller() -> None:
    [message] = built(ToolCallStartEvent("c", "find", subagent_run_id="s"))
    assert message.subagent_run_id == "s"


def test_reasoning_is_a_message_and_takes_an_encrypted_value() -> None:
    [message] = built(
        ReasoningMessageStartEvent("r"),
        ReasoningMessageContentEvent("r", "hm"),
        ReasoningEncryptedValueEvent("message", "r", "xyz"),
    )
    assert message == ReasoningMessage(id="r", content="hm", encrypted_value="xyz")


def test_call_takes_an_encrypted_value() -> None:
    [message] = built(
        ToolCallStartEvent("c", "find"), ReasoningEncryptedValueEvent("tool-call", "c", "xyz")
    )
    assert isinstance(message, AssistantMessage)
    assert message.tool_calls is not None
    assert message.tool_calls[0].encrypted_value == "xyz"


def test_input_of_a_run_brings_what_is_missing() -> None:
    echoed = RunAgentInput(thread_id="t", run_id="r", messages=[said("a", "new"), said("b", "2")])
    event = RunStartedEvent("t", "r", input=echoed)
    assert built(event, messages=[said("a", "1")]) == [said("a", "1"), said("b", "2")]
