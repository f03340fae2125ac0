"""Deleting a person: all that they have, all that says that there was one, and what runs for them.

Before the first step it is noted; any worker's sweep ends what a crash has left, and goes through
all of it once more after a while, as a run or a request that was under way may have added
something. Until then the note is all that has their id.
"""

import asyncio
from collections.abc import Awaitable, Callable, Collection, Sequence
from datetime import UTC, datetime

import msgspec

from server.accounts.emails import parse
from server.accounts.moving import CLAIM_MS, GRACE_MS
from server.logs import get_logger
from store.errors import StoreUnavailable
from store.owners.notes import Note
from store.store import Store

Leave = Callable[[str], Awaitable[None]]
"""Deletes what a part of the server keeps of a user, by their id. It may be called again."""

WAIT_S = 5.0
"""So long who deletes themselves waits for the end of it."""

log = get_logger(__name__)


def credentials(store: Store) -> Leave:
    """Deletes what somebody signs in by, and has all workers hear that they are so no more."""

    async def leave(user: str) -> None:
        account = await store.accounts.get(user)
        for kept in await store.api_keys.of(user):
            # Every worker hears of it first: none takes it for valid that is gone.
            await store.accounts.note(f"key {kept.key.id}")
            await store.api_keys.delete(user, kept.key.id)
        await store.accounts.delete(user, parse(account.email).hash if account else "")

    return leave


class Deletion:
    """Deletes users and guests.

    `leaving` are what else is to be deleted, credentials first: nobody may sign in as who is being
    deleted. Records of calls of models are kept `usage_days`; they stay, and name nobody any more.
    """

    def __init__(
        self,
        store: Store,
        leaving: Sequence[Leave] = (),
        usage_days: int = 35,
        grace_ms: int = GRACE_MS,
    ) -> None:
        self._store = store
        self._leaving = leaving
        self._usage_days = usage_days
        self._grace_ms = grace_ms
        self._tasks: set[asyncio.Task[None]] = set()

    async def delete(self, user: str) -> bool:
        """Delete a user; whether all of it is gone by now, or goes in the background.

        From here on they are signed in no more. Raises StoreUnavailable: where it was noted then,
        it is done later.
        """
        note = Note(user, 0)
        await self._store.parting.write(note, CLAIM_MS)
        await self._sign_out(user)
        task = asyncio.get_running_loop().create_task(self._go(note))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        done, _ = await asyncio.wait({task}, timeout=WAIT_S)
        return task in done

    async def finish(self) -> None:
        """Go on with the deletions that somebody is to look at."""
        for note in await self._store.parting.due(CLAIM_MS):
            await self._sign_out(note.about)
            await self._pass(note)

    async def stop(self) -> None:
        """Leave what is under way to other workers' sweeps."""
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _go(self, note: Note) -> None:
        try:
            await self._pass(note)
        except StoreUnavailable:
            log.info("deletion_waits", passes=note.passes)
        except Exception:
            log.exception("deletion_failed")

    async def _sign_out(self, user: str) -> None:
        for leave in self._leaving:
            await leave(user)

    async def _pass(self, note: Note) -> None:
        """Go through all of it once; the last time it is done with that."""
        owners, user = self._store.owners, note.about
        people = [*await owners.came(user), user]
        for one in people[:-1]:
            await self._sign_out(one)
        for one in people:
            for place in await owners.sessions(one):
                await self._store.sessions.delete(place.id, one, parts=True)
            if note.passes:
                await self._store.sessions.finish_deletions_of(one)
        await self._forget(people)
        for move in await self._store.moving.all():
            if not set(move.about.split(" ")).isdisjoint(people):
                await self._store.moving.erase(move)
        for one in people:
            await owners.clear(one)
        if note.passes:
            await self._store.parting.erase(note)
        else:
            await self._store.parting.passed(note, self._grace_ms)
        log.info("deleted", passes=note.passes + 1)

    async def _forget(self, people: Collection[str]) -> None:
        """Forget what calls of models have left, and the key by which the audit names somebody."""
        forgetting, today = self._store.forgetting, datetime.now(UTC)
        for one in people:
            await forgetting.forget_answers(one)
        names = {one.encode() for one in people}

        def scrubbed(record: bytes) -> bytes | None:
            if not any(name in record for name in names):
                return None
            values = msgspec.json.decode(record, type=dict[str, msgspec.Raw])
            if msgspec.json.decode(values["user"], type=str) not in people:
                return None
            nobody = msgspec.Raw(b'""')
            return msgspec.json.encode(values | dict.fromkeys(NAMES, nobody))

        await forgetting.scrub(scrubbed, today, self._usage_days)


NAMES = ("user", "session", "run")
"""What of a record of a call says whose it was."""
