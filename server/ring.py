"""The newest events of one log, as the bytes that stand in Redis: bounded, pure, no I/O."""

from collections.abc import Sequence

from protocol.codec import batches, splice_events

RING_EVENTS = 128
RING_BYTES = 256 * 1024
"""Enough for clients that come back within seconds; the rest is read from Redis, 500 at a time."""


class Hole(Exception):
    """Events are missing between what is held and what came."""


class Ring:
    """Events `first`…`head` of a log. Raises Hole rather than hold a gap."""

    __slots__ = ("_bytes", "_frame", "_frame_of", "_raws", "head")

    def __init__(self, head: int, raws: Sequence[bytes] = ()) -> None:
        self.head = head
        self._raws = list(raws)
        self._bytes = sum(map(len, self._raws))
        self._frame_of = (-1, -1)
        self._frame = (0, b"")

    @property
    def first(self) -> int:
        """The seq of the oldest event that is held; `head + 1` when none is."""
        return self.head - len(self._raws) + 1

    def append(self, seq: int, raws: Sequence[bytes]) -> bool:
        """Take in events of which the last is number `seq`; those already held are dropped.

        Returns whether anything was new. Raises Hole when events before these are missing.
        """
        new = seq - self.head
        if new <= 0:
            return False
        if new > len(raws):
            raise Hole
        if new < len(raws):
            raws = raws[-new:]
        self._raws += raws
        self.head = seq
        for raw in raws:
            self._bytes += len(raw)
        if len(self._raws) > RING_EVENTS or self._bytes > RING_BYTES:
            self._trim()
        return True

    def _trim(self) -> None:
        # An eighth more than needed goes at once, so that a full ring is not moved per event.
        drop = max(0, len(self._raws) - RING_EVENTS * 7 // 8)
        kept = self._bytes - sum(map(len, self._raws[:drop]))
        while kept > RING_BYTES and drop < len(self._raws) - 1:
            kept -= len(self._raws[drop])
            drop += 1
        del self._raws[:drop]
        self._bytes = kept

    def after(self, seq: int) -> list[bytes]:
        """The events after `seq`, which must be held."""
        return self._raws[len(self._raws) - (self.head - seq) :] if seq < self.head else []

    def frame_after(self, seq: int) -> tuple[int, bytes] | None:
        """The next `events` frame for a reader that has seen `seq`, behind the seq it ends at.

        None where what comes after `seq` is not held any more, or is not there yet. Readers that
        keep up share one frame: it is built once per append, not per connection.
        """
        last = self.head
        if (seq, last) == self._frame_of:
            return self._frame
        owed = last - seq
        if not 0 < owed <= len(self._raws):
            return None
        raws: Sequence[bytes] = self._raws[-owed:]
        if owed > 1:
            last, raws = next(batches(seq + 1, raws))
        self._frame_of, self._frame = (seq, last), (last, splice_events(last, raws))
        return self._frame
