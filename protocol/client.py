"""The client half of a connection, without I/O: the reference for every client.

It keeps the cursor over any number of connections, drops what it has already, refuses holes,
answers pings, and knows when, and over which transport, to come again.
Times are whole milliseconds of any clock that only grows.
"""

from collections.abc import Callable
from typing import Literal, TypeAlias

from protocol.catalogue import Text
from protocol.codec import decode_frame, decode_frames, encode_frame
from protocol.commands import Command
from protocol.connection import RETRY_MS
from protocol.cursor import Cursor
from protocol.errors import CLOSING, CloseCode, Gap, Malformed, Reaction
from protocol.frames import ErrorFrame, Events, Goaway, Ping, Pong, ServerFrame, Snapshot, Welcome

Transport: TypeAlias = Literal["websocket", "sse", "poll"]

MAX_BACKOFF_MS = 10_000
WEBSOCKET_TRIES = 2
"""Connections that may fail before their `welcome` until SSE is tried instead."""

MESSAGE_TOO_BIG = 1009
"""What a WebSocket library or a proxy says by itself (RFC 6455 §7.4.1) where we say 4413."""


class ClientConnection:
    """One client's view of one session, over all its connections.

    `random` gives numbers in [0, 1). `transport` says how to connect next.
    """

    def __init__(self, random: Callable[[], float], heartbeat_ms: int = 20_000) -> None:
        self.transport: Transport = "websocket"
        self.heartbeat_ms = heartbeat_ms
        self._random = random
        self._epoch: str | None = None
        self._seq: int | None = None
        self._needs_snapshot = False
        self._retry_ms = RETRY_MS
        self._attempt = 0
        self._refusals = 0
        self._welcomed = False
        self._heard = False
        self._heard_at = 0
        self._queue: list[bytes] = []

    @property
    def cursor(self) -> Cursor:
        """What to connect with: absent where the epoch of what is held is not known."""
        if self._seq and self._epoch is None:
            return Cursor()
        return Cursor(self._epoch, self._seq)

    def connecting(self, now: int) -> None:
        """A connection is being opened with `cursor` over `transport`."""
        self._welcomed = self._heard = False
        self._heard_at = now
        self._queue.clear()

    def receive(self, data: bytes | str, now: int) -> list[ServerFrame]:
        """The frames in a message, events that are held already taken out.

        Over long-poll a message is an array of frames. Raises Malformed, and Gap where an
        event is missing: the connection is then to be closed and opened again.
        """
        self._heard, self._heard_at = True, now
        frames = decode_frames(data) if self.transport == "poll" else [decode_frame(data)]
        return [kept for frame in frames if (kept := self._take(frame)) is not None]

    def send(self, command: Command) -> None:
        """Queues a command. Send it again, under its id, until it has been acknowledged."""
        self._queue.append(encode_frame(command))

    def to_send(self) -> list[bytes]:
        """The frames to send now, in order. Takes them out."""
        frames, self._queue = self._queue, []
        return frames

    def is_dead(self, now: int) -> bool:
        """Whether the connection has been silent for too long and is to be given up.

        An SSE stream that brings nothing at all within one heartbeat is held back by a proxy;
        the next connection is then a long-poll.
        """
        silence = now - self._heard_at
        if self.transport == "sse" and not self._heard and silence >= self.heartbeat_ms:
            self.transport = "poll"
            return True
        return silence >= 2 * self.heartbeat_ms

    def lost(self, code: int | None) -> int | None:
        """The connection has ended: ms until the next attempt, or None to stop.

        `code` is the WebSocket's close code, None where there was none. After 4401 the caller
        signs in before it comes again. The wait is exponential with full jitter, so that clients
        do not come back all at once.
        """
        if not self._welcomed:
            self._fall_back()
        wait = self._backoff()
        match _reaction(code):
            case "at_once":
                return 0
            case "backs_off" | "signs_in":
                return wait
            case "after_retry":
                return self._retry_ms + wait
            case _:
                return None

    def _fall_back(self) -> None:
        self._refusals += 1
        if self.transport == "websocket" and self._refusals >= WEBSOCKET_TRIES:
            self.transport = "sse"

    def _backoff(self) -> int:
        ceiling = min(MAX_BACKOFF_MS, self._retry_ms * 2**self._attempt)
        self._attempt += 1
        return int(self._random() * ceiling)

    def _take(self, frame: ServerFrame) -> ServerFrame | None:
        match frame:
            case Ping():
                self._queue.append(encode_frame(Pong(frame.t)))
                return None
            case Welcome():
                self._be_welcome(frame)
            case Snapshot():
                self._epoch, self._seq, self._needs_snapshot = frame.epoch, frame.seq, False
            case Events():
                return self._take_events(frame)
            case Goaway() | ErrorFrame() if frame.retry_ms is not None:
                self._retry_ms = frame.retry_ms
        return frame

    def _be_welcome(self, frame: Welcome) -> None:
        self._welcomed, self._attempt, self._refusals = True, 0, 0
        self._retry_ms = RETRY_MS
        self.heartbeat_ms = frame.heartbeat_ms
        if frame.epoch == self._epoch:
            return
        if self._epoch is None:
            self._epoch = frame.epoch or None
        self._needs_snapshot = bool(self._seq) and frame.epoch != self._epoch

    def _take_events(self, frame: Events) -> Events | None:
        """Drops those that are held already; refuses to leave one out."""
        if not self._welcomed:
            raise Malformed(Text("errors.malformed.no_welcome"))
        last = self._seq or 0
        first = frame.seq - len(frame.events) + 1
        if self._needs_snapshot or first > last + 1:
            raise Gap(Text("errors.gap", first=first, last=last))
        if frame.seq <= last:
            return None
        self._seq = frame.seq
        return Events(frame.seq, frame.events[last + 1 - first :])


def _reaction(code: int | None) -> Reaction:
    """What the table of close codes says; what it does not hold is a failure."""
    if code == MESSAGE_TOO_BIG:
        code = CloseCode.TOO_LARGE
    return CLOSING[code][1] if code in CLOSING else "backs_off"
