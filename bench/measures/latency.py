"""What the log adds to each token at a steady rate: latency, and CPU time of server and Redis.

CPU time is that of all rounds over the tokens of all. The machine's speed changes in steps, in and
between rounds: their median would be one of the steps, and not the same on both sides.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager

from bench.lab import Lab
from bench.load import Sample, sample
from bench.table import Row, compared, median
from bench.target import Running

STREAMS = 200
RATE = 50.0
WINDOW_S = 2.0
ROUNDS = 13

Figure = Callable[[Sample], float]


async def measure(lab: Lab) -> list[Row]:
    """Bare and ours in turns; of each other figure the median over the rounds."""
    bare, ours = [], []
    for _ in range(ROUNDS):
        bare.append(await _steady(lab.bare(), lab))
        ours.append(await _steady(lab.careerpilot(), lab))
    where = f"{STREAMS} x {RATE:.0f} tokens/s"
    return [
        compared(
            f"server CPU per token, {where}",
            "us",
            _us_per_token(_server_cores, bare),
            _us_per_token(_server_cores, ours),
            "ratio <= 1.25",
        ),
        Row("  Redis' CPU per token", "us", _us_per_token(_redis_cores, ours)),
        _row(f"token latency p50, {where}", "ms", _p50, bare, ours, "added <= 1.5"),
        _row(f"token latency p99, {where}", "ms", _p99, bare, ours, "added <= 5"),
        _row("  tokens/s delivered", "tokens/s", _delivered, bare, ours),
        _row("  load generator's share", "cores", _load_cores, bare, ours),
    ]


async def _steady(started: AbstractContextManager[Running], lab: Lab) -> Sample:
    with started as server:
        return await sample(server, lab.redis.pid, STREAMS, RATE, WINDOW_S)


def _row(
    measure: str, unit: str, of: Figure, bare: list[Sample], ours: list[Sample], target: str = ""
) -> Row:
    return compared(measure, unit, _middle(of, bare), _middle(of, ours), target)


def _middle(of: Figure, taken: list[Sample]) -> float:
    return median(map(of, taken))


def _us_per_token(cores: Figure, taken: list[Sample]) -> float:
    return sum(map(cores, taken)) / sum(map(_delivered, taken)) * 1e6


def _server_cores(taken: Sample) -> float:
    return taken.server_cores


def _redis_cores(taken: Sample) -> float:
    return taken.redis_cores


def _p50(taken: Sample) -> float:
    return taken.p50_ms


def _p99(taken: Sample) -> float:
    return taken.p99_ms


def _delivered(taken: Sample) -> float:
    return taken.delivered


def _load_cores(taken: Sample) -> float:
    return taken.load_cores
