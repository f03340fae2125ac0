"""What users keep: résumés, documents, jobs and applications, with their versions."""

from collections.abc import Sequence
from contextlib import suppress
from typing import Any

import msgspec

from store import index, keys
from store.errors import StoreUnavailable
from store.holdings.types import (
    Added,
    Collection,
    Entry,
    Holding,
    Listed,
    Replaced,
    Standing,
    Version,
    versions_of,
)
from store.index import Position
from store.packing import pack, unpack
from store.quotas.quotas import ACCOUNT, RECOUNT_MS, Quotas
from store.quotas.types import Refusal
from store.redis.route import Route
from store.redis.scripts import Script, command, load, run

HOLDING = (*ACCOUNT, "holdings/holding.lua")
"""What the scripts that change one holding begin with."""

ADD = load(*HOLDING, "holdings/add.lua")
SETTLE = load(*HOLDING, "holdings/settle.lua")
REPLACE = load(*HOLDING, "holdings/replace.lua")
RENAME = load(*HOLDING, "holdings/rename.lua")
DELETE = load(*HOLDING, "holdings/delete.lua")
LIST = load("holdings/list.lua")
GET = load("holdings/get.lua")

VERSIONS = 20
"""So many versions are kept, the newest."""

LIST_BYTES = 1024 * 1024
"""A listing's heads come to no more than that, unpacked, but for a first one that is larger."""


Place = tuple[Collection, str, str]
"""A collection, its user, and an id there."""


