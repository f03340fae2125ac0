"""A model that fails is left alone, by all workers, and taken back when it is well."""

import pytest

from agents.gateway.gateway import Gateway
from agents.gateway.policy import BREAKERS, Policy
from store.model_gate.model_gate import ModelGate
from tests.agents.gateway.lab import Clock, Lab, hear, request
from tests.upstream import Answer, Status

MODEL = "gpt-6.1-terra"
BREAKER = BREAKERS["development"]


@pytest.fixture
def workers(lab: Lab, clock: Clock) -> list[Gateway]:
    """Two, with the same clock, that do not pause."""
    policy = Policy(breaker=BREAKER)
    return [lab.gateway(policy, now_ms=clock, random=lambda: 0.0) for _ in range(2)]


async def ask(gateway: Gateway) -> str:
    heard = await hear(gateway, request())
    await gateway.flush()
    return heard.usage[0].provider


async def test_breaker_opens_half_opens_and_closes_for_all_workers(
    lab: Lab, gate: ModelGate, workers: list[Gateway], clock: Clock
) -> None:
    one, two = workers
    lab.primary.play(then=Status(503))
    assert await ask(one) == "anthropic"
    assert len(lab.primary.calls) == BREAKER.minimum
    assert await gate.open_until("openai", MODEL)

    assert await ask(two) == "anthropic"
    assert len(lab.primary.calls) == BREAKER.minimum, "an open breaker lets nothing through"

    clock.forward(BREAKER.cooldown_ms / 1000 + 1)
    assert await ask(two) == "anthropic"
    assert len(lab.primary.calls) == BREAKER.minimum + 1, "one probe, and it is open again"

    clock.forward(BREAKER.cooldown_ms / 1000 + 1)
    lab.primary.play(then=Answer())
    assert [await ask(one), await ask(two)] == ["openai", "openai"]
    assert await gate.open_until("openai", MODEL) is None


async def test_breaker_is_the_models_own(lab: Lab, gate: ModelGate, workers: list[Gateway]) -> None:
    lab.primary.play(then=Status(503))
    await ask(workers[0])
    lab.primary.play(then=Answer())
    heard = await hear(workers[0], request(tier="best"))
    assert heard.usage[0].model == "gpt-6.1-sol"


async def test_mistakes_of_ours_and_refusals_leave_the_breaker_alone(
    lab: Lab, gate: ModelGate, workers: list[Gateway]
) -> None:
    lab.primary.play(then=Status(400))
    for _ in range(BREAKER.minimum + 1):
        await ask(workers[0])
    assert await gate.open_until("openai", MODEL) is None
