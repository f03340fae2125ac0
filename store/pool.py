"""Connections to one Redis node, each used by one caller at a time."""

import asyncio
import contextlib
import math
from collections.abc import Awaitable, Callable
from typing import Any

from redis.asyncio.connection import AbstractConnection
from redis.exceptions import ReadOnlyError, RedisError, ResponseError

from store.dial import unavailable


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
        self._idle: list[AbstractConnection] = []

    async def exchange(self, payload: bytes, count: int) -> list[Any]:
        """Send packed commands, return their `count` replies; error replies stand among them.

        Raises StoreUnavailable. Cancelled in mid-trip, it gives the connection up.
        """
        try:
            async with asyncio.timeout(self._timeout), self._turns:
                connection = await self._take()
                replies = await _trip(connection, payload, count)
        except TimeoutError:
            raise unavailable(TimeoutError("Redis did not answer in time")) from None
        except (RedisError, OSError) as exc:
            raise unavailable(exc) from exc
        if any(isinstance(reply, ReadOnlyError) for reply in replies):
            await self._demoted(connection)
        else:
            self._idle.append(connection)
        return replies

    async def _take(self) -> AbstractConnection:
        while self._idle:
            connection = self._idle.pop()
            if await _is_quiet(connection):
                return connection
            await connection.disconnect(nowait=True)
        return await self._dial()

    async def _demoted(self, connection: AbstractConnection) -> None:
        """The node is no primary any more: whoever comes next dials again and finds the new one."""
        await connection.disconnect(nowait=True)
        await self.close()

    async def close(self) -> None:
        """Close what is idle. Connections in use are closed by nobody but their users."""
        idle, self._idle = self._idle, []
        for connection in idle:
            await hang_up(connection)


async def hang_up(connection: AbstractConnection) -> None:
    """Close a connection and wait until it is closed; a peer that drags its feet is left behind."""
    with contextlib.suppress(RedisError):
        await connection.disconnect()


async def _trip(connection: AbstractConnection, payload: bytes, count: int) -> list[Any]:
    replies: list[Any] = []
    try:
        await connection.send_packed_command(payload, check_health=False)
        for _ in range(count):
            try:
                replies.append(await connection.read_response(timeout=math.inf))
            except ResponseError as exc:
                replies.append(exc)
    except BaseException:
        await connection.disconnect(nowait=True)
        raise
    return replies


async def _is_quiet(connection: AbstractConnection) -> bool:
    """Whether an idle connection is still open and nothing unasked-for came over it."""
    try:
        return not await connection.can_read()
    except (RedisError, OSError):
        return False
