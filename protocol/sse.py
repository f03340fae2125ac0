"""Server-sent events, both directions.

The rules are those of the WHATWG HTML standard, §9.2.6 "Interpreting an event stream".
"""

from msgspec import Struct

from protocol.catalogue import Text
from protocol.errors import TooLarge

COMMENT = b":\n\n"
"""The heartbeat: a comment, which readers pass over."""

MAX_EVENT = 16 * 1024 * 1024
"""Bytes of one event that a parser will hold that is given no other limit."""

_MAX_DIGITS = 15
"""Of a time that is taken for one: Python refuses to read numbers without end."""

_BOM = b"\xef\xbb\xbf"


class SSEEvent(Struct, frozen=True):
    """One event: its data, and the id that came with it, if any."""

    data: bytes
    id: str | None = None


def encode_sse(data: bytes, id: str | None = None) -> bytes:
    """One event. `id` must hold no line break; line feeds in `data` become lines of their own."""
    head = b"id: %b\n" % id.encode() if id is not None else b""
    lines = b"\ndata: ".join(data.split(b"\n")) if b"\n" in data else data
    return b"%bdata: %b\n\n" % (head, lines)


class SSEParser:
    """Feed it bytes as they come, split anywhere; get the events that are complete.

    `last_id` is what a reconnect sends as Last-Event-ID; `retry_ms` is what the server asked
    for. An event that is cut off by the end of the stream is dropped, as the standard says. It
    takes time in proportion to the bytes, however they are split.
    """

    __slots__ = (
        "_buffer",
        "_data",
        "_fresh",
        "_held",
        "_id",
        "_max_event",
        "_skip_lf",
        "last_id",
        "retry_ms",
    )

    def __init__(self, max_event: int | None = None) -> None:
        self.last_id: str | None = None
        self.retry_ms: int | None = None
        self._max_event = MAX_EVENT if max_event is None else max_event
        self._buffer = bytearray()
        self._data: list[bytes] = []
        self._held = 0
        self._id: str | None = None
        self._fresh = True
        self._skip_lf = False

    def feed(self, data: bytes) -> list[SSEEvent]:
        """The events that these bytes complete. Raises TooLarge for one over the limit."""
        events: list[SSEEvent] = []
        for line in self._lines(data):
            if line:
                self._line(line)
            elif self._data:
                events.append(self._dispatch())
            else:
                self._id = None
        if self._held + len(self._buffer) > self._max_event:
            raise TooLarge(Text("errors.too_large.event", bytes=self._max_event))
        return events

    def _lines(self, data: bytes) -> list[bytes]:
        """The lines that these bytes complete. Lines end in LF, CR LF or CR.

        What is there of a line has no line end: only what is new is looked at.
        """
        if self._fresh:
            data = bytes(self._buffer) + data
            self._buffer.clear()
            if len(data) < len(_BOM) and _BOM.startswith(data):
                self._buffer += data
                return []
            data = data.removeprefix(_BOM)
            self._fresh = False
        # A CR ends its line at once; the LF of a CR LF may come with the next bytes.
        if self._skip_lf and data:
            data = data.removeprefix(b"\n")
            self._skip_lf = False
        if data.endswith(b"\r"):
            self._skip_lf = True
        if b"\r" in data:
            data = data.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
        first, *more = data.split(b"\n")
        self._buffer += first
        if not more:
            return []
        *lines, rest = bytes(self._buffer), *more
        self._buffer = bytearray(rest)
        return lines

    def _line(self, line: bytes) -> None:
        if line.startswith(b":"):
            return
        name, _, value = line.partition(b":")
        value = value.removeprefix(b" ")
        if name == b"data":
            self._data.append(value)
            self._held += len(value) + 1
        elif name == b"id" and b"\0" not in value:
            self._id = self.last_id = value.decode(errors="replace")
        elif name == b"retry" and value.isdigit() and len(value) <= _MAX_DIGITS:
            self.retry_ms = int(value)

    def _dispatch(self) -> SSEEvent:
        data, self._data, self._held = self._data, [], 0
        event_id, self._id = self._id, None
        return SSEEvent(b"\n".join(data), event_id)
