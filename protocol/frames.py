"""The frames of a connection, server to client. `Ping` and `Pong` go both ways.

Control frames have no number and are never logged; `Events` and `Snapshot` carry the log.
"""

from typing import Annotated, Any, Final, Literal, TypeAlias

from msgspec import Meta, Struct

from protocol.catalogue import ENGLISH, told
from protocol.errors import RemoteProtocolError
from protocol.events import Event
from protocol.messages import MAX_SAFE_INTEGER

VERSION: Final = 1
SUBPROTOCOL = "careerpilot.v1"

Seq: TypeAlias = Annotated[int, Meta(ge=0)]
Time: TypeAlias = Annotated[int, Meta(ge=-MAX_SAFE_INTEGER, le=MAX_SAFE_INTEGER)] | float
"""Whatever clock the sender reads; only the sender understands it."""

Status: TypeAlias = Literal["new", "idle", "running"]
AckStatus: TypeAlias = Literal["accepted", "duplicate", "rejected"]
GoawayReason: TypeAlias = Literal["drain", "overload", "replaced"]


class Problem(Struct, rename="camel", omit_defaults=True, frozen=True):
    """What went wrong: a stable code, a plain sentence, and when to try again (ms)."""

    code: str
    message: str
    retry_ms: int | None = None
    details: Any = None

    @classmethod
    def of(cls, error: RemoteProtocolError, language: str = ENGLISH) -> "Problem":
        """The part of an error that the peer is told, in their language."""
        return cls(error.code, told(error.text, language), error.retry_ms, error.details)


class Frame(Struct, tag_field="type", tag=str.lower, rename="camel"):
    """The base of every frame: a lower-case `type`, camelCase fields."""


class Welcome(Frame, kw_only=True):
    """First on every connection: where the log is, and from where it is sent."""

    version: Literal[1]
    session: str
    epoch: str
    head: Seq
    after: Seq
    heartbeat_ms: int
    status: Status


class Events(Frame):
    """Events of the log; `seq` is the number of the last one."""

    seq: Seq
    events: list[Event]


class Snapshot(Frame):
    """Replaces all that the client holds; `seq` is the position that it stands for."""

    seq: Seq
    epoch: str
    events: list[Event]


class Ack(Frame, omit_defaults=True):
    """What became of a command: durable, seen before, or not taken."""

    id: str
    status: AckStatus
    error: Problem | None = None


class Ping(Frame, forbid_unknown_fields=True):
    """Asks for a `Pong` with the same `t`."""

    t: Time


class Pong(Frame, forbid_unknown_fields=True):
    """Answers a `Ping`."""

    t: Time


class Goaway(Frame):
    """The connection will be closed; come again after `retry_ms`."""

    reason: GoawayReason
    retry_ms: Seq


class ErrorFrame(Frame, tag="error", omit_defaults=True):
    """Something went wrong; a close code follows where it ends the connection."""

    code: str
    message: str
    retry_ms: int | None = None
    details: Any = None


ServerFrame: TypeAlias = Welcome | Events | Snapshot | Ack | Ping | Pong | Goaway | ErrorFrame
