"""Ids in a sorted set by when they were made, read newest first, a page at a time."""

from store.redis.route import Route
from store.redis.scripts import command

Entry = tuple[str, int]
"""An id in an index, and when it was made (ms since 1970)."""

Position = tuple[int, str]
"""Where a page ends: the time and the id of its last entry."""


async def stretch(
    route: Route, index: str, bound: Position | None, offset: int, count: int
) -> list[Entry]:
    """At most `count` entries after the first `offset` of those that are no newer than `bound`.

    Those of the bound's own time are among them: `is_after` tells which were not there before.
    """
    top = bound[0] if bound else "+inf"
    words = ("ZREVRANGEBYSCORE", index, top, "-inf", "WITHSCORES", "LIMIT", offset, count)
    flat = (await route.run([command(index, *words)]))[0]
    return [(one.decode(), int(float(at))) for one, at in zip(flat[::2], flat[1::2], strict=True)]


def is_after(entry: Entry, bound: Position | None) -> bool:
    """Whether an entry comes after those of the pages up to `bound`."""
    id, made = entry
    return not bound or (made, id) < bound


def cursor(entry: Entry) -> str:
    """What asks for the entries after this one."""
    id, made = entry
    return f"{made}.{id}"


def position(cursor: str | None) -> Position | None:
    """Where the pages up to a cursor end. Raises ValueError for what is none."""
    if cursor is None:
        return None
    made, dot, id = cursor.partition(".")
    if not (dot and id and made.isdecimal() and len(made) < 16):
        raise ValueError("not a cursor of this listing")
    return int(made), id
