"""A committer and its appenders on a store, with all that goes to Redis written down."""

import json
from collections.abc import Sequence
from typing import Any

from protocol.events import CustomEvent, TextMessageContentEvent
from server.runs.appender import Appender
from server.runs.committer import Committer
from store import keys
from store.commits.types import Commit, Committed, Lost
from store.leases.types import Fenced
from store.store import Store
from tests.server.calls import new_id
from tests.store.writers import Sessions
from tests.store.writers import raw as redis_command


class Trips:
    """The store's commit, written down: what was sent, what was answered, how many at a time."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.sent: list[list[Commit]] = []
        self.under_way = 0
        self.most = 0
        self.fault: Exception | None = None

    async def commit(self, items: list[Commit]) -> Sequence[Committed | Fenced | Lost]:
        self.sent.append(list(items))
        self.under_way += 1
        self.most = max(self.most, self.under_way)
        try:
            if self.fault is not None:
                raise self.fault
            return await self.store.commits.commit(items)
        finally:
            self.under_way -= 1


class Ear:
    """Where a session's committed events go: written down, or a bug."""

    def __init__(self, committing: "Committing", session: str) -> None:
        self.committing = committing
        self.session = session

    def feed(self, seq: int, raws: Sequence[bytes], /) -> None:
        if self.committing.deaf:
            raise RuntimeError("a bug")
        self.committing.fed.append((self.session, seq, list(raws)))


class Committing:
    """A committer on a store, and appenders of sessions whose lease it has."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.trips = Trips(store)
        self.fed: list[tuple[str, int, list[bytes]]] = []
        self.failed: list[str] = []
        self.committer = Committer(self.trips.commit, self._find)
        self.committer.start()
        self.deaf = False

    def _find(self, session: str) -> "Ear":
        return Ear(self, session)

    async def appender(self) -> Appender:
        session = new_id()
        writer = await Sessions(self.store).writer(session)
        return self.committer.appender(
            session, writer.token, writer.head, lambda: self.failed.append(session)
        )

    async def waits(self) -> bool:
        """Whether the committer waits for Redis to come back."""
        return not self.committer.available

    async def travels(self) -> bool:
        """Whether a trip is under way."""
        return self.trips.under_way > 0

    async def log(self, session: str) -> list[dict[str, Any]]:
        """The log, as Redis has it."""
        return [
            json.loads(e)
            for e in await redis_command(self.store, "LRANGE", keys.log(session), 0, -1)
        ]


def text(id: str, delta: str) -> TextMessageContentEvent:
    return TextMessageContentEvent(id, delta)


def custom(n: int = 0) -> CustomEvent:
    return CustomEvent(name="n", value=n)
