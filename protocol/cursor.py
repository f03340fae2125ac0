"""Where a client is in a log: (epoch, seq), never the number alone.

The number alone would be taken for a position in a log whose events are others by now.
"""

import re
from typing import Literal

from msgspec import Struct

from protocol.catalogue import Text
from protocol.errors import Malformed

_EPOCH = re.compile(r"[A-Za-z0-9_-]{1,64}")
_SEQ = re.compile(r"[0-9]{1,15}")


class Cursor(Struct, frozen=True):
    """The last event that a client has; both absent where it has none."""

    epoch: str | None = None
    seq: int | None = None

    @classmethod
    def from_query(cls, after: str | None, epoch: str | None) -> "Cursor":
        """From `?after=SEQ&epoch=EPOCH`; an empty value is an absent one. Raises Malformed."""
        return cls(_epoch(epoch) if epoch else None, _seq(after) if after else None)

    @classmethod
    def from_last_event_id(cls, value: str | None) -> "Cursor":
        """From `Last-Event-ID: EPOCH:SEQ`. Raises Malformed."""
        if not value:
            return cls()
        epoch, _, seq = value.rpartition(":")
        return cls(_epoch(epoch), _seq(seq))


def event_id(epoch: str, seq: int) -> str:
    """The SSE `id` of a position."""
    return f"{epoch}:{seq}"


def resolve(cursor: Cursor, epoch: str, base: int, head: int) -> Literal["replay", "snapshot"]:
    """How to bring a client from its cursor to the head of the log.

    `base` is the number of the last event that is no longer kept, `head` that of the newest.
    "replay": send the events after `cursor.seq or 0`. "snapshot": the cursor is absent, of
    another epoch, older than what is kept, or ahead of the head. Position 0 needs no epoch,
    for no event has been seen there; an empty log is replayed to a client that has nothing.
    """
    seq = cursor.seq
    if seq is None:
        return "replay" if head == 0 else "snapshot"
    known = cursor.epoch == epoch or (cursor.epoch is None and seq == 0)
    return "replay" if known and base <= seq <= head else "snapshot"


def _epoch(text: str) -> str:
    if not _EPOCH.fullmatch(text):
        raise Malformed(Text("errors.malformed.cursor_epoch"))
    return text


def _seq(text: str) -> int:
    if not _SEQ.fullmatch(text):
        raise Malformed(Text("errors.malformed.cursor_position"))
    return int(text)
