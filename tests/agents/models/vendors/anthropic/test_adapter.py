"""What is Anthropic's own; what holds for all providers stands in vendors/test_conduct."""

from collections.abc import AsyncIterator
from typing import Any

import msgspec
import pytest

from agents.models.request import Image, Line, ToolCall, ToolResult
from agents.models.vendors.anthropic.adapter import CACHED_FROM, Anthropic
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
from tests.upstream import Answer, Tokens, Upstream, prefill_rejected


class Open(msgspec.Struct):
    """A type whose schema cannot be enforced: its keys are not known."""

    scores: dict[str, int]


@pytest.fixture
async def up() -> AsyncIterator[Upstream]:
    async with Upstream() as upstream:
        yield upstream


@pytest.fixture
async def claude(up: Upstream) -> AsyncIterator[Anthropic]:
    made = Anthropic(up.url("anthropic"))
    yield made
    await made.close()


async def test_cached_tokens_are_counted_as_input(claude: Anthropic, up: Upstream) -> None:
    up.play(Answer(usage=Tokens(1000, 50, cached=600, cache_write=300, reasoning=20)))
    counted = usage(await heard(claude.stream(ask("claude-sonnet-5-5"), "k")))
    assert counted is not None
    assert counted.input_tokens == 1000
    assert (counted.cached_input_tokens, counted.cache_write_input_tokens) == (600, 300)
    assert (counted.output_tokens, counted.reasoning_tokens) == (50, 20)


async def test_json_is_asked_for_by_schema(claude: Anthropic, up: Upstream) -> None:
    up.play(Answer(['{"score":', "7", ',"reasons":["clear"]}']))
    asked = ask("claude-sonnet-5-5", schema=schema_of(Verdict))
    answer = text(await heard(claude.stream(asked, "k")))
    assert msgspec.json.decode(answer, type=Verdict) == Verdict(7, ["clear"])
    form = up.calls[0].body["output_config"]["format"]
    assert form["type"] == "json_schema"
    assert form["schema"]["additionalProperties"] is False


async def test_limits_are_told(claude: Anthropic, up: Upstream) -> None:
    await heard(claude.stream(ask("claude-sonnet-5-5", schema=schema_of(Bounded)), "k"))
    assert limits(up.calls[0].body["output_config"]["format"]["schema"]) == {
        "name": (set(), "(at least 2 characters; at most 40 characters; must match ^[A-Z])"),
        "points": (set(), "(at least 2 items; at most 8 items)"),
        "share": (set(), "(at least 1; at most 5)"),
        "rest": (set(), "(more than 0; less than 1; a multiple of 0.25)"),
    }


async def test_a_schema_that_cannot_be_enforced_is_told(claude: Anthropic, up: Upstream) -> None:
    await heard(claude.stream(ask("claude-sonnet-5-5", schema=schema_of(Open)), "k"))
    body = up.calls[0].body
    assert "format" not in body["output_config"]
    assert '"scores"' in body["system"][0]["text"]


async def test_a_schema_that_is_too_large_is_told(claude: Anthropic, up: Upstream) -> None:
    wide = msgspec.defstruct("Wide", [(f"field{n}", str, "") for n in range(25)])
    await heard(claude.stream(ask("claude-sonnet-5-5", schema=schema_of(wide)), "k"))
    assert "format" not in up.calls[0].body["output_config"]
    assert '"field24"' in up.calls[0].body["system"][0]["text"]


@pytest.mark.parametrize(
    ("model", "tier", "thinking", "effort"),
    [
        ("claude-haiku-5-5", "lite", "disabled", "low"),
        ("claude-sonnet-5-5", "standard", "between_tools", "low"),
        ("claude-sonnet-5-5", "thinking", "adaptive", "low"),
        ("claude-opus-5-5", "best", "adaptive", "medium"),
        ("claude-opus-5-5", "lite", "adaptive", "low"),
        ("claude-opus-5", "standard", "disabled", "low"),
        ("claude-newest-9", "lite", "adaptive", "low"),
    ],
)
async def test_a_model_thinks_as_little_as_the_tier_wants(
    claude: Anthropic, up: Upstream, model: str, tier: Any, thinking: str, effort: str
) -> None:
    await heard(claude.stream(ask(model, tier=tier), "k"))
    body = up.calls[0].body
    assert body["thinking"]["type"] == thinking
    assert body["output_config"] == {"effort": effort}


