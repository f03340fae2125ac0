"""A process that spends from one budget in many calls at a time, for test_processes.py.

    python -m tests.store.model_gate.gate_worker URL NAME spend|hang CALLS PARTIES

A spender makes one call by itself, so that each has spent, however the machine shares its time
between them. When so many parties are ready, all CALLS begin at once. At the end it prints how many
were let through and what they cost, as JSON. If it is to hang, its calls begin and never end.
"""

import asyncio
import json
import random
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from store.store import Store
from tests.store.model_gate.calls import Calls
from tests.store.writers import eventually, raw

SCOPE = "day:2026-11-21"
LIMIT = 10_000
RESERVE = 100


class Spender:
    """Makes calls that cost some of what they reserve."""

    def __init__(self, store: Store, name: str) -> None:
        self._calls = Calls(store.model_gate)
        self._name = name
        self.admitted = 0
        self.cost = 0

    async def spend(self) -> None:
        """One call."""
        call = await self._begin()
        if call is not None:
            cost = random.randint(0, RESERVE)
            await self._calls.settle(call, budgets=[SCOPE], cost=cost)
            self.admitted += 1
            self.cost += cost

    async def hang(self) -> None:
        """One call, from which nothing is heard any more."""
        assert await self._begin() is not None
        await asyncio.Event().wait()

    async def _begin(self) -> str | None:
        call = f"{self._name}-{self._calls.new()}"
        told = await self._calls.admit(call, budgets=[(SCOPE, LIMIT)], reserve=RESERVE)
        return call if told.verdict == "ok" else None


@asynccontextmanager
async def opened(url: str) -> AsyncIterator[Store]:
    """A store, closed in the end."""
    store = Store(url)
    yield store
    await store.close()


async def meet(store: Store, parties: int) -> None:
    """Wait until all parties have come."""
    await raw(store, "INCR", "ready")

    async def complete() -> bool:
        return int(await raw(store, "GET", "ready")) >= parties

    await eventually(complete, "all parties are ready")


async def main(url: str, name: str, way: str, calls: int, parties: int) -> None:
    async with opened(url) as store:
        spender = Spender(store, name)
        once = spender.hang
        if way == "spend":
            once = spender.spend
            await once()
        await meet(store, parties)
        await asyncio.gather(*(once() for _ in range(calls)))
        print(json.dumps({"admitted": spender.admitted, "cost": spender.cost}))


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:4], *map(int, sys.argv[4:])))
