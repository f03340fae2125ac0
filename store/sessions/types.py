"""What is known of sessions: what their owners are told, and what waits on their inboxes.

Raw things are bytes; a `seq` is an int; times are in ms since 1970.
"""

from collections.abc import Mapping
from typing import ClassVar, Literal

from msgspec import Struct

from store.quotas.types import Refusal

Status = Literal["idle", "running"]


class Queued(Struct, frozen=True):
    """A command on the inbox: its id, when it was accepted (ms), and its raw frame."""

    id: str
    accepted_ms: int
    raw: bytes

    @classmethod
    def from_inbox(cls, raw: bytes) -> "Queued":
        """A command as it stands on the inbox (see `enqueue` in steps/session.lua)."""
        command_id, accepted_ms, frame = raw.split(b"\n", 2)
        return cls(command_id.decode(), int(accepted_ms), frame)

    def for_inbox(self) -> bytes:
        """How it stands on the inbox."""
        return b"%b\n%d\n%b" % (self.id.encode(), self.accepted_ms, self.raw)


class Info(Struct, frozen=True):
    """What is known of a session besides its log. Times in ms since 1970.

    `input` is of the kind's version `input_version`. `language` is that of who began it, "" where
    that is not known. `parent` is the session whose item it is, "" where it is none; `items` is how
    many it has itself. `plan` is that of whoever said something last, "" where that is not known.
    """

    id: str
    owner: str
    kind: str
    input: bytes
    input_version: int
    options: bytes
    title: str
    status: Status
    epoch: str
    head: int
    allows: str
    created: int
    updated: int
    ttl: int | None
    language: str = ""
    parent: str = ""
    items: int = 0
    plan: str = ""

    @classmethod
    def from_meta(cls, session: str, meta: Mapping[str, bytes]) -> "Info":
        """What the session's meta hash says."""
        ttl = meta.get("ttl")
        return cls(
            id=session,
            owner=meta["owner"].decode(),
            kind=meta["kind"].decode(),
            input=meta["input"],
            input_version=int(meta.get("input_version", 1)),
            options=meta["options"],
            title=meta["title"].decode(),
            status=meta["status"].decode(),  # type: ignore[arg-type]
            epoch=meta["epoch"].decode(),
            head=int(meta["head"]),
            allows=meta["allows"].decode(),
            created=int(meta["created"]),
            updated=int(meta["updated"]),
            ttl=int(ttl) if ttl else None,
            language=meta.get("language", b"").decode(),
            parent=meta.get("parent", b"").decode(),
            items=int(meta.get("items", 0)),
            plan=meta.get("plan", b"").decode(),
        )


class Summary(Struct, frozen=True):
    """What a listing shows of a session. Times in ms since 1970."""

    FIELDS: ClassVar[tuple[str, ...]] = (
        "owner",
        "kind",
        "title",
        "status",
        "epoch",
        "head",
        "created",
        "updated",
    )
    """What it is made of, in the session's meta hash."""

    id: str
    kind: str
    title: str
    status: Status
    epoch: str
    head: int
    created: int
    updated: int

    @classmethod
    def from_meta(cls, session: str, meta: Mapping[str, bytes]) -> "Summary":
        """What those fields say."""
        return cls(
            id=session,
            kind=meta["kind"].decode(),
            title=meta["title"].decode(),
            status=meta["status"].decode(),  # type: ignore[arg-type]
            epoch=meta["epoch"].decode(),
            head=int(meta["head"]),
            created=int(meta["created"]),
            updated=int(meta["updated"]),
        )


class Standing(Struct, frozen=True):
    """How an item stands, and whose it is.

    It is `waiting` until it is begun; `head` counts what has happened.
    """

    status: Literal["waiting", "running", "idle"]
    title: str
    head: int
    owner: str


class Created(Struct, frozen=True):
    """`exists`: kind, input and first words as before; `conflict`: others; `foreign`: not yours.

    `unknown`: it names what there is not. A refusal says why the owner may have no more.
    """

    status: Literal["created", "exists", "conflict", "foreign", "unknown"] | Refusal


class Submitted(Struct, frozen=True):
    """What became of a command. `allows` is what the idle state takes, separated by spaces.

    `conflict`: its id is that of a command that says something else; `reserved`: its id may be
    that of a message of an earlier run; `rejected`: the idle session does not take it; `full`: too
    many wait, or too much; `session_full`: the session takes as much as it may; `missing`: no such
    session of this owner; `unknown`: it names what there is not. A refusal says why the owner may
    have no more.

    `worker` holds the session's lease, if anybody does; if nobody, whoever submitted should
    try to acquire it.
    """

    status: (
        Literal["accepted", "duplicate", "conflict", "reserved", "rejected", "full", "missing"]
        | Literal["session_full", "unknown"]
        | Refusal
    )
    allows: str = ""
    status_now: Status = "idle"
    worker: str | None = None


class Snapshot(Struct, frozen=True):
    """The material of a snapshot at the session's head."""

    messages: list[bytes]
    checkpoint: bytes | None
    mark: bytes | None
    tail: list[bytes]


class AtRest(Struct, frozen=True):
    """What the runs that have ended left: a checkpoint, and `count` messages."""

    info: Info
    checkpoint: bytes | None
    count: int


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
    """Some of a user's sessions, newest first; `cursor` asks for those after them.

    `scanned` is how many were looked at to find them.
    """

    sessions: list[Summary]
    cursor: str | None
    scanned: int
