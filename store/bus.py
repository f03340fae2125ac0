"""Pub/sub, brought to this worker: events of the sessions that it follows, and notices.

One pub/sub connection for a worker (on a cluster with sharded pub/sub, one more for each node).
When one breaks, or Redis drops it because we read too slowly, all are made again, every
subscription is restored, and then the listener is told that it may have missed something.
"""

import asyncio
import logging
from collections.abc import Coroutine, Sequence
from itertools import groupby
from typing import Protocol

from redis.exceptions import RedisError

from store import keys
from store.errors import StoreUnavailable
from store.redis.address import Host
from store.redis.connect import unavailable
from store.redis.outage import Outage
from store.redis.pubsub import PubSubConnection
from store.redis.route import PRIMARY, Route

CONFIRM_S = 5.0
"""How long Redis may take to confirm subscriptions."""

BACKOFF_S = (0.05, 1.0)
"""First and longest pause between attempts to connect."""

AWAY = (StoreUnavailable, RedisError, OSError)
"""What says that Redis is away; whatever else goes wrong, no waiting mends it."""

_log = logging.getLogger(__name__)


class Listener(Protocol):
    """Who is told. Called from the event loop; must not block, and must not raise."""

    def on_events(self, session: str, seq: int, raws: Sequence[bytes]) -> None:
        """Events were appended; `seq` is the number of the last one."""
        ...

    def on_deleted(self, session: str) -> None:
        """The session was deleted."""
        ...

    def on_left(self, session: str) -> None:
        """The session was deleted with all that its owner had: nobody is signed in as them."""
        ...

    def on_epoch(self, session: str) -> None:
        """The session's log has a new epoch, or the session another owner: what was seen of it may
        not be in it any more.
        """
        ...

    def on_notice(self, session: str) -> None:
        """A session whose lease this worker holds has a new command, or a cancel."""
        ...

    def on_reset(self) -> None:
        """The connection was lost and is back: whatever is followed has to be read again."""
        ...


