"""A queue for one place or several that is fair between users."""

import asyncio
from collections import deque


class QueueFull(Exception):
    """So many wait already that one more would wait too long."""


class FairQueue:
    """Lets `places` in at a time. Users take turns, and each one's own wait in their order.

    At most `most` wait in all, and `most_of_one` of one user.
    """

    def __init__(self, most: int, most_of_one: int, places: int = 1) -> None:
        self._most, self._most_of_one = most, most_of_one
        self._free = places
        self._count = 0
        # By user; whose turn it is stands first.
        self._waiting: dict[str, deque[asyncio.Future[None]]] = {}

    async def enter(self, user: str) -> None:
        """Wait for a place and take it; `leave` gives it back. Raises QueueFull."""
        if self._free:
            self._free -= 1
            return
        if self._count >= self._most or len(self._waiting.get(user, ())) >= self._most_of_one:
            raise QueueFull
        place = asyncio.get_running_loop().create_future()
        self._waiting.setdefault(user, deque()).append(place)
        self._count += 1
        try:
            await place
        except asyncio.CancelledError:
            if place.cancelled():
                self._forget(user, place)
            else:
                self.leave()
            raise

    def leave(self) -> None:
        """Give the place to the next user's first."""
        if not self._waiting:
            self._free += 1
            return
        user = next(iter(self._waiting))
        waiting = self._waiting.pop(user)
        place = waiting.popleft()
        self._count -= 1
        if waiting:
            self._waiting[user] = waiting  # behind all others
        if place.cancelled():
            self.leave()
        else:
            place.set_result(None)

    def _forget(self, user: str, place: asyncio.Future[None]) -> None:
        waiting = self._waiting.get(user)
        if waiting is None or place not in waiting:
            return
        waiting.remove(place)
        self._count -= 1
        if not waiting:
            del self._waiting[user]