class Holdings:
    """What users keep, each in a collection of one user. Whoever knows an id of another's has none.

    `head` and `body` are any bytes, the former for listings; they are kept compressed. All of a
    user's lies in one slot of Redis with their account, and each change is one atomic step there:
    what is refused leaves nothing, and no user ever has more than they may. Of a guest, all of it
    ends at `ends_ms`, ms since 1970. Where the store is `full`, nothing new is taken, and the
    status says `storage`. Every change may be sent again; what was done is not done twice.
    """

    def __init__(self, route: Route, quotas: Quotas) -> None:
        self._route = route
        self._quotas = quotas

    async def add(
        self,
        collection: Collection,
        user: str,
        id: str,
        *,
        title: str,
        hash: str,
        head: bytes,
        body: bytes,
        data: bytes | None = None,
        status: Standing = "ready",
        now_ms: int,
        guest: bool,
        ends_ms: int | None = None,
        full: bool = False,
    ) -> Added:
        """Add a holding as its version 1, unless the user has one of the same hash already.

        An empty `hash` is that of no other. `data` is kept as it is.
        """
        header = {
            "title": title,
            "hash": hash,
            "status": status,
            "now": now_ms,
            "ends": ends_ms,
            "length": len(head),
            "holdings": self._quotas.limits.of_collection(collection, guest),
        }
        parts = [await pack(head), await pack(body), data or b""]
        place = (collection, user, id)
        status_now, known = await self._grow(ADD, place, header, parts, guest=guest, full=full)
        return Added(status_now, known.decode())

    async def settle(
        self,
        collection: Collection,
        user: str,
        id: str,
        *,
        title: str | None = None,
        status: Standing,
        head: bytes,
        body: bytes,
        now_ms: int,
        guest: bool,
        full: bool = False,
    ) -> Replaced:
        """Write what was read into a holding that is `reading`; its version stays.

        One that `failed` no longer stands for its hash: the same bytes may be added again. `stale`:
        it does not wait any more, as it was settled or replaced.
        """
        header = {"title": title, "status": status, "now": now_ms, "length": len(head)}
        parts = [await pack(head), await pack(body)]
        place = (collection, user, id)
        return Replaced(*await self._grow(SETTLE, place, header, parts, guest=guest, full=full))

    async def replace(
        self,
        collection: Collection,
        user: str,
        id: str,
        *,
        expected: int | None,
        head: bytes,
        body: bytes,
        now_ms: int,
        guest: bool,
        ends_ms: int | None = None,
        full: bool = False,
        keep: int = VERSIONS,
    ) -> Replaced:
        """Write a new version, which is `ready`; the newest `keep` are kept.

        `stale`: the newest version is not the `expected` one (None: any). Sent again with what the
        newest version says, it is not.
        """
        header = {
            "expected": expected,
            "now": now_ms,
            "ends": ends_ms,
            "length": len(head),
            "keep": keep,
        }
        parts = [await pack(head), await pack(body)]
        place = (collection, user, id)
        return Replaced(*await self._grow(REPLACE, place, header, parts, guest=guest, full=full))

    async def rename(
        self, collection: Collection, user: str, id: str, title: str, now_ms: int
    ) -> bool:
        """Give a holding another title. False: there is none."""
        return await self._alter(RENAME, (collection, user, id), title=title, now=now_ms)

    async def delete(self, collection: Collection, user: str, id: str) -> bool:
        """Delete a holding with all that belongs to it. False: there is none."""
        return await self._alter(DELETE, (collection, user, id))

    async def get(
        self, collection: Collection, user: str, id: str, version: int | None = None
    ) -> Holding | None:
        """A holding as it is, or as it was in an earlier version; None: there is none."""
        key = keys.holding(user, collection, id)
        wanted = "" if version is None else version
        row = (await self._route.run([run(GET, [key], wanted)]))[0]
        if row is None:
            return None
        *shown, log, head, body, data = row
        entry = await _entry(id, shown, head)
        if version is not None:
            written = next(one.at for one in versions_of(log) if one.version == version)
            entry = msgspec.structs.replace(entry, updated=written)
        return Holding(entry, await unpack(body), data)

    async def versions(self, collection: Collection, user: str, id: str) -> list[Version] | None:
        """The versions that are kept, newest first; None: there is no such holding."""
        key = keys.holding(user, collection, id)
        log = (await self._route.run([command(key, "HGET", key, "log")]))[0]
        return None if log is None else versions_of(log)

    async def list(
        self, collection: Collection, user: str, limit: int, cursor: str | None
    ) -> Listed:
        """At most `limit` of a collection, newest first, from `cursor` on.

        They are fewer where their heads are large, and where some have run out meanwhile. Raises
        ValueError for what is not a cursor of this listing.
        """
        bound = index.position(cursor)
        fresh, more = await _fresh(self._route, keys.collection(user, collection), limit, bound)
        shown = fresh[:limit]
        if not shown:
            return Listed([], None, 0)
        places = [keys.holding(user, collection, id) for id, _ in shown]
        rows = (await self._route.run([run(LIST, places, LIST_BYTES)]))[0]
        entries, scanned = list[Entry](), 0
        for (id, _), row in zip(shown, rows, strict=False):
            if row is not None:
                *known, length, head = row
                entries.append(await _entry(id, known, head))
                scanned += int(length)
        more = more or len(rows) < len(fresh)
        return Listed(entries, index.cursor(shown[len(rows) - 1]) if more else None, scanned)

    async def _grow(
        self,
        script: Script,
        place: Place,
        header: dict[str, Any],
        parts: Sequence[bytes],
        *,
        guest: bool,
        full: bool,
    ) -> tuple[Any, Any]:
        """Run a step that adds bytes: its status, and which holding or version that is about.

        Who would be refused is counted anew before.
        """
        _, user, _ = place
        size = sum(map(len, parts))
        refusal: Refusal | None = "storage"
        if not full:
            refusal = await self._quotas.take_of_guests(user, size) if guest else None
        _, most = self._quotas.limits.of_one(guest)
        header |= {"refusal": refusal or "", "most": most}
        status, about, age_ms, *sums = await self._step(script, place, header, parts)
        if status in (b"too_many", b"quota") and age_ms > RECOUNT_MS:
            await self._quotas.recount(user, guest=guest)
            status, about, _, *sums = await self._step(script, place, header, parts)
        if guest and sums:
            await self._quotas.settle_of_guests(user, sums)
        elif guest and not refusal:
            await self._quotas.settle(user, {}, guest=True)
        return status.decode(), about

    async def _alter(self, script: Script, place: Place, **header: Any) -> bool:
        """Run a step that adds next to nothing; whether there is such a holding."""
        reply = await self._step(script, place, header | {"most": 0})
        if reply is None:
            return False
        guest, *sums = reply
        if guest:
            with suppress(StoreUnavailable):  # it is done, and is settled with the next change
                await self._quotas.settle_of_guests(place[1], sums)
        return True

    async def _step(
        self,
        script: Script,
        place: Place,
        header: dict[str, Any],
        parts: Sequence[bytes] = (),
    ) -> Any:
        collection, user, id = place
        known = {"id": id, "member": f"{collection}:{id}", "counts": self._quotas.counts}
        encoded = msgspec.msgpack.encode(header | known)
        call = run(script, keys.all_of_holding(user, collection, id), encoded, *parts)
        return (await self._route.run([call]))[0]


def cursor_after(entry: Entry) -> str:
    """What asks a listing for those that come after this one."""
    return index.cursor((entry.id, entry.created))


async def _fresh(
    route: Route, key: str, limit: int, bound: Position | None
) -> tuple[list[index.Entry], bool]:
    """The first entries of an index after `bound`, `limit` and one at most; whether more follow."""
    offset = 0
    while True:
        stretch = await index.stretch(route, key, bound, offset, limit + 1)
        offset += len(stretch)
        fresh = [entry for entry in stretch if index.is_after(entry, bound)]
        if fresh or len(stretch) <= limit:
            return fresh, len(stretch) > limit


async def _entry(id: str, shown: Sequence[bytes], head: bytes) -> Entry:
    """What a script says of a holding."""
    title, status, hash, version, created, updated = shown
    return Entry(
        id=id,
        title=title.decode(),
        status=status.decode(),  # type: ignore[arg-type]
        hash=hash.decode(),
        version=int(version),
        created=int(created),
        updated=int(updated),
        head=await unpack(head),
    )
