"""Tickets in the store, on a real Redis."""

import asyncio

from store.store import Store
from tests.redis_servers import RedisServer, talk

HASH = "a" * 64


async def test_ticket_is_had_by_one_of_many_who_show_it_at_once(store: Store) -> None:
    await store.tickets.put(HASH, b"ada", 30_000)
    taken = await asyncio.gather(*(store.tickets.take(HASH) for _ in range(20)))
    assert sorted(filter(None, taken)) == [b"ada"]


async def test_ticket_ends_by_itself(store: Store, redis: RedisServer) -> None:
    await store.tickets.put(HASH, b"ada", 30_000)
    left = int(talk(redis.port, "PTTL", f"t:{HASH}").strip(":\r\n"))
    assert 20_000 < left <= 30_000
    assert talk(redis.port, "PEXPIRE", f"t:{HASH}", "0") == ":1\r\n"
    assert await store.tickets.take(HASH) is None
