"""What an open connection that nothing happens on costs the server."""

import asyncio
from array import array

from bench.lab import Lab
from bench.load import open_streams
from bench.table import Row, compared
from bench.target import Running

CONNECTIONS = 5_000
_AT_ONCE = 200
_SETTLE_S = 1.0


async def measure(lab: Lab) -> list[Row]:
    """Every connection is to a session of its own that has streamed a token and rests."""
    with lab.bare() as server:
        bare = await bytes_per_connection(server)
    with lab.careerpilot() as server:
        ours = await bytes_per_connection(server)
    measure = f"memory per idle connection, {CONNECTIONS:,} open"
    return [compared(measure, "KiB", bare / 1024, ours / 1024, "ratio <= 1.3")]


async def bytes_per_connection(server: Running) -> float:
    """Proportional set size with all connections open, less that with none, per connection."""
    before = server.memory_bytes()
    streams = await open_streams(server, CONNECTIONS, array("q"))
    for first in range(0, CONNECTIONS, _AT_ONCE):
        some = streams[first : first + _AT_ONCE]
        for stream in some:
            stream.order(server, 1, 0.0)
        await asyncio.gather(*(stream.finished() for stream in some))
    await asyncio.sleep(_SETTLE_S)
    grown = server.memory_bytes() - before
    for stream in streams:
        stream.drop()
    return grown / CONNECTIONS
