"""From the start of the process to the moment when it is ready, embedded Redis included."""

import time

from bench.lab import Lab
from bench.table import Row, compared, median

RUNS = 5


async def measure(lab: Lab) -> list[Row]:
    """A new data directory every time, and all cores, as at home."""
    bare, ours = [], []
    for _ in range(RUNS):
        begun = time.monotonic()
        process, _ = lab.start_bare(None)
        bare.append(time.monotonic() - begun)
        process.clean_up()
        begun = time.monotonic()
        server = lab.alone()
        ours.append(time.monotonic() - begun)
        server.stop()
    measure = f"start to ready, embedded Redis included, median of {RUNS}"
    return [
        compared(measure, "s", median(bare), median(ours), "ours <= 1.5"),
        Row("  slowest", "s", max(ours), max(bare)),
    ]
