"""What an analysis without a model takes, and what it costs those who stream meanwhile."""

import asyncio
import contextlib
import math
import time
from array import array
from collections.abc import AsyncIterator, Sequence

import msgspec

from agents.kinds.analysis.analyse import Given, analyse
from bench.lab import Lab
from bench.load import Sample, Stream, sample
from bench.table import Row, compared, median, quantile
from bench.target import Running, new_id
from tests.agents.kinds.analysis.cases import CASES, Case, given

AT_ONCE = 50
ALONE = 20
STREAMS = 200
RATE = 50.0
WINDOW_S = 3.0
ROUNDS = 3
TODAY = "2026-11-30"


async def measure(lab: Lab) -> list[Row]:
    """The rules by themselves; analyses one by one, and at once; then beside streams."""
    return [*_rules(), *await _sessions(lab), *await _beside_streams(lab)]


def _rules() -> list[Row]:
    """CPU time of all facts and scores of a résumé and a posting, once the lists are loaded."""
    asked = [_given(case) for case in CASES]
    for one in asked:
        analyse(one)
    took = []
    for _ in range(ALONE):
        for one in asked:
            begun = time.process_time()
            analyse(one)
            took.append((time.process_time() - begun) * 1e3)
    return [
        Row("analysis, CPU of all facts and scores, p50", "ms", median(took), target="ours <= 50"),
        Row("  slowest of them", "ms", max(took)),
    ]


def _given(case: Case) -> Given:
    found = given(case)
    return Given(
        resume=found["resume"],
        job=found.get("job"),
        target_role=case.role,
        level=None,
        country=None,
        today=TODAY,
        language=case.language,
    )


class Analysis(Stream):
    """A session that is analysed, and when the first field of its result came."""

    def __init__(self, ages: "array[int]") -> None:
        super().__init__(ages)
        self.begun = self.first = self.last = math.nan

    def begin(self, case: Case) -> None:
        """Ask for the analysis."""
        input = given(case)
        start = {"type": "start", "id": new_id(), "kind": "analysis", "input": input}
        self.begun = time.perf_counter()
        self.send(msgspec.json.encode({**start, "options": {"clarify": False}}))

    def _take(self, payload: bytes, now: int) -> None:
        if math.isnan(self.first) and b'"/result' in payload:
            self.first = time.perf_counter()
        super()._take(payload, now)
        if self.done.is_set():
            self.last = time.perf_counter()

    @property
    def first_ms(self) -> float:
        """From the start to the first field."""
        return (self.first - self.begun) * 1e3


async def _sessions(lab: Lab) -> list[Row]:
    with lab.careerpilot() as server:
        await _done(server, 1)  # the helper is started, and its lists are loaded
        alone = [(await _done(server, 1))[0].first_ms for _ in range(ALONE)]
        begun = time.perf_counter()
        together = await _done(server, AT_ONCE)
        took = time.perf_counter() - begun
    firsts = array("d", alone)
    return [
        Row("analysis, from start to the first field of the result, p50", "ms", median(alone),
            target="ours <= 300"),
        Row("  p95", "ms", quantile(firsts, 0.95)),
        Row(f"  {AT_ONCE} at once on a worker, to the last result", "s", took),
        Row("    to the first field, p50", "ms", median([one.first_ms for one in together])),
    ]  # fmt: skip


async def _done(server: Running, count: int) -> Sequence[Analysis]:
    """So many analyses at once, of all fields, when the last has ended."""
    ages = array("q")
    sessions = [Analysis(ages) for _ in range(count)]
    await asyncio.gather(*[session.open(server) for session in sessions])
    for number, session in enumerate(sessions):
        session.begin(CASES[number % len(CASES)])
    await asyncio.gather(*[session.finished() for session in sessions])
    for session in sessions:
        session.drop()
    return sessions


async def _beside_streams(lab: Lab) -> list[Row]:
    """Streams, and analyses on the same worker: their process is on its core, too."""
    without, beside = [], []
    for _ in range(ROUNDS):
        with lab.careerpilot() as server:
            await _done(server, 1)
            without.append(await _streams(server, lab))
            async with _analysing(server):
                beside.append(await _streams(server, lab))
    where = f"{STREAMS} x {RATE:.0f} tokens/s, beside analyses without a pause"
    p99, p50 = (
        [[getattr(taken, name) for taken in side] for side in (without, beside)]
        for name in ("p99_ms", "p50_ms")
    )
    return [
        compared(f"token latency p99, {where}", "ms", *map(median, p99), "added <= 5"),
        compared("  p50", "ms", *map(median, p50)),
    ]


async def _streams(server: Running, lab: Lab) -> Sample:
    return await sample(server, lab.redis.pid, STREAMS, RATE, WINDOW_S)


@contextlib.asynccontextmanager
async def _analysing(server: Running) -> AsyncIterator[None]:
    """Have analyses made, some at once, and the next ones as soon as they are done."""

    async def go_on() -> None:
        while True:
            await _done(server, 5)

    task = asyncio.create_task(go_on())
    try:
        yield
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task
