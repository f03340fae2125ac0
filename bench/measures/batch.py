"""What a batch gets done on a worker's core, and what it costs those who stream meanwhile."""

import asyncio
import contextlib
import json
import time
from collections.abc import AsyncIterator
from http.client import HTTPConnection
from typing import Any

from bench.lab import Lab
from bench.load import sample
from bench.table import Row, compared, median
from bench.target import Running
from tests.agents.kinds.analysis.cases import CASES, given

ITEMS = 100
MANY = 300
AT_ONCE = 20
STREAMS = 100
RATE = 50.0
WINDOW_S = 3.0
ROUNDS = 3
LOOK_S = 0.25


async def measure(lab: Lab) -> list[Row]:
    """A batch by itself; then streams of another user, without and beside one."""
    with lab.careerpilot() as server:
        owner = await asyncio.to_thread(Owner, server)
        await owner.done(2)  # the helper is started, and its lists are loaded
        begun = time.perf_counter()
        await owner.done(ITEMS)
        took = time.perf_counter() - begun
    without, beside = [], []
    for _ in range(ROUNDS):
        with lab.careerpilot() as server:
            owner = await asyncio.to_thread(Owner, server)
            await owner.done(2)
            without.append(await sample(server, lab.redis.pid, STREAMS, RATE, WINDOW_S))
            async with owner.working(MANY):
                beside.append(await sample(server, lab.redis.pid, STREAMS, RATE, WINDOW_S))
    where = f"{STREAMS} x {RATE:.0f} tokens/s, beside a batch"
    p99, p50 = (
        [median(getattr(taken, name) for taken in side) for side in (without, beside)]
        for name in ("p99_ms", "p50_ms")
    )
    return [
        Row(f"batch of {ITEMS} analyses without a model, one core", "items/s", ITEMS / took),
        compared(f"token latency p99, {where}", "ms", *p99, "ratio <= 3"),
        compared("  p50", "ms", *p50),
    ]


class Owner:
    """A guest of their own, who has batches."""

    def __init__(self, server: Running) -> None:
        self._port = server.port
        self._token = ""
        self._token = self._call("POST", "/v1/auth/guest", {})["accessToken"]

    def _call(self, method: str, path: str, body: Any = None) -> Any:
        connection = HTTPConnection("127.0.0.1", self._port, timeout=60.0)
        headers = {"Content-Type": "application/json"}
        if self._token:
            headers["Authorization"] = f"Bearer {self._token}"
        connection.request(method, path, None if body is None else json.dumps(body), headers)
        answer = json.loads(connection.getresponse().read())
        connection.close()
        return answer

    async def _begin(self, count: int) -> str:
        items = [given(CASES[number % len(CASES)]) for number in range(count)]
        text = json.dumps(items, ensure_ascii=False)
        stored = await asyncio.to_thread(self._store, text)
        input = {"kind": "analysis", "document": stored, "concurrency": AT_ONCE}
        new = {"kind": "batch", "input": input}
        session: str = (await asyncio.to_thread(self._call, "POST", "/v1/sessions", new))["id"]
        return session

    def _store(self, text: str) -> str:
        connection = HTTPConnection("127.0.0.1", self._port, timeout=60.0)
        headers = {
            "Content-Type": "application/json",
            "Authorization": f"Bearer {self._token}",
        }
        connection.request("POST", "/v1/documents", text.encode(), headers)
        stored: str = json.loads(connection.getresponse().read())["id"]
        connection.close()
        return stored

    async def _result(self, session: str) -> dict[str, Any]:
        document = await asyncio.to_thread(self._call, "GET", f"/v1/sessions/{session}")
        assert (document.get("lastRun") or {}).get("outcome") != "error", document["lastRun"]
        # The first run fills it in field by field.
        return {"total": 0, "done": 0} | ((document.get("state") or {}).get("result") or {})

    async def done(self, count: int) -> None:
        """A batch of so many, to its end."""
        await self._until(await self._begin(count), count)

    async def _until(self, session: str, count: int) -> None:
        """Wait until so many are done."""
        while True:
            await asyncio.sleep(LOOK_S)
            if (await self._result(session))["done"] >= count:
                return

    @contextlib.asynccontextmanager
    async def working(self, count: int) -> AsyncIterator[None]:
        """A batch that is at work for the time of the block."""
        session = await self._begin(count)
        await self._until(session, 1)
        yield
        result = await self._result(session)
        assert result["done"] < result["total"], "the batch was done before the window's end"
