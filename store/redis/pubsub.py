"""One pub/sub connection to one Redis node."""

import asyncio
import math
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from redis.asyncio.connection import AbstractConnection

from store.errors import StoreUnavailable
from store.redis.connect import hang_up
from store.redis.scripts import pack

QUIET_S = 5.0
"""A PING goes out this often; with nothing heard in between, the connection is dead."""

CHUNK = 1000
"""Channels in one command."""


class PubSubConnection:
    """One connection with pub/sub, which reads what one node publishes.

    Every callback is called from the event loop: `deliver(channel, payload)`; `confirmed(channel)`
    when all subscriptions to it that were sent are confirmed; `broken(exc)` once, when the
    connection is of no more use: it was closed, fell silent, or Redis moved one of its channels to
    another node.
    """

    def __init__(
        self,
        connection: AbstractConnection,
        sharded: bool,
        deliver: Callable[[bytes, bytes], None],
        confirmed: Callable[[bytes], None],
        broken: Callable[[Exception], None],
    ) -> None:
        self._connection = connection
        self._verbs = (
            (b"SUNSUBSCRIBE", b"SSUBSCRIBE") if sharded else (b"UNSUBSCRIBE", b"SUBSCRIBE")
        )
        self._deliver = deliver
        self._confirmed = confirmed
        self._broken = broken
        self._joining: Counter[bytes] = Counter()
        self._leaving: Counter[bytes] = Counter()
        self._heard = True
        self._tasks = [self._spawn(self._read()), self._spawn(self._beat())]

    async def send(self, joins: bool, channels: Sequence[bytes]) -> None:
        """Subscribe to channels, or leave them."""
        (self._joining if joins else self._leaving).update(channels)
        for i in range(0, len(channels), CHUNK):
            words = (self._verbs[joins], *channels[i : i + CHUNK])
            await self._connection.send_packed_command(pack(words))

    async def close(self) -> None:
        """Close the connection. `broken` is not called any more."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await hang_up(self._connection)

    def _spawn(self, work: Awaitable[None]) -> asyncio.Task[None]:
        return asyncio.get_running_loop().create_task(self._until_broken(work))

    async def _until_broken(self, work: Awaitable[None]) -> None:
        try:
            await work
        except Exception as exc:
            self._broken(exc)

    async def _read(self) -> None:
        while True:
            self._on_reply(await self._connection.read_response(timeout=math.inf))
            self._heard = True

    async def _beat(self) -> None:
        while self._heard:
            self._heard = False
            await self._connection.send_packed_command(b"PING\r\n")
            await asyncio.sleep(QUIET_S)
        raise StoreUnavailable("the connection for pub/sub fell silent")

    def _on_reply(self, reply: Any) -> None:
        if not isinstance(reply, list):
            return
        kind, channel = reply[0], reply[1]
        if kind in (b"message", b"smessage"):
            self._deliver(channel, reply[2])
        elif kind in (b"subscribe", b"ssubscribe"):
            if _countdown(self._joining, channel):
                self._confirmed(channel)
        elif kind == b"sunsubscribe" and not self._leaving[channel]:
            raise StoreUnavailable("a channel moved to another node")
        elif kind in (b"unsubscribe", b"sunsubscribe"):
            _countdown(self._leaving, channel)


def _countdown(counter: Counter[bytes], channel: bytes) -> bool:
    """One less; whether that was the last."""
    counter[channel] -= 1
    if counter[channel] > 0:
        return False
    del counter[channel]
    return True
