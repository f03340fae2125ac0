"""How fast a client that comes back has what it missed."""

from array import array
from time import monotonic

from bench.lab import Lab
from bench.load import Stream
from bench.resume import Position, Return, grow
from bench.table import Row, compared, quantile
from bench.target import Running

MISSED = 2_000
RETURNS = 200
FEW = 10
SHORT, LONG = 100, 20_000
_GROWTH_PER_SECOND = 2_000.0
"""Slow enough that a token is an event of its own: Redis answers in less than half of 1/2,000 s."""


async def measure(lab: Lab) -> list[Row]:
    """Against the bare app sending as many frames anew; and few events of a long session."""
    with lab.bare() as server:
        bare = await _bare_ms(server)
    with lab.careerpilot() as server:
        short = await grow(server, SHORT, _GROWTH_PER_SECOND)
        long = await grow(server, LONG, _GROWTH_PER_SECOND)
        ours = await _returns_ms(server, long, MISSED)
        of_short = await _returns_ms(server, short, FEW)
        of_long = await _returns_ms(server, long, FEW)
    caught_up = f"catch up {MISSED:,} missed events"
    resume = f"resume {FEW} missed of {LONG:,} events, base: of {SHORT}"
    return [
        _row(f"{caught_up}, p50", 0.5, bare, ours, ""),
        _row(f"{caught_up}, p99", 0.99, bare, ours, "ours <= 50"),
        _row(f"{resume}, p50", 0.5, of_short, of_long, "ratio <= 1.25"),
        _row(f"{resume}, p99", 0.99, of_short, of_long, ""),
    ]


def _row(measure: str, share: float, base: list[float], ours: list[float], target: str) -> Row:
    return compared(measure, "ms", quantile(base, share), quantile(ours, share), target)


async def _returns_ms(server: Running, at: Position, missed: int) -> list[float]:
    taken = []
    for _ in range(RETURNS):
        client = Return(server, at, missed)
        taken.append(await client.catch_up() * 1e3)
        client.drop()
    return taken


async def _bare_ms(server: Running) -> list[float]:
    taken = []
    for _ in range(RETURNS):
        begun = monotonic()
        stream = Stream(array("q"))
        await stream.open(server)
        stream.order(server, MISSED, 0.0)
        await stream.finished()
        taken.append((monotonic() - begun) * 1e3)
        stream.drop()
    return taken
