"""Chunks of chat completions, also those that only some servers send."""

import json
import time
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


@pytest.mark.parametrize("reason", ["", "null", "None"])
def test_empty_reason_is_none(reason: str) -> None:
    made = reader()
    assert read(made, chunk(reason, content="Yes")) == [TextDelta("Yes")]
    assert made.finish is None


LENGTHS = (
    *("length", "LENGTH", "max_tokens", "MAX_TOKENS", "model_length", "max_output_tokens"),
    *("model_context_window_exceeded", "token_limit", "truncated", "max-tokens-reached"),
)
FILTERS = (
    *("content_filter", "SAFETY", "content-filtered", "RECITATION", "sensitive", "refusal", "SPII"),
    *("guardrail_intervened", "PROHIBITED_CONTENT", "BLOCKLIST", "ERROR_TOXIC", "moderation"),
)
CUTS = (
    *("network_error", "cancelled", "USER_CANCEL", "canceled", "ERROR", "timeout", "time_limit"),
    *("aborted", "interrupted", "server_error", "overloaded", "upstream failed", "OTHER"),
    *("MALFORMED_FUNCTION_CALL", "insufficient_system_resource", "connection_lost", "rate_limit"),
    *("ERROR_LIMIT", "out_of_memory", "pause_turn"),
)
STOPS = (
    *("stop", "STOP", "eos", "eos_token", "end_turn", "stop_sequence", "COMPLETE", "finished"),
    *("tool_use", "stop_token", "done"),
)


@pytest.mark.parametrize(
    ("reason", "end"),
    [
        *((reason, Finish("length")) for reason in LENGTHS),
        *((reason, "filtered") for reason in FILTERS),
        *((reason, "cut") for reason in CUTS),
        *((reason, Finish("stop")) for reason in STOPS),
    ],
)
def test_reason_that_openai_does_not_have_goes_by_its_words(reason: str, end: Finish | str) -> None:
    made = ChatCompletionReader("compatible", "m", KEY, Finish("stop"))
    read(made, chunk(reason))
    assert (made.finish.cause if isinstance(made.finish, Fault) else made.finish) == end


def test_reason_gives_no_key_away() -> None:
    made = reader()
    read(made, chunk(f"Error with {KEY.upper()} and {KEY}"))
    assert KEY not in str(made.finish)


def test_last_word_without_a_reason_is_what_it_was_said_to_be() -> None:
    made = ChatCompletionReader("compatible", "m", KEY, Finish("stop"))
    part = [call(0, "{}", id="a", function={"name": "find"})]
    assert read(made, chunk(tool_calls=part), b"[DONE]") == [ToolCall("a", "find", "{}")]
    assert made.finish == Finish("tools")
    strict = reader()
    read(strict, chunk(content="Yes"), b"[DONE]")
    assert strict.finish is None


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


TEXT = {"type": "text", "text": "Yes"}


@pytest.mark.parametrize(
    ("content", "deltas"),
    [
        ([TEXT], [TextDelta("Yes")]),
        ([{"text": "Yes"}, "."], [TextDelta("Yes"), TextDelta(".")]),
        (TEXT, [TextDelta("Yes")]),
        ([{"type": "thinking", "thinking": [{"type": "text", "text": "Hm"}, {"text": "."}]}, TEXT],
         [ReasoningDelta("Hm."), TextDelta("Yes")]),
        ([{"type": "thinking", "thinking": "Hm."}], [ReasoningDelta("Hm.")]),
        ([{"type": "reasoning", "text": "Hm."}], [ReasoningDelta("Hm.")]),
        ([{"type": "reference", "reference_ids": [1]}, TEXT], [TextDelta("Yes")]),
        ([{"type": "thinking", "thinking": 1, "closed": True}, TEXT], [TextDelta("Yes")]),
        ([], []),
        ([None, {}], []),
    ],
)  # fmt: skip
def test_content_that_is_a_list_is_its_parts(content: Any, deltas: list[Delta]) -> None:
    assert read(reader(), chunk(content=content)) == deltas


