"""Connections to one Redis node, each used by one caller at a time."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from redis.asyncio.connection import AbstractConnection
from redis.exceptions import ReadOnlyError, RedisError

from store.dial import unavailable
from store.link import Link


class Pool:
    """At most `limit` connections, made when needed and kept; a trip takes at most `timeout` s.

    A caller waits for its turn inside that time, so nothing piles up while Redis is away.
    """

    def __init__(
        self, dial: Callable[[], Awaitable[AbstractConnection]], limit: int, timeout: float
    ) -> None:
        self._dial = dial
        self._timeout = timeout
        self._turns = asyncio.Semaphore(limit)
        self._idle: list[Link] = []

    async def exchange(self, payload: bytes, count: int) -> list[Any]:
        """Send packed commands, return their `count` replies; error replies stand among them.

        Raises StoreUnavailable. Cancelled in mid-trip, it gives the connection up.
        """
        until = asyncio.get_running_loop().time() + self._timeout
        try:
            link = await self._take(until)
            try:
                replies = await link.exchange(payload, count, until)
            finally:
                self._turns.release()
        except (RedisError, OSError) as exc:
            raise unavailable(exc) from exc
        for reply in replies:
            if isinstance(reply, ReadOnlyError):
                await self._demoted(link)
                return replies
        self._idle.append(link)
        return replies

    async def _take(self, until: float) -> Link:
        """A connection, and the turn to use it."""
        if self._idle and self._idle[-1].open and not self._turns.locked():
            await self._turns.acquire()  # at once: a time-out would cost more than all of this
            return self._idle.pop()
        try:
            async with asyncio.timeout_at(until):
                return await self._wait()
        except TimeoutError:
            raise TimeoutError("no connection to Redis was to be had in time") from None

    async def _wait(self) -> Link:
        await self._turns.acquire()
        try:
            return await self._next()
        except BaseException:
            self._turns.release()
            raise

    async def _next(self) -> Link:
        while self._idle:
            link = self._idle.pop()
            if link.open:
                return link
            await link.drop()
        return Link(await self._dial())

    async def _demoted(self, link: Link) -> None:
        """The node is no primary any more: whoever comes next dials again and finds the new one."""
        await link.drop()
        await self.close()

    async def close(self) -> None:
        """Close what is idle. Connections in use are closed by nobody but their users."""
        idle, self._idle = self._idle, []
        for link in idle:
            await link.close()
