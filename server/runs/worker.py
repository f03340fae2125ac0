"""One worker process: its store, its actors, its tails and its connections, wired together."""

import asyncio
import contextvars
import secrets
import time
from collections.abc import Awaitable, Callable, Coroutine, Mapping, Sequence
from dataclasses import replace
from typing import Any, Protocol

from agents.kind.kind import Kind
from agents.kind.services import Services
from server.followers.tails import Tails
from server.logs import get_logger
from server.runs.actor import Actor, ActorContext
from server.runs.committer import Committer
from server.runs.durability_watch import DurabilityWatch
from server.runs.item_service import Admit, ItemService, anybody
from server.runs.session_service import SessionService
from server.runs.tickers import Ticker
from store.bus import Bus
from store.errors import StoreFull, StoreUnavailable
from store.leases.types import Renewed
from store.redis.outage import Outage
from store.store import Store

RENEWALS = 3
"""How often a lease is renewed in the time that it lasts: one may be late, and another lost."""
SWEEP_S = 0.5
KEEP_S = 1.0
BEAT_S = 1.0
BEAT_CONNECTIONS = 50
"""After so many, tokens of others get their turn: connections opened together ping together."""
DURABILITY_S = 10.0
DELETIONS_S = 15.0
CHORES_S = 15.0
SWEEP_SESSIONS = 100
RENEW_SESSIONS = 25
"""How many leases one call prolongs. Redis does nothing else meanwhile, and tokens wait for it."""

log = get_logger(__name__)


class Connection(Protocol):
    """An open connection, as the worker's heartbeat and drain see it."""

    def tick(self, now: float) -> None:
        """Time has passed; `now` is monotonic, in seconds."""

    def goaway(self) -> None:
        """The worker is being drained: say so, then close."""


