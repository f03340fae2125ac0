"""The tails of one worker: made when a connection comes, dropped when none has come back."""

import math
from collections.abc import Awaitable, Callable, Mapping, Sequence

from server.followers.tail import Source, Tail

LINGER_S = 10.0
"""How long a tail outlives its last connection, so that a quick reconnect finds it warm."""

KEEPS = 4
"""How often a session that is followed is kept in the time that it lasts: some may be lost."""

KEEP_SESSIONS = 25
"""How many one call keeps. Redis does nothing else meanwhile, and tokens wait for it."""

Keep = Callable[[Mapping[str, str]], Awaitable[Mapping[str, int | None]]]
"""Sessions.keep, of the store."""


class Tails:
    """Finds the tail of a session, and routes to it what the bus and the committer bring."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._tails: dict[str, Tail] = {}
        self._local: set[str] = set()
        self.find: Callable[[str], Tail | None] = self._tails.get
        """The session's tail, if it has one. The dict's own method: this is once per token."""

    def get(self, session: str) -> Tail:
        """The session's tail, made if need be."""
        tail = self.find(session)
        if tail is None:
            tail = self._tails[session] = Tail(session, self._source, session in self._local)
        return tail

    def feed(self, session: str, seq: int, raws: Sequence[bytes]) -> None:
        """Committed events, the last of them number `seq`."""
        if (tail := self.find(session)) is not None:
            tail.feed(seq, raws)

    def deleted(self, session: str) -> None:
        """The session was deleted."""
        if (tail := self.find(session)) is not None:
            tail.deleted()

    def left(self, session: str) -> None:
        """The session was deleted with all that its owner had."""
        if (tail := self.find(session)) is not None:
            tail.deleted(with_owner=True)

    def reset(self) -> None:
        """The pub/sub connection was lost and is back: what it would have brought is unknown."""
        for tail in self._tails.values():
            if not tail.local:
                tail.reset()

    def reread(self, session: str) -> None:
        """The session's log may have been changed under its number (a new epoch)."""
        if (tail := self.find(session)) is not None:
            tail.reset()

    async def set_local(self, session: str, epoch: str, head: int) -> None:
        """The session's actor lives in this process from now on."""
        self._local.add(session)
        if (tail := self.find(session)) is not None:
            await tail.set_local(epoch, head)

    def set_remote(self, session: str) -> None:
        """The session's actor does not live in this process any more."""
        self._local.discard(session)
        if (tail := self.find(session)) is not None:
            tail.set_remote()

    def heads(self) -> list[tuple[str, str, int]]:
        """(session, epoch, head) of every log that this process has seen, as it last saw it."""
        return [(t.session, t.epoch, t.ring.head) for t in self._tails.values() if t.epoch]

    async def keep(self, now: float, keep: Keep) -> None:
        """Keep what is followed from running out, as a guest's session does (`now`: monotonic).

        What ran out all the same, or was lost, is gone for its followers, too.
        """
        due = [
            (tail, tail.epoch, tail.owner)
            for tail in self._tails.values()
            if tail.keep_at <= now and tail.epoch is not None and tail.owner is not None
        ]
        for first in range(0, len(due), KEEP_SESSIONS):
            some = due[first : first + KEEP_SESSIONS]
            kept = await keep({tail.session: owner for tail, _, owner in some})
            for tail, epoch, _ in some:
                if tail.session in kept:
                    ttl_ms = kept[tail.session]
                    tail.keep_at = now + (ttl_ms / 1000 / KEEPS if ttl_ms else math.inf)
                elif tail.epoch == epoch:
                    tail.deleted()

    async def sweep(self, now: float) -> None:
        """Drop the tails that nobody has followed for LINGER_S seconds (`now`: monotonic)."""
        for tail in list(self._tails.values()):
            if tail.followers:
                tail.idle_since = now
            elif now - (tail.idle_since or now) > LINGER_S:
                del self._tails[tail.session]
                await tail.unsubscribe()
            elif not tail.idle_since:
                tail.idle_since = now
