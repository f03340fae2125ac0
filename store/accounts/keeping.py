"""What a guest had who has become an account: it ends no more."""

from collections.abc import Awaitable, Callable

from store import keys
from store.quotas.quotas import Quotas
from store.redis.route import Route
from store.redis.scripts import command, load, run
from store.sessions.items import item_id
from store.steps.steps import SESSION, on_session

KEEP_SESSION = load(*SESSION, "accounts/keep_session.lua")
KEEP_HELD = load("accounts/keep_held.lua")
DUE = load("redis/clock.lua", "accounts/due.lua")

AT_ONCE = 50
"""So many sessions, or other things, are looked at in one trip: others' come in between."""

DUE_AT_ONCE = 20


More = Callable[[str], Awaitable[None]]
"""Has something else of a user stay, by their id."""


class Keeping:
    """Has what a guest had stay, a thing at a time. Done again it changes nothing."""

    def __init__(self, route: Route, quotas: Quotas, *more: More) -> None:
        self._route = route
        self._quotas = quotas
        self._more = more

    async def keep(self, user: str) -> int:
        """Have all that a user has stay for good; how many sessions that is."""
        index = keys.sessions(user)
        (listed,) = await self._route.run([command(index, "ZRANGE", index, 0, -1)])
        sessions = [one.decode() for one in listed]
        items = await self._keep_sessions(user, sessions)
        await self._keep_sessions(user, items)
        await self._keep_held(user)
        for keep in self._more:
            await keep(user)
        if self._quotas.counts:
            await self._quotas.recount(user, guest=False)
            await self._quotas.settle_of_guests(user, (0, 0, -1))
        return len(sessions)

    async def _keep_sessions(self, user: str, sessions: list[str]) -> list[str]:
        """The items of these."""
        items: list[str] = []
        for first in range(0, len(sessions), AT_ONCE):
            some = sessions[first : first + AT_ONCE]
            calls = [on_session(KEEP_SESSION, one, user) for one in some]
            counts = await self._route.run(calls)
            for session, count in zip(some, counts, strict=True):
                items += [item_id(session, number) for number in range(1, (count or 0) + 1)]
        return items

    async def _keep_held(self, user: str) -> None:
        indexes = {name: keys.collection(user, name) for name in keys.COLLECTIONS}
        calls = [command(index, "ZRANGE", index, 0, -1) for index in indexes.values()]
        found = await self._route.run(calls)
        things = [
            keys.holding(user, name, id.decode())
            for name, ids in zip(indexes, found, strict=True)
            for id in ids
        ]
        shared = [keys.sessions(user), keys.asked(user), *keys.practice(user), *indexes.values()]
        shared += [keys.hashes(user, name) for name in indexes]
        held = [*things, *shared]
        for first in range(0, len(held), AT_ONCE):
            await self._route.run([run(KEEP_HELD, held[first : first + AT_ONCE])])

    async def finish(self) -> None:
        """Look again at those whose time has come: what a crash left, and what came meanwhile."""
        key = keys.newcomers()
        (due,) = await self._route.run([run(DUE, [key], DUE_AT_ONCE)])
        for user in due:
            await self.keep(user.decode())
            await self._route.run([command(key, "ZREM", key, user)])
