"""The server half of a connection, without I/O: feed it, then drain it.

    ┌─────┐ welcome  ┌──────┐ goaway, error, silence ┌─────────┐ drained ┌────────┐
    │ new │ ───────▶ │ open │ ─────────────────────▶ │ closing │ ──────▶ │ closed │
    └─────┘          └──────┘                        └─────────┘         └────────┘

Times are whole milliseconds of any clock that only grows. There is one object per open
connection, so it holds a few numbers and nothing else.
"""

from enum import IntEnum

from protocol.catalogue import ENGLISH, Text, told
from protocol.codec import decode_command, encode_frame
from protocol.commands import Command
from protocol.errors import (
    CloseCode,
    LocalProtocolError,
    NotSignedIn,
    RateLimited,
    RemoteProtocolError,
)
from protocol.frames import (
    VERSION,
    Ack,
    AckStatus,
    ErrorFrame,
    Goaway,
    GoawayReason,
    Ping,
    Pong,
    Problem,
    ServerFrame,
    Status,
    Welcome,
)

RETRY_MS = 250
"""When a client may come back, where nothing else was said."""

FLUSH_MS = 10_000
"""How long a client may leave what it was sent, and the close, unread before it is cut off."""

MAX_WAITING = 256
"""Control frames that may wait for a client that talks and does not read."""


class State(IntEnum):
    """Where a connection is in its life."""

    NEW = 0
    OPEN = 1
    CLOSING = 2
    CLOSED = 3


class Verb(IntEnum):
    """What can happen to a connection."""

    WELCOME = 0
    RECEIVE = 1
    ADVANCE = 2
    SPEAK = 3
    CLOSE = 4
    DRAIN = 5


# Looking up an enum's member costs more than what is done with it: these are for once per token.
_OPEN, _CLOSING = State.OPEN, State.CLOSING

NEXT: dict[tuple[State, Verb], State] = {
    (State.NEW, Verb.WELCOME): State.OPEN,
    (State.NEW, Verb.RECEIVE): State.NEW,
    (State.NEW, Verb.SPEAK): State.NEW,
    (State.NEW, Verb.CLOSE): State.CLOSING,
    # The second welcome of a connection whose session did not exist at the first.
    (State.OPEN, Verb.WELCOME): State.OPEN,
    (State.OPEN, Verb.RECEIVE): State.OPEN,
    (State.OPEN, Verb.ADVANCE): State.OPEN,
    (State.OPEN, Verb.SPEAK): State.OPEN,
    (State.OPEN, Verb.CLOSE): State.CLOSING,
    (State.OPEN, Verb.DRAIN): State.OPEN,
    # What is under way while the connection closes is not an error, and changes nothing.
    (State.CLOSING, Verb.WELCOME): State.CLOSING,
    (State.CLOSING, Verb.RECEIVE): State.CLOSING,
    (State.CLOSING, Verb.ADVANCE): State.CLOSING,
    (State.CLOSING, Verb.SPEAK): State.CLOSING,
    (State.CLOSING, Verb.CLOSE): State.CLOSING,
    (State.CLOSING, Verb.DRAIN): State.CLOSED,
    (State.CLOSED, Verb.WELCOME): State.CLOSED,
    (State.CLOSED, Verb.RECEIVE): State.CLOSED,
    (State.CLOSED, Verb.ADVANCE): State.CLOSED,
    (State.CLOSED, Verb.SPEAK): State.CLOSED,
    (State.CLOSED, Verb.CLOSE): State.CLOSED,
    (State.CLOSED, Verb.DRAIN): State.CLOSED,
}
"""A missing key is a bug of ours: LocalProtocolError."""

_GOAWAY_CODES: dict[GoawayReason, CloseCode] = {
    "drain": CloseCode.DRAINED,
    "overload": CloseCode.OVERLOADED,
    "replaced": CloseCode.DONE,
}


