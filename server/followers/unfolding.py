"""Turns at unfolding large sessions, so that many who ask for theirs hold up nobody."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from server.fair_queue import FairQueue
from store.sessions.types import Snapshot

LARGE = 256 * 1024
"""Bytes. What is smaller is unfolded in a millisecond or two, at once."""

_NO_END = 2**62
"""Who waits is bounded by the limits on connections and on reads."""


class Unfolding:
    """Lets a worker unfold one large session at a time; users take turns.

    Each piece of that work is short, but all that is ready is done before the event loop looks at
    its sockets again: forty at once were half a second in which no token was sent.
    """

    def __init__(self) -> None:
        self._queue = FairQueue(_NO_END, _NO_END)

    @asynccontextmanager
    async def turn(self, user: str, stored: Snapshot) -> AsyncIterator[None]:
        """Wait until it is this one's turn, where it is large."""
        size = sum(map(len, stored.messages)) + sum(map(len, stored.tail)) + len(stored.mark or b"")
        if size < LARGE:
            yield
            return
        await self._queue.enter(user)
        try:
            yield
        finally:
            self._queue.leave()
