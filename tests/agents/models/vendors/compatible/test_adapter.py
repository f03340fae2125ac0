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
from tests.upstream import Answer, Status, Upstream


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


@pytest.mark.parametrize(
    ("url", "here"),
    [
        ("http://127.0.0.1:1/v1", True),
        ("http://127.8.8.8/v1", True),
        ("http://[::1]:1/v1", True),
        ("http://LOCALHOST/v1", True),
        ("http://127.0.0.1.example/v1", False),
        ("http://10.0.0.1/v1", False),
        ("http://user@example.com/127.0.0.1", False),
    ],
)
def test_host_is_this_machine_only_where_it_always_is(url: str, here: bool) -> None:
    assert Compatible(url).is_here is here


@pytest.mark.parametrize("code", [301, 302, 307, 308])
async def test_what_is_said_to_a_server_is_not_taken_elsewhere_by_a_redirect(
    compatible: Compatible, up: Upstream, code: int
) -> None:
    async with Upstream() as other:
        up.play(Status(code, {"location": f"{other.url('compatible')}/chat/completions"}))
        assert (await fault(compatible, ask("llama"))).status == code
        assert other.calls == []


async def test_server_of_this_machine_is_asked_without_a_proxy(
    compatible: Compatible, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    assert text(await heard(compatible.stream(ask("llama"), ""))) == "Hello, world."
