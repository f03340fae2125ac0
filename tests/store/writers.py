"""Words for the store's tests: sessions, their writers, and what is expected of their logs."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Any

from store import keys
from store.commits.types import Commit, Committed, Finish
from store.leases.types import Acquired
from store.redis.scripts import command
from store.store import Store

PATIENCE_S = 10.0
OWNER = "ada"


async def raw(store: Store, *words: str | bytes | int) -> Any:
    """One Redis command; its second word is its key."""
    return (await store.route.run([command(str(words[1]), *words)]))[0]


async def eventually(condition: Callable[[], Awaitable[object]], what: str) -> None:
    """Wait until a condition holds; AssertionError when it takes too long."""
    deadline = time.monotonic() + PATIENCE_S
    while not await condition():
        assert time.monotonic() < deadline, f"waited in vain until {what}"
        await asyncio.sleep(0.01)


NewStore = Callable[..., Store]
"""Makes a store with other settings, closed when the test ends."""


class Writer:
    """The holder of a lease: keeps the head, and says what it commits."""

    def __init__(self, store: Store, acquired: Acquired) -> None:
        self.store = store
        self.session = acquired.meta.id
        self.acquired = acquired
        self.token = acquired.token
        self.epoch = acquired.epoch
        self.head = acquired.head

    def commit(self, *events: bytes, **part: Any) -> Commit:
        """What would be sent."""
        return Commit(self.session, self.token, self.head, list(events), **part)

    def end(self, command_id: str, *events: bytes, **changes: Any) -> Commit:
        """A commit that ends a run."""
        part = {
            "checkpoint": b"checkpoint",
            "keep": 0,
            "messages": [],
            "allows": "message",
        } | changes
        return self.commit(*events, finish=Finish(command_id=command_id, **part))

    async def send(self, item: Commit) -> Any:
        """Send one item; keep the head that it leads to."""
        (result,) = await self.store.commits.commit([item])
        if isinstance(result, Committed):
            self.head = result.head
        return result

    async def append(self, *events: bytes, **part: Any) -> Any:
        """Commit events, and a step or a mark with them."""
        return await self.send(self.commit(*events, **part))

    async def finish(self, command_id: str, *events: bytes, **changes: Any) -> Any:
        """End the run."""
        return await self.send(self.end(command_id, *events, **changes))


class Sessions:
    """Makes sessions."""

    def __init__(self, store: Store) -> None:
        self.store = store

    async def start(self, session: str = "one", **changes: Any) -> str:
        """A new session with the command "c1" on its inbox."""
        part = {"title": "", "command_id": "c1", "raw": b"start", "now_ms": 1000} | changes
        kind, input_ = part.pop("kind", "chat"), part.pop("input", b"{}")
        owner = part.pop("owner", OWNER)
        created = await self.store.sessions.create(session, owner, kind, input_, b"{}", **part)
        assert created.status == "created"
        return session

    async def writer(self, session: str = "one", worker: str = "w1", **changes: Any) -> Writer:
        """A new session's writer."""
        return await self.take(await self.start(session, **changes), worker)

    async def take(self, session: str, worker: str = "w1") -> Writer:
        """A writer of a session that nobody holds."""
        acquired = await self.store.leases.acquire(session, worker)
        assert isinstance(acquired, Acquired), acquired
        return Writer(self.store, acquired)

    async def idle(self, session: str = "one", **changes: Any) -> Writer:
        """A session whose first run is over; the writer that it had."""
        writer = await self.writer(session, **changes)
        await writer.finish("c1", b"e1")
        return writer

    async def say(
        self, session: str, command_id: str, name: str = "message", content: bytes = b""
    ) -> Any:
        """Submit a command as the owner."""
        return await self.store.sessions.submit(
            session, OWNER, command_id, name, b"raw " + name.encode(), 7, content
        )

    async def log(self, session: str = "one") -> list[bytes]:
        """The events that Redis keeps."""
        kept: list[bytes] = await raw(self.store, "LRANGE", keys.log(session), 0, -1)
        return kept

    async def expire_lease(self, session: str = "one") -> None:
        """As if the lease's time had passed."""
        await raw(self.store, "DEL", keys.lease(session))


def end(loop: asyncio.AbstractEventLoop) -> None:
    """Close a loop of one's own: what is closed in it needs a few turns until it is gone."""
    for _ in range(10):
        loop.run_until_complete(asyncio.sleep(0))
    loop.close()
