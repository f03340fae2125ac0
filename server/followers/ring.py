"""A ring buffer of one log's newest events, as the bytes that stand in Redis: pure, no I/O."""

from collections.abc import Sequence

from protocol.codec import MAX_SERVER_FRAME, batches, splice_events

RING_EVENTS = 128
RING_BYTES = 256 * 1024
"""Enough for clients that come back within seconds; the rest is read from Redis, 500 at a time."""

Frame = tuple[int, int, bytes]
"""For readers that have seen the first number, an `events` frame that brings them to the second."""


class Hole(Exception):
    """Events are missing between what is held and what came."""


class Ring:
    """Events `first`…`head` of a log. Raises Hole rather than hold a gap."""

    __slots__ = ("_bytes", "_frame", "_raws", "head")

    def __init__(self, head: int, raws: Sequence[bytes] = ()) -> None:
        self.head = head
        self._raws = list(raws)
        self._bytes = sum(map(len, self._raws))
        self._frame: Frame = (-1, -1, b"")
        if self._bytes > RING_BYTES:
            self._trim()

    @property
    def first(self) -> int:
        """The seq of the oldest event that is held; `head + 1` when none is."""
        return self.head - len(self._raws) + 1

    def append(self, seq: int, raws: Sequence[bytes]) -> Frame | None:
        """Take in events of which the last is number `seq`; those already held are dropped.

        Returns the next frame for readers that had seen all before, or None where nothing was new.
        Raises Hole when events before these are missing.
        """
        after = self.head
        if not raws or seq - after != len(raws):
            raws = self._unseen(raws, seq - after)
            if not raws:
                return None
        held = self._raws
        held += raws
        self._bytes += len(raws[0]) if len(raws) == 1 else sum(map(len, raws))
        self.head = seq
        self._frame = frame = _frame(after, seq, raws)
        if len(held) > RING_EVENTS or self._bytes > RING_BYTES:
            self._trim()
        return frame

    def _unseen(self, raws: Sequence[bytes], new: int) -> Sequence[bytes]:
        """Those of the events that are new; there should be so many."""
        if new > len(raws):
            raise Hole
        return raws[-new:] if new > 0 else ()

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

    def frame_after(self, seq: int) -> Frame | None:
        """The next frame for a reader that has seen `seq`.

        None where what comes after `seq` is not held any more, or is not there yet. Readers at one
        place share one frame: it is built once, not per connection.
        """
        if seq != self._frame[0]:
            owed = self.head - seq
            if not 0 < owed <= len(self._raws):
                return None
            self._frame = _frame(seq, self.head, self._raws[-owed:])
        return self._frame


def _frame(after: int, upto: int, raws: Sequence[bytes]) -> Frame:
    """A frame with as many of the events after `after`, up to `upto`, as fit into one."""
    payload = splice_events(upto, raws)
    if len(payload) >= MAX_SERVER_FRAME:
        upto, raws = next(batches(after + 1, raws))
        payload = splice_events(upto, raws)
    return after, upto, payload
