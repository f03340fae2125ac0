"""Frames, events and commands as bytes.

Encoding is msgspec's. Decoding what came from outside raises the errors of
`protocol.errors` and nothing else, whatever the bytes are. Encoded JSON holds no line feed.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

import msgspec
from msgspec.structs import replace

from protocol.catalogue import Text, misfit
from protocol.commands import ClientFrame, Command, Start
from protocol.errors import Malformed, TooLarge
from protocol.events import Event
from protocol.frames import ServerFrame

MAX_CLIENT_FRAME = 512 * 1024
"""Bytes of UTF-8 that a client's frame, or a request's body, may have."""

MAX_SERVER_FRAME = 64 * 1024
"""Bytes under which a server frame stays, unless one event alone is larger."""

_ENVELOPE = len(b'{"type":"events","seq":,"events":[]}') + len(str(2**63))

_T = TypeVar("_T")
_encoder = msgspec.json.Encoder()
_events: "msgspec.json.Decoder[Event]" = msgspec.json.Decoder(Event)
_client_frames: "msgspec.json.Decoder[ClientFrame]" = msgspec.json.Decoder(ClientFrame)
_server_frames: "msgspec.json.Decoder[ServerFrame]" = msgspec.json.Decoder(ServerFrame)

_server_polls: "msgspec.json.Decoder[list[ServerFrame]]" = msgspec.json.Decoder(list[ServerFrame])

# Bound methods, not functions around them: this is once per token.
encode_event: Callable[[Event], bytes] = _encoder.encode
encode_frame: Callable[[ServerFrame | ClientFrame], bytes] = _encoder.encode
encode_command: Callable[[Command], bytes] = _encoder.encode


def decode_event(raw: bytes) -> Event:
    """One event. Raises Malformed."""
    return _decode(_events, raw)


def decode_frame(data: bytes | str) -> ServerFrame:
    """A server's frame, for the client half. Raises Malformed."""
    return _decode(_server_frames, _utf8(data))


def decode_frames(data: bytes | str) -> list[ServerFrame]:
    """The JSON array of frames that a long-poll answers. Raises Malformed."""
    return _decode(_server_polls, _utf8(data))


def decode_command(data: bytes | str) -> ClientFrame:
    """A client's frame. Raises TooLarge or Malformed."""
    if len(data) > MAX_CLIENT_FRAME:
        raise _too_large()
    raw = _utf8(data)
    if len(raw) > MAX_CLIENT_FRAME:
        raise _too_large()
    return _decode(_client_frames, raw)


def encode_content(command: Command) -> bytes:
    """What a command says, its id apart, in one way only: equal bytes are equal content.

    Of a `start` that is what stands besides its kind and input, which are compared by what they
    mean: a field that is given its default says nothing new.
    """
    said: Command = replace(command, id="")
    if isinstance(said, Start):
        said = replace(said, kind="", input={}, options=said.options or None)
    return msgspec.json.encode(said, order="sorted")


def splice_events(seq: int, raws: Sequence[bytes]) -> bytes:
    """An `events` frame around events that are encoded already; `seq` is the last one's."""
    return b'{"type":"events","seq":%d,"events":[%b]}' % (seq, b",".join(raws))


def splice_snapshot(seq: int, epoch: str, raws: Sequence[bytes]) -> bytes:
    """A `snapshot` frame around events that are encoded already."""
    return b'{"type":"snapshot","seq":%d,"epoch":%b,"events":[%b]}' % (
        seq,
        _encoder.encode(epoch),
        b",".join(raws),
    )


def batches(first_seq: int, raws: Sequence[bytes]) -> Iterator[tuple[int, Sequence[bytes]]]:
    """As few groups as the frame limit allows: `(number of the last event, its events)`.

    `first_seq` is the number of `raws[0]`. An event over the limit is a group of its own.
    """
    start, size = 0, _ENVELOPE
    for index, raw in enumerate(raws):
        if index > start and size + len(raw) + 1 > MAX_SERVER_FRAME:
            yield first_seq + index - 1, raws[start:index]
            start, size = index, _ENVELOPE
        size += len(raw) + 1
    if raws:
        yield first_seq + len(raws) - 1, raws[start:]


def _too_large() -> TooLarge:
    return TooLarge(Text("errors.too_large.frame", bytes=MAX_CLIENT_FRAME))


def _utf8(data: bytes | str) -> bytes:
    if isinstance(data, bytes):
        return data
    try:
        return data.encode()
    except UnicodeEncodeError:
        raise Malformed(Text("errors.malformed.not_utf8")) from None


def _decode(decoder: "msgspec.json.Decoder[_T]", raw: bytes) -> _T:
    """Every way in which msgspec refuses becomes Malformed."""
    try:
        return decoder.decode(raw)
    except UnicodeDecodeError:
        raise Malformed(Text("errors.malformed.not_utf8")) from None
    except RecursionError:
        raise Malformed(Text("errors.malformed.too_deep")) from None
    except msgspec.DecodeError as error:
        raise Malformed(misfit(error)) from None
