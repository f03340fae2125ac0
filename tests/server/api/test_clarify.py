"""Whether a kind may put a question first: only where somebody can answer it."""

from typing import Any

import pytest

from tests.asking import LIKELIEST, QUESTION
from tests.processes import Server, Servers
from tests.server.calls import Caller, new_id

pytestmark = pytest.mark.slow

WAIT = {"Prefer": "wait"}


@pytest.fixture(scope="module")
def running(started: Servers) -> Server:
    """A server of the kind that asks."""
    return started.start(CAREERPILOT_KINDS="tests.asking")


def begun(caller: Caller, headers: dict[str, str], **body: Any) -> Any:
    """A session that was begun so, once it rests."""
    new = {"kind": "asking", "input": {"topic": "travel"}} | body
    answer = caller.http.post("/v1/sessions", json=new, headers=headers)
    assert answer.status_code == 201, answer.text
    session = body["id"]
    while caller.session(session)["status"] != "idle":
        caller.poll(session, wait=5)
    return caller.session(session)


@pytest.mark.parametrize(
    ("headers", "options", "asked"),
    [
        ({}, {}, True),
        ({}, {"clarify": False}, False),
        (WAIT, {}, False),
        (WAIT, {"clarify": True}, True),
        (WAIT, {"language": "en"}, False),
        (WAIT | {"Accept": "text/event-stream"}, {}, True),
    ],
)
def test_question_is_put_first_where_somebody_can_answer_it(
    caller: Caller, headers: dict[str, str], options: dict[str, Any], asked: bool
) -> None:
    state_phase = "clarifying" if asked else "ready"
    document = begun(caller, headers, id=new_id(), options=options)
    assert document["state"]["phase"] == state_phase
    assert any(m.get("content") == QUESTION for m in document["messages"]) is asked
    assert asked or document["state"]["result"]["town"] == LIKELIEST


def test_creation_is_the_same_one_whether_or_not_its_repetition_waits(caller: Caller) -> None:
    body = {"id": new_id(), "kind": "asking", "input": {"topic": "travel"}}
    for headers in (WAIT, {}, WAIT):
        answer = caller.http.post("/v1/sessions", json=body, headers=headers)
        assert answer.status_code == 201, answer.text
        assert answer.json()["id"] == body["id"]


def test_question_over_a_websocket_is_answered(caller: Caller) -> None:
    session = new_id()
    with caller.dial(session) as ws:
        ws.until("welcome")
        ws.send({"type": "start", "id": "c1", "kind": "asking", "input": {"topic": "travel"}})
        ws.until_run_ends()
        ws.send({"type": "message", "id": "c2", "text": "Jeju"})
        ws.until_run_ends()
    assert caller.session(session)["state"]["result"]["town"] == "Jeju"
