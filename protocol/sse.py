"""Server-sent events, both directions.

The rules are those of the WHATWG HTML standard, §9.2.6 "Interpreting an event stream".
"""

from msgspec import Struct

from protocol.errors import TooLarge

COMMENT = b":\n\n"
"""The heartbeat: a comment, which readers pass over."""

MAX_EVENT = 16 * 1024 * 1024
"""Bytes of one event that the parser will hold."""

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
    for. An event that is cut off by the end of the stream is dropped, as the standard says.
    """

    __slots__ = ("_buffer", "_data", "_fresh", "_held", "_id", "_skip_lf", "last_id", "retry_ms")

    def __init__(self) -> None:
        self.last_id: str | None = None
        self.retry_ms: int | None = None
        self._buffer = bytearray()
        self._data: list[bytes] = []
        self._held = 0
        self._id: str | None = None
        self._fresh = True
        self._skip_lf = False

    def feed(self, data: bytes) -> list[SSEEvent]:
        """The events that these bytes complete. Raises TooLarge over MAX_EVENT."""
        self._buffer += data
        events: list[SSEEvent] = []
        for line in self._lines():
            event = self._line(line)
            if event is not None:
                events.append(event)
        if self._held + len(self._buffer) > MAX_EVENT:
            raise TooLarge(f"An event may have {MAX_EVENT} bytes")
        return events

    def _lines(self) -> list[bytes]:
        """Takes the whole lines out of the buffer. Lines end in LF, CR LF or CR."""
        if self._fresh:
            if len(self._buffer) < len(_BOM) and _BOM.startswith(self._buffer):
                return []
            self._buffer = self._buffer.removeprefix(_BOM)
            self._fresh = False
        # A CR ends its line at once; the LF of a CR LF may come with the next bytes.
        if self._skip_lf and self._buffer:
            self._buffer = self._buffer.removeprefix(b"\n")
            self._skip_lf = False
        if self._buffer.endswith(b"\r"):
            self._skip_lf = True
        text = bytes(self._buffer).replace(b"\r\n", b"\n").replace(b"\r", b"\n")
        *lines, rest = text.split(b"\n")
        self._buffer = bytearray(rest)
        return lines

    def _line(self, line: bytes) -> SSEEvent | None:
        if not line:
            return self._dispatch()
        name, _, value = line.partition(b":")
        value = value.removeprefix(b" ")
        if name == b"data":
            self._data.append(value)
            self._held += len(value) + 1
        elif name == b"id" and b"\0" not in value:
            self._id = self.last_id = value.decode(errors="replace")
        elif name == b"retry" and value.isdigit():
            self.retry_ms = int(value)
        return None

    def _dispatch(self) -> SSEEvent | None:
        data, self._data, self._held = self._data, [], 0
        event_id, self._id = self._id, None
        return SSEEvent(b"\n".join(data), event_id) if data else None
