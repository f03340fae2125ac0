"""The limit on concurrency with one provider: a semaphore that is fair between subscriptions, and
lets what nobody waits for come last."""

import asyncio
from collections import deque
from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal, TypeAlias

from agents.models.request import Subscription

Class: TypeAlias = Subscription | Literal["later"]
"""Whose turn it may be: that of a subscription, or of what all subscriptions have for later."""

WEIGHTS: Mapping[Subscription, float] = MappingProxyType(
    {"enterprise": 8, "pro": 4, "free": 2, "guest": 1}
)
"""Of the calls that wait, so many of each subscription are let in by turns."""

LATER = 0.25
"""So many of what is for later, of whichever subscription."""

SHARE_LATER = 0.75
"""Of the places what is for later has so many at most, one at least: a place is soon free for who
comes and waits."""


class FairLimiter:
    """A fair semaphore: `limit` calls are inside. Within a class, who came first goes first.

    Classes take turns by weight (stride scheduling: each has a distance that grows by
    1 / weight with every call let in, and the shortest is next), so that none waits for ever.
    """

    def __init__(self, limit: int, weights: Mapping[Subscription, float] = WEIGHTS) -> None:
        self._weights: dict[Class, float] = dict(weights) | {"later": LATER}
        self._free = limit
        self._later = 0
        self._most_later = max(1, int(limit * SHARE_LATER))
        self._distance = dict.fromkeys(self._weights, 0.0)
        self._waiting: dict[Class, deque[asyncio.Future[None]]] = {
            p: deque() for p in self._weights
        }

    async def enter(self, subscription: Subscription, *, later: bool = False) -> None:
        """Wait for a place and take it. `leave`, told the same, gives it back."""
        if self._free > 0 and not (later and self._later >= self._most_later):
            self._free -= 1
            self._later += later
            return
        class_: Class = "later" if later else subscription
        self._catch_up(class_)
        place = asyncio.get_running_loop().create_future()
        self._waiting[class_].append(place)
        try:
            await place
        except asyncio.CancelledError:
            if place.done() and not place.cancelled():
                self.leave(later=later)
            raise

    def leave(self, *, later: bool = False) -> None:
        """Give the place to whoever is next."""
        self._later -= later
        while (found := self._next()) is not None:
            class_, place = found
            if not place.done():
                self._later += class_ == "later"
                place.set_result(None)
                return
        self._free += 1

    def _catch_up(self, class_: Class) -> None:
        """A class of which nobody waited has saved up nothing meanwhile."""
        others = [self._distance[p] for p, queue in self._waiting.items() if queue]
        if not self._waiting[class_] and others:
            self._distance[class_] = max(self._distance[class_], min(others))

    def _next(self) -> tuple[Class, asyncio.Future[None]] | None:
        waiting = [class_ for class_, queue in self._waiting.items() if queue]
        if self._later >= self._most_later:
            waiting = [class_ for class_ in waiting if class_ != "later"]
        if not waiting:
            return None
        class_ = min(waiting, key=self._distance.__getitem__)
        place = self._waiting[class_].popleft()
        if not place.done():
            self._distance[class_] += 1 / self._weights[class_]
        return class_, place
