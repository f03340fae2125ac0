"""What an actor writes onto a log, and what became of it."""

from msgspec import Struct

from store.leases.types import Fenced
from store.sessions.types import Queued


class Finish(Struct, frozen=True):
    """The end of a run.

    `command_id` is the command that comes off the inbox. `keep` finished messages stay (fewer
    than there are where a `retry` withdraws some), then `messages` are added. `allows` holds the
    names of the commands that the session takes from now on, separated by spaces. `alarm` is the
    command that puts itself on the inbox at its `accepted_ms`, once for each id, unless another
    run ends before; without one, an alarm that was set is not any more. With `unless_cancelled`
    it is not done where a cancel of the run was accepted. Of the newest runs the `record` is kept,
    where it is not empty.
    """

    command_id: str
    checkpoint: bytes
    keep: int
    messages: list[bytes]
    allows: str
    title: str | None = None
    alarm: Queued | None = None
    unless_cancelled: bool = False
    record: bytes = b""


class Commit(Struct, frozen=True, gc=False):
    """One session's part of a commit, written by the holder of `token`.

    `expected` is the log's head before `events`. `step` records a finished step (name, result),
    `mark` a fold of the running run at the new head; `finish` ends the run.
    """

    session: str
    token: int
    expected: int
    events: list[bytes]
    step: tuple[str, bytes] | None = None
    mark: bytes | None = None
    finish: Finish | None = None


class Committed(Struct, frozen=True, gc=False):
    """It is on the log. After a finish: the next command, or else the lease is `released`.

    `full`: the session takes more now than it may.
    """

    head: int
    next: Queued | None = None
    released: bool = False
    full: bool = False


class Cancelled(Struct, frozen=True):
    """A cancel of the run was accepted before its end was. Nothing was written."""


class Lost(Struct, frozen=True):
    """Redis came back without writes that it had accepted. Nothing was written."""


Result = Committed | Fenced | Lost | Cancelled
"""What became of one session's part of a commit."""
