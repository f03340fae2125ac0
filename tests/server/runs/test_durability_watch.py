"""The eye on whether Redis keeps what it is given, on a real one."""

from collections.abc import Iterator

import httpx
import pytest

from server.runs.durability_watch import DurabilityWatch
from store.store import Store
from tests.processes import Servers, eventually, lines_of
from tests.redis_servers import RedisServer, redis_server, talk
from tests.server.calls import Caller, assert_problem


@pytest.fixture
def redis() -> Iterator[RedisServer]:
    """A Redis of this test's own, whose settings it changes."""
    with redis_server() as one:
        yield one


def configure(redis: RedisServer, name: str, value: str) -> None:
    assert talk(redis.port, "CONFIG", "SET", name, value) == "+OK\r\n"


def evict(redis: RedisServer) -> None:
    """Have it evict some keys, and then none any more."""
    for number in range(50):
        assert talk(redis.port, "SET", f"key-{number}", "x" * 1000) == "+OK\r\n"
    configure(redis, "maxmemory-policy", "allkeys-random")
    configure(redis, "maxmemory", "1000000")
    talk(redis.port, "SET", "one", "more" * 1000)
    configure(redis, "maxmemory", "0")
    configure(redis, "maxmemory-policy", "noeviction")


async def test_watch_warns_of_what_is_set_while_it_runs_until_it_is_mended(
    store: Store, redis: RedisServer
) -> None:
    watch = DurabilityWatch(store)
    await watch.look()
    assert watch.warnings == []
    configure(redis, "maxmemory-policy", "allkeys-lru")
    configure(redis, "appendonly", "no")
    await watch.look()
    assert [("allkeys-lru" in said, "appendonly" in said) for said in watch.warnings] == [
        (True, False),
        (False, True),
    ]
    configure(redis, "maxmemory-policy", "noeviction")
    await watch.look()
    assert len(watch.warnings) == 1


async def test_watch_warns_of_keys_that_were_evicted_for_as_long_as_it_lives(
    store: Store, redis: RedisServer
) -> None:
    watch = DurabilityWatch(store)
    await watch.look()
    evict(redis)
    for _ in range(2):
        await watch.look()
        (warning,) = watch.warnings
        assert "evicted" in warning
    heir = DurabilityWatch(store)
    await heir.look()
    assert heir.warnings == [], "that was before its time"


async def test_watch_keeps_what_it_knew_while_redis_is_away(
    store: Store, redis: RedisServer
) -> None:
    configure(redis, "maxmemory-policy", "volatile-lru")
    watch = DurabilityWatch(store)
    await watch.look()
    known = watch.warnings
    assert known
    redis.stop()
    await watch.look()
    assert watch.warnings == known


def test_worker_says_at_its_start_what_may_be_lost_and_serves(
    servers: Servers, redis: RedisServer
) -> None:
    configure(redis, "maxmemory-policy", "allkeys-lru")
    server = servers.start(redis_url=redis.url)
    eventually(lambda: server.request("GET", "/health/ready")[1]["warnings"], "it warns")
    status, body = server.request("GET", "/health/ready")
    assert (status, body["status"]) == (200, "degraded")
    assert "allkeys-lru" in body["warnings"][0]
    for name in ("X-Forwarded-For", "x-forwarded-proto", "Forwarded", "X-Real-IP", "Origin"):
        told = httpx.get(f"{server.url}/health/ready", headers={name: "127.0.0.1"})
        assert told.json() == body | {"warnings": []}, "not for others to know"
    logged = [
        line["why"] for line in lines_of(server.output()) if line["event"] == "redis_may_lose"
    ]
    assert logged == body["warnings"]


def used(redis: RedisServer) -> int:
    info = talk(redis.port, "INFO", "memory")
    return int(info.split("used_memory:")[1].split("\r\n")[0])


def fill(redis: RedisServer, share: float) -> None:
    """Let the memory be that share full, with so much in it that what comes and goes is little."""
    assert talk(redis.port, "SETRANGE", "ballast", "60000000", "x").startswith(":")
    configure(redis, "maxmemory", str(round(used(redis) / share)))


