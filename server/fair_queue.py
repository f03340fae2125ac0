"""A queue for one place or several that is fair between users."""

import asyncio
from collections import deque
from typing import TypeAlias

_Waiting: TypeAlias = dict[str, deque[asyncio.Future[None]]]


class QueueFull(Exception):
    """So many wait already that one more would wait too long."""


AHEAD = 8
"""So many go ahead of what is for later, one after the other, before one of that has its turn."""


class FairQueue:
    """Lets `places` in at a time. Users take turns, and each one's own wait in their order.

    At most `most` wait in all, and `most_of_one` of one user. What is for `later`, as nobody waits
    for it, comes when no other waits, or when so many (AHEAD) have gone ahead of it; of that a user
    may have as many again.
    """

    def __init__(self, most: int, most_of_one: int, places: int = 1) -> None:
        self._most, self._most_of_one = most, most_of_one
        self._free = places
        self._count = 0
        self._ahead = 0
        # By user, without and with what is for later; whose turn it is stands first.
        self._waiting: tuple[_Waiting, _Waiting] = ({}, {})

    async def enter(self, user: str, *, later: bool = False) -> None:
        """Wait for a place and take it; `leave` gives it back. Raises QueueFull."""
        if self._free:
            self._free -= 1
            return
        waiting = self._waiting[later]
        if self._count >= self._most or len(waiting.get(user, ())) >= self._most_of_one:
            raise QueueFull
        place = asyncio.get_running_loop().create_future()
        waiting.setdefault(user, deque()).append(place)
        self._count += 1
        try:
            await place
        except asyncio.CancelledError:
            if place.cancelled():
                self._forget(waiting, user, place)
            else:
                self.leave()
            raise

    def leave(self) -> None:
        """Give the place to the next user's first."""
        now, later = self._waiting
        if not (now or later):
            self._free += 1
            return
        is_later = bool(later) and (not now or self._ahead >= AHEAD)
        self._ahead = 0 if is_later or not later else self._ahead + 1
        queue = later if is_later else now
        user = next(iter(queue))
        waiting = queue.pop(user)
        place = waiting.popleft()
        self._count -= 1
        if waiting:
            queue[user] = waiting  # behind all others
        if place.cancelled():
            self.leave()
        else:
            place.set_result(None)

    def _forget(self, queue: _Waiting, user: str, place: asyncio.Future[None]) -> None:
        waiting = queue.get(user)
        if waiting is None or place not in waiting:
            return
        waiting.remove(place)
        self._count -= 1
        if not waiting:
            del queue[user]
