"""Two workers and one budget, as real processes."""

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from store import keys
from store.store import Store
from tests.documents import ROOT
from tests.processes import Process, Servers, clean_environ, lines_of
from tests.redis_servers import RedisServer
from tests.store.model_gate.calls import TTL_MS, Calls
from tests.store.model_gate.gate_worker import LIMIT, RESERVE, SCOPE
from tests.store.writers import eventually, raw

StartSpender = Callable[[str, str, int, int], Process]


@pytest.fixture
def start_spender(servers: Servers, redis: RedisServer, tmp_path: Path) -> StartSpender:
    """Starts a worker: its name, what its calls do, how many, how many workers begin together."""

    def start(name: str, way: str, calls: int, parties: int) -> Process:
        words = [redis.url, name, way, str(calls), str(parties)]
        argv = [sys.executable, "-m", "tests.store.model_gate.gate_worker", *words]
        process = Process(argv, tmp_path / f"{name}.log", clean_environ(), ROOT)
        servers.adopt(process)
        return process

    return start


async def test_two_workers_never_spend_more_than_one_budget(
    store: Store, start_spender: StartSpender
) -> None:
    workers = [start_spender(name, "spend", 250, 2) for name in ("one", "two")]
    assert [worker.wait() for worker in workers] == [0, 0], [w.output() for w in workers]
    told = [one for worker in workers for one in lines_of(worker.output())]
    spent = await store.model_gate.spent(SCOPE)
    assert spent == sum(one["cost"] for one in told)
    assert spent <= LIMIT
    assert all(one["admitted"] for one in told)
    assert sum(one["admitted"] for one in told) < 502
    calls = Calls(store.model_gate)
    rest = LIMIT - spent
    assert await calls.verdict(budgets=[(SCOPE, LIMIT)], reserve=rest + 1) == "over_budget"
    assert await calls.verdict(budgets=[(SCOPE, LIMIT)], reserve=rest) == "ok"


async def test_what_a_killed_worker_held_is_free_when_its_time_is_over(
    store: Store, start_spender: StartSpender
) -> None:
    worker = start_spender("one", "hang", 50, 1)

    async def hangs() -> bool:
        return await raw(store, "ZCARD", keys.holds(SCOPE)) == 50

    await eventually(hangs, "all calls are under way")
    worker.kill()
    calls = Calls(store.model_gate)
    left = LIMIT - 50 * RESERVE
    assert await calls.verdict(budgets=[(SCOPE, LIMIT)], reserve=left + 1) == "over_budget"
    calls.now_ms += TTL_MS
    assert await calls.verdict(budgets=[(SCOPE, LIMIT)], reserve=LIMIT) == "ok"
    assert await raw(store, "ZCARD", keys.holds(SCOPE)) == 1
