"""What an upload takes until its résumé is there, and what a hundred cost those who stream."""

import asyncio
import time
from collections import Counter

import httpx

from bench.lab import Lab
from bench.load import Sample, sample
from bench.reading import TWO_PAGES
from bench.table import Row, compared, median, quantile
from bench.target import Running

ALONE = 100
"""Uploads one after the other."""
AT_ONCE = 100
USERS = 25
STREAMS = 200
RATE = 50.0
WINDOW_S = 3.0
WARM_S = 1.5
ROUNDS = 5


async def measure(lab: Lab) -> list[Row]:
    """One after the other; then streams without and with a hundred at once, in turns."""
    return [*await _alone(lab), *await _beside_streams(lab)]


async def _alone(lab: Lab) -> list[Row]:
    took = []
    with lab.careerpilot() as server:
        await _upload(server, server.headers, -1)  # starts the processes that read
        for number in range(ALONE):
            begun = time.perf_counter()
            status = await _upload(server, server.headers, number)
            took.append((time.perf_counter() - begun) * 1e3)
            if status != 201:
                raise RuntimeError(f"the upload was answered with {status}")
    return [
        Row("upload of a PDF of two pages, to its 201, p50", "ms", median(took)),
        Row("  p99", "ms", quantile(took, 0.99)),
    ]


async def _beside_streams(lab: Lab) -> list[Row]:
    without, beside = [], []
    statuses: Counter[int] = Counter()
    for _ in range(ROUNDS):
        with lab.careerpilot() as server:
            without.append(await _streams(server, lab))
            users = [_sign_in(server) for _ in range(USERS)]
            streams = asyncio.create_task(_streams(server, lab))
            await asyncio.sleep(_BEGIN_S)
            uploads = [_upload(server, users[number % USERS], number) for number in range(AT_ONCE)]
            statuses.update(await asyncio.gather(*uploads))
            beside.append(await streams)
    measure = f"token latency p99, {STREAMS} x {RATE:.0f} tokens/s, {AT_ONCE} uploads at once"
    p99, p50 = (
        [[getattr(taken, name) for taken in side] for side in (without, beside)]
        for name in ("p99_ms", "p50_ms")
    )
    return [
        compared(measure, "ms", *map(median, p99), "added <= 5"),
        compared("  p50", "ms", *map(median, p50)),
        Row("  uploads taken (201 and 202)", "", statuses[201] + statuses[202]),
        Row("  refused", "", statuses.total() - statuses[201] - statuses[202]),
    ]


def _sign_in(server: Running) -> str:
    """The header line of a new guest."""
    answer = httpx.post(f"http://127.0.0.1:{server.port}/v1/auth/guest", trust_env=False)
    return f"Authorization: Bearer {answer.json()['accessToken']}\r\n"


_BEGIN_S = 1.2 + WARM_S
"""When the window of a sample has just begun: its streams start within a second."""


async def _streams(server: Running, lab: Lab) -> Sample:
    return await sample(server, lab.redis.pid, STREAMS, RATE, WINDOW_S, WARM_S)


async def _upload(server: Running, headers: str, number: int) -> int:
    """Send a file that is like no other; the status of the answer."""
    body = b"%s\n%%%d\n" % (TWO_PAGES, number)
    source, target = await asyncio.open_connection("127.0.0.1", server.port)
    try:
        target.write(
            (
                f"POST /v1/resumes?name=cv-{number}.pdf HTTP/1.1\r\nHost: localhost\r\n{headers}"
                f"Content-Length: {len(body)}\r\nConnection: close\r\n\r\n"
            ).encode()
            + body
        )
        answer = await source.read()
    finally:
        target.close()
    return int(answer[9:12])
