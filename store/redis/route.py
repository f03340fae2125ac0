"""Which node gets which command: one Redis, or the nodes of a cluster.

Commands are gathered into one write for each node. The slots of a cluster are learnt from it and
learnt again when it says MOVED; a command that was redirected had no effect, so it is safe to send
again.
"""

import asyncio
import logging
import re
from collections.abc import Sequence
from functools import partial
from typing import Any, Literal, NoReturn

from redis.asyncio.connection import AbstractConnection
from redis.crc import key_slot
from redis.exceptions import (
    AskError,
    ClusterDownError,
    MovedError,
    NoScriptError,
    OutOfMemoryError,
    ReadOnlyError,
    RedisError,
    ResponseError,
    TryAgainError,
)

from store.errors import StoreFault, StoreUnavailable
from store.redis import address
from store.redis.address import Host
from store.redis.connect import Connector, unavailable
from store.redis.pool import Pool
from store.redis.scripts import Call, command

Lane = Literal["usual", "urgent", "durable"]
"""What has connections of its own: neither a crowd nor who waits for a disk holds others up."""

POOL_LIMIT = 16
LIMITS: dict[Lane, int] = {"usual": POOL_LIMIT, "urgent": 2, "durable": 16}
REDIRECTS = 5

WAIT_MS = 2000
"""So long is waited for a disk."""

WAIT = command("", b"WAITAOF", 1, 0, WAIT_MS)
"""Answers when what the same connection has written before is on the disk of its node; with an
error where the node knows no such command (before 7.2), or keeps no append-only file."""

_log = logging.getLogger(__name__)

_AWAY = (ClusterDownError, OutOfMemoryError, ReadOnlyError, TryAgainError)
_AWAY_CODES = re.compile(
    r"\b(BUSY|CLUSTERDOWN|LOADING|MASTERDOWN|MISCONF|NOREPLICAS|OOM|READONLY|TRYAGAIN)\b"
)

PRIMARY: Host = ("", 0)
"""Stands for the one Redis of an address that is not a cluster's."""


class Route:
    """The way to Redis for one process, which routes each call to its node.

    Makes no connection before it is needed. A trip takes at most `timeout` s, a new connection at
    most `connect_timeout` s. Urgent calls, and those that are to be durable, have connections of
    their own.
    """

    def __init__(self, url: str, *, timeout: float, connect_timeout: float) -> None:
        self._connector = Connector(address.parse(url), connect_timeout)
        self._timeout = timeout
        self._pools: dict[tuple[Host, Lane], Pool] = {}
        self._owners: list[Host] | None = None
        self._looking = asyncio.Lock()
        self.cluster = False
        self.sharded = False

    @property
    def publish(self) -> str:
        """The verb that publishes on a session's channel."""
        return "SPUBLISH" if self.sharded else "PUBLISH"

    async def run(
        self, calls: Sequence[Call], *, urgent: bool = False, durable: bool = False
    ) -> list[Any]:
        """Send calls, each to its node, in order for each node; return their replies.

        Where they are to be `durable` each node that can (WAITAOF) answers when its disk has them,
        within WAIT_MS; that takes up to a second where it is written to once a second. Raises
        StoreUnavailable, of which nobody knows what was done, and StoreFault.
        """
        lane: Lane = "durable" if durable else "urgent" if urgent else "usual"
        if not calls:
            return []
        if self._owners is None:
            await self.look()
        if not self.cluster:
            return _checked(await _exchange(self._pool(PRIMARY, lane), calls, durable))
        try:
            return _checked(await self._scatter(calls, lane))
        except StoreUnavailable:
            self.forget()
            raise

    async def look(self) -> None:
        """Learn, once, what stands at the address. Raises StoreUnavailable."""
        if self._owners is not None:
            return
        async with self._looking:
            if self._owners is None:
                self._owners = await self._learn()

    def forget(self) -> None:
        """What was learnt may be out of date: look again before the next call."""
        if self.cluster:
            self._owners = None

    def node_of(self, key: str) -> Host:
        """The node that has this key, as far as is known; needs a `look` before."""
        if not self.cluster or self._owners is None:
            return PRIMARY
        return self._owners[key_slot(key.encode())]

    async def info(self) -> list[bytes]:
        """INFO of each primary. Raises as `run` does."""
        await self.look()
        nodes = dict.fromkeys(self._owners or ()) if self.cluster else [PRIMARY]
        ask = [command("", b"INFO")]
        return _checked([(await _exchange(self._pool(node), ask))[0] for node in nodes])

    async def connect(self, node: Host) -> AbstractConnection:
        """A connection of one's own to a node, for pub/sub. Raises StoreUnavailable."""
        try:
            async with asyncio.timeout(self._timeout):
                if node == PRIMARY and self.cluster:
                    return await self._connector.node(self.node_of(""))
                return await self._connection(node)
        except (RedisError, OSError, TimeoutError) as exc:
            raise unavailable(exc) from exc

    async def close(self) -> None:
        """Close all connections that are not in use."""
        for pool in self._pools.values():
            await pool.close()

    async def _learn(self) -> list[Host]:
        if self._connector.address.form == "single" and not self.cluster:
            probe = (await _exchange(self._pool(PRIMARY), [command("", b"INFO")]))[0]
            self._note(_checked([probe])[0])
        elif self._connector.address.form == "cluster" and not self.cluster:
            self._note((await self._first_answer(command("", b"INFO")))[0])
        if not self.cluster:
            return []
        return _owners(*await self._first_answer(command("", b"CLUSTER", b"SLOTS")))

    def _note(self, info: bytes) -> None:
        version = re.search(rb"redis_version:(\d+)", info)
        self.cluster = b"cluster_enabled:1" in info
        self.sharded = self.cluster and version is not None and int(version[1]) >= 7

    async def _first_answer(self, call: Call) -> tuple[Any, Host]:
        """The answer of the first node that gives one: those known, then those of the address.

        Also which node that was. Raises StoreUnavailable.
        """
        known = [host for host, lane in self._pools if lane == "usual" and host != PRIMARY]
        failure: Exception = StoreUnavailable("the address names no node")
        for host in dict.fromkeys((*known, *self._connector.address.hosts)):
            try:
                return _checked(await _exchange(self._pool(host), [call]))[0], host
            except StoreUnavailable as exc:
                failure = exc
        raise failure

    def _pool(self, host: Host, lane: Lane = "usual") -> Pool:
        pool = self._pools.get((host, lane))
        if pool is None:
            pool = Pool(partial(self._connection, host), LIMITS[lane], self._timeout)
            self._pools[host, lane] = pool
        return pool

    async def _connection(self, host: Host) -> AbstractConnection:
        return await (self._connector.primary() if host == PRIMARY else self._connector.node(host))

    async def _scatter(self, calls: Sequence[Call], lane: Lane) -> list[Any]:
        replies: list[Any] = [None] * len(calls)
        todo = list(range(len(calls)))
        for _ in range(REDIRECTS):
            await self._gather(calls, todo, replies, lane)
            for i in todo:
                if isinstance(replies[i], AskError) and not isinstance(replies[i], MovedError):
                    replies[i] = await self._asking(calls[i], *replies[i].node_addr)
            todo = [i for i in todo if isinstance(replies[i], MovedError)]
            if not todo:
                return replies
            self.forget()
            await self.look()
        raise StoreUnavailable("the cluster keeps moving its slots")

    async def _gather(
        self, calls: Sequence[Call], todo: list[int], replies: list[Any], lane: Lane
    ) -> None:
        groups: dict[Host, list[int]] = {}
        for i in todo:
            groups.setdefault(self.node_of(calls[i].key), []).append(i)
        answers = await asyncio.gather(
            *(
                _exchange(self._pool(host, lane), [calls[i] for i in group], lane == "durable")
                for host, group in groups.items()
            ),
            return_exceptions=True,
        )
        for group, answer in zip(groups.values(), answers, strict=True):
            if isinstance(answer, BaseException):
                raise answer
            for i, reply in zip(group, answer, strict=True):
                replies[i] = reply

    async def _asking(self, call: Call, host: str, port: int) -> Any:
        """Send a call to the node that a moving slot is going to; see `_owners` for no host."""
        payload = command("", b"ASKING").packed() + call.packed_in_full()
        node = (host or self.node_of(call.key)[0], port)
        return (await self._pool(node).exchange(payload, 2))[1]


