"""The records that the store takes and gives. Raw things are bytes; a `seq` is an int."""

from typing import Literal, Protocol

from msgspec import Struct

Status = Literal["idle", "running"]


class Queued(Struct, frozen=True):
    """A command on the inbox: its id, when it was accepted (ms), and its raw frame."""

    id: str
    accepted_ms: int
    raw: bytes


class Finish(Struct, frozen=True):
    """The end of a run.

    `command_id` is the command that comes off the inbox. `keep` finished messages stay (fewer
    than there are where a `retry` withdraws some), then `messages` are added. `allows` holds the
    names of the commands that the session takes from now on, separated by spaces. `alarm` is the
    command that puts itself on the inbox at its `accepted_ms`, once for each id, unless another
    run ends before; without one, an alarm that was set is not any more. With `unless_cancelled`
    it is not done where a cancel of the run was accepted.
    """

    command_id: str
    checkpoint: bytes
    keep: int
    messages: list[bytes]
    allows: str
    status: Literal["idle"] = "idle"
    title: str | None = None
    alarm: Queued | None = None
    unless_cancelled: bool = False


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
    """It is on the log. After a finish: the next command, or else the lease is `released`."""

    head: int
    next: Queued | None = None
    released: bool = False


class Fenced(Struct, frozen=True):
    """Another worker has taken the session, or it was deleted: write nothing more."""


class Cancelled(Struct, frozen=True):
    """A cancel of the run was accepted before its end was. Nothing was written."""


class Lost(Struct, frozen=True):
    """Redis came back without writes that it had accepted. Nothing was written."""


class Created(Struct, frozen=True):
    """`exists`: same kind and input as before; `conflict`: others; `foreign`: another's id."""

    status: Literal["created", "exists", "conflict", "foreign"]


class Submitted(Struct, frozen=True):
    """What became of a command. `allows` is what the idle state takes, separated by spaces.

    `rejected`: the idle session does not take it; `full`: too many wait; `missing`: no such
    session of this owner.

    `worker` holds the session's lease, if anybody does; if nobody, whoever submitted should
    try to acquire it.
    """

    status: Literal["accepted", "duplicate", "rejected", "full", "missing"]
    allows: str = ""
    status_now: Status = "idle"
    worker: str | None = None


class Info(Struct, frozen=True):
    """What is known of a session besides its log. Times in ms since 1970."""

    id: str
    owner: str
    kind: str
    input: bytes
    options: bytes
    title: str
    status: Status
    epoch: str
    head: int
    allows: str
    created: int
    updated: int
    ttl: int | None


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


class Snapshot(Struct, frozen=True):
    """The material of a snapshot at the session's head."""

    messages: list[bytes]
    checkpoint: bytes | None
    mark: bytes | None
    tail: list[bytes]


class Opened(Struct, frozen=True):
    """What a (re)connecting client needs, read in one atomic step.

    Either `events` (those right after its cursor; fewer than up to the head where the limit cut
    them) or a `snapshot`, never both.
    """

    info: Info
    base: int
    events: list[bytes] | None
    snapshot: Snapshot | None


class Foreign(Struct, frozen=True):
    """The session belongs to somebody else."""


class Page(Struct, frozen=True):
    """A part of the log. `base` is the number of the last event that is no longer kept.

    `events` are those right after the number asked for; none where that is before `base`.
    """

    epoch: str
    head: int
    base: int
    events: list[bytes]
    owner: str
    status: Status


class Listed(Struct, frozen=True):
    """Some of a user's sessions, newest first; `cursor` asks for those after them."""

    sessions: list[Info]
    cursor: str | None


Verdict = Literal["ok", "open", "resting", "busy", "over_budget"]

Outcome = Literal["ok", "failed", "neutral"]


class Breaker(Protocol):
    """When a model is left alone: `share` percent of at least `minimum` calls in a window failed.

    After the cooldown so many `probes` at a time find out whether it is back.
    """

    @property
    def share(self) -> int: ...
    @property
    def minimum(self) -> int: ...
    @property
    def window_ms(self) -> int: ...
    @property
    def cooldown_ms(self) -> int: ...
    @property
    def probes(self) -> int: ...


class Admitted(Struct, frozen=True):
    """What became of a call that asked to be let through, with the `key` to use if it was.

    `open`: the model is left alone for now; `resting`: all keys are; `busy`: no more calls in this
    minute; each says in `wait_ms` when to ask again. `over_budget`: the budget of `scope` has no
    room. A `probe` is a call that decides whether the model is back.
    """

    verdict: Verdict
    key: str | None = None
    wait_ms: int = 0
    probe: bool = False
    scope: str | None = None
