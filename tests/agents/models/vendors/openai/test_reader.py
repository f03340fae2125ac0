"""Chunks of chat completions, also those that only some servers send."""

import json
from typing import Any, get_args

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.models.faults import Fault, of_exception
from agents.models.request import Delta, Finish, ReasoningDelta, TextDelta, ToolCall, Usage
from agents.models.vendors.openai.reader import ChatCompletionReader

KEY = "hunter2-hunter2"


def reader() -> ChatCompletionReader:
    return ChatCompletionReader("openai", "m", KEY)


def chunk(finish: str | None = None, **delta: Any) -> bytes:
    return json.dumps({"choices": [{"delta": delta, "finish_reason": finish}]}).encode()


def call(index: int, arguments: str, **more: Any) -> dict[str, Any]:
    return {"index": index, "function": {"arguments": arguments} | more.pop("function", {})} | more


def read(reader: ChatCompletionReader, *chunks: bytes) -> list[Delta]:
    return [delta for data in chunks for delta in reader.feed(data)]


@pytest.mark.parametrize("name", ["reasoning_content", "reasoning"])
def test_text_and_reasoning_are_told_apart_by_either_name(name: str) -> None:
    deltas = read(reader(), chunk(role="assistant", content=""), chunk(**{name: "Hm."}),
                  chunk(content="Yes"), chunk(content=None), chunk(content="."))  # fmt: skip
    assert deltas == [ReasoningDelta("Hm."), TextDelta("Yes"), TextDelta(".")]


def test_reasoning_under_both_names_is_said_once() -> None:
    deltas = read(reader(), chunk(reasoning_content="Hm.", reasoning="Hm."))
    assert deltas == [ReasoningDelta("Hm.")]


@pytest.mark.parametrize(
    ("reason", "finish"),
    [("stop", "stop"), ("length", "length"), ("tool_calls", "tools"), ("function_call", "tools")],
)
def test_reason_is_ours(reason: str, finish: Any) -> None:
    made = reader()
    assert read(made, chunk(reason)) == []
    assert made.finish == Finish(finish)


@pytest.mark.parametrize("reason", ["abort", "eos"])
def test_reason_that_is_none_of_the_good_ones_is_a_cut_answer(reason: str) -> None:
    made = reader()
    read(made, chunk(reason))
    assert isinstance(made.finish, Fault)
    assert made.finish.cause == "cut"


def test_reason_that_only_some_servers_have_is_what_it_was_said_to_be() -> None:
    made = ChatCompletionReader("compatible", "m", KEY, Finish("stop"))
    read(made, chunk("eos"))
    assert made.finish == Finish("stop")


@pytest.mark.parametrize("reason", ["abort", "error", "insufficient_system_resource"])
def test_reason_that_is_known_to_be_bad_is_a_cut_answer_whoever_says_so(reason: str) -> None:
    made = ChatCompletionReader("compatible", "m", KEY, Finish("stop"))
    read(made, chunk(reason))
    assert isinstance(made.finish, Fault)


def test_empty_reason_is_none() -> None:
    made = reader()
    assert read(made, chunk("", content="Yes")) == [TextDelta("Yes")]
    assert made.finish is None


def test_only_the_sentinel_completes_it() -> None:
    made = reader()
    read(made, chunk(content="Yes."), chunk("stop"))
    assert not made.complete
    read(made, b"[DONE]")
    assert made.complete


@pytest.mark.parametrize(
    ("chunks", "why"),
    [
        ([chunk("content_filter")], "content filter"),
        (
            [chunk(refusal="I can't "), chunk(refusal="say that."), chunk("stop")],
            "I can't say that.",
        ),
        ([chunk(refusal=f"Not with {KEY}."), chunk("stop")], "Not with [removed]."),
    ],
)
def test_refusal_is_a_fault_that_hands_the_reason_on(chunks: list[bytes], why: str) -> None:
    made = reader()
    assert read(made, *chunks) == []
    assert isinstance(made.finish, Fault)
    assert made.finish.cause == "filtered"
    assert why in str(made.finish)


def test_calls_are_put_together_and_given_when_they_are_whole() -> None:
    made = reader()
    first = read(made, chunk(tool_calls=[call(0, "", id="a", function={"name": "find"})]),
                 chunk(tool_calls=[call(0, '{"x"')]),
                 chunk(tool_calls=[call(1, "{}", id="b", function={"name": "stop"})]),
                 chunk(tool_calls=[call(0, ":1}")]))  # fmt: skip
    assert first == []
    assert read(made, chunk("tool_calls")) == [
        ToolCall("a", "find", '{"x":1}'),
        ToolCall("b", "stop", "{}"),
    ]


def test_calls_that_all_have_number_0_are_told_apart_by_their_ids() -> None:
    parts = [call(0, "{}", id=id, function={"name": id}) for id in ("a", "b")]
    deltas = read(reader(), chunk(tool_calls=parts), chunk("stop"))
    assert deltas == [ToolCall("a", "a", "{}"), ToolCall("b", "b", "{}")]


