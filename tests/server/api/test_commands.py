"""POST /v1/sessions/{id}/commands."""

import pytest

from tests.server.calls import Caller, assert_problem, new_id

PULSE = {"tokens": 20, "perSecond": 0}


def test_command_is_acknowledged_once_it_is_durable(caller: Caller) -> None:
    session = caller.create()["id"]
    answer = caller.say(session, type="message", id="c2", text="Hello")
    assert answer.status_code == 202
    assert answer.json() == {"type": "ack", "id": "c2", "status": "accepted"}
    again = caller.say(session, type="message", id="c2", text="Hello")
    assert again.status_code == 202
    assert again.json() == {"type": "ack", "id": "c2", "status": "duplicate"}


def test_command_that_the_state_does_not_take_is_rejected_with_what_it_takes(
    caller: Caller,
) -> None:
    session = caller.create()["id"]
    for command in ({"type": "cancel"}, {"type": "action", "name": "hint"}):
        answer = caller.say(session, id="c2", **command)
        assert answer.status_code == 409
        ack = answer.json()
        assert ack["type"] == "ack"
        assert (ack["id"], ack["status"]) == ("c2", "rejected")
        assert ack["error"]["code"] == "not_allowed"
        assert ack["error"]["details"]["allowed"] == ["message", "retry"]


def test_start_over_http_makes_the_session(caller: Caller) -> None:
    session = new_id()
    start = {"type": "start", "id": "c1", "kind": "pulse", "input": PULSE}
    assert caller.say(session, **start).json()["status"] == "accepted"
    assert caller.say(session, **start).json()["status"] == "duplicate"
    conflict = caller.say(session, **(start | {"kind": "chat", "input": {}}))
    assert conflict.status_code == 409
    assert conflict.json()["error"]["code"] == "conflict"


def test_command_on_a_session_that_does_not_exist_is_not_found(caller: Caller) -> None:
    answer = caller.say(new_id(), type="message", id="c1", text="Hello")
    assert_problem(answer, 404, "not_found")


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{}",
        b'{"type":"ping","t":1}',
        b'{"type":"pong","t":1}',
        b'{"type":"message","id":"c2"}',
        b'{"type":"message","id":"c 2","text":"x"}',
        b'{"type":"message","id":"","text":"x"}',
        b'{"type":"message","id":"c2","text":""}',
        b'{"type":"message","id":"c2","text":"\\udc00"}',
        b'{"type":"message","id":"c2","text":"x","owner":"me"}',
        b'{"type":"message","id":"c2","text":"' + b"x" * 100_001 + b'"}',
        b'{"type":"nonsense","id":"c2"}',
        b'{"type":"start","id":"c2","kind":"nonsense","input":{}}',
    ],
    ids=lambda body: body[:50].decode(),
)
def test_command_that_is_none_is_malformed_and_changes_nothing(body: bytes, caller: Caller) -> None:
    document = caller.create()
    answer = caller.http.post(f"/v1/sessions/{document['id']}/commands", content=body)
    assert_problem(answer, 422, "malformed")
    assert caller.session(document["id"]) == document
