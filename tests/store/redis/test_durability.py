"""What a Redis says of whether it keeps what it is given."""

from pathlib import Path

import pytest

from store.redis.durability import Durability
from store.store import Store
from tests.redis_servers import RedisServer, redis_cluster, redis_server, talk

POLICIES = ("allkeys-lru", "allkeys-lfu", "allkeys-random", "volatile-lru", "volatile-ttl")


async def test_redis_that_keeps_all_gives_no_warning(store: Store) -> None:
    (found,) = await store.durability()
    assert found == Durability("noeviction", True, found.evicted, waits=found.waits)
    assert found.warnings() == []


@pytest.mark.parametrize("policy", POLICIES)
async def test_redis_that_may_evict_is_warned_of(
    store: Store, redis: RedisServer, policy: str
) -> None:
    assert talk(redis.port, "CONFIG", "SET", "maxmemory-policy", policy) == "+OK\r\n"
    try:
        ((warning,),) = [one.warnings() for one in await store.durability()]
    finally:
        talk(redis.port, "CONFIG", "SET", "maxmemory-policy", "noeviction")
    assert policy in warning
    assert "any key" in warning if policy.startswith("allkeys") else "expire" in warning


async def test_redis_without_an_append_only_file_is_warned_of(program: Path) -> None:
    with redis_server(program, durable=False) as redis:
        store = Store(redis.url)
        ((warning,),) = [one.warnings() for one in await store.durability()]
        await store.close()
    assert "appendonly" in warning


@pytest.mark.slow(seconds=2.1)
async def test_each_primary_of_a_cluster_is_asked(program: Path) -> None:
    with redis_cluster(program) as cluster:
        talk(cluster.nodes[2].port, "CONFIG", "SET", "maxmemory-policy", "allkeys-lru")
        store = Store(cluster.url)
        found = await store.durability()
        await store.close()
    assert sorted(len(one.warnings()) for one in found) == [0, 0, 1]


@pytest.mark.parametrize("info", [b"", b"# Memory\r\n", b"redis_version:7.0.0\r\n"])
def test_redis_that_tells_nothing_gives_no_warning(info: bytes) -> None:
    assert Durability.of(info).warnings() == []


@pytest.mark.parametrize(
    ("used", "most", "warnings"), [(84, 100, 0), (85, 100, 1), (120, 100, 1), (120, 0, 0)]
)
def test_redis_with_little_room_left_is_warned_of(used: int, most: int, warnings: int) -> None:
    info = b"used_memory:%d\r\nmaxmemory:%d\r\naof_enabled:1\r\n" % (used, most)
    found = Durability.of(info)
    assert len(found.warnings()) == warnings
    assert found.hazards() == []


@pytest.mark.parametrize(
    ("version", "aof", "told"),
    [(b"7.0.15", 1, True), (b"6.2.6", 1, True), (b"7.2.4", 1, False), (b"10.0.1", 1, False),
     (b"7.0.15", 0, False), (b"", 1, False)],
)  # fmt: skip
def test_redis_that_cannot_tell_when_its_disk_has_something_says_what_that_may_cost(
    version: bytes, aof: int, told: bool
) -> None:
    found = Durability.of(b"redis_version:%s\r\naof_enabled:%d\r\n" % (version, aof))
    assert ("WAITAOF" in found.loss()) == told