def test_refusal_in_a_part_is_one() -> None:
    made = reader()
    read(made, chunk(content=[{"type": "refusal", "refusal": "I can't."}]), chunk("stop"))
    assert isinstance(made.finish, Fault)
    assert str(made.finish) == "I can't."


def test_answer_in_one_document_is_read_like_a_chunk() -> None:
    made = reader()
    message = {"role": "assistant", "content": "Yes.", "reasoning_content": "Hm.", "refusal": None}
    choice = {"index": 0, "message": message, "finish_reason": "stop"}
    usage = {"prompt_tokens": 3, "completion_tokens": 4}
    document = json.dumps({"choices": [choice], "usage": usage}).encode()
    assert list(made.whole(document)) == [ReasoningDelta("Hm."), TextDelta("Yes.")]
    assert (made.finish, made.usage) == (Finish("stop"), Usage("openai", "m", 3, 4))


ODD = [
    {"usage": "n/a"},
    {"usage": []},
    {"usage": {"prompt_tokens": "11", "completion_tokens": "3"}},
    {"usage": {"prompt_tokens": -1_000_000, "completion_tokens": -1}},
    {"usage": {"prompt_tokens_details": [], "completion_tokens_details": 7}},
    {"error": {}},
    {"error": []},
    {"error": ""},
    {"id": 7},
]


@pytest.mark.parametrize("odd", ODD)
def test_odd_field_beside_the_answer_costs_no_word_of_it(odd: dict[str, Any]) -> None:
    made = reader()
    data = json.dumps(json.loads(chunk("stop", content="Yes")) | odd).encode()
    assert read(made, data) == [TextDelta("Yes")]
    assert made.finish == Finish("stop")
    assert made.usage is None


@pytest.mark.parametrize(
    "odd",
    [{"reasoning": {}}, {"reasoning": 1}, {"reasoning_content": []}, {"tool_calls": {}},
     {"refusal": False}, {"tool_calls": [None]}, {"role": 1}],
)  # fmt: skip
def test_odd_field_of_a_delta_costs_no_word_of_it(odd: dict[str, Any]) -> None:
    assert read(reader(), chunk(content="Yes", **odd)) == [TextDelta("Yes")]


def test_count_that_is_odd_is_lost_alone() -> None:
    made = reader()
    read(made, b'{"choices":[],"usage":{"prompt_tokens":"11","completion_tokens":3}}')
    assert made.usage == Usage("openai", "m", None, 3)


def test_call_whose_number_is_odd_and_whose_arguments_are_no_text_is_whole() -> None:
    parts = [{"index": "0", "id": "a", "function": {"name": "find", "arguments": {"x": "ü"}}}]
    (made,) = read(reader(), chunk(tool_calls=parts), chunk("stop"))
    assert isinstance(made, ToolCall)
    assert (made.name, json.loads(made.arguments)) == ("find", {"x": "ü"})


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


@pytest.mark.timing
@pytest.mark.parametrize(
    "part",
    [{"refusal": "no" * 20}, {"tool_calls": [call(0, "x" * 40)]}],
    ids=["refusal", "arguments"],
)
def test_answer_without_end_takes_time_in_proportion_to_its_length(part: dict[str, Any]) -> None:
    made = reader()
    begun = time.thread_time()
    read(made, *[chunk(**part)] * 150_000, chunk("stop"))
    assert time.thread_time() - begun < 5


def test_calls_without_end_are_none() -> None:
    parts = [chunk(tool_calls=[call(n, "x", id=f"call {n}")]) for n in range(1_000)]
    assert len(read(reader(), *parts[:100], chunk("stop"))) == 100
    with pytest.raises(Fault) as raised:
        read(reader(), *parts)
    assert raised.value.cause == "broken"


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
        (b'[{"error":{"message":"Limit","code":429}}]', "rate_limited"),
        (b'{"error":[{"message":"Limit","code":429}]}', "rate_limited"),
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
