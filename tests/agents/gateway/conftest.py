"""Gateways over real Redis and servers that speak the vendors' wire."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AsyncExitStack

import pytest

from store.model_gate.model_gate import ModelGate
from store.store import Store
from tests.agents.gateway.lab import Clock, Lab
from tests.redis_clock import Timed
from tests.redis_servers import RedisServer, redis_server, talk


@pytest.fixture(scope="session")
def shared_redis() -> Iterator[RedisServer]:
    """A server for all tests that leave it as it is."""
    with redis_server(durable=False) as server:
        yield server


@pytest.fixture
def redis(shared_redis: RedisServer) -> RedisServer:
    """A running server that holds nothing."""
    assert talk(shared_redis.port, "FLUSHALL") == "+OK\r\n"
    return shared_redis


@pytest.fixture
async def timed(redis: RedisServer) -> AsyncIterator[Timed]:
    """The way to an empty Redis, whose clock is its own until a test has another."""
    store = Store(redis.url)
    yield Timed(store.route)
    await store.close()


@pytest.fixture
def gate(timed: Timed) -> ModelGate:
    """What workers share, on an empty Redis."""
    return ModelGate(timed)


@pytest.fixture
def clock(timed: Timed) -> Clock:
    """That of Redis, and of the workers that are given it. Starts now."""
    timed.clock = Clock()
    return timed.clock


@pytest.fixture
async def lab(gate: ModelGate) -> AsyncIterator[Lab]:
    """OpenAI and Anthropic, played, and gateways over them."""
    async with AsyncExitStack() as stack:
        yield await Lab.make(stack, gate)


@pytest.fixture
async def leap(monkeypatch: pytest.MonkeyPatch) -> Callable[[float], None]:
    """Has so many seconds go by for the event loop at once: timers that are due by then ring."""
    loop, real, leapt = asyncio.get_running_loop(), asyncio.get_running_loop().time, [0.0]
    monkeypatch.setattr(loop, "time", lambda: real() + leapt[0])

    def leap(seconds: float) -> None:
        leapt[0] += seconds

    return leap
