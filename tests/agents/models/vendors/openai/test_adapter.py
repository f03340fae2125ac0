"""What is OpenAI's own; what holds for all adapters is in test_conduct and test_vendors."""

import asyncio
import sys
from collections.abc import AsyncIterator
from typing import Any

import msgspec
import pytest

from agents.models.request import Image, Line, ToolCall, ToolResult, Usage
from agents.models.schema import OPENAI, adapted
from agents.models.vendors.openai.adapter import OpenAI
from agents.schemas import schema_of
from tests.agents.models.asking import (
    WEATHER,
    Bounded,
    City,
    Verdict,
    ask,
    fault,
    heard,
    limits,
    text,
    usage,
)
from tests.upstream import Answer, Tokens, Upstream

KEY = "sk-test-0123456789"


class Counts(msgspec.Struct):
    by_name: dict[str, int]


@pytest.fixture
async def up() -> AsyncIterator[Upstream]:
    async with Upstream() as upstream:
        yield upstream


@pytest.fixture
async def openai(up: Upstream) -> AsyncIterator[OpenAI]:
    provider = OpenAI(up.url("openai"))
    yield provider
    await provider.close()


async def body(openai: OpenAI, up: Upstream, *texts: str, **more: Any) -> dict[str, Any]:
    """What was sent."""
    await heard(openai.stream(ask(more.pop("model", "gpt-6-luna"), *texts, **more), KEY))
    return up.calls[-1].body


async def test_client_is_there_when_httpx_is_loaded_whole() -> None:
    """The SDK looks into it, and would meet half of it while another SDK loads it."""
    program = (
        "import sys\n"
        "from agents.models.vendors.openai.adapter import OpenAI\n"
        f"OpenAI().new_client({KEY!r})\n"
        "print(sys.modules['httpx'].Timeout.__name__)"
    )
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", program, stdout=asyncio.subprocess.PIPE
    )
    assert (await process.communicate())[0] == b"Timeout\n"


async def test_request_is_a_counted_stream_of_bounded_length(openai: OpenAI, up: Upstream) -> None:
    sent = await body(openai, up)
    assert sent == {
        "model": "gpt-6-luna",
        "messages": [
            {"role": "system", "content": "Be brief."},
            {"role": "user", "content": "hello"},
        ],
        "stream": True,
        "stream_options": {"include_usage": True},
        "max_completion_tokens": 512,
        "reasoning_effort": "none",
    }
    assert up.calls[0].key == KEY


@pytest.mark.parametrize(
    ("model", "tier", "effort"),
    [
        ("gpt-6-luna", "lite", "none"),
        ("gpt-6.1-terra", "standard", "none"),
        ("gpt-6.1-terra", "thinking", "low"),
        ("gpt-6.1-sol", "best", "medium"),
        ("gpt-5.4-mini", "lite", "none"),
        ("gpt-5-mini", "lite", "minimal"),
        ("gpt-5-mini", "thinking", "low"),
        ("o4-mini", "lite", "low"),
        ("gpt-4.1", "best", None),
        ("gpt-5.2-chat-latest", "lite", None),
    ],
)
async def test_model_thinks_as_hard_as_the_tier_wants_and_it_can(
    openai: OpenAI, up: Upstream, model: str, tier: Any, effort: str | None
) -> None:
    sent = await body(openai, up, model=model, tier=tier)
    assert sent.get("reasoning_effort") == effort


async def test_model_with_tools_is_asked_for_the_least_effort(openai: OpenAI, up: Upstream) -> None:
    sent = await body(openai, up, model="gpt-6.1-sol", tier="best", tools=(WEATHER,))
    assert sent["reasoning_effort"] == "none"


async def test_answer_is_to_fit_a_strict_schema(openai: OpenAI, up: Upstream) -> None:
    sent = await body(openai, up, schema=schema_of(Verdict))
    schema = adapted(schema_of(Verdict), OPENAI)
    form = {"name": "answer", "schema": schema, "strict": True}
    assert sent["response_format"] == {"type": "json_schema", "json_schema": form}
    assert schema["required"] == ["score", "reasons", "note"]


