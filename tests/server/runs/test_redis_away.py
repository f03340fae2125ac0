"""A server whose Redis is not there, goes away, or comes back."""

import json
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.processes import Redis, Server, Servers, eventually, free_port, lines_of
from tests.redis_servers import redis_server
from tests.server.calls import RUN_ENDS, Caller, new_id
from tests.server.conftest import KINDS

pytestmark = pytest.mark.slow

PACED = {"tokens": 300, "perSecond": 150}


@pytest.fixture
def lonely(servers: Servers, tmp_path: Path) -> Iterator[tuple[Server, int]]:
    """A server whose Redis is still to come, on this port."""
    port = free_port()
    url = f"redis://127.0.0.1:{port}/0"
    server = servers.start(redis_url=url, wait=False, **KINDS)
    eventually(lambda: is_live(server), "the server is live")
    yield server, port
    assert server.status is None
    assert "Traceback" not in server.output(), server.output()


def is_live(server: Server) -> bool:
    try:
        return server.request("GET", "/health/live")[0] == 200
    except OSError:
        return False


def parts_told(server: Server, event: str) -> list[str]:
    """Which parts of the worker have logged this of their Redis, in order."""
    return [line["part"] for line in lines_of(server.output()) if line["event"] == event]


def assert_discreet(text: str) -> None:
    """It says that storage is away, and nothing of what it is or where."""
    for inner in ("edis", "Error", "127.0.0.1", "connect", "Errno", "publish", ".py"):
        assert inner not in text, text


def test_server_without_redis_lives_says_so_and_works_when_it_comes(
    lonely: tuple[Server, int], servers: Servers, tmp_path: Path
) -> None:
    server, port = lonely
    caller = Caller(server)
    with caller.http:
        status, ready = server.request("GET", "/health/ready")
        assert (status, ready["status"]) == (503, "unavailable")
        assert ready["checks"]["redis"] == "away"
        assert server.request("GET", "/health/startup")[0] == 503
        for answer in (
            caller.http.post("/v1/sessions", json={"kind": "chat", "input": {}}),
            caller.say(new_id(), type="message", id="c1", text="x"),
            caller.http.get(f"/v1/sessions/{new_id()}/events"),
            caller.http.get("/v1/sessions"),
        ):
            assert answer.status_code == 503, answer.text
            assert answer.headers["content-type"] == "application/problem+json"
            assert answer.json()["code"] == "unavailable"
        with caller.dial(new_id()) as ws:
            assert ws.closed() == 1013
            assert ws.frames[-1]["type"] == "goaway"
            assert ws.frames[-1]["reason"] == "overload"
        folder = tmp_path / "late"
        folder.mkdir()
        redis = Redis(port, folder)
        servers.adopt(redis)
        eventually(redis.is_ready, "Redis answers")
        server.wait_ready()
        eventually(
            lambda: {"bus", "sweep"} <= set(parts_told(server, "redis_back")), "the log says so"
        )
        told = parts_told(server, "redis_away")
        assert {"bus", "sweep"} <= set(told)
        assert len(told) == len(set(told)), "each part says it once"
        assert server.request("GET", "/health/startup")[0] == 200
        assert caller.create()["status"] == "idle"


def test_caller_is_not_told_what_the_storage_is_and_where(lonely: tuple[Server, int]) -> None:
    server, _ = lonely
    caller = Caller(server)
    with caller.http:
        for answer in (
            caller.http.post("/v1/sessions", json={"kind": "chat", "input": {}}),
            caller.http.get(f"/v1/sessions/{new_id()}/events"),
        ):
            assert_discreet(answer.text)
        with caller.dial(new_id()) as ws:
            ws.closed()
            assert_discreet(json.dumps(ws.frames))


def test_wrong_password_is_told_to_the_operator_and_not_shown(servers: Servers) -> None:
    with redis_server(settings="--requirepass right") as redis:
        url = f"redis://:hunter2@127.0.0.1:{redis.port}"
        server = servers.start(redis_url=url, wait=False, **KINDS)
        eventually(lambda: "sweep" in parts_told(server, "redis_away"), "the log says so")
    told = [line for line in lines_of(server.output()) if line["event"] == "redis_away"]
    assert all("password" in line["error"] for line in told)
    assert "hunter2" not in server.output()


@pytest.mark.parametrize("kill", [True, False], ids=["killed", "stopped"])
def test_run_outlives_its_redis_and_clients_see_no_loss(servers: Servers, kill: bool) -> None:
    redis = servers.redis()
    server = servers.start(redis_url=redis.url, **KINDS)
    caller = Caller(server)
    session = new_id()
    with caller.http, caller.dial(session) as ws, caller.listen(session) as stream:
        ws.send({"type": "start", "id": "c1", "kind": "pulse", "input": PACED})
        while len(ws.events()) < 50:
            ws.next()
        # Within a second all is synced to its file; more would be another test.
        eventually(lambda: not caller.poll(new_id())[0]["head"], "Redis answers")
        time.sleep(1.1 if kill else 0)
        redis.kill() if kill else redis.stop()
        eventually(lambda: not server.is_ready(), "the server says that it is away")
        ws.send({"type": "message", "id": "c2", "text": "x"})
        ack = ws.until("ack", id="c2")
        assert (ack["status"], ack["error"]["code"]) == ("rejected", "unavailable")
        servers.adopt(redis.again())
        ws.until_run_ends()
        document = caller.session(session)
        text = document["messages"][0]["content"]
        snapshots = [f for f in ws.frames if f["type"] == "snapshot"]
        said = "".join(e.get("delta", "") for e in ws.events())
        if not snapshots:
            assert said == text
            assert len(ws.events()) == document["head"]
        frames = []
        while not frames or frames[-1].get("events", [{}])[-1].get("type") not in RUN_ENDS:
            frames.append(stream.next()[1])
        assert caller.say(session, type="message", id="c3", text="x").status_code == 202
    assert server.status is None
    assert "Traceback" not in server.output(), server.output()[-3000:]
