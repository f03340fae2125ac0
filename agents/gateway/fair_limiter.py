"""The limit on concurrency with one provider: a semaphore that is fair between subscriptions."""

import asyncio
from collections import deque
from collections.abc import Mapping

from agents.models.request import Subscription

WEIGHTS: Mapping[Subscription, int] = {"pro": 4, "free": 2, "guest": 1}
"""Of the calls that wait, so many of each subscription are let in by turns."""


class FairLimiter:
    """A fair semaphore: `limit` calls are inside. Within a subscription, who came first goes first.

    Subscriptions take turns by weight (stride scheduling: each has a distance that grows by
    1 / weight with every call let in, and the shortest is next), so that none waits for ever.
    """

    def __init__(self, limit: int) -> None:
        self._free = limit
        self._distance = dict.fromkeys(WEIGHTS, 0.0)
        self._waiting: dict[Subscription, deque[asyncio.Future[None]]] = {
            p: deque() for p in WEIGHTS
        }

    async def enter(self, subscription: Subscription) -> None:
        """Wait for a place and take it. `leave` gives it back."""
        if self._free > 0:
            self._free -= 1
            return
        self._catch_up(subscription)
        place = asyncio.get_running_loop().create_future()
        self._waiting[subscription].append(place)
        try:
            await place
        except asyncio.CancelledError:
            if place.done() and not place.cancelled():
                self.leave()
            raise

    def leave(self) -> None:
        """Give the place to whoever is next."""
        while (place := self._next()) is not None:
            if not place.done():
                place.set_result(None)
                return
        self._free += 1

    def _catch_up(self, subscription: Subscription) -> None:
        """A subscription of which nobody waited has saved up nothing meanwhile."""
        others = [self._distance[p] for p, queue in self._waiting.items() if queue]
        if not self._waiting[subscription] and others:
            self._distance[subscription] = max(self._distance[subscription], min(others))

    def _next(self) -> asyncio.Future[None] | None:
        waiting = [subscription for subscription, queue in self._waiting.items() if queue]
        if not waiting:
            return None
        subscription = min(waiting, key=self._distance.__getitem__)
        place = self._waiting[subscription].popleft()
        if not place.done():
            self._distance[subscription] += 1 / WEIGHTS[subscription]
        return place
