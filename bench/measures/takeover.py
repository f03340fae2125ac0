"""How long a stream is silent when the worker that runs it is killed."""

import asyncio
import json
import random
import time

from bench.lab import Lab, sign_in
from bench.stamp import ages_ns
from bench.table import Row, quantile
from bench.target import CareerPilot, new_id
from bench.wire import WebSocket, connect
from tests.processes import Server

KILLS = 20
_PAIRS = 2
_RATE = 50.0
_RENEWAL_S = 1.0
"""Leases are renewed so often; a kill may come at any time between two renewals."""


async def measure(lab: Lab) -> list[Row]:
    """SIGKILL for the worker that runs a session, as seen by a client of the other worker."""
    pairs = [_kill_in_turns(Pair(lab), KILLS // _PAIRS) for _ in range(_PAIRS)]
    silences = [silence for found in await asyncio.gather(*pairs) for silence in found]
    return [
        Row(f"takeover after SIGKILL, {KILLS} times, p50", "s", quantile(silences, 0.5)),
        Row("  p99", "s", quantile(silences, 0.99), target="ours <= 5"),
    ]


async def _kill_in_turns(pair: "Pair", kills: int) -> list[float]:
    await pair.start()
    return [await pair.kill_holder() for _ in range(kills)]


class Pair:
    """Two workers over a Redis of their own; they take turns in being killed."""

    def __init__(self, lab: Lab) -> None:
        self._lab = lab
        self._redis = lab.new_redis(None)
        self._path = CareerPilot().path
        self._workers: list[Server] = []
        self._headers = ""
        self._random = random.Random(KILLS)

    async def start(self) -> None:
        """Both, and a guest."""
        self._workers = [await self._launch(None), await self._launch(None)]
        self._headers = sign_in(self._workers[0])

    async def _launch(self, port: int | None) -> Server:
        return await asyncio.to_thread(self._lab.worker(self._redis, None, port).wait_ready)

    async def kill_holder(self) -> float:
        """Seconds from the kill to the first event of the successor. The roles change after it."""
        holder, other = self._workers
        session, starter, watcher = new_id(), Watcher(), Watcher()
        await starter.open(holder.port, self._path(session), self._headers)
        starter.websocket.send(CareerPilot().order(int(60 * _RATE), _RATE))
        await starter.next_token(time.monotonic_ns())
        await watcher.open(other.port, self._path(session) + "?after=0", self._headers)
        await watcher.next_token(time.monotonic_ns())
        await asyncio.sleep(self._random.uniform(0.0, _RENEWAL_S))
        killed_ns = time.monotonic_ns()
        holder.kill()
        silence = (await watcher.next_token(killed_ns) - killed_ns) / 1e9
        watcher.websocket.send(json.dumps({"type": "cancel", "id": new_id()}).encode())
        self._workers = [other, await self._launch(holder.port)]
        watcher.websocket.drop()
        return silence


class Watcher:
    """A client that waits for events that cannot be older than some moment."""

    def __init__(self) -> None:
        self.websocket: WebSocket
        self._since_ns = 0
        self._seen: asyncio.Future[int]

    async def open(self, port: int, path: str, headers: str) -> None:
        """Connect."""
        self._seen = asyncio.get_running_loop().create_future()
        self.websocket = await connect(port, path, headers, self._take)

    async def next_token(self, since_ns: int) -> int:
        """When the first event came that was made after `since_ns`; both CLOCK_MONOTONIC, ns.

        That is a token with a later stamp, or the snapshot that a successor begins with.
        """
        self._since_ns = since_ns
        self._seen = asyncio.get_running_loop().create_future()
        async with asyncio.timeout(30.0):
            return await self._seen

    def _take(self, payload: bytes, now: int) -> None:
        fresh = min(ages_ns(payload, now), default=now) < now - self._since_ns
        if not self._seen.done() and (fresh or b'"MESSAGES_SNAPSHOT"' in payload):
            self._seen.set_result(now)
