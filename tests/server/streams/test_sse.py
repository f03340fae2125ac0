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


@pytest.mark.slow
def test_sse_listener_hears_a_comment_as_heartbeat_and_is_never_lost(caller: Caller) -> None:
    with caller.listen(caller.create()["id"]) as stream:
        for _ in range(2):
            stream.raw = b""
            stream.wait_for(b":\n\n")
            assert b"ping" not in stream.raw