class ServerConnection:
    """One client's connection to one session.

    `sent_upto` is the number of the last event that it was sent; see `advance`.
    `close_code` is set when the connection is to be closed, after what `control_to_send` gives has
    been sent. `expires_at` is when the client's token runs out, if it does. What went
    wrong is said in `language`.
    """

    __slots__ = (
        "_closing_at",
        "_heard",
        "_heard_at",
        "_pinged_at",
        "_spoke",
        "_spoke_at",
        "_spoken_upto",
        "close_code",
        "expires_at",
        "heartbeat_ms",
        "language",
        "queue",
        "sent_upto",
        "session_id",
        "state",
    )

    def __init__(
        self,
        session_id: str,
        heartbeat_ms: int,
        now: int,
        expires_at: int | None = None,
        language: str = ENGLISH,
    ) -> None:
        self.session_id = session_id
        self.heartbeat_ms = heartbeat_ms
        self.expires_at = expires_at
        self.language = language
        self.state = State.NEW
        self.sent_upto = self._spoken_upto = 0
        self.close_code: CloseCode | None = None
        self._heard = self._spoke = False
        self._heard_at = self._spoke_at = self._pinged_at = now
        self._closing_at: int | None = None
        self.queue: list[bytes] | None = None

    def welcome(self, *, epoch: str, head: int, after: int, status: Status) -> None:
        """Queues the frame that is first, whatever waits. Events are sent from `after` on.

        A connection on an id that does not exist yet gets a second one when the session has been
        started: it tells the epoch, before any event (PROTOCOL §4).
        """
        waiting = self._take() if self.state is State.NEW else []
        if self._step(Verb.WELCOME) is not _OPEN:
            return
        self.sent_upto = after
        self._push(
            Welcome(
                version=VERSION,
                session=self.session_id,
                epoch=epoch,
                head=head,
                after=after,
                heartbeat_ms=self.heartbeat_ms,
                status=status,
            )
        )
        if waiting and self.queue is not None:
            self.queue += waiting

    def receive(self, data: bytes | str) -> Command | None:
        """The command in a frame of the client. Pings are answered here.

        What is not a frame is answered with an `error` frame and closes the connection; so is
        a flood whose answers are not read.
        """
        if self._step(Verb.RECEIVE) >= State.CLOSING:
            return None
        self._heard = True
        try:
            self._check_waiting()
            frame = decode_command(data)
        except RemoteProtocolError as error:
            self.error(error)
            return None
        if isinstance(frame, Ping):
            self._push(Pong(frame.t))
            return None
        return None if isinstance(frame, Pong) else frame

    def hear(self) -> None:
        """The client gave a sign of life that is no frame, as a transport knows it."""
        self._heard = True

    @property
    def pending(self) -> bool:
        """Whether a control frame, or the close, waits to be sent."""
        return self.queue is not None or self.state is _CLOSING

    def stands_at(self, seq: int) -> bool:
        """Whether `seq` was the last it was sent, and nothing but events is to be sent next."""
        return self.sent_upto == seq and self.queue is None and self.state is _OPEN

    def advance(self, seq: int) -> None:
        """Event frames up to `seq` have been sent.

        Where it `stands_at` the number before them, to set `sent_upto` is enough.
        """
        if self._step(Verb.ADVANCE) is _OPEN and seq < self.sent_upto:
            raise LocalProtocolError(f"Sent {seq} after {self.sent_upto}")
        self.sent_upto = seq

    def ack(
        self, command_id: str, status: AckStatus, error: RemoteProtocolError | None = None
    ) -> None:
        """Queues what became of a command; a rejected one with the reason."""
        self._step(Verb.SPEAK)
        self._push(Ack(command_id, status, Problem.of(error, self.language) if error else None))

    def error(self, error: RemoteProtocolError, *, close: bool = True) -> None:
        """Queues an `error` frame, and closes with the error's code if it has one.

        With `close=False` the connection stays open: a warning.
        """
        self._step(Verb.SPEAK)
        message = told(error.text, self.language)
        self._push(ErrorFrame(error.code, message, error.retry_ms, error.details))
        if error.close_code is None or not close:
            return
        if error.close_code is CloseCode.OVERLOADED:
            self.goaway("overload", error.retry_ms)
        else:
            self.close(error.close_code)

    def goaway(self, reason: GoawayReason, retry_ms: int | None = None) -> None:
        """Queues a `goaway` and closes."""
        self._step(Verb.SPEAK)
        self._push(Goaway(reason, RETRY_MS if retry_ms is None else retry_ms))
        self.close(_GOAWAY_CODES[reason])

    def close(self, code: CloseCode) -> None:
        """Closes when the queue has been drained. The first code stays."""
        self._step(Verb.CLOSE)
        if self.close_code is None:
            self.close_code = code

    def tick(self, now: int) -> None:
        """Time passes. Queues a ping, or closes a dead (4408) or expired (4401) connection.

        To be called at least every half heartbeat. Traffic counts from the tick after it, so
        a dead connection lives at most one tick longer than twice the heartbeat.
        """
        if self.state >= State.CLOSING:
            self._closing_at = now if self._closing_at is None else self._closing_at
            return
        if self._heard:
            self._heard, self._heard_at = False, now
        if self._spoke or self.sent_upto != self._spoken_upto:
            self._spoke, self._spoken_upto, self._spoke_at = False, self.sent_upto, now
        if self.expires_at is not None and now >= self.expires_at:
            self.error(NotSignedIn(Text("errors.not_signed_in.run_out")))
        elif now - self._heard_at >= 2 * self.heartbeat_ms:
            self.close(CloseCode.HEARTBEAT_LOST)
        elif self.state is State.OPEN and self._silent(now):
            self._pinged_at = now
            self._push(Ping(now))

    def is_stuck(self, now: int) -> bool:
        """Whether it has been closing for too long, by the ticks, and is to be cut off.

        Its client takes nothing, so that what stands before the close can't be sent.
        """
        return self._closing_at is not None and now - self._closing_at >= FLUSH_MS

    def control_to_send(self) -> list[bytes]:
        """The control frames to send now, in order: none before the welcome. Takes them out."""
        if self.state is State.NEW:
            return []
        self._step(Verb.DRAIN)
        frames = self._take()
        self._spoke = self._spoke or bool(frames)
        return frames

    def _check_waiting(self) -> None:
        if self.queue is not None and len(self.queue) >= MAX_WAITING:
            raise RateLimited(Text("errors.rate_limited.unread"), retry_ms=RETRY_MS)

    def _silent(self, now: int) -> bool:
        """Whether either side has said nothing for a heartbeat, and no ping asks already."""
        quiet_since = max(min(self._heard_at, self._spoke_at), self._pinged_at)
        return now - quiet_since >= self.heartbeat_ms

    def _step(self, verb: Verb) -> State:
        try:
            self.state = NEXT[self.state, verb]
        except KeyError:
            raise LocalProtocolError(f"{verb.name} while {self.state.name}") from None
        return self.state

    def _take(self) -> list[bytes]:
        frames, self.queue = self.queue or [], None
        return frames

    def _push(self, frame: ServerFrame) -> None:
        if self.state is State.CLOSED:
            return
        if self.queue is None:
            self.queue = []
        self.queue.append(encode_frame(frame))
