"""The eye on whether Redis keeps what it is given, on a real one."""

from collections.abc import Iterator

import httpx
import pytest

from server.runs.durability_watch import DurabilityWatch
from store.store import Store
from tests.processes import Servers, eventually, lines_of
from tests.redis_servers import RedisServer, redis_server, talk


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
