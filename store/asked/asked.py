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
    """A question, and the résumé that it is about: the hash of its text, and its id if stored.

    `owner` is the session that was given it.
    """

    hash: str
    resume: str
    key: str
    text: str
    owner: str = ""


class Asked:
    """What each user was asked. It lies in the user's slot, and ends with a guest."""

    def __init__(self, route: Route) -> None:
        self._route = route

    async def record(
        self, user: str, entries: Sequence[Entry], until: int, now_ms: int, ttl_ms: int | None
    ) -> bool:
        """Remember these, which are of one owner and about one résumé; whether they are remembered.

        They are not where another owner's about that résumé came after the place `until`: of two
        who read the same and then record, one does. Again changes nothing. Of a guest they are kept
        for so long at least.
        """
        words = [msgspec.json.encode(entry) for entry in entries]
        if not words:
            return True
        end = "" if ttl_ms is None else ttl_ms
        call = run(RECORD, [keys.asked(user)], MOST, end, now_ms, until, *words)
        (remembered,) = await self._route.run([call])
        return bool(remembered)

    async def of(self, user: str, hash: str, resume: str) -> tuple[list[Entry], int]:
        """Those about a résumé, newest first: of that text, or (unless empty) of that id.

        With it the place of the user's newest entry; 0 where there is none.
        """
        found = await self._all(user)
        about = [entry for _, entry, _ in found if _is_about(entry, hash, resume)]
        return about, max((place for _, _, place in found), default=0)

    async def forget(self, user: str, resume: str) -> None:
        """Forget those about a stored résumé, and about the same text where it was pasted."""
        found = await self._all(user)
        hashes = {entry.hash for _, entry, _ in found if entry.resume == resume}
        words = [raw for raw, entry, _ in found if entry.resume == resume or entry.hash in hashes]
        if words:
            key = keys.asked(user)
            await self._route.run([command(key, "ZREM", key, *words)])

    async def all(self, user: str) -> list[Entry]:
        """All of a user's, newest first."""
        return [entry for _, entry, _ in await self._all(user)]

    async def _all(self, user: str) -> list[tuple[bytes, Entry, int]]:
        """The entries, newest first, each as it is stored, and its place."""
        key = keys.asked(user)
        (found,) = await self._route.run([command(key, "ZREVRANGE", key, 0, -1, "WITHSCORES")])
        pairs = zip(found[::2], found[1::2], strict=True)
        return [(raw, msgspec.json.decode(raw, type=Entry), int(float(at))) for raw, at in pairs]


def _is_about(entry: Entry, hash: str, resume: str) -> bool:
    return entry.hash == hash or (resume != "" and entry.resume == resume)
