"""Streams of tokens from a server to this process, and what is counted of them."""

import asyncio
import time
from array import array
from collections.abc import Sequence
from dataclasses import dataclass

from bench.process import cpu_seconds
from bench.stamp import ages_ns
from bench.table import quantile
from bench.target import Running, new_id
from bench.wire import WebSocket, connect

_CONNECT_AT_ONCE = 100
_START_S = 1.5
"""How much longer than warm-up and window a stream goes on, as it may be the first to start."""


class Stream:
    """One client of a session of its own: takes what comes, and notes the tokens' ages."""

    def __init__(self, ages: "array[int]") -> None:
        self.session = new_id()
        self.welcomed = asyncio.Event()
        self.done = asyncio.Event()
        self._ages = ages
        self._failure: str | None = None
        self._websocket: WebSocket

    async def open(self, server: Running) -> None:
        """Connect; `welcomed` is set when the first frame is there."""
        path = server.target.path(self.session)
        self._websocket = await connect(server.port, path, server.headers, self._take)

    def order(self, server: Running, tokens: int, per_second: float) -> None:
        """Ask for tokens; `finished` returns when the last has come."""
        self.send(server.target.order(tokens, per_second))

    def send(self, text: bytes) -> None:
        """Send a frame that makes the server stream."""
        self.done.clear()
        self._websocket.send(text)

    async def finished(self, patience_s: float = 60.0) -> None:
        """Wait for the end of what was ordered; RuntimeError when the server refuses it."""
        async with asyncio.timeout(patience_s):
            await self.done.wait()
        if self._failure is not None:
            raise RuntimeError(self._failure)

    def _take(self, payload: bytes, now: int) -> None:
        self._ages.extend(ages_ns(payload, now))
        self.welcomed.set()
        if b'"RUN_FINISHED"' in payload:
            self.done.set()
        elif payload.startswith(b'{"type":"ping"'):
            self._websocket.send(payload.replace(b"ping", b"pong", 1))
        elif payload.startswith(b'{"type":"error"') or b'"RUN_ERROR"' in payload:
            self._failure = f"the server refuses: {payload[:300]!r}"
            self.done.set()

    def drop(self) -> None:
        """Leave without a word."""
        self._websocket.drop()


async def open_streams(server: Running, count: int, ages: "array[int]") -> list[Stream]:
    """`count` streams, connected, nothing ordered yet."""
    streams = [Stream(ages) for _ in range(count)]
    gate = asyncio.Semaphore(_CONNECT_AT_ONCE)

    async def open_one(stream: Stream) -> None:
        async with gate:
            await stream.open(server)

    await asyncio.gather(*(open_one(stream) for stream in streams))
    return streams


@dataclass(frozen=True)
class Sample:
    """What one window of steady streaming showed. Rates per second, ages in ms, CPU in cores."""

    offered: float
    delivered: float
    p50_ms: float
    p99_ms: float
    server_cores: float
    redis_cores: float
    load_cores: float


async def sample(
    server: Running,
    redis_pid: int | None,
    streams: int,
    per_second: float,
    window_s: float,
    warm_s: float = 1.5,
) -> Sample:
    """Stream to `streams` clients, each at `per_second`, and measure for `window_s`."""
    ages = array("q")
    clients = await open_streams(server, streams, ages)
    tokens = int(per_second * (_START_S + warm_s + window_s))
    await _order_in_turn(server, clients, tokens, per_second)
    await asyncio.sleep(warm_s)
    result = await _window(server, redis_pid, ages, streams * per_second, window_s)
    for client in clients:
        client.drop()
    return result


async def _order_in_turn(
    server: Running, clients: Sequence[Stream], tokens: int, per_second: float
) -> None:
    """Start all within about a second, and so that their tokens do not fall together.

    Neighbours are a share of the token period apart beside the even step, which alone could be
    a multiple of the period, and all sources would tick at once.
    """
    step = (1.0 + 1.0 / per_second) / len(clients)
    begun = time.monotonic()
    for number, client in enumerate(clients):
        await asyncio.sleep(max(0.0, begun + number * step - time.monotonic()))
        client.order(server, tokens, per_second)


async def _window(
    server: Running, redis_pid: int | None, ages: "array[int]", offered: float, window_s: float
) -> Sample:
    before = _clocks(server, redis_pid)
    del ages[:]
    await asyncio.sleep(window_s)
    elapsed, server_s, redis_s, load_s = (
        after - begun for after, begun in zip(_clocks(server, redis_pid), before, strict=True)
    )
    taken = [age / 1e6 for age in ages]  # only now: of a million this takes a while
    return Sample(
        offered=offered,
        delivered=len(taken) / elapsed,
        p50_ms=quantile(taken, 0.50) if taken else float("inf"),
        p99_ms=quantile(taken, 0.99) if taken else float("inf"),
        server_cores=server_s / elapsed,
        redis_cores=redis_s / elapsed,
        load_cores=load_s / elapsed,
    )


def _clocks(server: Running, redis_pid: int | None) -> Sequence[float]:
    redis_s = cpu_seconds(redis_pid) if redis_pid is not None else 0.0
    return time.monotonic(), server.cpu_seconds(), redis_s, time.process_time()
