"""Commands are strict: what is not exactly one is refused, and never by a crash."""

from typing import Any

import msgspec
import pytest
from hypothesis import given, settings

from protocol.codec import decode_command, encode_command
from protocol.commands import (
    MAX_DEPTH,
    Action,
    Cancel,
    Command,
    FirstMessage,
    Message,
    Retry,
    Start,
    check_document,
    edited,
    message_of,
    name_of,
)
from protocol.errors import Malformed
from protocol.frames import Ping, Pong
from tests.protocol.strategies import commands
from tests.soak import at_length

WIRE: list[tuple[Any, str]] = [
    (
        Start("c1", "interview", {"type": "dsa"}, {"provider": "gemini", "language": "ko"}),
        (
            '{"type":"start","id":"c1","kind":"interview","input":{"type":"dsa"},'
            '"options":{"provider":"gemini","language":"ko"}}'
        ),
    ),
    (
        Start("c1", "chat", {}, message=FirstMessage("m0", "Hi")),
        '{"type":"start","id":"c1","kind":"chat","input":{},"message":{"id":"m0","text":"Hi"}}',
    ),
    (Message("c2", "Hi"), '{"type":"message","id":"c2","text":"Hi"}'),
    (
        Message("c2", "Hi", ["doc-id"]),
        '{"type":"message","id":"c2","text":"Hi","documents":["doc-id"]}',
    ),
    (Action("c3", "hint"), '{"type":"action","id":"c3","name":"hint"}'),
    (
        Action("c3", "hint", {"more": True}),
        '{"type":"action","id":"c3","name":"hint","input":{"more":true}}',
    ),
    (Cancel("c4"), '{"type":"cancel","id":"c4"}'),
    (Retry("c5"), '{"type":"retry","id":"c5"}'),
    (Retry("c5", "Hi"), '{"type":"retry","id":"c5","text":"Hi"}'),
    (Ping(1), '{"type":"ping","t":1}'),
    (Pong(1789.5), '{"type":"pong","t":1789.5}'),
]


@pytest.mark.parametrize(("command", "text"), WIRE, ids=lambda value: type(value).__name__)
def test_command_is_read_and_written_as_the_protocol_shows(command: Any, text: str) -> None:
    assert decode_command(text) == command
    assert decode_command(text.encode()) == command
    assert encode_command(command).decode() == text


@pytest.mark.parametrize(
    "text",
    [
        "",
        "null",
        "[]",
        "{}",
        '{"type":"cancel"}',
        '{"type":"cancel","id":""}',
        '{"type":"cancel","id":7}',
        '{"type":"cancel","id":"a b"}',
        '{"type":"cancel","id":"a\\n"}',
        '{"type":"cancel","id":"' + "a" * 129 + '"}',
        '{"type":"cancel","id":"c","extra":1}',
        '{"type":"CANCEL","id":"c"}',
        '{"type":"cancel","id":"c"}{}',
        '{"type":"message","id":"c","text":""}',
        '{"type":"message","id":"c","text":"' + "a" * 100_001 + '"}',
        '{"type":"message","id":"c","text":"\\ud800"}',
        '{"type":"message","id":"c","text":"a","documents":["a b"]}',
        '{"type":"action","id":"c","name":"h:i"}',
        '{"type":"action","id":"c","name":"hint\\n"}',
        '{"type":"action","id":"c","name":"hint","input":[1]}',
        '{"type":"start","id":"c","kind":"chat"}',
        '{"type":"start","id":"c","kind":"chat","input":{"a":12345678901234567890}}',
        '{"type":"start","id":"c","kind":"chat","input":{"a":1e999}}',
        '{"type":"start","id":"c","kind":"chat","input":{"\\udc00":1}}',
        '{"type":"start","id":"c","kind":"chat","input":{},"message":"Hi"}',
        '{"type":"start","id":"c","kind":"chat","input":{},"message":{"text":"Hi"}}',
        '{"type":"start","id":"c","kind":"chat","input":{},"message":{"id":"m","text":""}}',
        '{"type":"start","id":"c","kind":"chat","input":{},"message":{"id":"m","text":"a","x":1}}',
        '{"type":"retry","id":"c","text":""}',
        '{"type":"retry","id":"c","text":"' + "a" * 100_001 + '"}',
        '{"type":"ping","t":NaN}',
        '{"type":"ping","t":9007199254740992}',
        '{"type":"ping","t":' + "1" * 5_000 + "}",
        '{"type":"ping","t":"1"}',
        '{"type":"welcome"}',
    ],
)
def test_anything_else_is_malformed(text: str) -> None:
    with pytest.raises(Malformed):
        decode_command(text)


def nested(depth: int) -> dict[str, Any]:
    document: Any = 1
    for _ in range(depth):
        document = {"a": document}
    return {"input": document}["input"]


def test_document_may_be_nested_to_the_limit_and_no_deeper() -> None:
    check_document(nested(MAX_DEPTH))
    with pytest.raises(ValueError, match="Nested deeper"):
        check_document(nested(MAX_DEPTH + 1))


def test_deep_input_is_malformed() -> None:
    raw = msgspec.json.encode(
        {"type": "start", "id": "c", "kind": "chat", "input": nested(MAX_DEPTH + 1)}
    )
    with pytest.raises(Malformed, match="Nested deeper"):
        decode_command(raw)


@pytest.mark.parametrize(
    ("command", "name"),
    [
        (Start("c", "chat", {}), "start"),
        (Message("c", "Hi"), "message"),
        (Action("c", "hint"), "action:hint"),
        (Cancel("c"), "cancel"),
        (Retry("c"), "retry"),
        (Retry("c", "Hi"), "retry:text"),
    ],
)
def test_name_is_what_a_machine_calls_it(command: Command, name: str) -> None:
    assert name_of(command) == name


@settings(max_examples=at_length(100, 1000), deadline=None)
@given(command=commands)
def test_edit_changes_the_message_and_nothing_else_of_any_command(command: Command) -> None:
    said, other = message_of(command), edited(command, "e1", "Anew")
    assert (said is None) == (other is None)
    if said is None or other is None:
        return
    new = message_of(other)
    assert new is not None
    assert (new.id, new.text, new.documents) == ("e1", "Anew", said.documents)
    assert decode_command(encode_command(other)) == other
    undone = edited(other, said.id, said.text)
    assert undone == command


@settings(max_examples=at_length(100, 1000), deadline=None)
@given(command=commands)
def test_any_command_survives_the_wire(command: Command) -> None:
    assert decode_command(encode_command(command)) == command
