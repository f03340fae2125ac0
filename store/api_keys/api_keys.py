"""The API keys of all users, each found by the hash of what is shown for it."""

import msgspec

from store import keys
from store.api_keys.types import ApiKey, Kept, Owned, Place
from store.redis.route import Route
from store.redis.scripts import command, load, run

ADD = load("api_keys/add.lua")
USE = load("api_keys/use.lua")


class ApiKeys:
    """API keys. A user's lie in the user's slot, and there it is decided whether one is valid.

    What leads to them by a hash lies in slots of its own, and is never there without the key that
    it leads to, but for the moment in which one is deleted. Raises StoreUnavailable.
    """

    def __init__(self, route: Route) -> None:
        self._route = route

    async def add(self, user: str, key: ApiKey, most: int) -> bool:
        """Keep a new one; whether there was room: a user may have `most`. Again changes nothing."""
        mine, _ = keys.api_keys(user)
        add = run(ADD, [mine], key.id, msgspec.json.encode(key), most)
        (added,) = await self._route.run([add], durable=True)
        if not added:
            return False
        leads = keys.api_key(key.hash)
        place = msgspec.json.encode(Place(user, key.id))
        await self._route.run([command(leads, "SET", leads, place)], durable=True)
        # The user, or the key, may have been deleted in between.
        (there,) = await self._route.run([command(mine, "HEXISTS", mine, key.id)])
        if not there:
            await self._route.run([command(leads, "DEL", leads)])
        return True

    async def of(self, user: str) -> list[Kept]:
        """Those that a user has, the newest first."""
        mine, used = keys.api_keys(user)
        found, times = await self._route.run(
            [command(mine, "HVALS", mine), command(used, "HGETALL", used)]
        )
        used_at = dict(zip(times[::2], map(int, times[1::2]), strict=True))
        every = [msgspec.json.decode(raw, type=ApiKey) for raw in found]
        every.sort(key=lambda key: (key.created_at, key.id), reverse=True)
        return [Kept(key, used_at.get(key.id.encode())) for key in every]

    async def has(self, user: str, id: str) -> bool:
        """Whether a user has one of that id."""
        mine, _ = keys.api_keys(user)
        (found,) = await self._route.run([command(mine, "HEXISTS", mine, id)])
        return bool(found)

    async def find(self, hash: str) -> Owned | None:
        """The one with that hash, if there is one. Takes two trips."""
        leads = keys.api_key(hash)
        (raw,) = await self._route.run([command(leads, "GET", leads)])
        if raw is None:
            return None
        place = msgspec.json.decode(raw, type=Place)
        mine, _ = keys.api_keys(place.user)
        profile = keys.profile(place.user)
        record, plan = await self._route.run(
            [command(mine, "HGET", mine, place.id), command(profile, "HGET", profile, "plan")]
        )
        if record is None:
            return None
        key = msgspec.json.decode(record, type=ApiKey)
        return Owned(place.user, key, (plan or b"").decode()) if key.hash == hash else None

    async def use(self, user: str, id: str, now_ms: int, every_ms: int) -> None:
        """Note that one was used, so often at most. Of one that was deleted nothing is noted."""
        await self._route.run([run(USE, keys.api_keys(user), id, now_ms, every_ms)])

    async def delete(self, user: str, id: str) -> bool:
        """Delete one of a user's; whether there was one.

        What leads to it goes first, and only then what says that it is there: where that is cut
        off in between, the rest can be done again.
        """
        mine, used = keys.api_keys(user)
        (record,) = await self._route.run([command(mine, "HGET", mine, id)])
        if record is None:
            return False
        leads = keys.api_key(msgspec.json.decode(record, type=ApiKey).hash)
        await self._route.run([command(leads, "DEL", leads)], durable=True)
        calls = [command(mine, "HDEL", mine, id), command(used, "HDEL", used, id)]
        await self._route.run(calls, durable=True)
        return True
