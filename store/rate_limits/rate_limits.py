"""Rate limits that all workers keep to together."""

import math
from collections.abc import Sequence

from store import keys as names
from store.rate_limits.types import RateLimit
from store.redis.route import Route
from store.redis.scripts import load, run

TAKE = load("redis/clock.lua", "rate_limits/take.lua")

SECOND_US = 1_000_000


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


def _interval_us(limit: RateLimit) -> int:
    return math.ceil(SECOND_US / limit.per_second)
