"""A snapshot stands for all events before it, at every position; so does a fold at rest."""

from collections.abc import Iterable

import pytest
from hypothesis import given, settings

from protocol.codec import encode_event
from protocol.errors import LocalProtocolError, Malformed
from protocol.events import (
    Event,
    MessagesSnapshotEvent,
    ReasoningEndEvent,
    ReasoningMessageEndEvent,
    ReasoningMessageStartEvent,
    ReasoningStartEvent,
    RunErrorEvent,
    RunFinishedEvent,
    RunStartedEvent,
    StateDeltaEvent,
    StateSnapshotEvent,
    StepFinishedEvent,
    StepStartedEvent,
    SubagentFinishedEvent,
    SubagentStartedEvent,
    TextMessageChunkEvent,
    TextMessageContentEvent,
    TextMessageEndEvent,
    TextMessageStartEvent,
    ToolCallEndEvent,
    ToolCallStartEvent,
)
from protocol.fold import Fold
from protocol.messages import AddOperation, AssistantMessage, RemoveOperation
from tests.protocol.strategies import logs
from tests.soak import at_length

RUN = RunStartedEvent("t", "r")


def folded(events: Iterable[Event], fold: Fold | None = None) -> Fold:
    fold = fold or Fold()
    for event in events:
        fold.apply(event)
    return fold


def assert_same_meaning(left: Fold, right: Fold) -> None:
    assert left.messages == right.messages
    assert left.state == right.state
    assert (left.run_id, left.running, left.terminal) == (
        right.run_id,
        right.running,
        right.terminal,
    )
    assert set(map(encode_event, left.open)) == set(map(encode_event, right.open))


@settings(max_examples=at_length(50, 500), deadline=None)
@given(log=logs())
def test_snapshot_anywhere_and_the_rest_equals_the_whole_log(log: list[Event]) -> None:
    whole = folded(log)
    before = Fold()
    for position, event in enumerate(log, start=1):
        before.apply(event)
        later = folded(log[position:], folded(before.snapshot("thread", "run")))
        assert_same_meaning(later, whole)


@settings(max_examples=at_length(50, 500), deadline=None)
@given(log=logs())
def test_loaded_fold_goes_on_as_the_dumped_one(log: list[Event]) -> None:
    whole = folded(log)
    before = Fold()
    for position, event in enumerate(log, start=1):
        before.apply(event)
        later = folded(log[position:], Fold.load(before.dump()))
        assert_same_meaning(later, whole)
        assert later.closers() == whole.closers()


@settings(max_examples=at_length(50, 500), deadline=None)
@given(log=logs())
def test_raw_events_fold_as_decoded_ones(log: list[Event]) -> None:
    fold = Fold()
    for event in log:
        fold.apply_raw(encode_event(event))
    assert_same_meaning(fold, folded(log))


def test_new_fold_holds_nothing() -> None:
    fold = Fold()
    assert (fold.messages, fold.state, fold.run_id, fold.running) == ([], {}, None, False)
    assert (fold.open, fold.closers()) == ([], [])


def test_partial_text_is_there() -> None:
    fold = folded([RUN, TextMessageStartEvent("m"), TextMessageContentEvent("m", "Hel")])
    assert fold.messages == [AssistantMessage(id="m", content="Hel")]
    assert fold.open == [TextMessageStartEvent("m")]


def test_closers_close_the_innermost_first() -> None:
    fold = folded(
        [
            RUN,
            SubagentStartedEvent("s", "helper"),
            StepStartedEvent("generator:question"),
            ReasoningStartEvent("r"),
            ReasoningMessageStartEvent("r"),
            TextMessageStartEvent("m"),
            ToolCallStartEvent("c", "find", "m"),
        ]
    )
    assert fold.closers() == [
        ToolCallEndEvent("c"),
        TextMessageEndEvent("m"),
        ReasoningMessageEndEvent("r"),
        ReasoningEndEvent("r"),
        StepFinishedEvent("generator:question"),
        SubagentFinishedEvent("s"),
    ]
    assert folded(fold.closers(), fold).open == []


def test_end_of_a_run_closes_all() -> None:
    fold = folded([RUN, TextMessageStartEvent("m"), RunErrorEvent("It failed", "model_failed")])
    assert (fold.running, fold.open) == (False, [])


def test_snapshot_in_a_run_opens_again_what_is_open() -> None:
    start = TextMessageStartEvent("m", metadata={"k": 1}, timestamp=5)
    fold = folded([RUN, StateSnapshotEvent({"a": 1}), start, TextMessageContentEvent("m", "Hel")])
    assert fold.snapshot("t", "other") == [
        RunStartedEvent("t", "r", protocol_version="1.0"),
        MessagesSnapshotEvent([AssistantMessage(id="m", content="Hel", metadata={"k": 1})]),
        StateSnapshotEvent({"a": 1}),
        TextMessageStartEvent("m"),
    ]


def test_snapshot_after_a_run_ends_as_the_run_did() -> None:
    end = RunErrorEvent("It failed", "model_failed")
    assert folded([RUN, end]).snapshot("t", "x")[-1] == end


def test_snapshot_of_stored_messages_ends_well() -> None:
    fold = Fold([AssistantMessage(id="m", content="Hi")], {"phase": "done"})
    assert fold.snapshot("t", "last") == [
        RunStartedEvent("t", "last", protocol_version="1.0"),
        MessagesSnapshotEvent([AssistantMessage(id="m", content="Hi")]),
        StateSnapshotEvent({"phase": "done"}),
        RunFinishedEvent("t", "last"),
    ]


def test_snapshot_opens_subagents_after_their_parents() -> None:
    child = SubagentStartedEvent("child", "helper", parent_subagent_run_id="parent")
    parent = SubagentStartedEvent("parent", "helper")
    ended = SubagentFinishedEvent("parent")
    reopened = folded([RUN, parent, child, ended]).snapshot("t", "r")[3:]
    assert reopened == [parent, ended, child]


def test_patch_that_does_not_fit_leaves_the_state() -> None:
    deltas = [AddOperation("/a", 1), RemoveOperation("/b")]
    assert folded([RUN, StateDeltaEvent(deltas)]).state == {}


def test_state_may_be_null() -> None:
    fold = folded([RUN, StateSnapshotEvent(None)])
    assert fold.state is None
    assert Fold.load(fold.dump()).state is None


def test_chunk_is_refused() -> None:
    with pytest.raises(LocalProtocolError, match="expanded"):
        Fold().apply(TextMessageChunkEvent("m", delta="x"))


def test_raw_event_that_is_none_is_malformed() -> None:
    with pytest.raises(Malformed):
        Fold().apply_raw(b'{"type":"NOPE"}')
