"""The tails of one worker: made when a connection comes, dropped when none has come back."""

from collections.abc import Callable, Sequence

from server.followers.tail import Source, Tail

LINGER_S = 10.0
"""How long a tail outlives its last connection, so that a quick reconnect finds it warm."""


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
