"""Who shares the connections to Redis holds nobody up."""

import asyncio

from store.redis.route import Route
from store.redis.scripts import command
from store.redis.trips import LARGE
from tests.redis_servers import RedisServer


async def turns_in_which(route: Route, key: str, times: int) -> list[int]:
    """In which turns of the loop so many callers have what they all read at once."""
    loop, turn = asyncio.get_running_loop(), 0

    def count() -> None:
        nonlocal turn
        turn += 1
        loop.call_soon(count)

    async def read() -> int:
        await route.run([command(key, b"GET", key)])
        return turn

    count()
    return await asyncio.gather(*(read() for _ in range(times)))


async def test_large_replies_are_handed_out_in_different_turns_of_the_loop(
    redis: RedisServer,
) -> None:
    route = Route(redis.url, timeout=10.0, connect_timeout=1.0)
    try:
        await route.run([command("large", b"SET", "large", "x" * LARGE)])
        turns = await turns_in_which(route, "large", 40)
    finally:
        await route.close()
    assert len(set(turns)) == 40
