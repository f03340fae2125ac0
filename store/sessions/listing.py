"""An owner's sessions a page at a time, from the index of when they were created.

What a session was started with may be large, and is not read; nor is anything but whose and of
which kind it is, of a session that is not shown.
"""

from store import index, keys
from store.index import Entry
from store.redis.route import Route
from store.redis.scripts import command
from store.sessions.types import Listed, Summary

PAGE_SCANS = 10
"""A listing reads at most so many stretches of the index for one answer."""


async def page(
    route: Route, owner: str, kind: str | None, limit: int, cursor: str | None
) -> Listed:
    """At most `limit` of an owner's sessions, of one kind or all, from `cursor` on.

    Raises ValueError for what is not a cursor of this listing.
    """
    bound, offset, found = index.position(cursor), 0, list[Entry]()
    for _ in range(PAGE_SCANS):
        stretch = await index.stretch(route, keys.sessions(owner), bound, offset, limit + 1)
        offset += len(stretch)
        fresh = [entry for entry in stretch if index.is_after(entry, bound)]
        found += await _of_kind(route, owner, kind, fresh)
        if len(found) >= limit:
            found = found[:limit]
            return Listed(await _shown(route, owner, found), index.cursor(found[-1]), offset)
        if len(stretch) <= limit:
            return Listed(await _shown(route, owner, found), None, offset)
    return Listed(await _shown(route, owner, found), index.cursor(stretch[-1]), offset)


async def _of_kind(route: Route, owner: str, kind: str | None, entries: list[Entry]) -> list[Entry]:
    """Those that (still) exist, are the owner's, and of that kind; in the same order."""
    metas = await _fields(route, entries, ("owner", "kind"))
    return [
        entry
        for entry, (whose, of) in zip(entries, metas, strict=True)
        if whose == owner.encode() and kind in (None, of.decode())
    ]


async def _shown(route: Route, owner: str, entries: list[Entry]) -> list[Summary]:
    """What is shown of those that (still) exist and are the owner's, in the same order."""
    metas = await _fields(route, entries, Summary.FIELDS)
    return [
        Summary.from_meta(session, dict(zip(Summary.FIELDS, meta, strict=True)))
        for (session, _), meta in zip(entries, metas, strict=True)
        if meta[0] == owner.encode()
    ]


async def _fields(route: Route, entries: list[Entry], names: tuple[str, ...]) -> list[list[bytes]]:
    calls = [command(keys.meta(one), "HMGET", keys.meta(one), *names) for one, _ in entries]
    return await route.run(calls)
