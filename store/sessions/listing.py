"""An owner's sessions a page at a time, from the index of when they were created."""

from store import keys
from store.redis.route import Route
from store.redis.scripts import command, pairs
from store.sessions.types import Info, Listed

PAGE_SCANS = 10
"""A listing reads at most so many stretches of the index for one answer."""


async def page(
    route: Route, owner: str, kind: str | None, limit: int, cursor: str | None
) -> Listed:
    """At most `limit` of an owner's sessions, of one kind or all, from `cursor` on.

    Raises ValueError for what is not a cursor of this listing.
    """
    bound, offset, found = _position(cursor), 0, list[Info]()
    for _ in range(PAGE_SCANS):
        stretch = await _index(route, owner, bound, offset, limit + 1)
        offset += len(stretch)
        fresh = [one for one, created in stretch if not bound or (created, one) < bound]
        for known in await _owned(route, owner, fresh):
            if kind in (None, known.kind):
                found.append(known)
                if len(found) == limit:
                    return Listed(found, f"{known.created}.{known.id}")
        if len(stretch) <= limit:
            return Listed(found, None)
    last, created = stretch[-1]
    return Listed(found, f"{created}.{last}")


async def _index(
    route: Route, owner: str, bound: tuple[int, str] | None, offset: int, count: int
) -> list[tuple[str, int]]:
    index = keys.sessions(owner)
    top = bound[0] if bound else "+inf"
    words = ("ZREVRANGEBYSCORE", index, top, "-inf", "WITHSCORES", "LIMIT", offset, count)
    flat = (await route.run([command(index, *words)]))[0]
    return [
        (session.decode(), int(float(score)))
        for session, score in zip(flat[::2], flat[1::2], strict=True)
    ]


async def _owned(route: Route, owner: str, ids: list[str]) -> list[Info]:
    """Those of the sessions that (still) exist and are the owner's, in the same order."""
    calls = [command(keys.meta(session), "HGETALL", keys.meta(session)) for session in ids]
    metas = [pairs(flat) for flat in await route.run(calls)] if calls else []
    return [
        Info.from_meta(session, meta)
        for session, meta in zip(ids, metas, strict=True)
        if meta.get("owner") == owner.encode()
    ]


def _position(cursor: str | None) -> tuple[int, str] | None:
    if cursor is None:
        return None
    created, dot, session = cursor.partition(".")
    if not (dot and session and created.isdecimal() and len(created) < 16):
        raise ValueError("not a cursor of this listing")
    return int(created), session
