"""Frames are on the wire exactly as the protocol shows them."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from protocol.codec import decode_frame, encode_frame
from protocol.events import TextMessageContentEvent, TextMessageEndEvent
from protocol.frames import (
    Ack,
    ErrorFrame,
    Events,
    Goaway,
    Ping,
    Pong,
    Problem,
    ServerFrame,
    Snapshot,
    Welcome,
)
from tests.protocol.strategies import instances, members
from tests.soak import at_length

WIRE: list[tuple[Any, str]] = [
    (
        Welcome(
            version=1,
            session="s1",
            epoch="e",
            head=57,
            after=41,
            heartbeat_ms=20000,
            status="idle",
        ),
        (
            '{"type":"welcome","version":1,"session":"s1","epoch":"e","head":57,"after":41,'
            '"heartbeatMs":20000,"status":"idle"}'
        ),
    ),
    (
        Events(45, [TextMessageContentEvent("m", "Hi")]),
        (
            '{"type":"events","seq":45,'
            '"events":[{"type":"TEXT_MESSAGE_CONTENT","messageId":"m","delta":"Hi"}]}'
        ),
    ),
    (
        Snapshot(57, "e", [TextMessageEndEvent("m")]),
        (
            '{"type":"snapshot","seq":57,"epoch":"e",'
            '"events":[{"type":"TEXT_MESSAGE_END","messageId":"m"}]}'
        ),
    ),
    (Ack("c7", "accepted"), '{"type":"ack","id":"c7","status":"accepted"}'),
    (
        Ack("c7", "rejected", Problem("not_allowed", "Not now", None, {"allowed": ["retry"]})),
        (
            '{"type":"ack","id":"c7","status":"rejected","error":{"code":"not_allowed",'
            '"message":"Not now","details":{"allowed":["retry"]}}}'
        ),
    ),
    (Ping(1789), '{"type":"ping","t":1789}'),
    (Pong(1789), '{"type":"pong","t":1789}'),
    (Goaway("drain", 250), '{"type":"goaway","reason":"drain","retryMs":250}'),
    (
        ErrorFrame("rate_limited", "Slower", 1200),
        '{"type":"error","code":"rate_limited","message":"Slower","retryMs":1200}',
    ),
]


@pytest.mark.parametrize(("frame", "text"), WIRE, ids=lambda value: type(value).__name__)
def test_frame_is_written_and_read_as_the_protocol_shows(frame: ServerFrame, text: str) -> None:
    assert encode_frame(frame).decode() == text
    assert decode_frame(text) == frame


def test_examples_hold_every_frame() -> None:
    assert {type(frame) for frame, _ in WIRE} == set(members(ServerFrame))


@settings(max_examples=at_length(40, 400), deadline=None)
@given(frame=st.one_of([instances(kind) for kind in (Ack, ErrorFrame, Goaway, Ping, Welcome)]))
def test_any_frame_survives_the_wire(frame: ServerFrame) -> None:
    raw = encode_frame(frame)
    assert decode_frame(raw) == frame
    assert "error" not in json.loads(raw) or json.loads(raw)["error"] is not None
