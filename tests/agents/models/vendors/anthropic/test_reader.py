"""Events of Anthropic's stream, fed one by one."""

import json
from contextlib import suppress
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.models.faults import Fault
from agents.models.request import Finish, ReasoningDelta, TextDelta, ToolCall, Withdraw
from agents.models.vendors.anthropic.reader import MessageReader

KINDS = ("message_start", "content_block_start", "content_block_delta", "content_block_stop")
FIELDS = ("delta", "content_block", "message", "usage", "error", "index")
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=6,
)


def feed(reader: MessageReader, kind: str, **more: Any) -> list[Any]:
    return list(reader.feed(json.dumps({"type": kind} | more).encode()))


@pytest.fixture
def reader() -> MessageReader:
    return MessageReader("anthropic", "claude-x", "sk-test")


def test_a_call_is_given_when_its_block_is_closed(reader: MessageReader) -> None:
    block = {"type": "tool_use", "id": "a", "name": "weather", "input": {}}
    assert feed(reader, "content_block_start", index=0, content_block=block) == []
    for part in ('{"city"', ':"Ulm"}'):
        delta = {"type": "input_json_delta", "partial_json": part}
        assert feed(reader, "content_block_delta", index=0, delta=delta) == []
    assert feed(reader, "content_block_stop", index=0) == [
        ToolCall("a", "weather", '{"city":"Ulm"}')
    ]


def test_a_call_without_arguments_has_an_empty_object(reader: MessageReader) -> None:
    block = {"type": "tool_use", "id": "a", "name": "now", "input": {}}
    feed(reader, "content_block_start", index=0, content_block=block)
    assert feed(reader, "content_block_stop", index=0) == [ToolCall("a", "now", "{}")]


@pytest.mark.parametrize(
    ("reason", "finish"),
    [
        ("end_turn", Finish("stop")),
        ("stop_sequence", Finish("stop")),
        ("max_tokens", Finish("length")),
        ("model_context_window_exceeded", Finish("length")),
        ("tool_use", Finish("tools")),
    ],
)
def test_each_reason_ends_it(reader: MessageReader, reason: str, finish: Finish) -> None:
    feed(reader, "message_delta", delta={"stop_reason": reason})
    assert reader.finish == finish
    assert not reader.complete
    feed(reader, "message_stop")
    assert reader.complete


@pytest.mark.parametrize(("reason", "cause"), [("refusal", "filtered"), ("pause_turn", "cut")])
def test_other_reasons_are_faults(reader: MessageReader, reason: str, cause: str) -> None:
    feed(reader, "message_delta", delta={"stop_reason": reason})
    assert isinstance(reader.finish, Fault)
    assert reader.finish.cause == cause


def test_later_counts_replace_earlier_ones_where_they_are_given(reader: MessageReader) -> None:
    first = {"input_tokens": 5, "cache_read_input_tokens": 7, "output_tokens": 1}
    feed(reader, "message_start", message={"usage": first})
    assert reader.usage is None, "the output is not counted yet"
    feed(reader, "message_delta", delta={}, usage={"output_tokens": 9, "input_tokens": None})
    assert reader.usage is not None
    assert (reader.usage.input_tokens, reader.usage.output_tokens) == (12, 9)


def test_events_and_blocks_that_are_not_known_are_passed_over(reader: MessageReader) -> None:
    assert feed(reader, "ping") == []
    assert list(reader.feed(b"{}")) == []
    assert feed(reader, "content_block_start", content_block={"type": "redacted_thinking"}) == []
    assert feed(reader, "content_block_delta", delta={"type": "signature_delta"}) == []
    assert feed(reader, "content_block_stop") == []


def grow(reader: MessageReader, text: str) -> list[Any]:
    return feed(reader, "content_block_delta", delta={"type": "text_delta", "text": text})


def test_second_message_takes_back_what_the_first_one_said(reader: MessageReader) -> None:
    feed(reader, "message_start", message={"usage": {"input_tokens": 5, "output_tokens": 9}})
    assert grow(reader, "Ask for the r") == [TextDelta("Ask for the r")]
    assert feed(reader, "message_start", message={"usage": {"input_tokens": 6}}) == [Withdraw()]
    assert grow(reader, "Ask.") == [TextDelta("Ask.")]
    feed(reader, "message_delta", delta={"stop_reason": "end_turn"}, usage={"output_tokens": 2})
    assert reader.usage is not None
    assert (reader.usage.input_tokens, reader.usage.output_tokens) == (6, 2)


