"""What a guest has moves to the account that they sign in to.

It moves one by one, each in a step that may be done again, in an order in which nothing is missed
by whoever looks meanwhile: first the user has copies of what the guest keeps, then sessions change
hands, each with what runs in it, then the guest's own go. Before the first step it is noted; any
worker's sweep ends what a crash has left, and goes through all of it once more after a while, as a
run or a request that was under way may have added something.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence

import msgspec

from agents.kind.services import PracticeQuestion
from server.logs import get_logger
from server.practice.record import decoded, merged
from store.keys import COLLECTIONS, Collection
from store.owners.notes import Note
from store.owners.owners import Copied, Place
from store.practice.practice import Practised
from store.sessions.items import item_id
from store.store import Store

CLAIM_MS = 30_000
"""So long nobody else takes up what one has begun."""

GRACE_MS = 60_000
"""So long after a move, or a deletion, all of it is gone through once more."""

AT_ONCE = 20
"""So many items or questions move side by side: others' steps come in between."""

Also = Callable[[str, str], Awaitable[None]]
"""Moves what another part of the server keeps of a guest to a user. It may be called again."""

End = Callable[[str], Awaitable[None]]
"""Ends the tokens of a guest, by their id. It may be called again."""

log = get_logger(__name__)


async def nothing_ends(guest: str) -> None:
    """Where tokens run out by themselves."""


class Moved(msgspec.Struct, kw_only=True):
    """What came of a move: how many of each have moved now.

    `to` is whom the guest's things move to: another user where they had moved there before, and
    None where either is being deleted; then nothing moves. `beyond` says that the user has more now
    than they may: it is theirs all the same, and nothing new is taken until there is room.
    """

    to: str | None
    sessions: int = 0
    items: int = 0
    resumes: int = 0
    documents: int = 0
    jobs: int = 0
    applications: int = 0
    questions: int = 0
    practice: bool = False
    beyond: bool = False


