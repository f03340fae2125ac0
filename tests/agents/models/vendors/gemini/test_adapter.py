"""What is Gemini's own; what holds for all providers stands in vendors/test_conduct."""

from base64 import b64decode
from collections.abc import AsyncIterator
from typing import Any

import httpx2
import msgspec
import pytest

from agents.models import streaming
from agents.models.request import Line, ToolCall, ToolResult
from agents.models.vendors.gemini.adapter import UNSIGNED, Gemini
from agents.schemas import schema_of
from tests.agents.models.asking import (
    WEATHER,
    Bounded,
    Verdict,
    ask,
    fault,
    heard,
    limits,
    text,
    usage,
)
from tests.upstream import Answer, Tokens, Upstream

MODEL = "gemini-3.8-flash"


@pytest.fixture
async def up() -> AsyncIterator[Upstream]:
    async with Upstream() as upstream:
        yield upstream


@pytest.fixture
async def gemini(up: Upstream) -> AsyncIterator[Gemini]:
    made = Gemini(up.url("gemini"))
    yield made
    await made.close()


async def test_the_sdk_hands_over_the_response_unread(gemini: Gemini, up: Upstream) -> None:
    """Fails where an update of google-genai no longer sends by the client that it is given."""
    up.play(Answer(["Hello"], stall_after=1))
    async with gemini.response(ask(MODEL), "sk-test") as response:
        assert isinstance(response, httpx2.Response)
        assert not response.is_stream_consumed
        first = await anext(response.aiter_bytes())
        assert first.startswith(b'data: {"candidates"')
        timeouts = response.request.extensions["timeout"]
    assert timeouts == {"connect": streaming.CONNECT_S, "read": None, "write": None, "pool": None}


async def test_the_sdk_makes_no_objects_of_an_answer(
    gemini: Gemini, up: Upstream, monkeypatch: pytest.MonkeyPatch
) -> None:
    from google.genai import types

    def refuse(*_: Any, **__: Any) -> None:
        raise AssertionError("made an object of a chunk")

    monkeypatch.setattr(types.GenerateContentResponse, "_from_response", refuse)
    assert text(await heard(gemini.stream(ask(MODEL), "sk-test"))) == "Hello, world."


async def test_the_environment_does_not_turn_it_into_something_else(
    gemini: Gemini, up: Upstream, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("GOOGLE_GENAI_USE_VERTEXAI", "GOOGLE_GENAI_USE_ENTERPRISE"):
        monkeypatch.setenv(name, "true")
    monkeypatch.setenv("GOOGLE_GENAI_API_VERSION", "v1")
    monkeypatch.setenv("GOOGLE_GENAI_HTTP_CLIENT", "httpx")
    await heard(gemini.stream(ask(MODEL), "sk-mine"))
    assert up.calls[0].key == "sk-mine"


async def test_thoughts_are_counted_as_output(gemini: Gemini, up: Upstream) -> None:
    up.play(Answer(usage=Tokens(100, 50, cached=60, reasoning=20)))
    counted = usage(await heard(gemini.stream(ask(MODEL), "sk-test")))
    assert counted is not None
    assert (counted.input_tokens, counted.output_tokens) == (100, 50)
    assert (counted.reasoning_tokens, counted.cached_input_tokens) == (20, 60)


async def test_limits_are_enforced_or_else_told(gemini: Gemini, up: Upstream) -> None:
    await heard(gemini.stream(ask(MODEL, schema=schema_of(Bounded)), "sk-test"))
    assert limits(up.calls[0].body["generationConfig"]["responseJsonSchema"]) == {
        "name": (set(), "(at least 2 characters; at most 40 characters; must match ^[A-Z])"),
        "points": ({"minItems"}, "(at most 8 items)"),
        "share": ({"minimum", "maximum"}, ""),
        "rest": (set(), "(more than 0; less than 1; a multiple of 0.25)"),
    }


async def test_json_is_asked_for_by_schema(gemini: Gemini, up: Upstream) -> None:
    up.play(Answer(['{"score":', "7", ',"reasons":["clear"],"note":null}']))
    answer = text(await heard(gemini.stream(ask(MODEL, schema=schema_of(Verdict)), "sk-test")))
    assert msgspec.json.decode(answer, type=Verdict) == Verdict(7, ["clear"])
    config = up.calls[0].body["generationConfig"]
    assert config["responseMimeType"] == "application/json"
    assert set(config["responseJsonSchema"]["properties"]) == {"score", "reasons", "note"}


async def test_the_system_prompt_stands_apart(gemini: Gemini, up: Upstream) -> None:
    await heard(gemini.stream(ask(MODEL, "a", "b", "c", system="Be kind."), "sk-test"))
    body = up.calls[0].body
    assert body["systemInstruction"]["parts"] == [{"text": "Be kind."}]
    assert [turn["role"] for turn in body["contents"]] == ["user", "model", "user"]
    assert body["generationConfig"]["maxOutputTokens"] == 512


@pytest.mark.parametrize(
    ("model", "tier", "thinking"),
    [
        ("gemini-3.5-flash-lite", "lite", {"thinking_level": "MINIMAL"}),
        ("gemini-3.8-flash", "standard", {"thinking_level": "LOW"}),
        ("gemini-3.8-flash", "thinking", {"thinking_level": "LOW"}),
        ("gemini-4-argon", "best", {"thinking_level": "MEDIUM"}),
        ("gemini-2.5-flash", "lite", {"thinking_budget": 0}),
        ("gemini-2.5-pro", "lite", {"thinking_budget": 128}),
        ("gemini-2.5-pro", "best", {"thinking_budget": 4096}),
    ],
)
async def test_a_model_thinks_as_little_as_the_tier_wants(
    gemini: Gemini, up: Upstream, model: str, tier: Any, thinking: dict[str, Any]
) -> None:
    await heard(gemini.stream(ask(model, tier=tier), "sk-test"))
    shown = {"include_thoughts": tier in ("thinking", "best")}
    assert up.calls[0].body["generationConfig"]["thinkingConfig"] == thinking | shown


async def test_calls_and_results_go_back_in_its_own_form(gemini: Gemini, up: Upstream) -> None:
    turns = (
        Line("user", "the weather?"),
        Line("assistant", "I look.", calls=(ToolCall("a", "weather", '{"name":"Ulm"}'),)),
        Line("user", "", results=(ToolResult("a", "rain"), ToolResult("lost", "sun"))),
    )
    await heard(gemini.stream(ask(MODEL, turns=turns, tools=(WEATHER,)), "sk-test"))
    body = up.calls[0].body
    _, asked, given = (turn["parts"] for turn in body["contents"])
    assert asked[1]["functionCall"] == {"id": "a", "name": "weather", "args": {"name": "Ulm"}}
    assert b64decode(asked[1]["thoughtSignature"]) == UNSIGNED
    assert [part["functionResponse"]["name"] for part in given] == ["weather", "unknown"]
    assert given[0]["functionResponse"]["response"] == {"result": "rain"}
    [tool] = body["tools"][0]["functionDeclarations"]
    assert set(tool["parameters_json_schema"]["properties"]) == {"name", "days"}


async def test_it_continues_nothing(gemini: Gemini, up: Upstream) -> None:
    assert not gemini.prefills(MODEL)
    assert (await fault(gemini, ask(MODEL, prefill="Hello"))).cause == "prefill"
    assert not up.calls