async def test_limits_are_enforced_or_else_told(openai: OpenAI, up: Upstream) -> None:
    sent = await body(openai, up, schema=schema_of(Bounded))
    assert limits(sent["response_format"]["json_schema"]["schema"]) == {
        "name": ({"pattern"}, "(at least 2 characters; at most 40 characters)"),
        "points": ({"minItems", "maxItems"}, ""),
        "share": ({"minimum", "maximum"}, ""),
        "rest": ({"exclusiveMinimum", "exclusiveMaximum", "multipleOf"}, ""),
    }


async def test_schema_that_cannot_be_strict_is_sent_as_it_is(openai: OpenAI, up: Upstream) -> None:
    sent = await body(openai, up, schema=schema_of(Counts))
    form = {"name": "answer", "schema": schema_of(Counts), "strict": False}
    assert sent["response_format"]["json_schema"] == form


async def test_tool_is_described(openai: OpenAI, up: Upstream) -> None:
    sent = await body(openai, up, tools=(WEATHER,))
    function = {
        "name": "weather",
        "description": "The weather of a city.",
        "parameters": adapted(schema_of(City), OPENAI),
        "strict": True,
    }
    assert sent["tools"] == [{"type": "function", "function": function}]


async def test_turns_are_put_as_messages(openai: OpenAI, up: Upstream) -> None:
    call = ToolCall("call_1", "weather", '{"name":"Ulm"}')
    picture = Image("image/png", b"\x89PNG")
    turns = (
        Line("user", "And here?", images=(picture,)),
        Line("assistant", "", calls=(call,)),
        Line("user", "", results=(ToolResult("call_1", "rain"),)),
        Line("assistant", "Rain."),
        Line("user", "", images=(picture,)),
    )
    sent = await body(openai, up, system="", turns=turns)
    image = {"type": "image_url", "image_url": {"url": "data:image/png;base64,iVBORw=="}}
    function = {"name": "weather", "arguments": '{"name":"Ulm"}'}
    assert sent["messages"] == [
        {"role": "user", "content": [{"type": "text", "text": "And here?"}, image]},
        {
            "role": "assistant",
            "content": None,
            "tool_calls": [{"id": "call_1", "type": "function", "function": function}],
        },
        {"role": "tool", "tool_call_id": "call_1", "content": "rain"},
        {"role": "assistant", "content": "Rain."},
        {"role": "user", "content": [image]},
    ]


async def test_tokens_are_counted_by_class(openai: OpenAI, up: Upstream) -> None:
    up.play(Answer(usage=Tokens(100, 30, cached=40, cache_write=20, reasoning=10)))
    deltas = await heard(openai.stream(ask("gpt-6-luna"), KEY))
    assert usage(deltas) == Usage("openai", "gpt-6-luna", 100, 30, 10, 40, 20)


async def test_beginning_of_an_answer_is_refused_before_it_is_sent(
    openai: OpenAI, up: Upstream
) -> None:
    assert not openai.prefills("gpt-6-luna")
    assert (await fault(openai, ask("gpt-6-luna", prefill="Once"), KEY)).cause == "prefill"
    assert up.calls == []


async def test_key_that_no_header_can_have_is_a_wrong_key(openai: OpenAI, up: Upstream) -> None:
    for key in ("sk-te\nst", "sk-tést"):
        found = await fault(openai, ask("gpt-6-luna"), key)
        assert found.cause == "auth"
        assert key not in str(found)
    assert up.calls == []


async def test_nobody_at_the_url_is_a_failed_connection(up: Upstream) -> None:
    provider = OpenAI("http://127.0.0.1:1/v1")
    assert (await fault(provider, ask("gpt-6-luna"), KEY)).cause == "connection"
    await provider.close()


async def test_calls_one_after_the_other_share_a_connection(openai: OpenAI, up: Upstream) -> None:
    for _ in range(3):
        assert text(await heard(openai.stream(ask("gpt-6-luna"), KEY))) == "Hello, world."
        assert len(up.peers) == 1


async def test_url_that_is_set_to_nothing_is_the_vendors(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_BASE_URL", "")
    async with OpenAI().new_client("a key") as client:
        assert client.base_url.host == "api.openai.com"
