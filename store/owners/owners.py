"""Whose each thing is: sessions, holdings and what was asked, given to another user or to nobody.

Every step may be done again, and by several at once; what was done is not done twice. What belongs
to two users lies in two slots of a cluster, so a thing is first there, then here no more.
"""

from collections.abc import Iterable, Sequence
from typing import TypeVar

import msgspec
from msgspec import Struct

from store import keys
from store.keys import Collection
from store.quotas.quotas import ACCOUNT, Quotas
from store.quotas.types import NOTHING, Size, member
from store.redis.route import Route
from store.redis.scripts import command, load, pairs, run
from store.steps.steps import SESSION, Steps

GIVE = load(*SESSION, "owners/give.lua")
TAKE = load(*ACCOUNT, "holdings/holding.lua", "owners/take.lua")
DROP = load(*ACCOUNT, "holdings/holding.lua", "owners/drop.lua")
STANDING = load(*ACCOUNT, "owners/standing.lua")
TAKE_ASKED = load("owners/take_asked.lua")

MOST_ASKED = 500
"""So many questions are remembered of a user, as store/asked has it."""

AT_ONCE = 100
"""So many things are looked at in one trip."""

T = TypeVar("T")


class Given(Struct, frozen=True):
    """A session that is the new owner's: whether it was given now, and how many items it has."""

    now: bool
    items: int


class Place(Struct, frozen=True):
    """A session of a user: whether it is running, and how many items it has."""

    id: str
    running: bool
    items: int


class Copied(Struct, frozen=True):
    """A holding as it was read, and whether it was taken over now."""

    updated: bytes
    version: bytes
    status: bytes
    now: bool


class Standing(Struct, frozen=True):
    """What a user has: bytes, sessions, and things in each collection."""

    bytes: int
    sessions: int
    holdings: dict[Collection, int]


