"""Admission and settlement, also where an answer of Redis is lost."""

import asyncio
import random
from collections.abc import AsyncIterator

import pytest

from agents.gateway import settlements as module
from agents.gateway.policy import Policy
from agents.gateway.routes import Candidate
from agents.gateway.settlements import Settlements, Ticket
from agents.gateway.shared_state import SharedState
from agents.gateway.usage_log import UsageRecord
from agents.models.faults import Cause, Fault
from agents.models.request import Caller
from store.model_gate.model_gate import ModelGate
from store.store import Store
from tests.agents.gateway.lab import Clock, Lab, request, today
from tests.redis_servers import CuttingProxy, RedisServer

POLICY = Policy(day_budget=1000)
CALLER = Caller(user="ada", subscription="pro")
DAY = f"day:{today()}"


@pytest.fixture
def candidate(lab: Lab) -> Candidate:
    """A model that may be asked."""
    return Candidate(lab.openai(), "m", "standard")


def make(shared: SharedState, clock: Clock | None = None) -> Settlements:
    return Settlements(shared, POLICY, clock or Clock(), random.Random(1).random)


@pytest.fixture
async def proxy(redis: RedisServer) -> AsyncIterator[CuttingProxy]:
    """A way to Redis on which answers get lost."""
    async with CuttingProxy(redis.port) as proxy:
        yield proxy


@pytest.fixture
async def cut_off(proxy: CuttingProxy) -> AsyncIterator[ModelGate]:
    """What workers share, reached by that way."""
    store = Store(proxy.url)
    yield store.model_gate
    await store.close()


async def admitted(settlements: Settlements, candidate: Candidate, reserve: int = 600) -> Ticket:
    ticket, verdict = await settlements.admit(candidate, CALLER, reserve)
    assert ticket is not None, verdict
    return ticket


async def test_reservation_leaves_less_for_others_until_it_is_settled(
    gate: ModelGate, candidate: Candidate
) -> None:
    settlements = make(gate)
    ticket = await admitted(settlements, candidate)
    refused, verdict = await settlements.admit(candidate, CALLER, 600)
    assert (refused, verdict.verdict, verdict.scope) == (None, "over_budget", DAY)
    settlements.settle(ticket, "ok", cost=300)
    await settlements.flush()
    assert await gate.spent(DAY) == 300
    await admitted(settlements, candidate)


async def test_reservation_of_a_worker_that_died_lapses(
    gate: ModelGate, candidate: Candidate, clock: Clock
) -> None:
    await admitted(make(gate, clock), candidate)
    clock.forward(POLICY.limits.total + module.MARGIN_MS / 1000 + 1)
    await admitted(make(gate, clock), candidate)


async def test_lost_answer_is_asked_for_again_and_reserves_once(
    gate: ModelGate, cut_off: ModelGate, proxy: CuttingProxy, candidate: Candidate
) -> None:
    settlements = make(cut_off)
    await settlements.flush()
    await cut_off.spent(DAY)
    proxy.cut()
    await admitted(settlements, candidate)
    assert proxy.cuts == 1
    ticket, _ = await make(gate).admit(candidate, CALLER, 400)
    assert ticket is not None


async def test_lost_settlement_is_sent_again_and_counts_once(
    gate: ModelGate, cut_off: ModelGate, proxy: CuttingProxy, candidate: Candidate
) -> None:
    settlements = make(cut_off)
    ticket = await admitted(settlements, candidate)
    proxy.cut()
    record = UsageRecord.of(ticket.call, 0, request())
    settlements.settle(ticket, "ok", cost=300, record=record)
    await settlements.flush()
    assert proxy.cuts == 1
    assert await gate.spent(DAY) == 300
    assert len(await gate.usage(today())) == 1


async def test_admission_that_is_cancelled_reserves_nothing(
    gate: ModelGate, redis: RedisServer, candidate: Candidate
) -> None:
    settlements = make(gate)
    await gate.spent(DAY)
    redis.freeze()
    asking = asyncio.create_task(settlements.admit(candidate, CALLER, 600))
    await asyncio.wait([asking], timeout=0.1)
    asking.cancel()
    await asyncio.wait([asking])
    redis.thaw()
    await settlements.flush()
    await admitted(settlements, candidate, 1000)


async def test_settlements_beyond_what_can_wait_are_told_and_dropped(
    gate: ModelGate,
    candidate: Candidate,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    settlements = make(gate)
    tickets = [await admitted(settlements, candidate, 10) for _ in range(3)]
    monkeypatch.setattr(module, "MAX_PENDING", 2)
    for ticket in tickets:
        settlements.settle(ticket, "ok", cost=10)
    await settlements.flush()
    assert await gate.spent(DAY) == 20
    assert [line.message for line in caplog.records] == ["settlement_lost"]


@pytest.mark.parametrize(("cause", "model"), [("quota", "m"), ("forbidden", "m"), ("auth", "")])
async def test_key_rests_for_what_its_fault_says(
    gate: ModelGate, candidate: Candidate, clock: Clock, cause: Cause, model: str
) -> None:
    settlements = make(gate, clock)
    ticket = await admitted(settlements, candidate, 1)
    settlements.settle(ticket, "neutral", fault=Fault(cause, "no."))
    await settlements.flush()
    resting = await gate.resting("openai", candidate.keys.fingerprints, now_ms=clock())
    assert resting == {(ticket.key, model): (clock() + 600_000, cause)}
