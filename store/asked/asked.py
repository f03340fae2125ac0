"""The questions that users were given, so that none comes twice."""

from collections.abc import Sequence

import msgspec

from store import keys
from store.redis.route import Route
from store.redis.scripts import command, load, run

RECORD = load("asked/record.lua")

MOST = 500
"""So many questions are remembered of a user, the newest."""


class Entry(msgspec.Struct, frozen=True, array_like=True):
    """A question, and the résumé that it is about: the hash of its text, and its id if stored."""

    hash: str
    resume: str
    key: str
    text: str


class Asked:
    """What each user was asked. It lies in the user's slot, and ends with a guest."""

    def __init__(self, route: Route) -> None:
        self._route = route

    async def record(
        self, user: str, entries: Sequence[Entry], now_ms: int, ttl_ms: int | None
    ) -> None:
        """Remember these. Again changes nothing. Of a guest they are kept for so long at least."""
        words = [msgspec.json.encode(entry) for entry in entries]
        if words:
            end = "" if ttl_ms is None else ttl_ms
            await self._route.run([run(RECORD, [keys.asked(user)], MOST, end, now_ms, *words)])

    async def of(self, user: str, hash: str, resume: str) -> list[Entry]:
        """Those about a résumé, newest first: of that text, or (unless empty) of that id."""
        return [entry for _, entry in await self._all(user) if _is_about(entry, hash, resume)]

    async def forget(self, user: str, resume: str) -> None:
        """Forget those about a stored résumé, and about the same text where it was pasted."""
        found = await self._all(user)
        hashes = {entry.hash for _, entry in found if entry.resume == resume}
        words = [raw for raw, entry in found if entry.resume == resume or entry.hash in hashes]
        if words:
            key = keys.asked(user)
            await self._route.run([command(key, "ZREM", key, *words)])

    async def _all(self, user: str) -> list[tuple[bytes, Entry]]:
        key = keys.asked(user)
        (found,) = await self._route.run([command(key, "ZREVRANGE", key, 0, -1)])
        return [(raw, msgspec.json.decode(raw, type=Entry)) for raw in found]


def _is_about(entry: Entry, hash: str, resume: str) -> bool:
    return entry.hash == hash or (resume != "" and entry.resume == resume)
