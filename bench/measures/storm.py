"""A thousand clients that come back in the same moment."""

import asyncio
import time
from array import array

from bench.lab import Lab
from bench.load import Stream, open_streams
from bench.resume import Position, Return, position
from bench.table import Row, compared, median
from bench.target import Running

CLIENTS = 1_000
MISSED = 20
ROUNDS = 3


async def measure(lab: Lab) -> list[Row]:
    """Until the last has caught up; on the bare side, until the last has its first frame."""
    with lab.bare() as server:
        bare = [await _bare_s(server) for _ in range(ROUNDS)]
    with lab.careerpilot() as server:
        at_rest = await _prepare(server)
        ours = [await _return_s(server, at_rest) for _ in range(ROUNDS)]
    measure = f"{CLIENTS:,} reconnects at once, until all have {MISSED} missed events"
    return [compared(measure, "s", median(bare), median(ours))]


async def _bare_s(server: Running) -> float:
    begun = time.monotonic()
    streams = [Stream(array("q")) for _ in range(CLIENTS)]
    async with asyncio.timeout(60.0):
        await asyncio.gather(*(_welcomed(stream, server) for stream in streams))
    elapsed = time.monotonic() - begun
    for stream in streams:
        stream.drop()
    return elapsed


async def _welcomed(stream: Stream, server: Running) -> None:
    await stream.open(server)
    await stream.welcomed.wait()


async def _prepare(server: Running) -> list[Position]:
    """As many sessions at rest, each with more events than will be missed."""
    streams = await open_streams(server, CLIENTS, array("q"))
    for stream in streams:
        stream.order(server, MISSED, float(MISSED))
    await asyncio.gather(*(stream.finished() for stream in streams))
    for stream in streams:
        stream.drop()
    return [position(server, stream.session) for stream in streams]


async def _return_s(server: Running, at: list[Position]) -> float:
    clients = [Return(server, each, MISSED) for each in at]
    begun = time.monotonic()
    await asyncio.gather(*(client.catch_up() for client in clients))
    elapsed = time.monotonic() - begun
    for client in clients:
        client.drop()
    return elapsed
