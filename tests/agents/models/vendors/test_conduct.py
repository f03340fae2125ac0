"""What holds for every provider whose wire the played upstream speaks, whatever it is called."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import msgspec
import pytest

from agents.models import streaming
from agents.models.prompt.build import build
from agents.models.provider import Provider
from agents.models.request import Image, Line, Request, TextDelta, ToolCall, ToolResult, Usage
from agents.models.vendors.anthropic.adapter import Anthropic
from agents.models.vendors.gemini.adapter import Gemini
from agents.models.vendors.openai.adapter import OpenAI
from tests.agents.models.asking import WEATHER, ask, fault, finish, heard, reasoning, text, usage
from tests.upstream import (
    Answer,
    Empty,
    ErrorBody,
    Reset,
    Scene,
    Silent,
    Status,
    Tokens,
    Upstream,
    bad_key,
    no_quota,
    overloaded,
    rate_limited,
    too_long,
)

PROVIDERS: dict[str, type[Provider]] = {
    provider.name: provider for provider in (OpenAI, Anthropic, Gemini)
}


@pytest.fixture
async def up() -> AsyncIterator[Upstream]:
    async with Upstream() as upstream:
        yield upstream


@pytest.fixture(params=PROVIDERS)
async def provider(request: pytest.FixtureRequest, up: Upstream) -> AsyncIterator[Provider]:
    made = PROVIDERS[request.param](up.url(request.param))
    yield made
    await made.close()


def model(provider: Provider) -> str:
    return provider.models["standard"]


async def test_an_answer_is_streamed_with_usage_and_finish_last(
    provider: Provider, up: Upstream
) -> None:
    up.play(Answer(["Grüße", " 👋🏽", ""], usage=Tokens(90, 20, cached=30, reasoning=5)))
    deltas = await heard(provider.stream(ask(model(provider)), "sk-test"))
    assert [d.text for d in deltas if isinstance(d, TextDelta)] == ["Grüße", " 👋🏽"]
    assert finish(deltas) == "stop"
    counted = usage(deltas)
    assert isinstance(counted, Usage)
    assert (counted.provider, counted.model) == (provider.name, model(provider))
    assert (counted.input_tokens, counted.output_tokens) == (90, 20)
    assert (counted.cached_input_tokens, counted.reasoning_tokens) == (30, 5)
    assert not counted.estimated
    assert [(call.model, call.key) for call in up.calls] == [(model(provider), "sk-test")]


async def test_an_answer_is_bounded_by_what_its_request_gives_it(
    provider: Provider, up: Upstream
) -> None:
    asked = Request(
        kind="chat", role="generator", task="reply", tier="best", instructions="", max_output=300
    )
    prompt = build(asked, provider.models["best"], 128_000)
    await heard(provider.stream(prompt, "sk-test"))
    body = up.calls[0].body
    limits = body.get("generationConfig", body)
    known = {"openai": "max_completion_tokens", "anthropic": "max_tokens"}
    assert limits[known.get(provider.name, "maxOutputTokens")] == 300


async def test_the_first_words_come_before_the_last_are_written(
    provider: Provider, up: Upstream
) -> None:
    up.play(Answer(["one"] * 3, stall_after=1))
    stream = provider.stream(ask(model(provider)), "sk-test")
    assert await anext(stream) == TextDelta("one")
    assert not up.calls[0].completed
    await stream.aclose()


async def test_an_answer_without_usage_has_none(provider: Provider, up: Upstream) -> None:
    up.play(Answer(usage=None))
    deltas = await heard(provider.stream(ask(model(provider)), "sk-test"))
    assert usage(deltas) is None
    assert finish(deltas) == "stop"


@pytest.mark.parametrize("how", ["length", "stop"])
async def test_the_finish_says_whether_it_was_cut_off(
    provider: Provider, up: Upstream, how: Any
) -> None:
    up.play(Answer(finish=how))
    assert finish(await heard(provider.stream(ask(model(provider)), "k"))) == how


async def test_calls_of_tools_go_there_and_results_back(provider: Provider, up: Upstream) -> None:
    calls = [("call_1", "weather", '{"name":"Köln"}'), ("call_2", "weather", '{"name":"Ulm"}')]
    up.play(Answer(tokens=(), calls=calls, finish="tools"), Answer(["Rain."]))
    asked = ask(model(provider), "the weather?", tools=(WEATHER,))
    deltas = await heard(provider.stream(asked, "sk-test"))
    made = tuple(delta for delta in deltas if isinstance(delta, ToolCall))
    assert [call.id for call in made] == ["call_1", "call_2"]
    assert msgspec.json.decode(made[0].arguments) == {"name": "Köln"}
    assert finish(deltas) == "tools"
    results = tuple(ToolResult(call.id, "it rains") for call in made)
    turns = (*asked.turns, Line("assistant", "", calls=made), Line("user", "", results=results))
    again = ask(model(provider), tools=(WEATHER,), turns=turns)
    assert text(await heard(provider.stream(again, "sk-test"))) == "Rain."
    assert str(up.calls[1].body).count("it rains") == 2


async def test_a_picture_is_sent_along(provider: Provider, up: Upstream) -> None:
    turns = (Line("user", "what is this?", images=(Image("image/png", b"\x89PNG\r\n"),)),)
    await heard(provider.stream(ask(model(provider), turns=turns), "sk-test"))
    assert "iVBORw0K" in str(up.calls[0].body)
    assert "image/png" in str(up.calls[0].body)


async def test_leaving_closes_the_connection(provider: Provider, up: Upstream) -> None:
    up.play(Answer(["word "] * 500, interval_s=0.01))
    stream = provider.stream(ask(model(provider)), "sk-test")
    await anext(stream)
    await stream.aclose()
    async with asyncio.timeout(2):
        await up.calls[0].closed.wait()
    assert not up.calls[0].completed


@pytest.mark.parametrize("scene", [Silent(), Answer(first_after_s=60), Answer(stall_after=2)])
async def test_being_cancelled_closes_the_connection(
    provider: Provider, up: Upstream, scene: Any
) -> None:
    up.play(scene)
    asking = asyncio.create_task(heard(provider.stream(ask(model(provider)), "sk-test")))
    await up.called(1)
    asking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asking
    async with asyncio.timeout(2):
        await up.calls[0].closed.wait()


FAILURES: dict[str, tuple[Scene, str]] = {
    "500": (Status(500), "server"),
    "502": (Status(502, message="Bad gateway"), "server"),
    "503": (Status(503), "overloaded"),
    "529": (Status(529), "overloaded"),
    "404": (Status(404, message="no such model"), "invalid"),
    "reset before headers": (Reset(), "connection"),
    "empty 200": (Empty(), "empty"),
    "no words": (Answer(tokens=()), "empty"),
    "cut": (Answer(cut_after=2), "cut"),
    "silent truncation": (Answer(end_after=2), "cut"),
    "broken chunk": (Answer(broken_after=2), "broken"),
    "error in the stream": (Answer(error_after=2, error=(429, "Slow down")), "rate_limited"),
    "filtered": (Answer(finish="filtered"), "filtered"),
}


@pytest.mark.slow(seconds=0.1)
@pytest.mark.parametrize("failure", FAILURES)
async def test_what_goes_wrong_is_a_fault_and_never_a_short_answer(
    provider: Provider, up: Upstream, failure: str
) -> None:
    scene, cause = FAILURES[failure]
    up.play(scene)
    found = await fault(provider, ask(model(provider)))
    assert found.cause == cause
    assert len(up.calls) == 1, "the gateway's is the only retry loop"


@pytest.mark.parametrize(
    ("scene", "cause"),
    [(bad_key, "auth"), (no_quota, "quota"), (too_long, "too_long"), (overloaded, "overloaded")],
)
async def test_the_vendors_own_words_are_understood(
    provider: Provider, up: Upstream, scene: Any, cause: str
) -> None:
    up.play(scene(provider.name))
    assert (await fault(provider, ask(model(provider)))).cause == cause


@pytest.mark.parametrize("code", [429, 503])
async def test_retry_after_is_handed_on(provider: Provider, up: Upstream, code: int) -> None:
    soon = format_datetime(datetime.now(UTC) + timedelta(seconds=90), usegmt=True)
    up.play(
        Status(code, {"retry-after": "2"}),
        Status(code, {"Retry-After": soon}),
        Status(code),
    )
    asked = ask(model(provider))
    assert (await fault(provider, asked)).retry_after == 2.0
    later = (await fault(provider, asked)).retry_after
    assert later is not None
    assert 80 <= later <= 90
    assert (await fault(provider, asked)).retry_after is None


async def test_a_rate_limit_is_told_from_a_quota(provider: Provider, up: Upstream) -> None:
    up.play(rate_limited())
    assert (await fault(provider, ask(model(provider)))).cause == "rate_limited"


async def test_an_error_with_a_good_status_is_no_answer(provider: Provider, up: Upstream) -> None:
    up.play(ErrorBody(429, "You are too fast."))
    found = await fault(provider, ask(model(provider)))
    assert found.cause in ("rate_limited", "empty")
    assert "too fast" in str(found)


async def test_a_refusal_says_why(provider: Provider, up: Upstream) -> None:
    up.play(Answer(["I"], finish="filtered", why="It is against the rules."))
    found = await fault(provider, ask(model(provider)))
    assert found.cause == "filtered"
    assert "against the rules" in str(found)


async def test_keys_are_in_no_error(provider: Provider, up: Upstream) -> None:
    key = "sk-verysecret-0123456789abcdef"
    up.play(Status(401, message=f"Incorrect key {key}"), Reset())
    for _ in range(2):
        found = await fault(provider, ask(model(provider)), key)
        assert "verysecret" not in f"{found!r} {found}"


async def test_a_whole_answer_is_not_held_up_by_an_open_connection(
    provider: Provider, up: Upstream, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(streaming, "TAIL_S", 0.2)
    up.play(Answer(sentinel=False))
    async with asyncio.timeout(30):  # it would stay open for ever
        deltas = await heard(provider.stream(ask(model(provider)), "sk-test"))
    assert text(deltas) == "Hello, world."
    assert finish(deltas) == "stop"
    counted = usage(deltas)
    assert counted is not None
    assert counted.output_tokens == 4


@pytest.mark.parametrize("usage", [Tokens(12, 4), None])
@pytest.mark.parametrize("spoilt", ["broken", "error"])
async def test_a_whole_answer_is_not_lost_by_what_follows_on_it(
    provider: Provider, up: Upstream, spoilt: Any, usage: Tokens | None
) -> None:
    up.play(Answer(spoilt=spoilt, usage=usage))
    deltas = await heard(provider.stream(ask(model(provider)), "sk-test"))
    assert text(deltas) == "Hello, world."
    assert finish(deltas) == "stop"


async def test_an_answer_goes_on_after_each_reason_to_stop(
    provider: Provider, up: Upstream, monkeypatch: pytest.MonkeyPatch
) -> None:
    loop, more = asyncio.get_running_loop(), asyncio.Event()
    now = loop.time
    monkeypatch.setattr(streaming, "TAIL_S", 60.0)
    up.play(Answer(stops=True, hold=(3, more)))
    deltas = []
    async for delta in provider.stream(ask(model(provider)), "sk-test"):
        deltas.append(delta)
        if len(deltas) == 3:
            monkeypatch.setattr(loop, "time", lambda: now() + streaming.TAIL_S)
            more.set()
    assert text(deltas) == "Hello, world."
    assert finish(deltas) == "stop"


@pytest.mark.parametrize("end", [{"cut_after": 3}, {"error_after": 3}, {"broken_after": 3}])
async def test_an_answer_that_went_on_once_is_not_whole_before_its_end(
    provider: Provider, up: Upstream, monkeypatch: pytest.MonkeyPatch, end: dict[str, Any]
) -> None:
    monkeypatch.setattr(streaming, "TAIL_S", 60.0)
    up.play(Answer(stops=True, **end))
    assert (await fault(provider, ask(model(provider)))).handling.counts


async def test_a_provider_that_was_closed_can_be_asked_again(
    provider: Provider, up: Upstream
) -> None:
    await heard(provider.stream(ask(model(provider)), "sk-test"))
    await provider.close()
    assert text(await heard(provider.stream(ask(model(provider)), "sk-test"))) == "Hello, world."


async def test_a_whole_answer_leaves_its_connection_for_the_next(
    provider: Provider, up: Upstream
) -> None:
    for _ in range(3):
        await heard(provider.stream(ask(model(provider)), "sk-test"))
    assert up.connections == 1
    await provider.close()
    await up.deserted()


async def test_each_call_goes_by_its_own_key(provider: Provider, up: Upstream) -> None:
    up.play(then=Answer(["word "] * 20, interval_s=0.005))
    asked = ask(model(provider))
    keys = [f"key-{n}" for n in range(4)]
    answers = await asyncio.gather(*(heard(provider.stream(asked, key)) for key in keys))
    assert {text(deltas) for deltas in answers} == {"word " * 20}
    assert sorted(call.key for call in up.calls) == keys


async def test_reasoning_is_told_from_the_answer(up: Upstream) -> None:
    for made in (Anthropic(up.url("anthropic")), Gemini(up.url("gemini"))):
        up.play(Answer(["So."], reasoning=["Let me", " see"]))
        deltas = await heard(made.stream(ask(model(made), tier="thinking"), "sk-test"))
        assert (reasoning(deltas), text(deltas)) == ("Let me see", "So.")
        await made.close()
