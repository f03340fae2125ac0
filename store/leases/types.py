"""What a worker is told of a lease: that it has it, with all that it takes to go on, or not."""

from msgspec import Struct

from store.sessions.types import Info, Queued


class Acquired(Struct, frozen=True):
    """The lease, and all that it takes to go on.

    `token` goes with every write. `tail` holds the events after the newer of checkpoint and mark:
    with `mark` (if any) folded first, they are the run that was interrupted. `takeovers`
    says how often in a row it was taken from a worker that had not let go, with no step finished in
    between. `cancelled` is the run that is to end as cancelled, if any.
    """

    token: int
    epoch: str
    head: int
    meta: Info
    command: Queued
    checkpoint: bytes | None
    messages: list[bytes]
    steps: dict[str, bytes]
    mark: bytes | None
    tail: list[bytes]
    takeovers: int = 0
    cancelled: str | None = None


class Renewed(Struct, frozen=True):
    """The lease is still ours. `cancelled` is the run that is to end as cancelled, if any."""

    cancelled: str | None


class Held(Struct, frozen=True):
    """Somebody holds the lease; it may be the worker that asked."""

    worker: str


class Idle(Struct, frozen=True):
    """There is nothing to do now: no command waits and no alarm is due, or the session is gone."""


class Newer(Struct, frozen=True):
    """A newer version of the session's kind has worked it: it is left to workers that have that."""

    kind: str
    version: int


class Fenced(Struct, frozen=True):
    """Another worker has taken the session, or it was deleted: write nothing more."""
