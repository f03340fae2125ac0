"""The pool of connections to one Redis node, each used by one caller at a time."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from typing import Any

from redis.asyncio.connection import AbstractConnection
from redis.exceptions import ReadOnlyError, RedisError

from store.redis.connect import unavailable
from store.redis.trips import PipelinedConnection


class Pool:
    """At most `limit` connections, made when needed and kept; a trip takes at most `timeout` s.

    A caller waits for its turn inside that time, so nothing piles up while Redis is away. Of large
    replies each is handed out in a turn of the loop of its own: what is done with one takes
    milliseconds, and forty that came together would hold up all others for as many.
    """

    def __init__(
        self, connect: Callable[[], Awaitable[AbstractConnection]], limit: int, timeout: float
    ) -> None:
        self._connect = connect
        self._timeout = timeout
        self._free: list[PipelinedConnection | None] = [None] * limit
        self._waiting: deque[asyncio.Future[PipelinedConnection | None]] = deque()
        self._handing_out = asyncio.Lock()

    async def exchange(self, payload: bytes, count: int) -> list[Any]:
        """Send packed commands, return their `count` replies; error replies stand among them.

        Raises StoreUnavailable. Cancelled in mid-trip, it gives the connection up.
        """
        until = asyncio.get_running_loop().time() + self._timeout
        connection = self._free.pop() if self._free else await self._turn(until)
        try:
            if connection is None or not connection.usable:
                connection = await self._new(connection, until)
            replies = await connection.exchange(payload, count, until)
            brought_much = connection.brought_much
            for reply in replies:
                if isinstance(reply, ReadOnlyError):
                    await self._demoted(connection)
                    break
        except (RedisError, OSError) as exc:
            raise unavailable(exc) from exc
        finally:
            self._give_back(connection if connection is not None and connection.usable else None)
        if brought_much:
            async with self._handing_out:
                await asyncio.sleep(0)
        return replies

    async def _turn(self, until: float) -> PipelinedConnection | None:
        """A place, with its connection if it has one. Who came first goes first."""
        place: asyncio.Future[PipelinedConnection | None] = (
            asyncio.get_running_loop().create_future()
        )
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

    def _give_back(self, connection: PipelinedConnection | None) -> None:
        while self._waiting:
            place = self._waiting.popleft()
            if not place.done():
                place.set_result(connection)
                return
        self._free.append(connection)

    async def _new(self, broken: PipelinedConnection | None, until: float) -> PipelinedConnection:
        try:
            async with asyncio.timeout_at(until):
                if broken is not None:
                    await broken.drop()
                return PipelinedConnection(await self._connect())
        except TimeoutError:
            raise TimeoutError("Redis could not be reached in time") from None

    async def _demoted(self, connection: PipelinedConnection) -> None:
        """The node is no primary any more: whoever comes next dials again and finds the new one."""
        await connection.drop()
        await self.close()

    async def close(self) -> None:
        """Close what is idle. Connections in use are closed by nobody but their users."""
        idle, self._free = self._free, [None] * len(self._free)
        for connection in filter(None, idle):
            await connection.close()
