"""Commands over a WebSocket, end to end: in order, at once, again, and not now."""

from typing import Any

import msgspec
import orjson
import pytest

from protocol.fold import Fold
from tests.chaos.rules import Rules
from tests.server.calls import Caller, Json, new_id

PACED = {"tokens": 100, "perSecond": 200}


def folded(events: list[Json]) -> Any:
    fold = Fold()
    for event in events:
        fold.apply_raw(orjson.dumps(event))
    return msgspec.to_builtins(fold.messages), fold.state


def assert_valid(session: str, events: list[Json], runs: int) -> None:
    """A stream that AG-UI's own rules take, of so many runs."""
    rules = Rules(session)
    rules.take(events)
    rules.end()
    assert rules.problems == []
    assert len(rules.runs) == runs


@pytest.mark.slow
def test_retry_withdraws_the_last_answer_and_gives_another(caller: Caller) -> None:
    session = new_id()
    with caller.dial(session) as ws:
        ws.send({"type": "start", "id": "c1", "kind": "chat", "input": {"topic": "pay"}})
        ws.until_run_ends()
        ws.send({"type": "message", "id": "c2", "text": "How do I ask for more pay?"})
        ws.until_run_ends()
        before = caller.session(session)
        seen = len(ws.events())
        ws.send({"type": "retry", "id": "c3"})
        assert ws.until("ack", id="c3")["status"] == "accepted"
        ws.until_run_ends()
        again = ws.events()[seen:]
        kinds = [event["type"] for event in again]
        assert kinds[:2] == ["RUN_STARTED", "MESSAGES_SNAPSHOT"]
        assert [m["role"] for m in again[1]["messages"]] == ["assistant"]
        assert_valid(session, ws.events(), runs=3)
        after = caller.session(session)
        roles = [message["role"] for message in after["messages"]]
        assert roles == ["assistant", "user", "assistant"]
        assert after["messages"][:2] == before["messages"][:2]
        assert after["messages"][2]["id"].startswith("c3")
        assert folded(ws.events()) == (after["messages"], after["state"])


@pytest.mark.slow(seconds=3.2)
def test_commands_during_a_run_are_accepted_and_done_next_in_order(caller: Caller) -> None:
    session = new_id()
    with caller.dial(session) as ws:
        ws.send({"type": "start", "id": "c1", "kind": "pulse", "input": PACED})
        ws.until("events")
        for id in ("c2", "c3"):
            ws.send({"type": "message", "id": id, "text": id})
            assert ws.until("ack", id=id)["status"] == "accepted"
        ws.send({"type": "message", "id": "c2", "text": "c2"})
        assert ws.until("ack", id="c2")["status"] == "duplicate"
        while sum(e["type"] == "RUN_FINISHED" for e in ws.events()) < 3:
            ws.next()
    runs = [event["runId"] for event in ws.events() if event["type"] == "RUN_STARTED"]
    assert runs == ["c1", "c2", "c3"]
    assert_valid(session, ws.events(), runs=3)


def test_command_that_waited_and_is_not_possible_by_then_ends_in_an_error(caller: Caller) -> None:
    session = new_id()
    with caller.dial(session) as ws:
        ws.send({"type": "start", "id": "c1", "kind": "pulse", "input": PACED})
        ws.until("events")
        ws.send({"type": "action", "id": "c2", "name": "fly"})
        assert ws.until("ack", id="c2")["status"] == "accepted"
        ws.until_run_ends(2 - sum(e["type"] == "RUN_FINISHED" for e in ws.events()))
    start, *_, end = (e for e in ws.events() if e["type"] in ("RUN_STARTED", "RUN_ERROR"))
    assert start["runId"] == "c1"
    assert (end["type"], end["code"]) == ("RUN_ERROR", "not_allowed")
    assert ws.events()[-1] == end


