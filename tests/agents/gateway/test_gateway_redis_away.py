"""What the gateway does while Redis is away: nothing is begun, and nothing that runs is lost."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AsyncExitStack

import pytest

from agents.gateway.policy import Limits, Policy
from agents.gateway.settlements import FLUSH_S
from store.store import Store
from tests.agents.gateway.lab import TOKENS, WHOLE, Lab, hear, request
from tests.redis_servers import RedisServer, redis_server
from tests.upstream import Answer

pytestmark = pytest.mark.slow


@pytest.fixture
def own_redis() -> Iterator[RedisServer]:
    """A Redis to stop and start."""
    with redis_server() as server:
        yield server


@pytest.fixture
async def lab(own_redis: RedisServer) -> AsyncIterator[Lab]:
    """A lab on it."""
    store = Store(own_redis.url, timeout=1.0, connect_timeout=0.5)
    async with AsyncExitStack() as stack:
        stack.push_async_callback(store.close)
        yield await Lab.make(stack, store.model_gate)


async def test_no_call_is_begun_before_redis_is_back(lab: Lab, own_redis: RedisServer) -> None:
    gateway = lab.gateway()
    await hear(gateway, request())
    await gateway.flush()
    own_redis.stop()
    waiting = asyncio.create_task(hear(gateway, request()))
    _, pending = await asyncio.wait([waiting], timeout=0.5)
    assert pending
    assert len(lab.primary.calls) == 1
    await asyncio.to_thread(own_redis.start)
    async with asyncio.timeout(10):
        assert (await waiting).finish
    assert len(lab.primary.calls) == 2


async def test_who_waits_for_redis_can_be_cancelled(lab: Lab, own_redis: RedisServer) -> None:
    gateway = lab.gateway()
    await hear(gateway, request())
    own_redis.stop()
    waiting = asyncio.create_task(hear(gateway, request()))
    await asyncio.wait([waiting], timeout=0.2)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting


@pytest.mark.parametrize("concurrent", [64, 2])
async def test_time_without_redis_ends_no_call_and_speaks_against_no_model(
    lab: Lab, own_redis: RedisServer, leap: Callable[[float], None], concurrent: int
) -> None:
    gateway = lab.gateway(Policy(limits=Limits(concurrent=concurrent)))
    await hear(gateway, request())
    await gateway.flush()
    own_redis.stop()
    waiting = [asyncio.create_task(hear(gateway, request())) for _ in range(8)]
    _, pending = await asyncio.wait(waiting, timeout=0.5)
    assert len(pending) == 8
    leap(1000)
    await asyncio.to_thread(own_redis.start)
    async with asyncio.timeout(30):
        heard = await asyncio.gather(*waiting)
    assert {one.usage[0].provider for one in heard} == {"openai"}
    records = await lab.records(gateway)
    assert [record.tries for record in records] == [1] * 9
    assert await lab.gate.open_until("openai", "gpt-6.1-terra") is None


async def test_try_that_fails_while_redis_is_away_is_followed_by_another(
    lab: Lab, own_redis: RedisServer, leap: Callable[[float], None]
) -> None:
    more = asyncio.Event()
    lab.primary.play(Answer(TOKENS, hold=(5, more), cut_after=5))
    lab.fallback.play(Answer(TOKENS))
    asking = asyncio.create_task(hear(lab.gateway(), request()))
    await lab.primary.called()
    own_redis.stop()
    more.set()
    _, pending = await asyncio.wait([asking], timeout=0.5)
    assert pending
    leap(1000)
    await asyncio.to_thread(own_redis.start)
    async with asyncio.timeout(30):
        heard = await asking
    assert heard.text == WHOLE


async def test_call_under_way_goes_on_and_is_settled_when_redis_is_back(
    lab: Lab, own_redis: RedisServer
) -> None:
    lab.primary.play(Answer(TOKENS, interval_s=0.01))
    gateway = lab.gateway(Policy(day_budget=10**12))
    text = ""
    async for delta in gateway.stream(request()):
        if not text:
            own_redis.stop()
        text += getattr(delta, "text", "")
    assert text == WHOLE
    await asyncio.to_thread(own_redis.start)
    async with asyncio.timeout(10):
        (record,) = await lab.records(gateway)
    assert record.outcome == "ok"


@pytest.mark.timing
async def test_gateway_closes_in_time_though_redis_is_away(
    lab: Lab, own_redis: RedisServer, caplog: pytest.LogCaptureFixture
) -> None:
    lab.primary.play(Answer(TOKENS, interval_s=0.01))
    gateway = lab.gateway()
    async for _ in gateway.stream(request()):
        if own_redis.answers():
            own_redis.stop()
    start = time.monotonic()
    await gateway.close()
    assert time.monotonic() - start < FLUSH_S + 1.0
    assert any(line.message == "settlement_lost" for line in caplog.records)
