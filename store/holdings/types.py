"""What is known of holdings, and what became of a change. Times are in ms since 1970."""

from typing import Literal

from msgspec import Struct

from store import keys
from store.quotas.types import Refusal

Collection = keys.Collection

Standing = Literal["ready", "reading", "failed"]
"""Whether what was sent has been read, is being read, or could not be."""


class Entry(Struct, frozen=True):
    """What a listing shows of a holding.

    `hash` is that of the bytes that it was made of, '' where it is like no other. `updated` is when
    it was last changed, of an earlier `version` when that was written. `head` means nothing here.
    """

    id: str
    title: str
    status: Standing
    hash: str
    version: int
    created: int
    updated: int
    head: bytes


class Holding(Struct, frozen=True):
    """A holding with what listings leave out; `data` is kept with it, whatever its version."""

    entry: Entry
    body: bytes
    data: bytes | None = None


class Version(Struct, frozen=True):
    """A version that is kept, when it was written, and the bytes that are kept of it, packed."""

    version: int
    at: int
    size: int


class Added(Struct, frozen=True):
    """`exists`: the user has one of these bytes, which has this `id`.

    A refusal says why the user may have no more; nothing was added then.
    """

    status: Literal["created", "exists"] | Refusal
    id: str


class Replaced(Struct, frozen=True):
    """`missing`: there is none; `stale`: another version than was expected, or none that waits.

    A refusal says why the user may have no more. `version` is the one that there is now, 0 where
    there is none.
    """

    status: Literal["replaced", "missing", "stale", "quota", "storage"]
    version: int


class Listed(Struct, frozen=True):
    """Some of a collection, newest first; `cursor` asks for those after them.

    `scanned` is how many bytes of heads were read to find them, as they are without being packed.
    """

    entries: list[Entry]
    cursor: str | None
    scanned: int


def versions_of(log: bytes) -> list[Version]:
    """The versions that a holding's log names, newest first (see `line` in holding.lua)."""
    return [Version(*map(int, line.split())) for line in log.splitlines()]
