"""Servers that speak OpenAI's API: what they are asked, and what they are not told."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from agents.models.vendors.compatible.adapter import Compatible
from agents.models.vendors.openai.adapter import OpenAI
from agents.schemas import schema_of
from tests.agents.models.asking import (
    Bounded,
    ask,
    fault,
    finish,
    heard,
    limits,
    reasoning,
    text,
    usage,
)
from tests.upstream import Answer, Upstream


@pytest.fixture
async def up() -> AsyncIterator[Upstream]:
    async with Upstream() as upstream:
        yield upstream


@pytest.fixture
async def compatible(up: Upstream) -> AsyncIterator[Compatible]:
    provider = Compatible(up.url("compatible"))
    yield provider
    await provider.close()


async def test_answer_has_reasoning_text_and_usage(compatible: Compatible, up: Upstream) -> None:
    up.play(Answer(["So."], reasoning=["Let me", " see."]))
    deltas = await heard(compatible.stream(ask("llama"), ""))
    assert (reasoning(deltas), text(deltas), finish(deltas)) == ("Let me see.", "So.", "stop")
    counted = usage(deltas)
    assert counted is not None
    assert (counted.provider, counted.model) == ("compatible", "llama")


async def test_request_has_only_what_all_servers_know(compatible: Compatible, up: Upstream) -> None:
    await heard(compatible.stream(ask("llama", tier="best"), ""))
    assert set(up.calls[0].body) == {"model", "messages", "stream", "stream_options", "max_tokens"}
    assert up.calls[0].body["max_tokens"] == 512


async def test_limits_are_those_that_openai_takes_and_the_others_told(
    compatible: Compatible, up: Upstream
) -> None:
    await heard(compatible.stream(ask("llama", schema=schema_of(Bounded)), ""))
    found = limits(up.calls[0].body["response_format"]["json_schema"]["schema"])
    assert found["name"] == ({"pattern"}, "(at least 2 characters; at most 40 characters)")
    assert found["points"] == ({"minItems", "maxItems"}, "")
    assert found["share"] == ({"minimum", "maximum"}, "")


@pytest.mark.parametrize(("key", "header"), [("", None), ("secret", "Bearer secret")])
async def test_server_is_told_the_key_that_is_its_own_and_nothing_of_openais(
    up: Upstream, monkeypatch: pytest.MonkeyPatch, key: str, header: str | None
) -> None:
    for name in ("OPENAI_API_KEY", "OPENAI_ADMIN_KEY", "OPENAI_ORG_ID", "OPENAI_PROJECT_ID"):
        monkeypatch.setenv(name, "of-openai")
    compatible = Compatible(up.url("compatible"))
    await heard(compatible.stream(ask("llama"), key))
    await compatible.close()
    headers = up.calls[0].headers
    assert headers.get("authorization") == header
    assert "of-openai" not in headers.values()


async def test_reason_to_stop_that_openai_does_not_have_is_a_good_one(
    compatible: Compatible, up: Upstream
) -> None:
    eos: Any = "eos"
    up.play(then=Answer(finish=eos))
    assert finish(await heard(compatible.stream(ask("llama"), ""))) == "stop"
    openai = OpenAI(up.url("openai"))
    assert (await fault(openai, ask("gpt"))).cause == "cut"
    await openai.close()


def test_it_needs_a_url_and_a_model_and_no_key() -> None:
    assert Compatible.keyless
    assert not Compatible.models
    assert Compatible.model_env == "CAREERPILOT_COMPATIBLE_MODEL"
    assert Compatible.prices is None
