"""What reading résumés finds, how long it takes, and what it costs those who stream meanwhile."""

import asyncio
import contextlib
import math
import time
from array import array
from collections.abc import AsyncIterator
from functools import partial

import msgspec

from agents.reading.read import read
from agents.resume.facts import Facts, facts_of
from bench.lab import Lab
from bench.load import Sample, Stream, sample
from bench.reading import TODAY, TWO_PAGES, sandbox
from bench.table import Row, compared, median, quantile
from bench.target import Running, new_id
from tests.agents.reading.corpus.measure import measured

READINGS = 30
AT_ONCE = 10
"""Files that are sent at once, and followed by as many as long as the streams are measured."""
STREAMS = 200
RATE = 50.0
WINDOW_S = 3.0
ROUNDS = 5


async def measure(lab: Lab) -> list[Row]:
    """The corpus; one file after the other; then streams without and with files, in turns."""
    return [*_found(), *await _times(), *await _beside_streams(lab)]


def _found() -> list[Row]:
    """A figure without a goal has no target; goals are those of the corpus' test."""
    return [
        Row(f"corpus, {what}", "", figure, target=f"ours >= {goal:g}" if goal else "")
        for what, figure, goal in measured().rows()
    ]


async def _times() -> list[Row]:
    read_one = partial(sandbox().read, "bench", TWO_PAGES, today=TODAY)
    whole = [await _timed(read_one) for _ in _RUNS]
    document = read(TWO_PAGES)

    def facts() -> Facts:
        return facts_of(
            document.text,
            prominent=frozenset(document.prominent),
            links=document.links,
            today=TODAY,
        )

    facts()  # the lists are loaded once
    alone = []
    for _ in _RUNS:
        begun = time.perf_counter()
        facts()
        alone.append((time.perf_counter() - begun) * 1e3)
    return [
        Row("PDF of two pages, bytes to facts with its process, p50", "ms", median(whole),
            target="ours <= 250"),
        Row("  slowest", "ms", max(whole)),
        Row("  facts of its text alone, p50", "ms", median(alone), target="ours <= 20"),
    ]  # fmt: skip


_RUNS = range(READINGS)


async def _timed(reading: partial[object]) -> float:
    begun = time.perf_counter()
    await reading()
    return (time.perf_counter() - begun) * 1e3


async def _beside_streams(lab: Lab) -> list[Row]:
    """Streams, and files that the same worker reads: its processes are on its core, too."""
    without, beside, files = [], [], array("d")
    for _ in range(ROUNDS):
        with lab.careerpilot(kinds="bench.kinds,bench.reading") as server:
            without.append(await _streams(server, lab))
            async with _sending(server, files):
                beside.append(await _streams(server, lab))
    measure = f"token latency p99, {STREAMS} x {RATE:.0f} tokens/s, {AT_ONCE} files at once"
    took = quantile(files, 0.5) if files else math.inf
    p99, p50 = (
        [[getattr(taken, name) for taken in side] for side in (without, beside)]
        for name in ("p99_ms", "p50_ms")
    )
    return [
        compared(measure, "ms", *map(median, p99), "added <= 5"),
        compared("  p50", "ms", *map(median, p50)),
        Row("  from sending a file to its facts, p50", "ms", took),
        Row("  files read", "", len(files)),
    ]


async def _streams(server: Running, lab: Lab) -> Sample:
    return await sample(server, lab.redis.pid, STREAMS, RATE, WINDOW_S)


@contextlib.asynccontextmanager
async def _sending(server: Running, took_ms: "array[float]") -> AsyncIterator[None]:
    """Have so many files read at once, and the next as soon as one is."""

    async def send() -> None:
        while True:
            stream = Stream(array("q"))
            await stream.open(server)
            begun = time.perf_counter()
            start = {"type": "start", "id": new_id(), "kind": "read-file", "input": {}}
            stream.send(msgspec.json.encode(start))
            await stream.finished()
            took_ms.append((time.perf_counter() - begun) * 1e3)
            stream.drop()

    tasks = [asyncio.create_task(send()) for _ in range(AT_ONCE)]
    try:
        yield
        for task in tasks:
            if task.done():
                task.result()  # says why
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
