"""Sessions as their owners see them: made, listed, spoken to, read, deleted."""

import asyncio
import hashlib
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Literal
from weakref import WeakValueDictionary

from store import keys
from store.errors import StoreUnavailable
from store.quotas.quotas import Quotas
from store.quotas.types import NOTHING, Refusal, Size, member
from store.redis.scripts import command, load, pairs
from store.sessions import listing
from store.sessions.digest import digest
from store.sessions.items import item_id
from store.sessions.types import (
    AtRest,
    Created,
    Foreign,
    Info,
    Listed,
    Opened,
    Page,
    Snapshot,
    Submitted,
)
from store.steps.steps import SESSION, Steps, new_epoch, on_session

CREATE = load(*SESSION, "sessions/create.lua")
SUBMIT = load(*SESSION, "sessions/submit.lua")
OPEN = load(*SESSION, "sessions/open.lua")
READ = load(*SESSION, "sessions/read.lua")
AT_REST = load(*SESSION, "sessions/at_rest.lua")
MESSAGES = load(*SESSION, "sessions/messages.lua")
RUNS = load(*SESSION, "sessions/runs.lua")
VERIFY = load(*SESSION, "sessions/verify.lua")
RENAME = load(*SESSION, "sessions/rename.lua")
DELETE = load(*SESSION, "sessions/delete.lua")
KEEP = load(*SESSION, "sessions/keep.lua")

INBOX_LIMIT = 1000
"""So many commands may wait in one session."""

GRACE_MS = 60_000
"""So long after a session with items was deleted these are looked for once more."""

LEAVING = 10
AT_ONCE = 50
"""So many such sessions are looked at in one go, and so many items deleted in one trip."""

CANCEL = "cancel"
"""The command that adds nothing, and is taken where nothing else is."""