def test_second_beginning_before_a_word_takes_nothing_back(reader: MessageReader) -> None:
    assert feed(reader, "message_start") == feed(reader, "message_start", message=None) == []
    assert grow(reader, "Ask.") == [TextDelta("Ask.")]
    assert [feed(reader, "message_start") for _ in range(2)] == [[Withdraw()], []]


def test_what_a_block_begins_with_is_told(reader: MessageReader) -> None:
    for block, delta in (
        ({"type": "text", "text": "Hello"}, TextDelta("Hello")),
        ({"type": "thinking", "thinking": "Hm", "signature": ""}, ReasoningDelta("Hm")),
    ):
        assert feed(reader, "content_block_start", content_block=block) == [delta]
        assert feed(reader, "content_block_stop") == []


@pytest.mark.parametrize(
    ("given", "arguments"), [({"city": "Ulm"}, '{"city": "Ulm"}'), (None, "{}")]
)
def test_call_that_is_whole_at_its_beginning_has_its_arguments(
    reader: MessageReader, given: Any, arguments: str
) -> None:
    block = {"type": "tool_use", "id": "a", "name": "weather", "input": given}
    feed(reader, "content_block_start", content_block=block)
    assert feed(reader, "content_block_stop") == [ToolCall("a", "weather", arguments)]


def test_message_that_comes_as_one_document_is_told(reader: MessageReader) -> None:
    blocks = [
        {"type": "thinking", "thinking": "Hm."},
        {"type": "text", "text": "Yes."},
        {"type": "tool_use", "id": "a", "name": "now", "input": {}},
    ]
    usage = {"input_tokens": 5, "output_tokens": 9}
    message = {"type": "message", "content": blocks, "stop_reason": "tool_use", "usage": usage}
    data = json.dumps(message).encode()
    assert (
        list(MessageReader("anthropic", "m", "").feed(data))
        == list(reader.whole(data))
        == [
            ReasoningDelta("Hm."),
            TextDelta("Yes."),
            ToolCall("a", "now", "{}"),
        ]
    )
    assert reader.finish == Finish("tools")
    assert reader.usage is not None
    assert reader.usage.output_tokens == 9


def test_message_that_is_none_is_not_decoded(reader: MessageReader) -> None:
    with pytest.raises(msgspec.DecodeError):
        feed(reader, "message", content=[1])


@pytest.mark.parametrize("count", ["9", -9, None])
def test_output_that_is_not_counted_is_not_what_the_beginning_said(
    reader: MessageReader, count: Any
) -> None:
    feed(reader, "message_start", message={"usage": {"input_tokens": 5, "output_tokens": 1}})
    feed(reader, "message_delta", delta={}, usage={"output_tokens": count})
    assert reader.usage is not None
    assert (reader.usage.input_tokens, reader.usage.output_tokens) == (5, None)


@pytest.mark.parametrize(
    "odd",
    [{"usage": {"output_tokens": "9"}}, {"usage": {"output_tokens": -9}}, {"usage": []},
     {"usage": {"output_tokens": 9, "output_tokens_details": []}}, {"message": 1}],
)  # fmt: skip
def test_odd_field_beside_the_end_does_not_cost_it(
    reader: MessageReader, odd: dict[str, Any]
) -> None:
    stop = {"stop_reason": "end_turn", "stop_details": "none", "text": None}
    feed(reader, "message_delta", delta=stop, **odd)
    assert reader.finish == Finish("stop")


@given(
    st.fixed_dictionaries({"type": st.sampled_from(KINDS)}, optional=dict.fromkeys(FIELDS, JSON))
)
def test_whatever_comes_there_is_no_other_error(event: dict[str, Any]) -> None:
    with suppress(Fault, msgspec.DecodeError):
        list(MessageReader("anthropic", "claude-x", "").feed(json.dumps(event).encode()))
