"""The strict checker notices every broken rule: a judge that acquits everybody proves nothing."""

from typing import Any

import pytest

from tests.chaos.rules import Rules

Json = dict[str, Any]

STARTED: Json = {"type": "RUN_STARTED", "threadId": "t", "runId": "r"}
FINISHED: Json = {"type": "RUN_FINISHED", "threadId": "t", "runId": "r"}
OPEN: Json = {"type": "TEXT_MESSAGE_START", "messageId": "m", "role": "assistant"}
SAY: Json = {"type": "TEXT_MESSAGE_CONTENT", "messageId": "m", "delta": "x"}
CLOSE: Json = {"type": "TEXT_MESSAGE_END", "messageId": "m"}
STEP: Json = {"type": "STEP_STARTED", "stepName": "s"}
STEPPED: Json = {"type": "STEP_FINISHED", "stepName": "s"}
MESSAGES: Json = {"type": "MESSAGES_SNAPSHOT", "messages": []}

BROKEN: dict[str, list[Json]] = {
    "an event before the run": [OPEN, STARTED, FINISHED],
    "an event after the run": [STARTED, FINISHED, STEP],
    "a run in a run": [STARTED, STARTED | {"runId": "q"}, FINISHED],
    "a run twice": [STARTED, FINISHED, STARTED, FINISHED],
    "a run of another thread": [STARTED | {"threadId": "u"}, FINISHED],
    "the end of another run": [STARTED, FINISHED | {"runId": "q"}],
    "a run that does not end": [STARTED],
    "a run that fails": [STARTED, {"type": "RUN_ERROR", "message": "no", "code": "internal"}],
    "content before the start": [STARTED, SAY, FINISHED],
    "content after the end": [STARTED, OPEN, CLOSE, SAY, FINISHED],
    "an empty delta": [STARTED, OPEN, SAY | {"delta": ""}, CLOSE, FINISHED],
    "a message opened twice": [STARTED, OPEN, OPEN, CLOSE, FINISHED],
    "a message closed twice": [STARTED, OPEN, CLOSE, CLOSE, FINISHED],
    "a message left open": [STARTED, OPEN, FINISHED],
    "a step left open": [STARTED, STEP, FINISHED],
    "a step begun twice": [STARTED, STEP, STEP, STEPPED, FINISHED],
    "a step ended twice": [STARTED, STEP, STEPPED, STEPPED, FINISHED],
    "a snapshot within a message": [STARTED, OPEN, MESSAGES, CLOSE, FINISHED],
    "a snapshot with less of a message than was said": [
        *(STARTED, OPEN, SAY, SAY),
        MESSAGES | {"messages": [{"id": "m", "role": "assistant", "content": "x"}]},
        *(CLOSE, FINISHED),
    ],
    "an unknown event": [STARTED, {"type": "RUN_PAUSED"}, FINISHED],
}


def problems(events: list[Json]) -> list[str]:
    rules = Rules("t")
    rules.take(events)
    rules.end()
    return rules.problems


@pytest.mark.parametrize("events", BROKEN.values(), ids=BROKEN)
def test_rules_notice_a_broken_stream(events: list[Json]) -> None:
    """Each stream breaks one rule."""
    assert problems(events)


def test_rules_accept_a_run_with_a_withdrawn_step() -> None:
    """What a takeover leaves: closers, snapshots, the step once more."""
    attempt = [STEP, OPEN, SAY, CLOSE, STEPPED]
    state = {"type": "STATE_SNAPSHOT", "snapshot": {}}
    assert problems([STARTED, *attempt, MESSAGES, state, *attempt, FINISHED]) == []


def test_rules_accept_a_withdrawal_beside_a_message_that_goes_on() -> None:
    """It is in the snapshot, as far as it was said."""
    other = [event | {"messageId": "n"} for event in (OPEN, SAY, CLOSE)]
    held = MESSAGES | {"messages": [{"id": "m", "role": "assistant", "content": "x"}]}
    assert problems([STARTED, STEP, OPEN, SAY, *other, held, SAY, CLOSE, STEPPED, FINISHED]) == []
