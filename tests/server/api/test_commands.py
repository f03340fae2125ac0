"""POST /v1/sessions/{id}/commands."""

import pytest

from tests.server.calls import Caller, assert_problem, new_id

PULSE = {"tokens": 20, "perSecond": 0}


@pytest.mark.slow(seconds=2.6)
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


def test_start_with_options_that_are_not_kept_to_is_malformed(caller: Caller) -> None:
    start = {"type": "start", "id": "c1", "kind": "pulse", "input": PULSE}
    answer = caller.say(new_id(), **start, options={"when": "cheap"})
    assert_problem(answer, 422, "malformed")


def test_id_that_said_something_else_before_is_a_conflict(caller: Caller) -> None:
    session = caller.create(message={"id": "m0", "text": "Hello"})["id"]
    assert caller.say(session, type="message", id="c2", text="One").status_code == 202
    others = [
        {"type": "message", "id": "c2", "text": "Two"},
        {"type": "cancel", "id": "c2"},
        {"type": "retry", "id": "c2"},
        {"type": "message", "id": "m0", "text": "Two"},
        {"type": "message", "id": f"start-{session}", "text": "Two"},
        {"type": "cancel", "id": f"start-{session}"},
    ]
    for other in others:
        answer = caller.say(session, **other)
        assert answer.status_code == 409
        ack = answer.json()
        assert (ack["id"], ack["status"]) == (other["id"], "rejected")
        assert ack["error"]["code"] == "conflict"
    with caller.dial(session, "?after=0") as ws:
        ws.until_run_ends(2)
    said = [m["content"] for m in caller.session(session)["messages"] if m["role"] == "user"]
    assert said == ["Hello", "One"]


@pytest.mark.parametrize("change", [{"id": "m1"}, {"text": "Two"}])
def test_start_again_with_other_first_words_is_a_conflict(
    change: dict[str, str], caller: Caller
) -> None:
    message = {"id": "m0", "text": "One"}
    body = {"id": new_id(), "kind": "pulse", "input": PULSE, "message": message}
    assert caller.http.post("/v1/sessions", json=body).status_code == 201
    assert caller.http.post("/v1/sessions", json=body).status_code == 201
    answer = caller.http.post("/v1/sessions", json=body | {"message": message | change})
    assert_problem(answer, 409, "conflict")
    start = {"type": "start", "id": "c9", "kind": "pulse", "input": PULSE}
    assert caller.say(body["id"], **start, message=message).json()["status"] == "duplicate"
    again = caller.say(body["id"], **start, message=message | change)
    assert (again.status_code, again.json()["error"]["code"]) == (409, "conflict")


def test_start_over_http_brings_the_first_words(caller: Caller) -> None:
    session = new_id()
    start = {"type": "start", "id": "c1", "kind": "pulse", "input": PULSE}
    start["message"] = {"id": "m0", "text": "Hello"}
    assert caller.say(session, **start).json()["status"] == "accepted"
    assert caller.say(session, **start).json()["status"] == "duplicate"
    with caller.dial(session, "?after=0") as ws:
        ws.until_run_ends()
    assert [(m["id"], m["role"]) for m in caller.session(session)["messages"]] == [
        ("m0", "user"),
        ("c1.1", "assistant"),
    ]


def test_message_under_the_id_of_the_first_words_is_a_duplicate(caller: Caller) -> None:
    document = caller.create(message={"id": "m0", "text": "Hello"})
    again = caller.say(document["id"], type="message", id="m0", text="Hello")
    assert again.json() == {"type": "ack", "id": "m0", "status": "duplicate"}
    assert caller.session(document["id"]) == document


def test_cancel_of_a_start_keeps_the_first_words_for_a_retry(caller: Caller) -> None:
    session = new_id()
    start = {"type": "start", "id": "c1", "kind": "pulse"}
    start["input"] = {"tokens": 2000, "perSecond": 50}
    start["message"] = {"id": "m0", "text": "Hello"}
    with caller.dial(session, "?after=0") as ws:
        ws.send(start)
        ws.until("events")
        assert caller.say(session, type="cancel", id="c2").status_code == 202
        ws.until_run_ends()
        assert ws.events()[-1]["outcome"] == {"type": "cancelled"}
        assert caller.say(session, type="retry", id="c3").status_code == 202
        assert caller.say(session, type="cancel", id="c4").status_code == 202
        ws.until_run_ends()
    assert caller.session(session)["messages"][0] == {
        "id": "m0",
        "role": "user",
        "content": "Hello",
    }


def test_edit_where_the_last_command_was_no_message_is_rejected_with_what_to_do(
    caller: Caller,
) -> None:
    document = caller.create()
    answer = caller.say(document["id"], type="retry", id="c2", text="Hello again")
    assert answer.status_code == 409
    ack = answer.json()
    assert (ack["id"], ack["status"]) == ("c2", "rejected")
    assert ack["error"]["code"] == "not_allowed"
    assert "Retry without a text" in ack["error"]["message"]
    assert ack["error"]["details"]["allowed"] == ["message", "retry"]
    assert caller.session(document["id"]) == document


def test_edit_puts_its_text_in_place_of_the_last_message(caller: Caller) -> None:
    session = caller.create()["id"]
    with caller.dial(session, "?after=0") as ws:
        ws.until_run_ends()
        for command in (
            {"type": "message", "id": "c2", "text": "Hello"},
            {"type": "retry", "id": "c3", "text": "Hello again"},
            {"type": "retry", "id": "c4"},
        ):
            assert caller.say(session, **command).status_code == 202
            ws.until_run_ends()
    assert caller.say(session, type="retry", id="c3", text="Hello again").status_code == 202
    said = [(m["id"], m.get("content")) for m in caller.session(session)["messages"]]
    assert said[1] == ("c3", "Hello again")
    assert [id for id, _ in said] == ["start-" + session + ".1", "c3", "c4.1"]


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
        b'{"type":"retry","id":"c2","text":""}',
        b'{"type":"retry","id":"c2","text":"' + b"x" * 100_001 + b'"}',
        b'{"type":"start","id":"c2","kind":"chat","input":{},"message":{"id":"m0","text":""}}',
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
