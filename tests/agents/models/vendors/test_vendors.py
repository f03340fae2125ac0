"""Every adapter, by its vendor's own SDK, against both servers that others wrote."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import aclosing, suppress

import msgspec
import pytest

from agents.models.provider import Provider
from agents.models.registry import providers
from agents.models.request import TextDelta, ToolCall
from agents.schemas import schema_of
from tests.agents.models.asking import (
    WEATHER,
    Verdict,
    ask,
    fault,
    finish,
    heard,
    reasoning,
    text,
    usage,
)
from tests.agents.models.servers import LONG, Aimock, Llmock, Vendors
from tests.processes import eventually

pytestmark = pytest.mark.slow

KEY = "sk-test-0123456789"
DIALECTS = ("openai", "anthropic", "gemini")

SHORT_S = 0.5
"""The patience of a test that waits in vain."""


@pytest.fixture(params=DIALECTS)
async def provider(request: pytest.FixtureRequest, server: Vendors) -> AsyncIterator[Provider]:
    made = providers()[request.param](server.url(request.param))
    yield made
    await made.close()


def model(provider: Provider) -> str:
    return provider.models["standard"]


async def test_text_is_streamed_and_usage_counted(provider: Provider, server: Vendors) -> None:
    server.says("Grüße aus Köln 👋🏽, wie geht es?")
    deltas = await heard(provider.stream(ask(model(provider)), KEY))
    assert text(deltas).encode("utf-16", "surrogatepass").decode("utf-16") == (
        "Grüße aus Köln 👋🏽, wie geht es?"
    )
    assert len([d for d in deltas if isinstance(d, TextDelta)]) > 2
    assert finish(deltas) == "stop"
    counted = usage(deltas)
    assert counted is not None
    if isinstance(server, Aimock):
        assert (counted.input_tokens, counted.output_tokens) == server.USAGE
    assert counted.input_tokens
    assert counted.output_tokens


async def test_tool_is_called_with_whole_arguments(provider: Provider, server: Vendors) -> None:
    # Gemini has no reason of its own for stopping at a call, though aimock gives it one.
    finish_of = {"gemini": "stop"}.get(provider.name)
    server.calls("weather", {"name": "Köln", "days": 3}, finish_of)
    deltas = await heard(provider.stream(ask(model(provider), tools=(WEATHER,)), KEY))
    (call,) = (delta for delta in deltas if isinstance(delta, ToolCall))
    assert call.name == "weather"
    assert msgspec.json.decode(call.arguments) == {"name": "Köln", "days": 3}
    assert finish(deltas) == "tools"


async def test_json_that_was_asked_for_fits_the_type(provider: Provider, server: Vendors) -> None:
    # llmock makes up an example of the schema, where it knows how the vendor is sent one today.
    if not (isinstance(server, Llmock) and provider.name in ("openai", "gemini")):
        server.says('{"score": 3, "reasons": ["short"], "note": null}')
    asked = ask(model(provider), schema=schema_of(Verdict))
    answer = text(await heard(provider.stream(asked, KEY)))
    assert isinstance(msgspec.json.decode(answer, type=Verdict), Verdict)


@pytest.mark.parametrize(
    ("status", "cause"),
    [(429, "rate_limited"), (503, "overloaded"), (529, "overloaded"), (500, "server")],
)
async def test_status_is_understood(
    provider: Provider, server: Vendors, status: int, cause: str
) -> None:
    server.fails(status)
    found = await fault(provider, ask(model(provider)), KEY)
    assert (found.cause, found.status) == (cause, status)


async def test_retry_after_of_a_rate_limit_is_handed_on(
    provider: Provider, server: Vendors
) -> None:
    server.fails(429, retry_after=7)
    found = await fault(provider, ask(model(provider)), KEY)
    assert (found.cause, found.retry_after) == ("rate_limited", 7.0)


async def test_caller_that_gives_up_on_a_slow_first_token_is_let_go(
    provider: Provider, server: Vendors
) -> None:
    server.is_slow()
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(SHORT_S):
            await heard(provider.stream(ask(model(provider)), KEY))


@pytest.mark.parametrize("dialect", DIALECTS)
async def test_caller_that_gives_up_on_a_stalled_answer_has_its_beginning_and_is_gone(
    llmock: Llmock, dialect: str
) -> None:
    provider = providers()[dialect](llmock.url(dialect))
    llmock.breaks("stall")
    async with aclosing(provider.stream(ask("m"), KEY)) as stream:
        said = text([await anext(stream)])
        with suppress(TimeoutError):
            async with asyncio.timeout(SHORT_S):
                async for delta in stream:
                    said += text([delta])
    assert said
    assert LONG.startswith(said)
    assert said != LONG
    eventually(llmock.was_left, "the connection is closed upstream")
    await provider.close()


async def test_dropped_connection_is_a_cut_answer(provider: Provider, server: Vendors) -> None:
    server.breaks("disconnect")
    assert (await fault(provider, ask(model(provider)), KEY)).cause == "cut"


@pytest.mark.parametrize(("how", "cause"), [("truncate", "cut"), ("malformed", "broken")])
@pytest.mark.parametrize("dialect", DIALECTS)
async def test_truncated_or_broken_answer_is_never_a_short_one(
    llmock: Llmock, dialect: str, how: str, cause: str
) -> None:
    provider = providers()[dialect](llmock.url(dialect))
    llmock.breaks(how)
    assert (await fault(provider, ask(model(provider)), KEY)).cause == cause
    await provider.close()


@pytest.mark.parametrize("dialect", DIALECTS)
async def test_good_status_without_a_stream_is_no_answer(aimock: Aimock, dialect: str) -> None:
    provider = providers()[dialect](aimock.url(dialect))
    aimock.breaks("no_stream")
    assert (await fault(provider, ask(model(provider)), KEY)).cause == "empty"
    await provider.close()


@pytest.mark.parametrize("dialect", ["anthropic", "gemini"])
async def test_reasoning_is_shown_where_the_wire_has_it(aimock: Aimock, dialect: str) -> None:
    provider = providers()[dialect](aimock.url(dialect))
    aimock.says("Yes.", reasoning="Let me see.")
    deltas = await heard(provider.stream(ask(provider.models["thinking"]), KEY))
    assert (reasoning(deltas), text(deltas)) == ("Let me see.", "Yes.")
    await provider.close()
