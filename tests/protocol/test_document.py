"""docs/PROTOCOL.md and the types say the same."""

import json
import re
from collections.abc import Iterator
from typing import Any, get_args

import pytest

from protocol.client import MAX_BACKOFF_MS, WEBSOCKET_TRIES
from protocol.codec import (
    MAX_CLIENT_FRAME,
    MAX_SERVER_FRAME,
    decode_command,
    decode_frame,
    encode_frame,
)
from protocol.commands import ClientFrame, Command, name_of
from protocol.connection import RETRY_MS
from protocol.cursor import Cursor, event_id
from protocol.errors import CLOSING, CloseCode, Reaction
from protocol.events import Event
from protocol.frames import SUBPROTOCOL, VERSION, ServerFrame
from protocol.schema import definitions
from tests.documents import blocks, read, rows, section

DOCUMENT = read("docs/PROTOCOL.md")
STANDS_FOR = {
    '"error":{…}': '"error":{"code":"not_allowed","message":"…","details":{"allowed":[]}}',
    '"documents":[…]': '"documents":["doc-id"]',
    "[…]": '[{"type":"RUN_STARTED","threadId":"t","runId":"c1"}]',
    "{…}": "{}",
    ":ID,": ':"6f0f7c1c-8d3f-4d0b-9a57-0f6f0f7c1c8d",',
    ":E,": ':"k3Jx",',
}
"""What the document's abbreviations stand for in a frame of their place."""

REACTIONS: dict[str, Reaction] = {
    "–": "none",
    "reconnects": "backs_off",
    "reconnects at once": "at_once",
    "reconnects after retryMs": "after_retry",
    "signs in, then reconnects": "signs_in",
    "stops": "stops",
}


def notations(number: int) -> list[str]:
    """The frames in a section's code blocks, as they are written there."""
    return [frame for line in blocks(section(DOCUMENT, number)) for frame in _frames(line)]


def _frames(line: str) -> Iterator[str]:
    """Each `{"type":…}` of a line, braces balanced."""
    for start in (found.start() for found in re.finditer(r'\{"type":', line)):
        depth = 0
        for end in range(start, len(line)):
            depth += (line[end] == "{") - (line[end] == "}")
            if depth == 0:
                yield line[start : end + 1]
                break


def variants(notation: str) -> Iterator[str]:
    """Every frame that a notation stands for: each of `"a"|"b"`, with and without `"x"?`."""
    if choice := re.search(r'"[^"]*"(?:\|"[^"]*")+', notation):
        for one in choice[0].split("|"):
            yield from variants(notation.replace(choice[0], one))
    elif option := re.search(r',("\w+")\?:("[^"]*"|\{[^{}]*\}|\[[^\[\]]*\]|\d+)', notation):
        yield from variants(notation.replace(option[0], ""))
        yield from variants(notation.replace(option[0], f",{option[1]}:{option[2]}"))
    else:
        for short, whole in STANDS_FOR.items():
            notation = notation.replace(short, whole)
        yield notation


def tag(notation: str) -> str:
    return re.findall(r'"type":"(\w+)"', notation)[0]


def schema(union: Any, notation: str) -> dict[str, Any]:
    """The schema of the frame that a notation is about."""
    frame = next(t for t in get_args(union) if t.__struct_config__.tag == tag(notation))
    found: dict[str, Any] = definitions()[frame.__name__]
    return found


SERVER, CLIENT = notations(4), notations(5)
SIDES = [(ServerFrame, n) for n in SERVER] + [(ClientFrame, n) for n in CLIENT]


def test_document_names_every_frame_and_no_other() -> None:
    assert {tag(n) for n in SERVER} == {t.__struct_config__.tag for t in get_args(ServerFrame)}
    assert {tag(n) for n in CLIENT} == {t.__struct_config__.tag for t in get_args(ClientFrame)}


@pytest.mark.parametrize("frame", [v for n in SERVER for v in variants(n)])
def test_server_frame_of_the_document_is_what_the_types_encode(frame: str) -> None:
    assert json.loads(encode_frame(decode_frame(frame))) == json.loads(frame)


@pytest.mark.parametrize("frame", [v for n in CLIENT for v in variants(n)])
def test_client_frame_of_the_document_is_what_the_types_encode(frame: str) -> None:
    command = decode_command(frame)
    assert json.loads(encode_frame(command)) == json.loads(frame)
    if isinstance(command, Command):
        assert name_of(command).split(":")[0] == json.loads(frame)["type"]


@pytest.mark.parametrize(("union", "notation"), SIDES, ids=[tag(n) for _, n in SIDES])
def test_frame_of_the_document_has_the_fields_of_its_type(union: Any, notation: str) -> None:
    own = schema(union, notation)
    widest = max(variants(notation), key=len)
    assert set(json.loads(widest)) == set(own["properties"])
    optional = set(re.findall(r'"(\w+)"\?:', notation))
    assert not optional & set(own["required"])


@pytest.mark.parametrize(("union", "notation"), SIDES, ids=[tag(n) for _, n in SIDES])
def test_alternatives_of_the_document_are_those_of_the_type(union: Any, notation: str) -> None:
    properties = schema(union, notation)["properties"]
    for name, words in re.findall(r'"(\w+)"\??:("[^"]*"(?:\|"[^"]*")+)', notation):
        assert set(json.loads(f"[{words.replace('|', ',')}]")) == set(properties[name]["enum"])


def documented_closings() -> dict[int, tuple[str, Reaction]]:
    found: dict[int, tuple[str, Reaction]] = {}
    for codes, meanings, client in rows(section(DOCUMENT, 9)):
        meaning = re.sub(r"`| \(.*\)", "", meanings)
        many = codes.split(", ")
        each = meaning.split(", ") if len(many) > 1 else [meaning]
        for code, words in zip(many, each, strict=True):
            found[int(code)] = (words, REACTIONS[client.replace("`", "")])
    return found


def test_close_codes_of_the_document_are_those_of_the_code() -> None:
    assert documented_closings() == CLOSING
    assert set(CLOSING) == set(CloseCode)


def number(pattern: str) -> int:
    """The number that the document gives where the pattern fits."""
    found = re.search(pattern, DOCUMENT)
    assert found, pattern
    return int(found[1].replace(",", ""))


def test_limits_of_the_document_are_those_of_the_code() -> None:
    assert number(r"A server frame stays under (\d+) KiB") * 1024 == MAX_SERVER_FRAME
    assert number(r"a client frame, and [a-z ]+, may have (\d+) KiB") * 1024 == MAX_CLIENT_FRAME
    assert number(r"backoff from `retryMs` \((\d+) ms\)") == RETRY_MS
    assert number(r"\(\d+ ms\) to (\d+) s") * 1000 == MAX_BACKOFF_MS
    assert number(r"protocol, version (\d+)") == VERSION
    assert f"subprotocol `{SUBPROTOCOL}`" in DOCUMENT
    assert "A WebSocket that fails twice before `welcome` falls back to SSE" in DOCUMENT
    assert WEBSOCKET_TRIES == 2


def test_cursor_of_the_document_is_what_the_code_reads_and_writes() -> None:
    assert "`Last-Event-ID: EPOCH:SEQ`" in DOCUMENT
    assert Cursor.from_last_event_id("k3Jx:41") == Cursor("k3Jx", 41)
    assert event_id("k3Jx", 41) == "k3Jx:41"


def test_events_that_the_document_names_exist() -> None:
    known = {event.__struct_config__.tag for event in get_args(Event)}
    named = set(re.findall(r"`([A-Z]+(?:_[A-Z]+)+)`", DOCUMENT))
    assert named
    assert named <= known
