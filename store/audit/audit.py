"""What is written down of security events, one after the other, and the keys of those in it."""

from collections.abc import Mapping

from store import keys
from store.redis.route import Route
from store.redis.scripts import command, load, pairs, run

KEY = load("audit/key.lua")

PAGE = 500

STRANGERS_MS = 7 * 86_400_000
"""So long a day's key of strangers is kept: those who come again can be told for a week."""


class AuditLog:
    """A stream that is only ever added to, and the keys by which its people are named.

    A user's key lies in their slot: in their account, or, of a guest, beside what they have, and
    ends with them. Raises StoreUnavailable.
    """

    def __init__(self, route: Route) -> None:
        self._route = route

    async def add(self, entry: Mapping[str, str], most: int) -> None:
        """Add an entry; of about `most` the newest are kept."""
        key = keys.audit()
        words = [word for pair in entry.items() for word in pair]
        await self._route.run([command(key, "XADD", key, "MAXLEN", "~", most, "*", *words)])

    async def key_of(self, user: str, new: bytes = b"", ttl_ms: int = 0) -> bytes | None:
        """The user's key; a guest who has none is given the `new` one, unless that is empty."""
        places = [keys.profile(user), keys.audit_key(user)]
        (found,) = await self._route.run([run(KEY, places, new, ttl_ms)])
        return found or None

    async def keys_of(self, user: str) -> list[bytes]:
        """The keys by which a user goes: their account's, and that which they had as a guest."""
        account, guest = keys.profile(user), keys.audit_key(user)
        calls = [command(account, "HGET", account, "auditKey"), command(guest, "GET", guest)]
        return [bytes(key) for key in await self._route.run(calls) if key]

    async def forget(self, user: str) -> None:
        """Delete a guest's key: nobody can tell any more which entries are theirs."""
        key = keys.audit_key(user)
        await self._route.run([command(key, "DEL", key)])

    async def key_of_day(self, day: str, new: bytes) -> bytes:
        """The key of the strangers of a day: the `new` one, if nobody gave it another."""
        place = keys.audit_day_key(day)
        calls = [
            command(place, "SET", place, new, "NX", "PX", STRANGERS_MS),
            command(place, "GET", place),
        ]
        _, found = await self._route.run(calls)
        return bytes(found)

    async def since(self, first: str, most: int = PAGE) -> list[tuple[str, dict[str, str]]]:
        """Entries from a place on (a time in ms since 1970, or `(ID` for those after one), oldest
        first: their ids, of which the first part is the time, and what they say.
        """
        key = keys.audit()
        call = command(key, "XRANGE", key, first, "+", "COUNT", most)
        (found,) = await self._route.run([call])
        return [(id.decode(), _entry(fields)) for id, fields in found]


def _entry(fields: list[bytes]) -> dict[str, str]:
    return {name: value.decode() for name, value in pairs(fields).items()}
