"""`python -m bench [MEASURE ...] [--json FILE]`."""

import argparse
import os
import signal
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path

import uvloop

from bench.lab import Lab
from bench.measures import (
    adapters,
    analysis,
    batch,
    catchup,
    filling,
    gateway,
    judging,
    latency,
    limits,
    memory,
    page,
    reading,
    startup,
    storage,
    storm,
    takeover,
    throughput,
    uploads,
    usage,
)
from bench.process import LOAD_CORE, raise_file_limit
from bench.table import Row, render, write_json

Measure = Callable[[Lab], Awaitable[list[Row]]]

MEASURES: dict[str, Measure] = {
    "throughput": throughput.measure,
    "latency": latency.measure,
    "catchup": catchup.measure,
    "storm": storm.measure,
    "memory": memory.measure,
    "takeover": takeover.measure,
    "startup": startup.measure,
    "adapters": adapters.measure,
    "gateway": gateway.measure,
    "limits": limits.measure,
    "filling": filling.measure,
    "reading": reading.measure,
    "analysis": analysis.measure,
    "batch": batch.measure,
    "judging": judging.measure,
    "uploads": uploads.measure,
    "storage": storage.measure,
    "usage": usage.measure,
    "page": page.measure,
}


def main() -> int:
    """Measure, print the table; the status is 1 where a target is missed."""
    arguments = _parse()
    raise_file_limit()
    os.sched_setaffinity(0, {LOAD_CORE})
    # A killed bench ends as an interrupted one does: its servers are stopped on the way out.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    rows = uvloop.run(_measure(arguments.measures or list(MEASURES)))
    print(render(rows))
    if arguments.json:
        write_json(rows, arguments.json)
    return int(any(row.met is False for row in rows))


def _parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("measures", nargs="*", choices=[*MEASURES, []], metavar="MEASURE",
                        help=f"any of {', '.join(MEASURES)}; all without")  # fmt: skip
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the rows here, too")
    return parser.parse_args()


async def _measure(names: list[str]) -> list[Row]:
    rows: list[Row] = []
    for name in names:
        print(f"{name} ...", file=sys.stderr, flush=True)
        with Lab() as lab:
            rows += await MEASURES[name](lab)
    return rows


if __name__ == "__main__":
    sys.exit(main())
