"""The way to Redis: quick to say that it is away, and back by itself."""

import asyncio
import re
import time
from pathlib import Path

import pytest

from store.errors import StoreFault, StoreUnavailable
from store.redis.route import POOL_LIMIT
from store.redis.scripts import command
from store.store import Store
from tests.redis_servers import RedisServer, free_port, redis_server, talk
from tests.store.writers import NewStore, Sessions, raw


@pytest.mark.timing
async def test_every_call_says_at_once_that_redis_is_away(new_store: NewStore) -> None:
    store = new_store(f"redis://127.0.0.1:{free_port()}", timeout=60, connect_timeout=60)
    start = time.monotonic()
    for call in (
        store.ping,
        lambda: store.commits.commit([]),
        lambda: store.leases.acquire("one", "w"),
        lambda: store.leases.due(1),
        lambda: store.leases.renew([("one", 1)]),
        lambda: store.sessions.read("one", 0, 1),
        lambda: store.sessions.submit("one", "ada", "c", "message", b"", 1),
        lambda: store.sessions.list("ada", None, 1, None),
    ):
        with pytest.raises(StoreUnavailable):
            await call()
    assert time.monotonic() - start < 30, "none waited for as long as it may"


@pytest.mark.timing
async def test_frozen_redis_is_given_up_after_the_timeout(
    program: Path, new_store: NewStore
) -> None:
    with redis_server(program) as server:
        store = new_store(server.url, timeout=0.5)
        await store.ping()
        server.freeze()
        start = time.monotonic()
        found = await asyncio.gather(
            *(store.sessions.read("one", 0, 1) for _ in range(100 * POOL_LIMIT)),
            return_exceptions=True,
        )
        assert all(isinstance(one, StoreUnavailable) for one in found)
        # One after the other, they would take 50 s.
        assert time.monotonic() - start < 25, "those that wait for a turn are given up too"
        server.thaw()
        assert await store.ping() > 0


async def test_store_works_again_when_redis_is_back(program: Path, new_store: NewStore) -> None:
    with redis_server(program) as server:
        store = new_store(server.url)
        await asyncio.gather(*(store.ping() for _ in range(10)))
        server.stop()
        with pytest.raises(StoreUnavailable):
            await store.ping()
        server.start()
        assert await store.ping() > 0
        assert await Sessions(store).start() == "one"


async def test_connections_that_redis_closed_are_not_used(
    redis: RedisServer, new_store: NewStore
) -> None:
    store = new_store()
    await asyncio.gather(*(store.ping() for _ in range(10)))
    reader, writer = await asyncio.open_connection("127.0.0.1", redis.port)
    writer.write(b"PING\r\n")
    assert await reader.readline() == b"+PONG\r\n"
    talk(redis.port, "CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes")
    assert await reader.read() == b"", "the last one to connect is the last to be closed"
    writer.close()
    await writer.wait_closed()
    assert await store.ping() > 0


async def test_cancelled_call_leaves_no_answer_for_the_next_one(new_store: NewStore) -> None:
    store = new_store()
    await store.ping()
    for _ in range(20):
        task = asyncio.create_task(raw(store, "ECHO", "mine"))
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        task.cancel()
        assert await raw(store, "ECHO", "other") == b"other"
        await asyncio.gather(task, return_exceptions=True)


async def test_crowd_does_not_hold_up_an_urgent_call(new_store: NewStore) -> None:
    store = new_store(timeout=30)
    await store.ping()
    crowd = [
        asyncio.create_task(store.route.run([command("k", "BLPOP", "k", 0)])) for _ in range(30)
    ]
    await asyncio.sleep(0)
    await store.commits.commit([])
    await store.route.run([command("k", "PING")], urgent=True)
    assert not any(task.done() for task in crowd)
    for task in crowd:
        task.cancel()
    await asyncio.gather(*crowd, return_exceptions=True)


async def test_redis_that_takes_no_writes_is_unavailable(
    program: Path, new_store: NewStore
) -> None:
    with redis_server(program) as server:
        store = new_store(server.url)
        writer = await Sessions(store).writer()
        talk(server.port, "CONFIG", "SET", "maxmemory", "1")
        with pytest.raises(StoreUnavailable) as refused:
            await writer.append(b"e1")
        assert re.search("OOM|maxmemory", refused.value.reason)
        talk(server.port, "CONFIG", "SET", "maxmemory", "0")
        talk(server.port, "REPLICAOF", "127.0.0.1", str(free_port()))
        with pytest.raises(StoreUnavailable):
            await writer.append(b"e1")
        talk(server.port, "REPLICAOF", "NO", "ONE")
        await writer.append(b"e1")
        assert await Sessions(store).log() == [b"e1"], "nothing was half done"


async def test_wrong_password_is_unavailable_and_not_shown(
    program: Path, new_store: NewStore
) -> None:
    with redis_server(program, settings="--requirepass right") as server:
        store = new_store(f"redis://:wr0ng@127.0.0.1:{server.port}")
        with pytest.raises(StoreUnavailable) as caught:
            await store.ping()
        assert "wr0ng" not in str(caught.value)
        right = new_store(f"redis://:right@127.0.0.1:{server.port}")
        assert await right.ping() > 0


async def test_command_that_redis_refuses_is_a_fault_of_ours(new_store: NewStore) -> None:
    with pytest.raises(StoreFault):
        await raw(new_store(), "NOSUCHCOMMAND", "x")


async def test_crowd_takes_turns_in_the_order_in_which_it_came(new_store: NewStore) -> None:
    store = new_store()
    done: list[int] = []

    async def one(number: int) -> None:
        await store.route.run([command("k", "PING")])
        done.append(number)

    crowd = [asyncio.create_task(one(number)) for number in range(5 * POOL_LIMIT)]
    await asyncio.sleep(0)
    crowd[POOL_LIMIT + 1].cancel()
    await asyncio.gather(*crowd, return_exceptions=True)
    late = [number for number in done if number >= POOL_LIMIT]
    assert len(late) == 4 * POOL_LIMIT - 1
    assert all(place - POOL_LIMIT <= at + POOL_LIMIT for at, place in enumerate(late))
    await store.ping()


async def test_durable_call_is_answered_when_the_disk_has_it_where_redis_can_tell(
    store: Store, redis: RedisServer
) -> None:
    (durability,) = await store.durability()
    for durable in (False, True):
        told = await store.route.run(
            [command("a", "SET", "a", "1"), command("a", "GET", "a")], durable=durable
        )
        assert told[1] == b"1"
    stats = talk(redis.port, "INFO", "commandstats")
    waits = re.search(r"cmdstat_waitaof:calls=(\d+).*failed_calls=0", stats)
    assert bool(waits) == durability.waits
