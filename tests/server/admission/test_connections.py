"""How many connections a worker takes, and what becomes of the others."""

import json
import signal
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.processes import Servers, eventually, plans
from tests.server.calls import Caller, new_id
from tests.server.conftest import KINDS
from tests.server.raw import Raw


@pytest.fixture(scope="module")
def settings() -> dict[str, str]:
    return {
        "CAREERPILOT_HEARTBEAT_MS": "2000",
        "CAREERPILOT_LOG_EVENTS": "100",
        "CAREERPILOT_COMMANDS_PER_SECOND": "1000",
    }


@pytest.mark.slow
def test_connections_over_the_limit_are_sent_away_as_overload(started: Servers) -> None:
    server = started.start(CAREERPILOT_MAX_CONNECTIONS="3")
    caller = Caller(server)
    session = new_id()
    with caller.http, ExitStack() as stack:
        for _ in range(2):
            assert stack.enter_context(caller.dial(session)).next()["type"] == "welcome"
        # Held: with its last reader, the stream would be closed.
        stream = stack.enter_context(caller.listen(session))
        stream.next()
        with caller.dial(session) as ws:
            assert ws.closed() == 1013
            assert [frame["type"] for frame in ws.frames] == ["error", "goaway"]
            assert ws.frames[-1]["reason"] == "overload"
            assert ws.frames[-1]["retryMs"] > 0
        answer = caller.http.get(f"/v1/sessions/{session}/events")
        assert (answer.status_code, answer.json()["code"]) == (503, "overloaded")
        assert "retry-after" in answer.headers
    with caller.dial(session) as ws:
        assert ws.next()["type"] == "welcome"


@pytest.mark.slow
def test_connections_of_one_user_over_the_limit_are_refused(
    started: Servers, tmp_path: Path
) -> None:
    server = started.start(**plans(tmp_path, connections=3))
    caller, other = Caller(server), Caller(server)
    session = new_id()
    with caller.http, other.http, ExitStack() as stack:
        for _ in range(2):
            assert stack.enter_context(caller.dial(session)).next()["type"] == "welcome"
        # Held: with its last reader, the stream would be closed.
        stream = stack.enter_context(caller.listen(session))
        stream.next()
        with caller.dial(session) as ws:
            assert ws.closed() == 4429
            assert [frame["type"] for frame in ws.frames] == ["error"]
            assert ws.frames[0]["code"] == "rate_limited"
            assert ws.frames[0]["retryMs"] > 0
        for accept in ("text/event-stream", "application/json"):
            path = f"/v1/sessions/{session}/events"
            answer = caller.http.get(path, headers={"Accept": accept})
            assert (answer.status_code, answer.json()["code"]) == (429, "rate_limited")
            assert answer.json()["retryMs"] > 0
            assert "retry-after" in answer.headers
        for header in ({"Accept": "text/event-stream"}, {"Prefer": "wait"}):
            new = {"kind": "chat", "input": {}}
            assert caller.http.post("/v1/sessions", json=new, headers=header).status_code == 429
        assert caller.http.get("/v1/sessions").json()["sessions"] == [], "nothing was begun"
        with other.dial(new_id()) as ws:
            assert ws.next()["type"] == "welcome"
    eventually(lambda: welcomed(caller, session), "there is room again")


def welcomed(caller: Caller, session: str) -> bool:
    with caller.dial(session) as ws:
        return bool(ws.next()["type"] == "welcome")


@pytest.mark.slow
def test_connections_that_wait_for_redis_are_told_of_a_drain(started: Servers) -> None:
    redis = started.redis()
    server = started.start(redis_url=redis.url, **KINDS)
    caller = Caller(server)
    session = caller.create()["id"]
    redis.pause()
    with caller.dial(session) as ws, Raw(server) as listener:
        listener.ask("GET", f"/v1/sessions/{session}/events", caller)
        assert server.request("GET", "/health/live")[0] == 200  # it has been heard, then
        server.signal(signal.SIGTERM)
        assert ws.closed() == 1012
        assert [frame["type"] for frame in ws.frames] == ["goaway"]
        redis.resume()
        answer = listener.rest()
    assert answer.startswith(b"HTTP/1.1 200 ")
    assert answer.count(b"data: ") == answer.count(b'data: {"type":"goaway","reason":"drain"') == 1
    assert server.wait() == 0
    assert "Traceback" not in server.output()


@pytest.mark.slow(seconds=1.6)
@pytest.mark.parametrize("waits", ["poll", "creation"])
def test_client_that_goes_while_it_waits_leaves_its_place(waits: str, started: Servers) -> None:
    server = started.start(CAREERPILOT_MAX_CONNECTIONS="1", **KINDS)
    caller, stranger = Caller(server), Caller(server)
    document = caller.create()
    path = f"/v1/sessions/{document['id']}/events"
    query = f"?wait=30&after={document['head']}&epoch={document['epoch']}"
    caller.poll(document["id"])
    with Raw(server) as raw:
        if waits == "poll":
            raw.ask("GET", path + query, caller, "Accept: application/json")
        else:
            body = json.dumps({"kind": "pulse", "input": {"tokens": 2, "perSecond": 0.01}})
            raw.ask("POST", "/v1/sessions", caller, "Prefer: wait", body=body)
        eventually(lambda: not has_room(stranger, path + query), "it waits")
    eventually(lambda: has_room(stranger, path + query), "there is room again", seconds=15)
    assert "Traceback" not in server.output()


def has_room(stranger: Caller, others: str) -> bool:
    """Whether one more connection is taken: by one that is refused at once, so that none is."""
    answer = stranger.http.get(others, headers={"Accept": "application/json"})
    assert answer.status_code in (404, 503), answer.text
    return answer.status_code == 404