class Owners:
    """Changes whose things are."""

    def __init__(self, route: Route, steps: Steps, quotas: Quotas) -> None:
        self._route = route
        self._steps = steps
        self._quotas = quotas

    # Who moved where

    async def send(self, guest: str, user: str, ttl_ms: int) -> str:
        """Say that a guest's things move to a user, for so long; to whom they do: the first."""
        came, moved = keys.came(user), keys.moved(guest)
        await self._route.run([command(came, "SADD", came, guest)])
        words = (moved, user, "NX", "PX", ttl_ms)
        calls = [command(moved, "SET", *words), command(moved, "GET", moved)]
        to: bytes = (await self._route.run(calls))[1] or user.encode()
        if to != user.encode():
            await self._route.run([command(came, "SREM", came, guest)])
        return to.decode()

    async def of(self, guest: str) -> str | None:
        """The user to whom a guest's things have moved, or do; None: they stay where they are."""
        key = keys.moved(guest)
        to: bytes | None = (await self._route.run([command(key, "GET", key)]))[0]
        return to.decode() if to else None

    async def came(self, user: str) -> list[str]:
        """The guests whose things have moved to a user."""
        key = keys.came(user)
        (found,) = await self._route.run([command(key, "SMEMBERS", key)])
        return sorted(one.decode() for one in found)

    # Sessions

    async def sessions(self, user: str) -> list[Place]:
        """The sessions in a user's list that are there, whoever's, those that rest first."""
        key = keys.sessions(user)
        (listed,) = await self._route.run([command(key, "ZRANGE", key, 0, -1)])
        places = list[Place]()
        for some in _parts([one.decode() for one in listed]):
            fields = ("status", "items")
            calls = [command(keys.meta(one), "HMGET", keys.meta(one), *fields) for one in some]
            found = zip(some, await self._route.run(calls), strict=True)
            places += [
                Place(id, status == b"running", int(items or 0))
                for id, (status, items) in found
                if status
            ]
        return sorted(places, key=lambda place: place.running)

    async def give(self, session: str, owner: str, new: str) -> Given | None:
        """Give a session to another owner, for good; None: it is neither's.

        The new owner finds it in their list before it is theirs. What runs is taken up where it
        stands, for the new owner, by whoever sweeps next.
        """
        await self._route.look()
        meta, index = keys.meta(session), keys.sessions(new)
        words = ("HMGET", meta, "created", "parent", "owner")
        created, parent, whose = (await self._route.run([command(meta, *words)]))[0]
        if whose not in (owner.encode(), new.encode()):
            return None
        if not parent:
            listing = command(index, "ZADD", index, "NX", created, session)
            await self._route.run([listing, command(index, "PERSIST", index)])
        await self._steps.touch([session], self._steps.lease_ms)  # a crash in between loses no run
        reply = await self._steps.step(GIVE, session, owner, new, self._route.publish, keys.REREAD)
        if reply is None:
            return None
        now, items, of, size = reply
        if now:
            await self._steps.touch([session], 0)
        name = member(session, of.decode())
        await self._quotas.settle(new, {name: Size.of(size)}, guest=False)
        await self._quotas.settle(owner, {name: NOTHING}, guest=False)
        return Given(bool(now), int(items))

    async def unlist(self, user: str, sessions: Sequence[str]) -> None:
        """Take sessions that are another's out of a user's list."""
        key = keys.sessions(user)
        for some in _parts(sessions):
            await self._route.run([command(key, "ZREM", key, *some)])

    # Holdings

    async def holdings(self, user: str, collection: Collection) -> list[str]:
        """The ids of what a user keeps in a collection, oldest first."""
        key = keys.collection(user, collection)
        return [
            one.decode() for one in (await self._route.run([command(key, "ZRANGE", key, 0, -1)]))[0]
        ]

    async def copy(self, collection: Collection, id: str, owner: str, new: str) -> Copied | None:
        """Have another user keep what a user keeps, for good, whatever they may have; None: there
        is none. The newer of two stays.
        """
        key = keys.holding(owner, collection, id)
        flat = (await self._route.run([command(key, "HGETALL", key)]))[0]
        found = pairs(flat)
        if not found:
            return None
        found.pop("ends", None)
        header = self._header(collection, id) | {
            "created": int(found["created"]),
            "updated": int(found["updated"]),
            "version": int(found["version"]),
        }
        words = [word for field in found.items() for word in field]
        places = keys.all_of_holding(new, collection, id)
        call = run(TAKE, places, msgspec.msgpack.encode(header), *words)
        (taken,) = await self._route.run([call])
        return Copied(found["updated"], found["version"], found["status"], bool(taken))

    async def drop(self, collection: Collection, id: str, owner: str, copied: Copied) -> bool:
        """Have a user keep no more what another has taken over. False: it has changed since."""
        header = msgspec.msgpack.encode(self._header(collection, id))
        places = keys.all_of_holding(owner, collection, id)
        call = run(DROP, places, header, copied.updated, copied.version, copied.status)
        return bool((await self._route.run([call]))[0])

    def _header(self, collection: Collection, id: str) -> dict[str, object]:
        name = f"{collection}:{id}"
        return {"id": id, "member": name, "counts": self._quotas.counts, "most": 0}

    # Questions

    async def copy_asked(self, owner: str, new: str) -> list[bytes]:
        """Have another user remember which questions a user was given; which those are."""
        key, other = keys.asked(owner), keys.asked(new)
        (found,) = await self._route.run([command(key, "ZRANGE", key, 0, -1, "WITHSCORES")])
        if not found:
            return []
        words = [
            word
            for raw, place in zip(found[::2], found[1::2], strict=True)
            for word in (int(float(place)), raw)
        ]
        await self._route.run([run(TAKE_ASKED, [other], MOST_ASKED, *words)])
        return list(found[::2])

    async def drop_asked(self, owner: str, entries: Sequence[bytes]) -> None:
        """Have a user remember these no more."""
        key = keys.asked(owner)
        for some in _parts(entries):
            await self._route.run([command(key, "ZREM", key, *some)])

    # All of it

    async def standing(self, user: str) -> Standing:
        """What a user has."""
        cards = [keys.collection(user, one) for one in keys.COLLECTIONS]
        calls = [run(STANDING, keys.account(user)), *(command(k, "ZCARD", k) for k in cards)]
        (size, sessions), *counts = await self._route.run(calls)
        return Standing(size, sessions, dict(zip(keys.COLLECTIONS, counts, strict=True)))

    async def leave_guests(self, user: str) -> None:
        """Take a user out of what all guests have together."""
        await self._quotas.settle_of_guests(user, (0, 0, -1))

    async def clear(self, user: str) -> None:
        """Delete all that a user keeps besides their sessions, and what says where it came from."""
        bytes_, ends = keys.account(user)
        (counted,) = await self._route.run([command(ends, "ZRANGE", ends, 0, -1)])
        entries = [one.decode().partition(":") for one in counted]
        held = {name for class_, _, name in entries if class_ == "held"}
        for collection in keys.COLLECTIONS:
            held |= {f"{collection}:{id}" for id in await self.holdings(user, collection)}
        places = [keys.holding(user, *name.split(":", 1)) for name in sorted(held)]
        for some in _parts([*places, *_shared(user), *keys.practice(user), bytes_, ends]):
            await self._route.run([command(some[0], "DEL", *some)])
        sent = [keys.moved(guest) for guest in await self.came(user)]
        await self._route.run([command(key, "DEL", key) for key in sent])
        to = await self.of(user)
        if to is not None:
            came = keys.came(to)
            await self._route.run([command(came, "SREM", came, user)])
        mine = keys.moved(user), keys.came(user)
        await self._route.run([command(key, "DEL", key) for key in mine])
        await self.leave_guests(user)


def _shared(user: str) -> list[str]:
    """What things of a user have in common, or is one thing by itself."""
    listed = [keys.sessions(user), keys.asked(user), *keys.limits("", user)]
    for collection in keys.COLLECTIONS:
        listed += [keys.collection(user, collection), keys.hashes(user, collection)]
    return listed


def _parts(things: Sequence[T]) -> Iterable[Sequence[T]]:
    return (things[first : first + AT_ONCE] for first in range(0, len(things), AT_ONCE))