@pytest.mark.parametrize("model", ["claude-haiku-4-5-20251001", "claude-opus-4-5"])
async def test_early_models_are_told_nothing_of_thinking(
    claude: Anthropic, up: Upstream, model: str
) -> None:
    await heard(claude.stream(ask(model, tier="best"), "k"))
    assert not {"thinking", "output_config"} & set(up.calls[0].body)


@pytest.mark.parametrize(
    ("model", "taken"),
    [
        ("claude-haiku-4-5", True),
        ("claude-opus-4-1-20250805", True),
        ("claude-sonnet-4-20250514", True),
        ("claude-3-5-haiku-latest", True),
        ("claude-opus-4-6", False),
        ("claude-sonnet-4-6", False),
        ("claude-sonnet-5", False),
        ("claude-opus-5-5", False),
    ],
)
def test_only_early_models_continue_what_was_begun(model: str, taken: bool) -> None:
    assert Anthropic().prefills(model) is taken


async def test_a_prefill_is_the_last_message(claude: Anthropic, up: Upstream) -> None:
    up.play(Answer([" world."]), Answer(tokens=()))
    asked = ask("claude-haiku-4-5", "hello", prefill="Hello,")
    assert text(await heard(claude.stream(asked, "k"))) == " world."
    assert up.calls[0].body["messages"][-1] == {"role": "assistant", "content": "Hello,"}
    assert text(await heard(claude.stream(asked, "k"))) == "", "it may have been whole"


async def test_a_prefill_that_is_refused_is_told_from_other_errors(
    claude: Anthropic, up: Upstream
) -> None:
    up.play(prefill_rejected())
    assert (await fault(claude, ask("claude-opus-5-5", prefill="Hello"))).cause == "prefill"


async def test_only_a_long_system_prompt_is_cached(claude: Anthropic, up: Upstream) -> None:
    for system in ("short", "x" * CACHED_FROM):
        await heard(claude.stream(ask("claude-sonnet-5-5", system=system), "k"))
    short, long = (call.body["system"][0] for call in up.calls)
    assert "cache_control" not in short
    assert long["cache_control"] == {"type": "ephemeral"}


async def test_results_of_tools_come_before_pictures_and_text(
    claude: Anthropic, up: Upstream
) -> None:
    turns = (
        Line("user", "the weather?"),
        Line("assistant", "", calls=(ToolCall("a", "weather", "no JSON"),)),
        Line("user", "and?", (Image("image/jpeg", b"x"),), results=(ToolResult("a", "rain"),)),
    )
    await heard(claude.stream(ask("claude-sonnet-5-5", turns=turns, tools=(WEATHER,)), "k"))
    body = up.calls[0].body
    _, call, result = (message["content"] for message in body["messages"])
    assert [block["type"] for block in result] == ["tool_result", "image", "text"]
    assert call == [
        {"type": "tool_use", "id": "a", "name": "weather", "input": {"arguments": "no JSON"}}
    ]
    [tool] = body["tools"]
    assert tool["strict"] is True
    assert set(tool["input_schema"]["properties"]) == {"name", "days"}


async def test_an_overload_in_the_stream_is_one(claude: Anthropic, up: Upstream) -> None:
    up.play(Answer(error_after=1))
    assert (await fault(claude, ask("claude-sonnet-5-5"))).cause == "overloaded"


async def test_a_refusal_without_words_names_its_kind(claude: Anthropic, up: Upstream) -> None:
    up.play(Answer(finish="filtered"))
    assert "general_harms" in str(await fault(claude, ask("claude-sonnet-5-5")))


async def test_url_that_is_set_to_nothing_is_the_vendors(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANTHROPIC_BASE_URL", "")
    async with Anthropic().new_client("a key") as client:
        assert client.base_url.host == "api.anthropic.com"