class Sessions:
    """What clients do with sessions. `owner` is checked in the same step as what is done."""

    def __init__(self, steps: Steps, quotas: Quotas) -> None:
        self._steps = steps
        self._route = steps.route
        self._quotas = quotas
        # Of those that are being opened. Whoever waits for a lock holds it alive.
        self._opening: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    async def create(
        self,
        session: str,
        owner: str,
        kind: str,
        input: bytes,
        options: bytes,
        *,
        title: str,
        command_id: str,
        raw: bytes,
        now_ms: int,
        ttl_ms: int | None = None,
        version: int = 1,
        message_id: str = "",
        content: bytes = b"",
        message_content: bytes = b"",
        unknown: bool = False,
        full: bool = False,
        language: str = "",
        parent: str = "",
        plan: str = "",
    ) -> Created:
        """Make a session and put its first command on the inbox, in one atomic step.

        Idempotent: the same id with the same owner, kind and input `exists`. Inputs are compared
        byte by byte, so they have to be encoded in one way only. With `ttl_ms`
        (a guest's) all of it expires that long after the last thing that happened to it. `version`
        is that of the kind, by which its input is to be read. `message_id` names a message that
        comes with the command: a later command of that id is a duplicate. What the two say is in
        `content` (kind and input apart) and `message_content`, encoded in one way only, as
        `submit` has it: where either was said otherwise under its id, or first words are new,
        it is a `conflict`. Where it names something `unknown`, the owner has as much as they may,
        or the store is `full`, no session is made, and the status says why; one that is there
        already is as before. `language` is that of who asks, kept as it is. With a `parent` it is
        an item of that session: it is in no list, and its command waits until it is begun
        (`Items`). `plan` is the owner's.
        """
        guest = ttl_ms is not None
        size = len(input) + len(options) + len(raw)
        refusal: Refusal | Literal["unknown"] | None = "unknown" if unknown else "storage"
        if not (unknown or full):
            refusal = await self._quotas.take(owner, session, size, guest=guest, parent=parent)
        index = keys.sessions(owner)
        calls = [] if refusal else [command(index, "ZADD", index, "NX", now_ms, session)]
        if ttl_ms and not refusal:
            calls.append(command(index, "PEXPIRE", index, ttl_ms))
        arguments = (
            owner,
            kind,
            input,
            options,
            title,
            now_ms,
            ttl_ms or "",
            new_epoch(),
            command_id,
            raw,
            version,
            message_id,
            digest(content),
            digest(message_content),
            refusal or "",
            language,
            parent,
            plan,
        )
        if parent:
            status, *sizes = await self._steps.step(CREATE, session, *arguments)
        else:
            status, *sizes = await self._steps.enqueue(CREATE, session, calls, *arguments)
        if sizes:
            name = member(session, parent)
            await self._quotas.settle(owner, {name: Size.of(sizes[0])}, guest=guest)
        elif not refusal:
            await self._quotas.give_back(owner, session, size, guest=guest, parent=parent)
        if status == b"foreign":
            await self._route.run([command(index, "ZREM", index, session)])
        return Created(status.decode())

    async def submit(
        self,
        session: str,
        owner: str,
        command_id: str,
        name: str,
        raw: bytes,
        now_ms: int,
        content: bytes = b"",
        *,
        guest: bool = False,
        unknown: bool = False,
        full: bool = False,
        plan: str = "",
    ) -> Submitted:
        """Put a command onto the session's inbox, if its state takes it.

        Once for each id: deduplication goes by the ids of the newest commands (`SEEN_LIMIT` in
        steps/session.lua). `content` is what the command says, encoded in one way only: the same
        id with other content is a `conflict`; empty, it is not compared. An id that may be that
        of a message of an earlier run (the run's, and numbers, each after a dot) is `reserved`, and
        so is one whose run's messages may have an earlier command's.
        Where it names something `unknown`, the owner, of whom is known whether it is a `guest`, has
        as much as they may, or the store is `full`, what is new is not taken but for a cancel, and
        the status says why. The session goes on by the `plan`, where one is given. Times in ms
        since 1970.
        """
        counts = name != CANCEL and not (unknown or full)
        refusal: Refusal | Literal["unknown"] | None = "storage" if full else None
        if unknown:
            refusal = "unknown"
        if counts:
            refusal = await self._quotas.take(owner, session, len(raw), guest=guest)
        status, *rest = await self._steps.enqueue(
            SUBMIT,
            session,
            [],
            owner,
            command_id,
            name,
            raw,
            now_ms,
            INBOX_LIMIT,
            digest(content),
            refusal or "",
            self._quotas.limits.session_bytes,
            self._quotas.limits.inbox_bytes,
            plan,
        )
        if counts and not refusal and status != b"accepted":
            await self._quotas.give_back(owner, session, len(raw), guest=guest)
        if not rest:
            return Submitted("missing")
        allows, now, worker, ttl = (word.decode() for word in rest)
        if ttl:
            index = keys.sessions(owner)
            await self._route.run([command(index, "PEXPIRE", index, int(ttl))])
        return Submitted(status.decode(), allows, now, worker or None)

    async def open(
        self, session: str, owner: str, after: int | None, epoch: str | None, limit: int
    ) -> Opened | Foreign | None:
        """All that a (re)connecting client needs, read in one step; None: no such session.

        At most `limit` events come at once; `read` has the others. A session is opened once at a
        time: it may have many megabytes, and while Redis copies forty times as many, no token is
        stored.
        """
        cursor = "" if after is None else after
        async with self._opening.setdefault(session, asyncio.Lock()):
            reply = await self._steps.step(OPEN, session, owner, cursor, epoch or "", limit)
        if reply is None:
            return None
        if reply[0] == b"foreign":
            return Foreign()
        known, base = Info.from_meta(session, pairs(reply[1])), reply[2]
        if reply[0] == b"replay":
            return Opened(known, base, reply[3], None)
        messages, checkpoint, mark, tail = reply[3:]
        return Opened(known, base, None, Snapshot(messages, checkpoint, mark, tail))

    async def read(self, session: str, after: int, limit: int) -> Page | None:
        """At most `limit` events right after number `after`; None: there is no such session."""
        reply = await self._steps.step(READ, session, after, limit)
        if reply is None:
            return None
        epoch, head, base, owner, status, events = reply
        return Page(epoch.decode(), head, base, events, owner.decode(), status.decode())

    async def at_rest(self, session: str, owner: str) -> AtRest | None:
        """What its runs that have ended left, but for the messages; None: no such session of this
        owner.
        """
        reply = await self._steps.step(AT_REST, session, owner)
        if reply is None:
            return None
        meta, checkpoint, count = reply
        return AtRest(Info.from_meta(session, pairs(meta)), checkpoint, count)

    async def messages(
        self, session: str, owner: str, first: int, before: bytes | None, most: int, size: int
    ) -> list[bytes] | None:
        """The messages that those runs left, from number `first` on: `most` at most, and no more
        than `size` bytes but for one that is longer and comes alone.

        `before` is the message before them as it was read. None: there is no such session of this
        owner any more, or other messages stand there by now, as a retry withdraws some.
        """
        digest = "" if before is None else hashlib.sha1(before, usedforsecurity=False).hexdigest()
        reply = await self._steps.step(MESSAGES, session, owner, first, digest, most, size)
        return reply[1] if reply and reply[0] else None

    async def runs(self, session: str, owner: str) -> list[bytes] | None:
        """What is kept of its newest runs, the newest first; None: there is no such session of this
        owner.
        """
        found: list[bytes] | None = await self._steps.step(RUNS, session, owner)
        return found

    async def verify(
        self, session: str, epoch: str, head: int, token: int | None = None
    ) -> tuple[str, int] | None:
        """Tell what was seen of a log after Redis was away; get (epoch, head) as they are now.

        Where Redis has lost events, that is a new epoch. The writer gives its `token`: only it
        knows that nothing is missing, and then the log keeps its epoch. None: no such session.
        """
        await self._route.look()
        writer = "" if token is None else token
        reply = await self._steps.step(
            VERIFY, session, epoch, head, writer, new_epoch(), self._route.publish
        )
        return None if reply is None else (reply[0].decode(), reply[1])

    async def get(self, session: str, owner: str) -> Info | None:
        """What is known of a session; None: there is no such session of this owner."""
        meta = keys.meta(session)
        found = pairs((await self._route.run([command(meta, "HGETALL", meta)]))[0])
        return Info.from_meta(session, found) if found.get("owner") == owner.encode() else None

    async def list(self, owner: str, kind: str | None, limit: int, cursor: str | None) -> Listed:
        """An owner's sessions, newest first, of one kind or all.

        Raises ValueError for what is not a cursor of this listing.
        """
        return await listing.page(self._route, owner, kind, limit, cursor)

    async def keep(self, owners: Mapping[str, str]) -> dict[str, int | None]:
        """Have sessions, given with their owners, live on as if a run of theirs had just ended.

        Each is given back with its time to live in ms, of which three quarters at least are left;
        with None where it lives for ever; and not at all where it is no more. What begins anew
        counts for longer among what its owner has.
        """
        found = await self._route.run([on_session(KEEP, session) for session in owners])
        replies = {one: reply for one, reply in zip(owners, found, strict=True) if reply}
        kept = {session: int(ttl) if ttl else None for session, (ttl, _) in replies.items()}
        lives = [(keys.sessions(owners[session]), ttl) for session, ttl in kept.items() if ttl]
        if lives:
            await self._route.run([command(index, "PEXPIRE", index, ttl) for index, ttl in lives])
        for session, (_, begins_anew) in replies.items():
            if begins_anew:
                await self._quotas.measure(owners[session], session, guest=True)
        return kept

    async def rename(self, session: str, owner: str, title: str, now_ms: int) -> bool:
        """Give a session another title. False: there is no such session of this owner."""
        return bool(await self._steps.step(RENAME, session, owner, title, now_ms))

    async def delete(self, session: str, owner: str, *, parts: bool = False) -> bool:
        """Delete a session with all that belongs to it, and with its items. False: there is no such
        session of this owner.

        Whoever follows it is told that it was deleted or, where its owner `parts`, that they are
        signed in no more.
        """
        meta = keys.meta(session)
        whose, items = (await self._route.run([command(meta, "HMGET", meta, "owner", "items")]))[0]
        if whose != owner.encode():
            return False
        count = int(items or 0)
        if count:
            # Whatever comes in between, somebody looks for them again; so also for those that a
            # run makes just now, which is told only then that there is nothing to make them for.
            note = f"{count} {session} {owner}"
            until = time.time_ns() // 1_000_000 + GRACE_MS
            await self._route.run([command(keys.leaving(), "ZADD", keys.leaving(), until, note)])
        deleted = await self._delete([session], owner, keys.LEFT if parts else keys.DELETED)
        await self.delete_items(session, count, owner)
        return deleted

    async def finish_deletions(self) -> None:
        """Delete what sessions have left that were deleted some time ago: items that a crash has
        kept, or a run that was just making them.
        """
        now = time.time_ns() // 1_000_000
        words = ("ZRANGEBYSCORE", keys.leaving(), "-inf", now, "LIMIT", 0, LEAVING)
        for note in (await self._route.run([command(keys.leaving(), *words)]))[0]:
            await self._finish(note)

    async def finish_deletions_of(self, owner: str) -> None:
        """The same now, for the sessions of one owner."""
        words = ("ZRANGE", keys.leaving(), 0, -1)
        for note in (await self._route.run([command(keys.leaving(), *words)]))[0]:
            if note.endswith(f" {owner}".encode()):
                await self._finish(note)

    async def _finish(self, note: bytes) -> None:
        count, session, owner = note.decode().split(" ", 2)
        await self._delete([session], owner)
        await self.delete_items(session, int(count), owner)
        await self._route.run([command(keys.leaving(), "ZREM", keys.leaving(), note)])

    async def delete_items(self, session: str, count: int, owner: str) -> None:
        """Delete a session's items, of which there are so many."""
        items = [item_id(session, number) for number in range(1, count + 1)]
        for first in range(0, count, AT_ONCE):
            await self._delete(items[first : first + AT_ONCE], owner)

    async def _delete(
        self, sessions: Sequence[str], owner: str, told: bytes = keys.DELETED
    ) -> bool:
        """Delete those that are this owner's; whether there were any."""
        await self._route.look()
        publish = self._route.publish
        found = await self._route.run(
            [on_session(DELETE, one, owner, publish, told) for one in sessions]
        )
        replies = {one: reply for one, reply in zip(sessions, found, strict=True) if reply}
        gone = list(replies)
        if not gone:
            return False
        index, running = keys.sessions(owner), keys.running()
        await self._route.run(
            [command(index, "ZREM", index, *gone), command(running, "ZREM", running, *gone)]
        )
        sizes = {member(one, parent.decode()): NOTHING for one, (_, parent) in replies.items()}
        guest = any(ttl for ttl, _ in replies.values())
        with suppress(StoreUnavailable):  # they are deleted, and counted anew before it matters
            await self._quotas.settle(owner, sizes, guest=guest)
        return True
