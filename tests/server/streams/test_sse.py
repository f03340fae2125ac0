"""A session over server-sent events: ids, and comments as heartbeat."""

import pytest

from tests.server.calls import Caller


@pytest.fixture(scope="module")
def settings() -> dict[str, str]:
    return {
        "CAREERPILOT_HEARTBEAT_MS": "2000",
        "CAREERPILOT_LOG_EVENTS": "100",
        "CAREERPILOT_COMMANDS_PER_SECOND": "1000",
    }


def test_sse_ids_are_on_events_and_snapshots_alone(caller: Caller) -> None:
    document = caller.create()
    with caller.listen(document["id"]) as stream:
        assert stream.answer.headers["content-type"] == "text/event-stream; charset=utf-8"
        assert stream.next()[0] is None
        assert stream.next()[0] == f"{document['epoch']}:{document['head']}"
        caller.say(document["id"], type="message", id="c2", text="x")
        id, frame = stream.next()
        while frame["type"] != "events":
            assert id is None
            id, frame = stream.next()
        assert id == f"{document['epoch']}:{frame['seq']}"


@pytest.mark.parametrize(
    ("accept", "type_"),
    [
        ("*/*", "text/event-stream"),
        ("text/event-stream, application/json;q=0", "text/event-stream"),
        ("text/event-stream;q=0.1, APPLICATION/JSON", "application/json"),
    ],
)
def test_accept_decides_between_events_and_long_poll_by_weight(
    accept: str, type_: str, caller: Caller
) -> None:
    path = f"/v1/sessions/{caller.create()['id']}/events"
    with caller.http.stream("GET", path, headers={"Accept": accept}) as answer:
        assert answer.headers["content-type"].partition(";")[0] == type_


@pytest.mark.slow
def test_sse_listener_hears_a_comment_as_heartbeat_and_is_never_lost(caller: Caller) -> None:
    with caller.listen(caller.create()["id"]) as stream:
        for _ in range(2):
            stream.raw = b""
            stream.wait_for(b":\n\n")
            assert b"ping" not in stream.raw
