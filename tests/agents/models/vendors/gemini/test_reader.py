"""Chunks of Gemini's stream, fed one by one."""

import json
from contextlib import suppress
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.models.faults import Fault
from agents.models.request import Delta, Finish, ReasoningDelta, TextDelta, ToolCall
from agents.models.vendors.gemini.reader import GeneratedContentReader

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=6,
)
CONTENT = st.fixed_dictionaries({}, optional={"parts": JSON | st.lists(JSON), "role": JSON})
CANDIDATE = st.fixed_dictionaries(
    {}, optional={"content": JSON | CONTENT, "finishReason": JSON, "finishMessage": JSON}
)
FIELDS = ("promptFeedback", "usageMetadata", "error")


@pytest.fixture
def reader() -> GeneratedContentReader:
    return GeneratedContentReader("gemini", "gemini-x", "sk-test")


def feed(reader: GeneratedContentReader, *parts: dict[str, Any], **more: Any) -> list[Delta]:
    candidate = {"index": 0, "content": {"role": "model", "parts": list(parts)}} | more
    return list(reader.feed(json.dumps({"candidates": [candidate]}).encode()))


def test_parts_of_one_chunk_come_in_their_order(reader: GeneratedContentReader) -> None:
    call = {"functionCall": {"name": "weather", "args": {"name": "Ulm"}}}
    said = feed(reader, {"text": "Hm", "thought": True}, {"text": "I look."}, call, call)
    arguments = json.dumps({"name": "Ulm"})
    assert said == [
        ReasoningDelta("Hm"),
        TextDelta("I look."),
        ToolCall("call_1", "weather", arguments),
        ToolCall("call_2", "weather", arguments),
    ]


def test_half_a_character_spoils_nothing_else(reader: GeneratedContentReader) -> None:
    """Gemini sends what it has, though it be half of a surrogate pair: `surrogates` joins them."""
    call = {"functionCall": {"id": "a", "name": "weather", "args": {"name": "Ulm \ud83d"}}}
    half, made = feed(reader, {"text": "\ud83d"}, call)
    assert half == TextDelta("\ud83d")
    assert isinstance(made, ToolCall)
    assert json.loads(made.arguments) == {"name": "Ulm \ud83d"}


def test_it_stops_for_tools_where_there_were_calls(reader: GeneratedContentReader) -> None:
    feed(reader, {"functionCall": {"id": "a", "name": "now"}}, finishReason="STOP")
    assert reader.finish == Finish("tools")


@pytest.mark.parametrize(
    ("reason", "finish"),
    [
        ("STOP", Finish("stop")),
        ("MAX_TOKENS", Finish("length")),
        ("SAFETY", "filtered"),
        ("RECITATION", "filtered"),
        ("SOMETHING_NEW", "filtered"),
        ("MALFORMED_FUNCTION_CALL", "broken"),
        ("OTHER", "cut"),
    ],
)
def test_each_reason_ends_it(
    reader: GeneratedContentReader, reason: str, finish: Finish | str
) -> None:
    assert feed(reader, {"text": "so"}, finishReason=reason) == [TextDelta("so")]
    found = reader.finish
    assert (found.cause if isinstance(found, Fault) else found) == finish
    assert not reader.complete, "its usage may come later"


def test_a_prompt_that_is_blocked_is_filtered(reader: GeneratedContentReader) -> None:
    feedback = {"blockReason": "PROHIBITED_CONTENT"}
    assert list(reader.feed(json.dumps({"promptFeedback": feedback}).encode())) == []
    assert isinstance(reader.finish, Fault)
    assert reader.finish.cause == "filtered"
    assert "PROHIBITED_CONTENT" in str(reader.finish)


def test_what_its_own_tools_read_is_input(reader: GeneratedContentReader) -> None:
    usage = {"promptTokenCount": 7, "toolUsePromptTokenCount": 3, "thoughtsTokenCount": 2}
    list(reader.feed(json.dumps({"usageMetadata": usage}).encode()))
    assert reader.usage is not None
    assert (reader.usage.input_tokens, reader.usage.output_tokens) == (10, 2)


def test_an_error_in_the_stream_is_raised(reader: GeneratedContentReader) -> None:
    error = {"code": 503, "message": "overloaded", "status": "UNAVAILABLE"}
    with pytest.raises(Fault) as raised:
        reader.feed(json.dumps({"error": error}).encode())
    assert raised.value.cause == "overloaded"


@pytest.mark.parametrize(
    "chunk",
    [
        {"candidates": None},
        {"candidates": [None]},
        {"candidates": [{"content": None}]},
        {"candidates": [{"content": {"parts": None}}]},
        {"candidates": [{"content": {"parts": [None]}}]},
        {"candidates": [], "usageMetadata": None, "promptFeedback": []},
    ],
)
def test_chunk_whose_lists_are_null_says_nothing(
    reader: GeneratedContentReader, chunk: dict[str, Any]
) -> None:
    assert list(reader.feed(json.dumps(chunk).encode())) == []


@pytest.mark.parametrize(
    "odd",
    [{"usageMetadata": {"promptTokenCount": "11"}}, {"usageMetadata": {"promptTokenCount": -1}},
     {"usageMetadata": []}, {"promptFeedback": "none"}],
)  # fmt: skip
def test_odd_field_beside_the_answer_costs_no_word_of_it(
    reader: GeneratedContentReader, odd: dict[str, Any]
) -> None:
    part = {"text": "Yes", "thought": "no"}
    candidate = {"content": {"parts": [part]}, "finishReason": "STOP", "finishMessage": {}}
    data = json.dumps({"candidates": [candidate]} | odd).encode()
    assert list(reader.feed(data)) == [TextDelta("Yes")]
    assert reader.finish == Finish("stop")


@pytest.mark.parametrize("args", [None, [], {}])
def test_call_without_arguments_has_an_empty_object(
    reader: GeneratedContentReader, args: Any
) -> None:
    assert feed(reader, {"functionCall": {"name": "now", "args": args}}) == [
        ToolCall("call_1", "now", "{}")
    ]


def test_answer_that_comes_as_one_array_is_told(reader: GeneratedContentReader) -> None:
    def chunk(text: str, **more: Any) -> dict[str, Any]:
        return {"candidates": [{"content": {"parts": [{"text": text}]}} | more]}

    chunks = [chunk("Yes"), chunk(".", finishReason="STOP")]
    assert list(reader.whole(json.dumps(chunks).encode())) == [TextDelta("Yes"), TextDelta(".")]
    assert reader.finish == Finish("stop")


def test_error_in_an_array_is_raised(reader: GeneratedContentReader) -> None:
    with pytest.raises(Fault) as raised:
        reader.feed(b'[{"error": {"code": 429, "message": "Slow down"}}]')
    assert raised.value.cause == "rate_limited"


@given(
    st.fixed_dictionaries(
        {}, optional={"candidates": JSON | st.lists(CANDIDATE)} | dict.fromkeys(FIELDS, JSON)
    )
)
def test_whatever_comes_there_is_no_other_error(chunk: dict[str, Any]) -> None:
    with suppress(Fault, msgspec.DecodeError):
        list(GeneratedContentReader("gemini", "gemini-x", "").feed(json.dumps(chunk).encode()))