def test_calls_without_a_number_are_told_apart_by_their_ids() -> None:
    parts = [
        {"index": None, "id": "a", "function": {"name": "a", "arguments": "{"}},
        {"function": {"arguments": "}"}},
        {"id": "b", "function": {"name": "b", "arguments": "{}"}},
    ]
    deltas = read(reader(), *(chunk(tool_calls=[part]) for part in parts), chunk("stop"))
    assert deltas == [ToolCall("a", "a", "{}"), ToolCall("b", "b", "{}")]


def test_call_is_pending_until_it_is_given_and_is_given_once() -> None:
    made = reader()
    read(made, chunk(tool_calls=[call(0, "{}", function={"name": "find"})]))
    assert made.pending
    assert read(made, chunk("tool_calls")) == [ToolCall("call_0", "find", "{}")]
    assert not made.pending
    more = [call(0, "{}", function={"name": "stop"})]
    assert read(made, chunk("stop"), chunk("stop", tool_calls=more)) == [
        ToolCall("call_1", "stop", "{}")
    ]
    assert made.finish == Finish("tools")


def test_call_that_came_makes_it_wait_for_tools_whatever_the_reason_says() -> None:
    made = reader()
    deltas = read(made, chunk(tool_calls=[call(0, "{}", function={"name": "find"})]), chunk("stop"))
    assert deltas == [ToolCall("call_0", "find", "{}")]
    assert made.finish == Finish("tools")


def test_usage_is_counted_by_class() -> None:
    usage = {
        "prompt_tokens": 100,
        "completion_tokens": 30,
        "prompt_tokens_details": {"cached_tokens": 40, "cache_write_tokens": 20},
        "completion_tokens_details": {"reasoning_tokens": 10},
    }
    made = reader()
    assert read(made, json.dumps({"choices": [], "usage": usage}).encode()) == []
    assert made.usage == Usage("openai", "m", 100, 30, 10, 40, 20)


def test_usage_without_details_leaves_them_unknown() -> None:
    made = reader()
    read(made, b'{"choices":[],"usage":{"prompt_tokens":3,"completion_tokens":4}}')
    assert made.usage == Usage("openai", "m", 3, 4)


def test_empty_usage_takes_nothing_back() -> None:
    made = reader()
    read(made, b'{"usage":{"prompt_tokens":3,"completion_tokens":4}}', b'{"usage":{}}')
    assert made.usage == Usage("openai", "m", 3, 4)


@pytest.mark.parametrize(
    ("data", "cause"),
    [
        (b'{"error":{"message":"Busy","type":"server_error","code":"server_is_overloaded"}}',
         "overloaded"),
        (b'{"error":{"message":"Limit","code":429}}', "rate_limited"),
        (b'{"object":"error","message":"Out of memory","code":500}', "server"),
        (b'{"choices":[{"delta":{}}],"error":{"message":"Provider failed","code":502}}', "server"),
    ],
)  # fmt: skip
def test_error_in_the_stream_is_a_fault(data: bytes, cause: str) -> None:
    with pytest.raises(Fault) as raised:
        reader().feed(data)
    assert raised.value.cause == cause


@pytest.mark.parametrize(
    "data", [b"{", b"[]", b'{"choices":1}', b'{"choices":[{"delta":{"content":1}}]}']
)
def test_chunk_that_is_none_is_not_decoded(data: bytes) -> None:
    with pytest.raises(msgspec.DecodeError):
        reader().feed(data)


def test_half_a_character_is_handed_on_for_the_other_half_to_come() -> None:
    halves = [b'{"choices":[{"delta":{"content":"\\ud83d"}}]}',
              b'{"choices":[{"delta":{"content":"\\udc4b"}}]}']  # fmt: skip
    assert read(reader(), *halves) == [TextDelta("\ud83d"), TextDelta("\udc4b")]


@pytest.mark.parametrize("data", [b"{}", b'{"choices":null}', b'{"choices":[{"delta":null}]}'])
def test_chunk_that_says_nothing_is_passed_over(data: bytes) -> None:
    assert list(reader().feed(data)) == []


NAMES = [
    *("choices", "delta", "content", "refusal", "finish_reason", "usage", "prompt_tokens"),
    *("tool_calls", "function", "name", "arguments", "id", "index", "error", "message", "code"),
]
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text() | st.sampled_from(["stop", "error"]),
    lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from(NAMES), inner),
)


@pytest.mark.slow
@given(st.lists(VALUES.map(lambda value: json.dumps(value).encode()) | st.binary()))
def test_chunks_give_deltas_or_a_fault_whatever_they_are(chunks: list[bytes]) -> None:
    made = reader()
    for data in [*chunks, b'{"choices":' + b'[{"delta":' * 10_000]:
        try:
            assert all(isinstance(delta, get_args(Delta)) for delta in made.feed(data))
        except Exception as error:
            of_exception(error, begun=True)  # which raises what is no fault
