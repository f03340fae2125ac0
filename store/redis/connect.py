"""New connections to Redis. Connections are redis-py's; what is asked over them is the store's.

RESP2 throughout: it is what every Redis, Valkey and managed service speaks, and replies of scripts
are flat lists in it. Time-outs and retries are left to the caller, so that there is one place for
them; maintenance notifications and client info are off, as they cost round trips at connect.
"""

import contextlib
import math
import re
from typing import Any

from redis.asyncio.connection import AbstractConnection
from redis.exceptions import OutOfMemoryError, RedisError, ResponseError

from store.errors import StoreFull, StoreUnavailable
from store.redis.address import Address, Host

_LEFT_TO_US = {
    "decode_responses", "encoding", "health_check_interval", "legacy_responses",
    "max_connections", "retry_on_timeout", "timeout",
}  # fmt: skip

_NO_MEMORY = re.compile(r"\bOOM\b")
"""What Redis says, in a script's error, too, when it may use no more memory."""


class Connector:
    """Makes connections to the nodes that an address names, or that its sentinels name.

    Raises RedisError or OSError, or StoreUnavailable where the sentinels know no primary.
    """

    def __init__(self, address: Address, connect_timeout: float) -> None:
        self.address = address
        self._sentinels = list(address.hosts)
        self._ours: dict[str, Any] = {
            "protocol": 2,
            "driver_info": None,
            "socket_timeout": None,
            "socket_connect_timeout": connect_timeout,
        }

    async def node(self, host: Host) -> AbstractConnection:
        """A connection to the Redis at this host and port."""
        return await self._connect(self.address.options, host=host[0], port=host[1])

    async def primary(self) -> AbstractConnection:
        """A connection to the one Redis, or to the primary that the sentinels name now."""
        if self.address.form == "sentinel":
            return await self._promoted()
        if not self.address.hosts:
            return await self._connect(self.address.options)
        return await self.node(self.address.hosts[0])

    async def _promoted(self) -> AbstractConnection:
        connection = await self.node(await self._ask_sentinels())
        role = await ask(connection, b"ROLE")
        if role[0] == b"master":
            return connection
        await connection.disconnect(nowait=True)
        raise StoreUnavailable("the sentinels have not yet agreed on a primary")

    async def _ask_sentinels(self) -> Host:
        """The primary's host. The sentinel that knew is asked first next time."""
        words = (b"SENTINEL", b"GET-MASTER-ADDR-BY-NAME", self.address.service)
        for sentinel in tuple(self._sentinels):
            try:
                connection = await self._connect(
                    self.address.sentinel_options, host=sentinel[0], port=sentinel[1]
                )
                try:
                    found = await ask(connection, *words)
                finally:
                    await connection.disconnect(nowait=True)
            except (RedisError, OSError):
                continue
            if found:
                self._sentinels.remove(sentinel)
                self._sentinels.insert(0, sentinel)
                return found[0].decode(), int(found[1])
        raise StoreUnavailable(f"no sentinel knows the primary of {self.address.service!r}")

    async def _connect(self, options: Any, **where: Any) -> AbstractConnection:
        given = {k: v for k, v in options.items() if k not in _LEFT_TO_US}
        connection = self.address.connection(**given, **where, **self._ours)
        try:
            await connection.connect()  # type: ignore[no-untyped-call]
        except BaseException:
            await connection.disconnect(nowait=True)
            raise
        return connection


async def ask(connection: AbstractConnection, *words: str | bytes | int) -> Any:
    """One command, one answer, outside of any pool."""
    await connection.send_command(*words)
    return await connection.read_response(timeout=math.inf)


async def hang_up(connection: AbstractConnection) -> None:
    """Close a connection and wait until it is closed; a peer that drags its feet is left behind."""
    with contextlib.suppress(RedisError):
        await connection.disconnect()


def unavailable(exc: BaseException) -> StoreUnavailable:
    """What the caller is told when the way to Redis is broken."""
    if isinstance(exc, StoreUnavailable):
        return exc
    reason = str(exc) or type(exc).__name__
    if isinstance(exc, OutOfMemoryError) or _NO_MEMORY.search(reason):
        return StoreFull(f"Redis says: {reason}")
    if isinstance(exc, ResponseError):
        reason = f"Redis says: {reason}"
    return StoreUnavailable(reason)
