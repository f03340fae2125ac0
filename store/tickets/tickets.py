"""Tickets: what is shown once, within a short time, in place of a credential."""

from store import keys
from store.redis.route import Route
from store.redis.scripts import command


class Tickets:
    """Bytes under the hash of a ticket, to be had once. Raises StoreUnavailable.

    Who did not hear what a `take` gave has lost the ticket, and asks for another.
    """

    def __init__(self, route: Route) -> None:
        self._route = route

    async def put(self, hash: str, what: bytes, ttl_ms: int) -> None:
        """Keep what the ticket stands for, for so long."""
        key = keys.ticket(hash)
        await self._route.run([command(key, "SET", key, what, "PX", ttl_ms)])

    async def take(self, hash: str) -> bytes | None:
        """What it stands for, for the first who asks; None for all others."""
        key = keys.ticket(hash)
        (found,) = await self._route.run([command(key, "GETDEL", key)])
        return None if found is None else bytes(found)