async def _exchange(pool: Pool, calls: Sequence[Call], durable: bool = False) -> list[Any]:
    """One trip; scripts that the node does not know yet go again with their source."""
    replies = await _trip(pool, [c.packed() for c in calls], durable)
    unknown = [i for i, reply in enumerate(replies) if isinstance(reply, NoScriptError)]
    if unknown:
        again = await _trip(pool, [calls[i].packed_in_full() for i in unknown], durable)
        for i, reply in zip(unknown, again, strict=True):
            replies[i] = reply
    return replies


async def _trip(pool: Pool, packed: list[bytes], durable: bool) -> list[Any]:
    """The replies to packed commands; where they are to be durable, when they are."""
    if not durable:
        return await pool.exchange(b"".join(packed), len(packed))
    *replies, told = await pool.exchange(b"".join([*packed, WAIT.packed()]), len(packed) + 1)
    if isinstance(told, list) and told[0] < 1:
        _log.warning("Redis has not written to its disk for %s ms", WAIT_MS)
    return replies


def _owners(reply: Sequence[Sequence[Any]], asked: Host) -> list[Host]:
    """CLUSTER SLOTS as a table from slot to primary. Raises StoreUnavailable on a hole.

    A node whose host is empty (it does not know its own yet) or null (it was told to name none)
    is at the host that was `asked` (the documentation of CLUSTER SLOTS, "preferred endpoint").
    """
    table: list[Host | None] = [None] * 16384
    for first, last, (host, port, *_), *_ in reply:
        node = (host.decode() if host else asked[0], int(port))
        table[first : last + 1] = [node] * (last + 1 - first)
    owners = [node for node in table if node is not None]
    if len(owners) < len(table):
        raise StoreUnavailable("the cluster does not serve all of its slots")
    return owners


def _checked(replies: list[Any]) -> list[Any]:
    for reply in replies:
        if isinstance(reply, ResponseError):
            _refuse(reply)
    return replies


def _refuse(reply: ResponseError) -> NoReturn:
    if isinstance(reply, _AWAY) or _AWAY_CODES.search(str(reply)):
        raise unavailable(reply)
    raise StoreFault(f"Redis refused a command: {reply}")