async def test_watch_says_when_there_is_little_room_and_when_there_is_none(
    store: Store, redis: RedisServer
) -> None:
    watch = DurabilityWatch(store, full_share=0.95)
    found = []
    for share in (0.5, 0.9, 0.9, 0.99, 0.9, 0.5):
        fill(redis, share)
        await watch.look()
        found.append((watch.scarce, watch.full, len(watch.warnings)))
    assert found == [
        (False, False, 0),
        (True, False, 1),
        (True, False, 1),
        (True, True, 1),
        (True, False, 1),
        (False, False, 0),
    ]
    configure(redis, "maxmemory", "0")
    await watch.look()
    assert not watch.scarce, "it may use any"


@pytest.mark.slow(seconds=21.7)
def test_full_redis_takes_nothing_new_while_it_is_read_and_sessions_are_deleted(
    servers: Servers, redis: RedisServer
) -> None:
    server = servers.start(redis_url=redis.url, CAREERPILOT_KINDS="bench.kinds")
    caller = Caller(server)
    session, other = (caller.create()["id"] for _ in range(2))
    fill(redis, 0.97)
    eventually(
        lambda: server.request("GET", "/health/ready")[1]["status"] == "degraded", "it is known"
    )
    status, body = server.request("GET", "/health/ready")
    assert status == 200
    assert "maxmemory" in body["warnings"][0]
    made = caller.http.post("/v1/sessions", json={"kind": "chat", "input": {}})
    assert_problem(made, 507, "storage_full")
    assert made.headers["retry-after"] == "60"
    with caller.dial(session) as ws:
        ws.until("snapshot")
        ws.send({"type": "message", "id": "c2", "text": "x"})
        ack = ws.until("ack", id="c2")
        assert (ack["status"], ack["error"]["code"]) == ("rejected", "storage_full")
    answer = caller.say(session, type="message", id="c3", text="x")
    assert (answer.status_code, answer.json()["error"]["code"]) == (507, "storage_full")
    assert caller.session(session)["lastRun"]["outcome"] == "success"
    assert caller.http.delete(f"/v1/sessions/{other}").status_code == 204
    configure(redis, "maxmemory", "0")
    eventually(lambda: server.request("GET", "/health/ready")[1]["status"] == "ok", "it has room")
    assert caller.say(session, type="message", id="c2", text="x").status_code == 202
    events = [line["event"] for line in lines_of(server.output())]
    assert (events.count("redis_full"), events.count("redis_has_room")) == (1, 1)


@pytest.mark.slow
def test_redis_that_has_no_memory_at_all_is_read_and_runs_end_when_it_has_some(
    servers: Servers, redis: RedisServer
) -> None:
    server = servers.start(redis_url=redis.url, CAREERPILOT_KINDS="bench.kinds")
    caller = Caller(server)
    session, other = (caller.create()["id"] for _ in range(2))
    slow = {"kind": "pulse", "input": {"tokens": 400, "perSecond": 200}}
    running = caller.http.post("/v1/sessions", json=slow).json()["id"]
    fill(redis, 1.2)
    answer = caller.say(session, type="message", id="c2", text="x")
    assert (answer.status_code, answer.json()["error"]["code"]) == (507, "storage_full")
    assert caller.session(session)["lastRun"]["outcome"] == "success"
    assert caller.http.get("/v1/sessions").status_code == 200
    assert caller.http.delete(f"/v1/sessions/{other}").status_code == 204
    # As long as that lasts a worker goes on being asked: nobody else could do more.
    eventually(
        lambda: server.request("GET", "/health/ready")[1]["status"] == "degraded", "it is known"
    )
    configure(redis, "maxmemory", "0")
    eventually(lambda: caller.session(running)["status"] == "idle", "the run has ended")
    assert caller.session(running)["lastRun"]["outcome"] == "success"
    assert caller.session(running)["messages"][0]["content"]
