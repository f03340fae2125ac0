"""Connections to one Redis node, each used by one caller at a time."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from typing import Any

from redis.asyncio.connection import AbstractConnection
from redis.exceptions import ReadOnlyError, RedisError

from store.redis.connect import unavailable
from store.redis.trips import Link


class Pool:
    """At most `limit` connections, made when needed and kept; a trip takes at most `timeout` s.

    A caller waits for its turn inside that time, so nothing piles up while Redis is away.
    """

    def __init__(
        self, dial: Callable[[], Awaitable[AbstractConnection]], limit: int, timeout: float
    ) -> None:
        self._dial = dial
        self._timeout = timeout
        self._free: list[Link | None] = [None] * limit
        self._waiting: deque[asyncio.Future[Link | None]] = deque()

    async def exchange(self, payload: bytes, count: int) -> list[Any]:
        """Send packed commands, return their `count` replies; error replies stand among them.

        Raises StoreUnavailable. Cancelled in mid-trip, it gives the connection up.
        """
        until = asyncio.get_running_loop().time() + self._timeout
        link = self._free.pop() if self._free else await self._turn(until)
        try:
            if link is None or not link.open:
                link = await self._new(link, until)
            replies = await link.exchange(payload, count, until)
            for reply in replies:
                if isinstance(reply, ReadOnlyError):
                    await self._demoted(link)
                    break
        except (RedisError, OSError) as exc:
            raise unavailable(exc) from exc
        finally:
            self._give_back(link if link is not None and link.open else None)
        return replies

    async def _turn(self, until: float) -> Link | None:
        """A place, with its connection if it has one. Who came first goes first."""
        place: asyncio.Future[Link | None] = asyncio.get_running_loop().create_future()
        self._waiting.append(place)
        try:
            async with asyncio.timeout_at(until):
                return await place
        except BaseException as exc:
            if place.done() and not place.cancelled():
                self._give_back(place.result())
            if isinstance(exc, TimeoutError):
                raise unavailable(TimeoutError("all connections to Redis are in use")) from None
            raise

    def _give_back(self, link: Link | None) -> None:
        while self._waiting:
            place = self._waiting.popleft()
            if not place.done():
                place.set_result(link)
                return
        self._free.append(link)

    async def _new(self, broken: Link | None, until: float) -> Link:
        try:
            async with asyncio.timeout_at(until):
                if broken is not None:
                    await broken.drop()
                return Link(await self._dial())
        except TimeoutError:
            raise TimeoutError("Redis could not be reached in time") from None

    async def _demoted(self, link: Link) -> None:
        """The node is no primary any more: whoever comes next dials again and finds the new one."""
        await link.drop()
        await self.close()

    async def close(self) -> None:
        """Close what is idle. Connections in use are closed by nobody but their users."""
        idle, self._free = self._free, [None] * len(self._free)
        for link in filter(None, idle):
            await link.close()
