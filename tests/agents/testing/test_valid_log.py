"""A log is held against what every reader of it relies on."""

from typing import Any

import pytest

from agents.testing import assert_log_is_valid
from protocol.events import (
    MessagesSnapshotEvent,
    ReasoningMessageContentEvent,
    RunErrorEvent,
    RunFinishedEvent,
    RunStartedEvent,
    StateDeltaEvent,
    StateSnapshotEvent,
    StepFinishedEvent,
    StepStartedEvent,
    TextMessageChunkEvent,
    TextMessageContentEvent,
    TextMessageEndEvent,
    TextMessageStartEvent,
    ToolCallArgsEvent,
)
from protocol.messages import ReplaceOperation

BEGUN = RunStartedEvent(thread_id="s", run_id="r")
DONE = RunFinishedEvent(thread_id="s", run_id="r")
FAILED = RunErrorEvent(message="It is away.", code="away")
OPEN = TextMessageStartEvent(message_id="m", role="assistant")
MORE = TextMessageContentEvent(message_id="m", delta="Hi")
SHUT = TextMessageEndEvent(message_id="m")
STEP = StepStartedEvent(step_name="generator:reply")


@pytest.mark.parametrize(
    "log",
    [
        [],
        [BEGUN, OPEN, MORE, SHUT, DONE],
        [BEGUN, STEP, OPEN, FAILED],
        [BEGUN, MessagesSnapshotEvent(messages=[]), DONE, RunStartedEvent("s", "q"), FAILED],
        [
            BEGUN,
            StateSnapshotEvent(snapshot={"a": 1}),
            StateDeltaEvent(delta=[ReplaceOperation(path="/a", value=2)]),
            DONE,
        ],
    ],
    ids=["empty", "message", "error", "two-runs", "state"],
)
def test_log_in_order_is_valid(log: list[Any]) -> None:
    assert_log_is_valid(log)


@pytest.mark.parametrize(
    ("log", "at", "fault"),
    [
        ([OPEN], 0, "outside of a run"),
        ([BEGUN, DONE, DONE], 2, "outside of a run"),
        ([BEGUN, RunStartedEvent("s", "q")], 1, "'r' has not ended"),
        ([BEGUN, DONE, BEGUN], 2, "a run of that id"),
        ([BEGUN, DONE, RunStartedEvent("other", "q")], 2, "session was 's'"),
        ([BEGUN, RunFinishedEvent(thread_id="s", run_id="q")], 1, "'r' of 's'"),
        ([BEGUN, OPEN, OPEN], 2, "open already"),
        ([BEGUN, STEP, STEP], 2, "open already"),
        ([BEGUN, SHUT], 1, "not open"),
        ([BEGUN, StepFinishedEvent(step_name="other")], 1, "not open"),
        ([BEGUN, MORE], 1, "adds to is not open"),
        ([BEGUN, OPEN, ReasoningMessageContentEvent(message_id="m", delta="?")], 2, "adds to"),
        ([BEGUN, ToolCallArgsEvent(tool_call_id="t", delta="{}")], 1, "adds to is not open"),
        ([BEGUN, OPEN, DONE], 2, "still open"),
        ([BEGUN, TextMessageChunkEvent(message_id="m", delta="Hi")], 1, "stands for"),
        (
            [BEGUN, StateDeltaEvent(delta=[ReplaceOperation(path="/a", value=2)])],
            1,
            "does not fit the state",
        ),
        ([BEGUN, TextMessageStartEvent(message_id=7)], 1, "cannot be decoded"),
    ],
)
def test_event_that_does_not_belong_where_it_is_is_named(
    log: list[Any], at: int, fault: str
) -> None:
    with pytest.raises(AssertionError, match=rf"^event {at}, ") as raised:
        assert_log_is_valid(log)
    assert fault in str(raised.value)


def test_log_whose_last_run_goes_on_is_valid_where_that_is_said() -> None:
    assert_log_is_valid([BEGUN, OPEN], ended=False)
    with pytest.raises(AssertionError, match="'r' has not ended"):
        assert_log_is_valid([BEGUN, OPEN])
