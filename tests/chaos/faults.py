"""What goes wrong, and when: a schedule drawn from a seed."""

import asyncio
import random
from collections import Counter
from dataclasses import dataclass
from itertools import cycle
from typing import Literal

from tests.chaos.cluster import Cluster

Kind = Literal["kill", "drain", "pause", "redis"]

_WORKER_FAULTS: tuple[Kind, ...] = ("kill", "pause", "kill", "drain")
_QUIET_S = (0.5, 2.5)
_DOWN_S = (0.2, 2.0)


@dataclass(frozen=True)
class Fault:
    """`after_s` of quiet, then a fault of worker `place` that lasts about `down_s`."""

    kind: Kind
    place: int
    after_s: float
    down_s: float


def schedule(seed: int, count: int, workers: int) -> list[Fault]:
    """`count` faults, every kind in its turn, and among them, in the middle, a restart of Redis."""
    rng = random.Random(f"faults/{seed}")
    kinds = cycle(rng.sample(_WORKER_FAULTS, len(_WORKER_FAULTS)))
    faults = [_draw(next(kinds), rng, workers) for _ in range(count)]
    if count:
        faults.insert(count // 2, _draw("redis", rng, workers))
    return faults


def _draw(kind: Kind, rng: random.Random, workers: int) -> Fault:
    return Fault(kind, rng.randrange(workers), rng.uniform(*_QUIET_S), rng.uniform(*_DOWN_S))


async def inflict(cluster: Cluster, faults: list[Fault], done: Counter[str]) -> None:
    """One fault after the other; counts them in `done`.

    At the end all workers are up, and of this release: those that no fault has updated are drained.
    """
    for fault in faults:
        await asyncio.sleep(fault.after_s)
        match fault.kind:
            case "kill":
                await cluster.kill(fault.place, fault.down_s)
            case "drain":
                await cluster.drain(fault.place, fault.down_s)
            case "pause":
                await cluster.pause(fault.place, fault.down_s)
            case "redis":
                await cluster.restart_redis(fault.down_s)
        done[fault.kind] += 1
    for place in sorted(cluster.behind):
        await asyncio.sleep(min(_QUIET_S))
        await cluster.drain(place, min(_DOWN_S))
        done["update"] += 1
