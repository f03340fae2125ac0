"""Rate limits that all workers keep to together."""

import math
from collections.abc import Sequence
from typing import Any

from store import keys as names
from store.rate_limits.types import RUNS, Claim, Claimed, Left, RateLimit
from store.redis.route import Route
from store.redis.scripts import Call, command, load, run

TAKE = load("redis/clock.lua", "rate_limits/take.lua")
CLAIM = load("redis/clock.lua", "rate_limits/claim.lua")
GIVE_BACK = load("rate_limits/give_back.lua")

SECOND_US = 1_000_000

NEW_MS = 10_000
"""So long a session that is to be at work may not be there yet."""


class RateLimits:
    """Limits by Redis' clock. Keeps nothing itself; what came free again takes no memory in Redis.

    Raises StoreUnavailable, and then it is not known whether one was taken.
    """

    def __init__(self, route: Route) -> None:
        self._route = route

    async def take(self, group: str, limits: Sequence[RateLimit]) -> int:
        """Take one from each of the limits: 0; or from none, and in how many ms one may be.

        One atomic step and one round trip. All limits that are ever taken from together belong to
        one `group`, which is one slot of a cluster.
        """
        places = [names.rate_limit(group, limit.name) for limit in limits]
        numbers = (n for limit in limits for n in (_interval_us(limit), limit.burst))
        (wait_us,) = await self._route.run([run(TAKE, places, *numbers)])
        return -(-int(wait_us) // 1000)

    async def claim(
        self, claims: Sequence[Claim], others: Sequence[Call] = ()
    ) -> tuple[list[Claimed], list[Any]]:
        """What becomes of each claim, and what Redis answers to `others`, which go along.

        One trip, to the nodes of a cluster side by side. Each claim is an atomic step of its own:
        where one is refused, what the others took is to be given back.
        """
        replies = await self._route.run([*map(_claim, claims), *others])
        told = [_claimed(*one) for one in zip(claims, replies, strict=False)]
        return told, replies[len(claims) :]

    async def give_back(self, claims: Sequence[Claim]) -> None:
        """What these claims have taken is not used."""
        await self._route.run([_give_back(one) for one in claims])

    async def forget(self, user: str) -> None:
        """Delete all that says what a user has taken."""
        await self._route.run([command(one, "DEL", one) for one in names.all_of_limits(user)])

    async def settle_runs(self, owner: str) -> int:
        """Look which of a user's sessions that count as at work are, and forget the others.

        How many were forgotten. One that is not there yet has some seconds to come.
        """
        _, runs = names.limits("", owner)
        (counted,) = await self._route.run([command(runs, "ZRANGE", runs, 0, -1, "WITHSCORES")])
        sessions = [one.decode() for one in counted[::2]]
        metas = [names.meta(one) for one in sessions]
        status = [command(meta, "HGET", meta, "status") for meta in metas]
        clock, *found = await self._route.run([command(runs, "TIME"), *status])
        new = int(clock[0]) * 1000 - NEW_MS
        idle = [
            session
            for session, at, stands in zip(sessions, counted[1::2], found, strict=True)
            if stands == b"idle" or (stands is None and float(at) < new)
        ]
        if idle:
            await self._route.run([command(runs, "ZREM", runs, *idle)])
        return len(idle)


def _claim(claim: Claim) -> Call:
    numbers = [n for one in claim.parts for n in (one.name, one.interval_us, one.count, one.cost)]
    places = names.limits(claim.group, claim.owner)
    return run(CLAIM, places, claim.runs, claim.session, claim.once, len(claim.parts), *numbers)


def _claimed(claim: Claim, reply: Sequence[int]) -> Claimed:
    wrong, wait_us, *rest = reply
    left = [Left(n, _ms(us)) for n, us in zip(rest[::2], rest[1::2], strict=True)]
    refused = None if wrong == 0 else RUNS if wrong < 0 else claim.parts[wrong - 1].name
    return Claimed(refused, _ms(wait_us), left)


def _give_back(claim: Claim) -> Call:
    numbers = [n for one in claim.parts for n in (one.name, one.interval_us * one.cost)]
    place, _ = names.limits(claim.group, claim.owner)
    return run(GIVE_BACK, [place], claim.once, *numbers)


def _ms(us: int) -> int:
    return -(-us // 1000)


def _interval_us(limit: RateLimit) -> int:
    return math.ceil(SECOND_US / limit.per_second)
