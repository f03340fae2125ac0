"""A second provider is asked when the first token is late."""

import asyncio

import msgspec
import pytest

from agents.errors import ModelError
from agents.gateway.gateway import Gateway
from agents.gateway.latency import SAMPLES
from agents.gateway.policy import Limits, Policy
from store.model_gate.model_gate import ModelGate
from tests.agents.gateway.lab import TOKENS, WHOLE, Lab, hear, request
from tests.upstream import Answer, Silent, Status, bad_key

MODEL = ("openai", "gpt-6.1-terra")
USUAL_S = 0.05
SLOW_S = 60.0
"""Longer than any answer takes here: nothing is given up for its pace."""
POLICY = Policy(
    hedge=True, day_budget=10**12, limits=Limits(first_token_least=SLOW_S, first_token_most=SLOW_S)
)


@pytest.fixture
async def gateway(lab: Lab) -> Gateway:
    """One that hedges, and knows how fast the primary usually is."""
    gateway = lab.gateway(POLICY)
    await hear(gateway, request(options={"provider": "anthropic"}))  # the SDKs are loaded
    await hear(gateway, request())
    teach(gateway, USUAL_S)
    await gateway.flush()
    lab.primary.calls.clear()
    lab.fallback.calls.clear()
    return gateway


def teach(gateway: Gateway, seconds: float) -> None:
    """Let it know how long the primary takes to its first token, by and large."""
    for _ in range(SAMPLES):
        gateway.context.latency.note(*MODEL, seconds)


@pytest.mark.timing
async def test_late_first_token_has_the_next_provider_asked_and_the_faster_wins(
    lab: Lab, gate: ModelGate, gateway: Gateway
) -> None:
    lab.primary.play(Silent())
    lab.fallback.play(Answer(TOKENS))
    heard = await hear(gateway, request())
    assert heard.text == WHOLE
    assert heard.usage[0].provider == "anthropic"
    assert heard.total_s < SLOW_S
    async with asyncio.timeout(5):
        await lab.primary.calls[0].closed.wait()
    record = (await lab.records(gateway))[-1]
    assert (record.provider, record.tries, record.outcome) == ("anthropic", 2, "ok")
    assert await gate.open_until(*MODEL) is None


async def test_primary_that_speaks_first_after_all_wins(lab: Lab, gateway: Gateway) -> None:
    more = asyncio.Event()
    lab.primary.play(Answer(TOKENS, hold=(0, more)))
    lab.fallback.play(Silent())
    hearing = asyncio.create_task(hear(gateway, request()))
    second = await lab.fallback.called()
    more.set()
    heard = await hearing
    assert heard.text == WHOLE
    assert heard.usage[0].provider == "openai"
    async with asyncio.timeout(5):
        await second.closed.wait()


async def test_token_in_time_asks_nobody_else(lab: Lab, gateway: Gateway) -> None:
    teach(gateway, SLOW_S)
    await hear(gateway, request())
    assert lab.fallback.calls == []


async def test_fault_of_one_leaves_the_other_to_answer(lab: Lab, gateway: Gateway) -> None:
    more = asyncio.Event()
    lab.primary.play(Answer(TOKENS, hold=(0, more)))
    lab.fallback.play(bad_key("anthropic"))
    hearing = asyncio.create_task(hear(gateway, request()))
    second = await lab.fallback.called()
    await second.closed.wait()
    more.set()
    heard = await hearing
    assert heard.text == WHOLE
    assert heard.usage[0].provider == "openai"


async def test_first_that_fails_at_once_is_tried_again_as_ever(lab: Lab, gateway: Gateway) -> None:
    teach(gateway, SLOW_S)
    lab.primary.play(Status(500), Answer(TOKENS))
    assert (await hear(gateway, request())).usage[0].provider == "openai"


async def test_refusal_of_either_ends_both(lab: Lab, gateway: Gateway) -> None:
    lab.primary.play(Silent())
    lab.fallback.play(Answer((), finish="filtered", why="No."))
    with pytest.raises(ModelError) as caught:
        await hear(gateway, request())
    assert caught.value.code == "refused"
    async with asyncio.timeout(5):
        await lab.primary.calls[0].closed.wait()


async def test_cancellation_ends_both(lab: Lab, gateway: Gateway) -> None:
    lab.primary.play(Silent())
    lab.fallback.play(Silent())
    task = asyncio.create_task(hear(gateway, request()))
    calls = [await lab.primary.called(), await lab.fallback.called()]
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    async with asyncio.timeout(5):
        for call in calls:
            await call.closed.wait()
    record = (await lab.records(gateway))[-1]
    assert record.outcome == "cancelled"
    assert record.cost > 0


async def test_nobody_is_asked_twice_where_hedging_is_off(lab: Lab) -> None:
    gateway = lab.gateway(msgspec.structs.replace(POLICY, hedge=False))
    teach(gateway, USUAL_S)
    lab.primary.play(Answer(TOKENS, first_after_s=10 * USUAL_S))
    await hear(gateway, request())
    assert lab.fallback.calls == []