class Worker:
    """What serves sessions in this process. `start` before use; `drain`, then `stop`.

    `chores` are what else is done now and then, by name: what any worker ends that one has begun.

    `actors` and their `tasks` are there, by session, while a session is worked here.
    """

    def __init__(
        self,
        store: Store,
        kinds: Mapping[str, Kind],
        services: Services,
        heartbeat_ms: int = 20_000,
        full_share: float = 1.0,
        admit_items: Admit = anybody,
        chores: Mapping[str, Callable[[], Awaitable[None]]] | None = None,
    ) -> None:
        self.id = secrets.token_hex(6)
        self.store = store
        self.kinds = kinds
        self.bus = store.bus(self.id, self)
        self.tails = Tails(Source(store, self.bus))
        self.committer = Committer(store.commits.commit, self.tails.find)
        self.connections: dict[Connection, None] = {}
        self.draining = False
        self.durability = DurabilityWatch(store, full_share)
        sessions = SessionService(store, kinds, self.ensure_actor, lambda: self.durability.full)
        items = ItemService(store, kinds, lambda: self.durability.full, admit_items)
        services = replace(services, kinds=kinds, sessions=sessions, items=items)
        self.context = ActorContext(self.id, store, self.committer, self.tails, kinds, services)
        self.actors: dict[str, Actor] = {}
        self.tasks: dict[str, asyncio.Task[None]] = {}
        self._background: set[asyncio.Task[None]] = set()
        self._full = Outage("sweep")
        self.sweep = Ticker("sweep", SWEEP_S, self.look_after_due)
        self._tickers = (
            self.sweep,
            Ticker("lease", store.steps.lease_ms / 1000 / RENEWALS, self.renew_leases),
            # A connection wants to be looked at twice a heartbeat; four times is punctual.
            Ticker("heartbeat", min(BEAT_S, heartbeat_ms / 4000), self.tick_connections),
            Ticker("keep", KEEP_S, self.keep_followed),
            Ticker("durability", DURABILITY_S, self.durability.look),
            Ticker("deletions", DELETIONS_S, store.sessions.finish_deletions),
            *(Ticker(name, CHORES_S, chore) for name, chore in (chores or {}).items()),
        )

    async def start(self) -> None:
        """Begin to serve. Redis need not be there yet."""
        await self.bus.start()
        self.committer.start()
        for ticker in self._tickers:
            ticker.start()
        log.info("worker_serving", worker=self.id, kinds=sorted(self.kinds))

    async def drain(self) -> None:
        """Shut down gracefully: send every connection away, hand every run over, lose nothing."""
        self.draining = True
        for connection in list(self.connections):
            connection.goaway()
        tasks = list(self.tasks.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        log.info("drained", runs=len(tasks))

    async def stop(self) -> None:
        """End everything that is left."""
        for ticker in self._tickers:
            await ticker.stop()
        for task in list(self._background):
            task.cancel()
        await self.committer.stop()
        await self.bus.close()
        await self.store.close()

    def ensure_actor(self, session: str) -> None:
        """Make sure that somebody works the session's inbox: here, if nobody holds its lease."""
        if self.draining:
            return
        actor = self.actors.get(session)
        if actor is not None:
            actor.dirty = True
            return
        actor = self.actors[session] = Actor(self.context, session)
        # The actor outlives the request that woke it, so it must not log under that one's id.
        task = asyncio.get_running_loop().create_task(
            self._serve(actor), name=f"actor {session}", context=contextvars.Context()
        )
        self.tasks[session] = task

    async def _serve(self, actor: Actor) -> None:
        try:
            await actor.serve()
        except StoreUnavailable:
            # Whoever sweeps when Redis is back finds the session and goes on.
            log.debug("actor_stopped", session=actor.session)
        except Exception:
            log.exception("actor_failed", session=actor.session)
        finally:
            del self.actors[actor.session]
            del self.tasks[actor.session]

    def _in_background(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._background.add(task)
        task.add_done_callback(self._background.discard)

    async def look_after_due(self) -> None:
        """Look after all sessions whose time has come, a page at a time."""
        while not self.draining:
            try:
                sessions = await self.store.leases.due(SWEEP_SESSIONS)
            except StoreFull as exc:
                # Nobody can take a session now, and all can be read here as well as elsewhere.
                self._full.begin(exc)
                return
            self._full.end()
            for session in sessions:
                self.ensure_actor(session)
            if len(sessions) < SWEEP_SESSIONS:
                return

    async def renew_leases(self) -> None:
        """Prolong the lease of every session that is worked here; stop where it is another's."""
        held = [(a, a.token) for a in self.actors.values() if a.token is not None]
        for first in range(0, len(held), RENEW_SESSIONS):
            await self._renew_some(held[first : first + RENEW_SESSIONS])

    async def _renew_some(self, held: Sequence[tuple[Actor, int]]) -> None:
        found = await self.store.leases.renew([(actor.session, token) for actor, token in held])
        for (actor, token), lease in zip(held, found, strict=True):
            if actor.token != token:
                continue
            if isinstance(lease, Renewed):
                actor.cancel(lease.cancelled)
            else:
                actor.on_lease_lost()

    async def tick_connections(self) -> None:
        """Let every connection look at the time, and drop tails that nobody listens to."""
        now = time.monotonic()
        for number, connection in enumerate(list(self.connections), 1):
            if connection in self.connections:
                connection.tick(now)
            if number % BEAT_CONNECTIONS == 0:
                await asyncio.sleep(0)
        await self.tails.sweep(now)

    async def keep_followed(self) -> None:
        """No session runs out under those who follow it here."""
        await self.tails.keep(time.monotonic(), self.store.sessions.keep)

    def on_events(self, session: str, seq: int, raws: Sequence[bytes]) -> None:
        """Events were appended, by another worker: the session's tail takes them in."""
        self.tails.feed(session, seq, raws)

    def on_deleted(self, session: str) -> None:
        """The session was deleted: whoever follows it is told."""
        self.tails.deleted(session)

    def on_left(self, session: str) -> None:
        """The session's owner was deleted, and it with them: whoever follows it is told."""
        self.tails.left(session)

    def on_epoch(self, session: str) -> None:
        """The session's log has a new epoch, or the session another owner: its tail reads again."""
        self.tails.reread(session)

    def on_notice(self, session: str) -> None:
        """The session has a new command, or a cancel: its actor looks at once."""
        actor = self.actors.get(session)
        if actor is None:
            self.ensure_actor(session)
        else:
            self._in_background(actor.notice())

    def on_reset(self) -> None:
        """The bus was away: nothing that was seen is sure any more until it is read again."""
        self._in_background(self._verify())

    async def _verify(self) -> None:
        """Redis was away: where it lost what was seen here, the log becomes another one."""
        for session, epoch, head in self.tails.heads():
            try:
                await self.store.sessions.verify(session, epoch, head)
            except StoreUnavailable:
                # It is away again; the next reset comes back here.
                return
        self.tails.reset()


class Source:
    """What tails need of the store and of the bus."""

    def __init__(self, store: Store, bus: Bus) -> None:
        self.read = store.sessions.read
        self.open = store.sessions.open
        self.subscribe = bus.subscribe
        self.unsubscribe = bus.unsubscribe
