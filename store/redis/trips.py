"""One connection to Redis with pipelining: packed commands go out, as many replies come back.

That is a trip. redis-py makes the connection and signs in. After that its reader, made for one
caller that awaits one reply, is half of what a trip costs; here replies are parsed where they
arrive, and whoever waits is woken once a trip.
"""

import asyncio
from typing import Any, Literal, cast

import hiredis
from redis._parsers import BaseParser
from redis.asyncio.connection import AbstractConnection
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import InvalidResponse

from store.redis.connect import hang_up

LARGE = 64 * 1024
"""From so many bytes on, what a trip brought leaves its room behind: the parser would keep it."""

_NOTHING: Literal[b"nothing yet"] = b"nothing yet"


class PipelinedConnection(asyncio.Protocol):
    """Takes over a connection that is ready; one trip at a time, `usable` says if there can be one.

    What comes outside of a trip, or does not parse, ends it: nobody could say what answers what.
    """

    __slots__ = (
        "_brought", "_connection", "_done", "_former", "_missing", "_reader", "_replies",
        "_transport", "_until", "_watch", "brought_much", "usable",
    )  # fmt: skip

    def __init__(self, connection: AbstractConnection) -> None:
        self._connection = connection
        writer = cast(asyncio.StreamWriter, connection._writer)  # noqa: SLF001 - no public name
        self._transport = cast(asyncio.Transport, writer.transport)
        self._former = self._transport.get_protocol()
        self._reader = _new_reader()
        self._brought = 0
        self.brought_much = False
        """Whether the last trip brought LARGE bytes or more."""
        self._replies: list[Any] = []
        self._missing = 0
        self._until = 0.0
        self._watch: asyncio.TimerHandle | None = None
        self._done: asyncio.Future[list[Any]] | None = None
        self.usable = not self._transport.is_closing()
        self._transport.set_protocol(self)

    async def exchange(self, payload: bytes, count: int, until: float) -> list[Any]:
        """Send packed commands, return their `count` replies; error replies stand among them.

        Raises RedisError or OSError when the connection breaks, TimeoutError when it is `until` on
        the loop's clock. Then, and when cancelled, the connection is given up: what still came
        would be taken for another's answer.
        """
        loop = asyncio.get_running_loop()
        self._replies, self._missing, self._until = [], count, until
        self._done = loop.create_future()
        if self._watch is None:
            self._watch = loop.call_at(until, self._look)
        self._transport.write(payload)
        try:
            return await self._done
        except BaseException:
            await self.drop()
            raise
        finally:
            self._done = None
            self._keep_nothing()

    def _keep_nothing(self) -> None:
        """An idle connection, and a pool has many, keeps nothing of what it has brought."""
        self._replies = []
        self.brought_much, self._brought = self._brought >= LARGE, 0
        if self.brought_much and not self._reader.has_data():
            self._reader = _new_reader()

    def _look(self) -> None:
        """Give up a trip that is late. One timer sees many trips come and go: each costs none."""
        loop, self._watch = asyncio.get_running_loop(), None
        if self._done is None:
            return
        if loop.time() < self._until:
            self._watch = loop.call_at(self._until, self._look)
        else:
            self._break(TimeoutError("Redis did not answer in time"))

    def data_received(self, data: bytes) -> None:
        """Parse what came; the last reply that a trip waits for ends the trip."""
        self._brought += len(data)
        try:
            self._reader.feed(data)
            while (reply := self._reader.gets()) is not _NOTHING:
                self._on_reply(reply)
        except (InvalidResponse, RedisConnectionError) as exc:
            self._break(exc)

    def _on_reply(self, reply: Any) -> None:
        if isinstance(reply, RedisConnectionError):
            raise reply
        self._missing -= 1
        if self._missing < 0:
            raise InvalidResponse("Redis sent what nobody asked for")
        self._replies.append(reply)
        if not self._missing and self._done is not None and not self._done.done():
            self._done.set_result(self._replies)

    def connection_lost(self, exc: Exception | None) -> None:
        """Whoever waits is told. redis-py's own protocol is, too: its `disconnect` waits for it."""
        if self._watch is not None:
            self._watch.cancel()
        self._former.connection_lost(exc)
        self._break(exc or RedisConnectionError("Redis closed the connection"))

    def _break(self, exc: Exception) -> None:
        self.usable = False
        self._transport.abort()
        if self._done is not None and not self._done.done():
            self._done.set_exception(exc)

    async def close(self) -> None:
        """Close the connection and wait until it is closed."""
        self.usable = False
        await hang_up(self._connection)

    async def drop(self) -> None:
        """Give the connection up at once."""
        self.usable = False
        await self._connection.disconnect(nowait=True)


def _new_reader() -> hiredis.Reader:
    return hiredis.Reader(
        protocolError=InvalidResponse, replyError=BaseParser.parse_error, notEnoughData=_NOTHING
    )