def test_edit_that_waited_for_what_is_no_message_ends_in_an_error(caller: Caller) -> None:
    session = new_id()
    with caller.dial(session) as ws:
        ws.send({"type": "start", "id": "c1", "kind": "pulse", "input": PACED})
        ws.until("events")
        ws.send({"type": "retry", "id": "c2", "text": "Hello"})
        assert ws.until("ack", id="c2")["status"] == "accepted"
        ws.until_run_ends(2 - sum(e["type"] == "RUN_FINISHED" for e in ws.events()))
    assert (ws.events()[-1]["type"], ws.events()[-1]["code"]) == ("RUN_ERROR", "not_allowed")
    assert folded(ws.events())[0] == caller.session(session)["messages"]


def test_edit_waits_for_the_run_of_the_message_that_it_edits(caller: Caller) -> None:
    session = new_id()
    first = {"type": "start", "id": "c1", "kind": "pulse", "input": PACED}
    with caller.dial(session) as ws:
        ws.send(first | {"message": {"id": "m0", "text": "Hello"}})
        ws.until("events")
        ws.send({"type": "retry", "id": "c2", "text": "Hello again"})
        ws.until_run_ends(2 - sum(e["type"] == "RUN_FINISHED" for e in ws.events()))
    messages, _ = folded(ws.events())
    assert [(m["id"], m["role"]) for m in messages] == [("c2", "user"), ("c2.1", "assistant")]
    assert messages[0]["content"] == "Hello again"
    assert_valid(session, ws.events(), runs=2)


def test_cancel_acts_at_once_and_keeps_what_was_said(caller: Caller) -> None:
    session = new_id()
    with caller.dial(session) as ws:
        ws.send({"type": "start", "id": "c1", "kind": "pulse", "input": PACED | {"tokens": 10_000}})
        while len(ws.events()) < 20:
            ws.next()
        ws.send({"type": "cancel", "id": "c2"})
        ws.until_run_ends()
        assert ws.events()[-1]["outcome"] == {"type": "cancelled"}
        assert_valid(session, ws.events(), runs=1)
        document = caller.session(session)
        said = "".join(e.get("delta", "") for e in ws.events() if "messageId" in e)
        assert document["messages"][0]["content"] == said != ""
        ws.send({"type": "message", "id": "c3", "text": "x"})
        assert ws.until("ack", id="c3")["status"] == "accepted"
        ws.send({"type": "cancel", "id": "c4"})
        ws.until_run_ends()


def test_cancel_while_nothing_runs_is_rejected(caller: Caller) -> None:
    with caller.dial(caller.create("chat")["id"]) as ws:
        ws.send({"type": "cancel", "id": "c2"})
        ack = ws.until("ack", id="c2")
        assert (ack["status"], ack["error"]["code"]) == ("rejected", "not_allowed")
        assert ack["error"]["details"] == {"allowed": ["message", "retry"]}


def test_connection_to_what_becomes_anothers_session_is_closed(
    caller: Caller, stranger: Caller
) -> None:
    session = new_id()
    with stranger.dial(session) as early:
        early.next()
        document = caller.create(id=session)
        assert early.closed() == 4404
        assert all(f["type"] != "events" and f["type"] != "snapshot" for f in early.frames)
    assert caller.session(session) == document


def test_ack_comes_after_the_command_is_durable_and_the_events_after_the_run_began(
    caller: Caller,
) -> None:
    session = caller.create()["id"]
    with caller.dial(session) as ws:
        ws.until("snapshot")
        ws.send({"type": "message", "id": "c2", "text": "Hello"})
        ws.until_run_ends()
        first = ws.events()[:4]
        assert [event["type"] for event in first] == [
            "RUN_STARTED",
            "TEXT_MESSAGE_START",
            "TEXT_MESSAGE_CONTENT",
            "TEXT_MESSAGE_END",
        ]
        assert first[0]["runId"] == "c2"
        assert first[0]["threadId"] == session
        assert (first[1]["messageId"], first[1]["role"]) == ("c2", "user")