class Moving:
    """Moves what guests have, and ends them.

    `remembered_s` is how long it is known where a guest has moved. `also` are called when nothing
    runs for the guest any more.
    """

    def __init__(
        self,
        store: Store,
        remembered_s: int,
        end: End = nothing_ends,
        also: Sequence[Also] = (),
        grace_ms: int = GRACE_MS,
    ) -> None:
        self._store = store
        self._remembered_ms = remembered_s * 1000
        self._end = end
        self._also = also
        self._grace_ms = grace_ms

    async def move(self, guest: str, user: str) -> Moved:
        """Move all that a guest has to a user. Who has signed up with it is the same user.

        Again moves what came since. Raises StoreUnavailable: what was noted then is done later.
        """
        store = self._store
        if guest == user:
            return Moved(to=user)
        if await store.parting.has(user) or await store.parting.has(guest):
            return Moved(to=None)
        to = await store.owners.send(guest, user, self._remembered_ms)
        if to != user:
            return Moved(to=to)
        note = Note(f"{guest} {user}", 0)
        await store.moving.write(note, CLAIM_MS)
        moved = await self._pass(note)
        await store.moving.passed(note, self._grace_ms)
        return moved

    async def finish(self) -> None:
        """Go on with the moves that somebody is to look at."""
        for note in await self._store.moving.due(CLAIM_MS):
            await self._pass(note)
            if note.passes:
                await self._store.moving.erase(note)
            else:
                await self._store.moving.passed(note, self._grace_ms)

    async def _pass(self, note: Note) -> Moved:
        """Go through all of it once."""
        guest, user = note.about.split(" ")
        moved = Moved(to=user)
        await self._change_hands(guest, user, moved, last=note.passes > 0)
        await self._end(guest)
        await self._store.owners.leave_guests(guest)
        moved.beyond = await self._is_beyond(user)
        log.info("moved", **msgspec.to_builtins(moved), guest=guest)
        return moved

    async def _change_hands(self, guest: str, user: str, moved: Moved, *, last: bool) -> None:
        store = self._store
        copies = await self._copy_holdings(guest, user, moved)
        practised = await self._merge_practice(guest, user, moved)
        entries = await store.owners.copy_asked(guest, user)
        moved.questions = len(entries)
        await store.forgetting.hand_over(guest, user)
        sessions = await self._give_all(guest, user, moved)
        while copies:
            left = [
                one for one, copied in copies.items() if not await self._drop(one, guest, copied)
            ]
            copies = await self._copy(left, guest, user, moved)
        while practised.version != (found := await store.practice.get(guest)).version:
            practised = await self._merge_practice(guest, user, moved)
        if found.record is not None or found.asked:
            await store.practice.forget(guest, guest=True)
        await store.owners.drop_asked(guest, entries)
        if last:  # until then items are looked for that a run had been making, and what it uses
            for move in self._also:
                await move(guest, user)
            await store.owners.unlist(guest, [one.id for one in sessions])

    async def _copy_holdings(
        self, guest: str, user: str, moved: Moved
    ) -> dict[tuple[Collection, str], Copied]:
        ids = [
            (collection, id)
            for collection in COLLECTIONS
            for id in await self._store.owners.holdings(guest, collection)
        ]
        return await self._copy(ids, guest, user, moved)

    async def _copy(
        self, ids: Sequence[tuple[Collection, str]], guest: str, user: str, moved: Moved
    ) -> dict[tuple[Collection, str], Copied]:
        copies: dict[tuple[Collection, str], Copied] = {}
        for collection, id in ids:
            copied = await self._store.owners.copy(collection, id, guest, user)
            if copied is None:
                continue
            copies[collection, id] = copied
            if copied.now:
                setattr(moved, collection, getattr(moved, collection) + 1)
        return copies

    async def _drop(self, one: tuple[Collection, str], guest: str, copied: Copied) -> bool:
        return await self._store.owners.drop(*one, guest, copied)

    async def _merge_practice(self, guest: str, user: str, moved: Moved) -> Practised:
        """Give the user what the guest has practised; what that was."""
        practice = self._store.practice
        theirs = await practice.get(guest)
        if theirs.record is not None:
            status = "stale"
            while status == "stale":
                known = await practice.get(user)
                before = decoded(known.record)
                after = merged(before, decoded(theirs.record))
                if after == before:
                    break
                record = msgspec.json.encode(after)
                status = await practice.write(user, known.version, record, guest=False, beyond=True)
                moved.practice = True
        known_questions = set((await practice.get(user)).asked) if theirs.asked else set[bytes]()
        new = [raw for raw in theirs.asked if raw not in known_questions]
        for first in range(0, len(new), AT_ONCE):
            await asyncio.gather(*(self._ask(user, raw) for raw in new[first : first + AT_ONCE]))
            moved.practice = True
        return theirs

    async def _ask(self, user: str, raw: bytes) -> None:
        at = msgspec.json.decode(raw, type=PracticeQuestion).at
        await self._store.practice.ask(user, raw, at, guest=False, beyond=True)

    async def _give_all(self, guest: str, user: str, moved: Moved) -> list[Place]:
        """Give the user the guest's sessions with their items, those that rest first."""
        sessions = await self._store.owners.sessions(guest)
        for place in sessions:
            given = await self._store.owners.give(place.id, guest, user)
            if given is None:
                continue
            moved.sessions += given.now
            items = [item_id(place.id, number) for number in range(1, given.items + 1)]
            for first in range(0, len(items), AT_ONCE):
                some = items[first : first + AT_ONCE]
                give = self._store.owners.give
                found = await asyncio.gather(*(give(item, guest, user) for item in some))
                moved.items += sum(one.now for one in found if one)
        return sessions

    async def _is_beyond(self, user: str) -> bool:
        """Whether a user has more than they may."""
        limits = self._store.quotas.limits
        standing = await self._store.owners.standing(user)
        sessions, size = limits.of_one(guest=False)
        most = {name: limits.of_collection(name, guest=False) for name in COLLECTIONS}
        has = [(standing.bytes, size), (standing.sessions, sessions)]
        has += [(count, most[name]) for name, count in standing.holdings.items()]
        return any(limit and count > limit for count, limit in has)