class Bus:
    """A worker's subscriptions. `start` it, then follow sessions; `connected` says if it hears."""

    def __init__(self, route: Route, worker: str, listener: Listener) -> None:
        self._route = route
        self._listener = listener
        self._notices = keys.worker_channel(worker).encode()
        self._followed: dict[str, asyncio.Future[None]] = {}
        self._changes: list[tuple[bool, str]] = []
        self._sending = asyncio.Lock()
        self._connections: dict[Host, PubSubConnection] = {}
        self._break: asyncio.Future[None] | None = None
        self._noticed: asyncio.Future[None] | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self._outage = Outage("bus")
        self.connected = False

    async def start(self) -> None:
        """Connect, and from now on stay connected. Returns even where Redis is not there yet.

        Raises what no waiting mends, such as StoreFault where a permission is missing.
        """
        broken = None
        try:
            broken = await self._connect()
        except AWAY as exc:
            await self._lose(exc)
        except Exception as exc:
            await self._hang_up(exc)
            raise
        self._spawn(self._serve(broken))

    async def close(self) -> None:
        """Stop listening."""
        tasks = tuple(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await self._hang_up(StoreUnavailable("no longer listening"))

    async def subscribe(self, session: str) -> None:
        """Follow a session; returns when Redis has confirmed it.

        Raises StoreUnavailable, and then the session is not followed. Calls of one tick of the
        loop share one command.
        """
        if not self.connected:
            raise StoreUnavailable("not connected to what Redis publishes")
        confirmed = self._followed.get(session)
        if confirmed is None:
            confirmed = self._follow(session)
            self._change(True, session)
        try:
            async with asyncio.timeout(CONFIRM_S):
                await asyncio.shield(confirmed)
        except TimeoutError as exc:
            self.broken(exc)
            raise unavailable(exc) from None

    async def unsubscribe(self, session: str) -> None:
        """Follow a session no longer. What is on its way may still arrive."""
        confirmed = self._followed.pop(session, None)
        if confirmed is not None:
            _resolve(confirmed)
            self._change(False, session)

    def _follow(self, session: str) -> "asyncio.Future[None]":
        self._followed[session] = asyncio.get_running_loop().create_future()
        return self._followed[session]

    def _change(self, joins: bool, session: str) -> None:
        if self._break is None:
            return
        self._changes.append((joins, session))
        if len(self._changes) == 1:
            asyncio.get_running_loop().call_soon(lambda: self._spawn(self._send_changes()))

    async def _send_changes(self) -> None:
        """Send what gathered since the last time, in order for each session."""
        try:
            async with self._sending:
                changes, self._changes = self._changes, []
                for joins, run in groupby(changes, key=lambda change: change[0]):
                    await self._send(joins, [session for _, session in run])
        except Exception as exc:
            self.broken(exc)

    async def _send(self, joins: bool, sessions: Sequence[str]) -> None:
        await self._route.look()  # a call that failed may have had it forgotten
        channels: dict[Host, list[bytes]] = {}
        for session in sessions:
            channel = keys.events_channel(session)
            node = self._route.node_of(channel) if self._route.sharded else PRIMARY
            channels.setdefault(node, []).append(channel.encode())
        for node, names in channels.items():
            await (await self._connection(node)).send(joins, names)

    async def _connection(self, node: Host) -> PubSubConnection:
        if node not in self._connections:
            connection = await self._route.connect(node)
            self._connections[node] = PubSubConnection(
                connection, node != PRIMARY, self._deliver, self._confirmed, self.broken
            )
        return self._connections[node]

    async def _serve(self, broken: "asyncio.Future[None] | None") -> None:
        """Wait until what there is breaks, then connect again, for ever."""
        pause = BACKOFF_S[0]
        while True:
            try:
                if broken is None:
                    broken = await self._connect()
                    self._listener.on_reset()
                pause = BACKOFF_S[0]
                await broken
            except Exception as exc:
                broken = None
                await self._lose(exc)
            await asyncio.sleep(pause)
            pause = min(pause * 2, BACKOFF_S[1])

    async def _connect(self) -> "asyncio.Future[None]":
        """Make the connections and restore every subscription.

        Returns what will have the exception that breaks them, or raises it if that was at once.
        """
        loop = asyncio.get_running_loop()
        broken = self._break = loop.create_future()
        self._noticed = loop.create_future()
        await self._route.look()
        await (await self._connection(PRIMARY)).send(True, [self._notices])
        sessions = list(self._followed)
        restored = [self._noticed, *(self._follow(session) for session in sessions)]
        for session in sessions:
            self._change(True, session)
        async with asyncio.timeout(CONFIRM_S):
            for confirmed in restored:
                await _either(confirmed, broken)
        self.connected = True
        self._outage.end()
        return broken

    async def _lose(self, exc: Exception) -> None:
        """Hang up, and tell the operator; not of what only broke, as it may be back at once."""
        if not isinstance(exc, AWAY):
            _log.error("bus_failed", exc_info=exc)
        elif not self.connected:
            self._outage.begin(unavailable(exc))
        await self._hang_up(exc)

    async def _hang_up(self, exc: Exception) -> None:
        """Close all connections. Subscriptions that someone waits for are given up.

        Those that were being restored stay: who asked for them was told once that they are there.
        """
        restoring, self.connected = not self.connected, False
        connections, self._connections = self._connections, {}
        self._break = None
        self._changes.clear()
        self._route.forget()
        for session, confirmed in list(self._followed.items()):
            if not (restoring or confirmed.done()):
                del self._followed[session]
                confirmed.set_exception(unavailable(exc))
                confirmed.exception()
        for connection in connections.values():
            await connection.close()

    def _deliver(self, channel: bytes, payload: bytes) -> None:
        if channel == self._notices:
            self._listener.on_notice(payload.decode())
            return
        session = keys.session_of(channel.decode())
        if payload == keys.DELETED:
            self._listener.on_deleted(session)
        elif payload == keys.LEFT:
            self._listener.on_left(session)
        elif payload == keys.REREAD:
            self._listener.on_epoch(session)
        else:
            seq, *raws = payload.split(b"\n")
            self._listener.on_events(session, int(seq), raws)

    def _confirmed(self, channel: bytes) -> None:
        if channel == self._notices:
            confirmed = self._noticed
        else:
            confirmed = self._followed.get(keys.session_of(channel.decode()))
        if confirmed is not None:
            _resolve(confirmed)

    def broken(self, exc: Exception) -> None:
        """The link to Redis can not be used any more: make another."""
        if self._break is not None and not self._break.done():
            self._break.set_exception(exc)

    def _spawn(self, work: Coroutine[object, object, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


async def _either(awaited: "asyncio.Future[None]", broken: "asyncio.Future[None]") -> None:
    """Wait for `awaited`. Raises what broke, if that comes first."""
    await asyncio.wait({awaited, broken}, return_when=asyncio.FIRST_COMPLETED)
    if broken.done():
        broken.result()


def _resolve(future: "asyncio.Future[None]") -> None:
    if not future.done():
        future.set_result(None)
