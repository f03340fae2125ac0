"""Bytes in: a value or a listed error. Bytes out: spliced frames are frames."""

import json
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from protocol.codec import (
    MAX_CLIENT_FRAME,
    MAX_SERVER_FRAME,
    batches,
    decode_command,
    decode_event,
    decode_frame,
    decode_frames,
    encode_command,
    encode_content,
    encode_event,
    encode_frame,
    splice_events,
    splice_snapshot,
)
from protocol.commands import Command, Start
from protocol.errors import Malformed, TooLarge
from protocol.events import Event, TextMessageContentEvent
from protocol.frames import Events, Ping, Snapshot
from tests.protocol.strategies import commands, logs, values
from tests.soak import at_length

fuzz = settings(max_examples=at_length(200, 2000), deadline=None)


def assert_value_or_listed_error(data: bytes | str) -> None:
    """The promise of every decoder: no other exception leaves it."""
    for decode in (decode_command, decode_frame, decode_frames):
        try:
            decode(data)
        except (Malformed, TooLarge):
            continue
    if isinstance(data, bytes):
        try:
            decode_event(data)
        except Malformed:
            return


@fuzz
@given(data=st.binary(max_size=200))
@example(b"[" * 100_000)
@example(b'{"a":' * 50_000)
@example(b'{"type":"start","id":"c","kind":"chat","input":{"a":' + b"[" * 900 + b"]" * 900 + b"}}")
@example(b'{"type":"message","id":"c","text":"\xff"}')
@example(b'{"type":"message","id":"c","text":"\\ud800\\ud800"}')
@example(b'{"type":"\xff"}')
@example(b'{"\xff":1,"type":"cancel","id":"c"}')
@example(b'{"type":"action","id":"c","name":"a","input":{"\xff":1}}')
def test_bytes_are_a_value_or_a_listed_error(data: bytes) -> None:
    assert_value_or_listed_error(data)


@fuzz
@given(text=st.text(alphabet=st.characters(), max_size=200))
@example('{"type":"message","id":"c","text":"\ud800"}')
def test_text_is_a_value_or_a_listed_error(text: str) -> None:
    assert_value_or_listed_error(text)


@fuzz
@given(document=st.dictionaries(st.sampled_from(["type", "id", "text", "t", "input"]), values))
def test_json_is_a_value_or_a_listed_error(document: Any) -> None:
    assert_value_or_listed_error(json.dumps(document))


@fuzz
@given(command=commands, data=st.data())
def test_damaged_command_is_a_value_or_a_listed_error(command: Any, data: st.DataObject) -> None:
    raw = bytearray(encode_command(command))
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(raw) - 1))
        raw[at : at + data.draw(st.integers(0, 2))] = data.draw(st.binary(max_size=3))
        raw = raw or bytearray(b"{")
    assert_value_or_listed_error(bytes(raw))


@fuzz
@given(data=st.binary(max_size=300) | commands.map(encode_command))
def test_whatever_is_decoded_is_clean_utf8_when_encoded(data: bytes) -> None:
    try:
        command = decode_command(data)
    except Malformed:
        return
    encode_frame(command).decode()


@pytest.mark.parametrize("pad", ["a", "ä"])
def test_frame_over_the_limit_is_too_large(pad: str) -> None:
    head = '{"type":"message","id":"c","text":"'
    text = head + pad * (MAX_CLIENT_FRAME - len(head) + 1)
    with pytest.raises(TooLarge):
        decode_command(text)
    with pytest.raises(TooLarge):
        decode_command(text.encode())


@settings(max_examples=at_length(50, 500), deadline=None)
@given(log=logs(max_runs=1), seq=st.integers(0, 2**53), epoch=st.text(max_size=8))
def test_spliced_frame_equals_the_encoded_one(log: list[Event], seq: int, epoch: str) -> None:
    raws = [encode_event(event) for event in log]
    assert splice_events(seq, raws) == encode_frame(Events(seq, log))
    assert splice_snapshot(seq, epoch, raws) == encode_frame(Snapshot(seq, epoch, log))


@settings(max_examples=at_length(100, 1000), deadline=None)
@given(
    sizes=st.lists(st.integers(1, 3) | st.integers(20_000, 80_000), max_size=12),
    first=st.integers(1, 2**53),
)
def test_batches_are_whole_in_order_and_as_few_as_fit(sizes: list[int], first: int) -> None:
    raws = [b"%d" % (10**size - 1 if size < 4 else 7) + b" " * size for size in sizes]
    groups = list(batches(first, raws))
    assert [raw for _, group in groups for raw in group] == raws
    frames = [splice_events(seq, group) for seq, group in groups]
    position = first
    for (seq, group), frame in zip(groups, frames, strict=True):
        position += len(group)
        assert seq == position - 1
        assert len(frame) <= MAX_SERVER_FRAME or len(group) == 1
    for (_, group), (_, after) in pairwise(groups):
        joined = sum(map(len, group)) + len(after[0])
        assert joined > MAX_SERVER_FRAME - 200


def test_every_batch_leaves_room_for_what_is_around_it() -> None:
    raws = [b"7" * (MAX_SERVER_FRAME // 2 - 10)] * 4
    frames = [splice_events(seq, group) for seq, group in batches(1, raws)]
    assert max(map(len, frames)) <= MAX_SERVER_FRAME


def test_long_poll_is_an_array_of_frames() -> None:
    assert decode_frames(b"[]") == []
    assert decode_frames('[{"type":"ping","t":1}]') == [Ping(1)]


def test_delta_is_escaped_and_nothing_else() -> None:
    raw = encode_event(TextMessageContentEvent("m", '<"\n\u2028é'))
    assert json.loads(raw)["delta"] == '<"\n\u2028é'
    assert b"\n" not in raw


@fuzz
@given(command=commands)
def test_content_is_the_same_under_any_id_and_in_any_order_of_fields(command: Command) -> None:
    document = json.loads(encode_command(command)) | {"id": "another"}
    if isinstance(command, Start):
        document |= {"kind": "other", "input": {"other": 1}}
    again = decode_command(json.dumps(_reversed(document)))
    assert encode_content(again) == encode_content(command)


@fuzz
@given(one=commands, other=commands)
def test_content_is_another_where_another_thing_is_said(one: Command, other: Command) -> None:
    if isinstance(one, Start) and isinstance(other, Start):
        same = (one.options or None, one.message) == (other.options or None, other.message)
    else:
        same = type(one) is type(other) and replace(one, id="") == replace(other, id="")
    assert same or encode_content(one) != encode_content(other)


def _reversed(value: Any) -> Any:
    """JSON of the same meaning, the fields of all objects the other way round."""
    if isinstance(value, dict):
        return {name: _reversed(part) for name, part in reversed(value.items())}
    return [_reversed(part) for part in value] if isinstance(value, list) else value
