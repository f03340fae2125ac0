"""What a day's calls of models come to."""

import os
import signal
import subprocess
import sys
import tracemalloc
from datetime import UTC, datetime
from pathlib import Path

import msgspec
from redis import Redis

from agents.gateway.policy import BREAKERS
from agents.gateway.usage_log import UsageRecord
from agents.models.request import Caller, Request, Usage
from server.cli.own_store import on_store
from server.cli.usage import PAGE, Call, Sums, read, table
from server.settings.sections import StorageSettings
from store import keys
from store.store import Store
from tests.documents import ROOT
from tests.processes import clean_environ, embedded_redis, eventually
from tests.redis_servers import RedisServer

DAY = "2026-11-21"
AT = int(datetime(2026, 11, 21, 12, tzinfo=UTC).timestamp() * 1000)


def record(number: int) -> UsageRecord:
    request = Request(
        kind="chat", role="generator", task="reply", tier="lite", instructions="",
        caller=Caller(user="u1"),
    )  # fmt: skip
    one = UsageRecord.of(f"call-{number}", AT, request)
    one.asked("openai", "gpt", "k1")
    one.count(Usage("openai", "gpt", input_tokens=number, output_tokens=1))
    one.outcome, one.cost = "ok", 1_000_000
    return one


async def sums_of(redis: RedisServer, day: str) -> Sums:
    storage = StorageSettings(redis_url=redis.url)
    return await on_store(storage, lambda store: read(store.model_gate, day))


def test_usage_that_is_told_to_end_takes_its_redis_along(tmp_path: Path) -> None:
    env = clean_environ() | {"PYTHONPATH": str(ROOT), "CAREERPILOT_DATA_DIR": str(tmp_path)}
    command = [sys.executable, "-m", "server.cli", "usage"]
    with subprocess.Popen(command, cwd=tmp_path, env=env, stdout=subprocess.DEVNULL) as process:
        eventually(lambda: embedded_redis(tmp_path), "Redis is started")
        process.terminate()
        status = process.wait()
    left = embedded_redis(tmp_path)
    if left:
        os.kill(left, signal.SIGKILL)
    assert left is None
    assert status in (128 + signal.SIGTERM, 0)  # it may just have been done


async def test_day_is_read_as_the_gateway_wrote_it(redis: RedisServer) -> None:
    store = Store(redis.url)
    for number in range(3):
        one = record(number)
        await store.model_gate.settle(
            one.call, now_ms=AT, provider="openai", model="gpt", outcome="ok",
            breaker=BREAKERS["production"], record=msgspec.json.encode(one),
        )  # fmt: skip
    await store.close()
    sums = await sums_of(redis, DAY)
    assert sums.of_model == {("openai", "gpt"): sums.of_all}
    assert (sums.of_all.calls, sums.of_all.input_tokens, sums.of_all.cost) == (3, 3, 3_000_000)
    assert (await sums_of(redis, "2026-11-20")).of_all.calls == 0


async def test_day_of_many_calls_takes_no_more_memory_than_one_of_few(redis: RedisServer) -> None:
    raw = msgspec.json.encode(record(1))

    async def peak(calls: int) -> int:
        with Redis.from_url(redis.url) as db:
            db.delete(keys.usage(DAY))
            for _ in range(calls // PAGE):
                db.rpush(keys.usage(DAY), *[raw] * PAGE)
            db.rpush(keys.usage(DAY), raw)
        tracemalloc.start()
        try:
            sums = await sums_of(redis, DAY)
            assert sums.of_all.calls == sums.of_all.input_tokens == calls + 1
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    await peak(PAGE)
    few, many = await peak(2 * PAGE), await peak(20 * PAGE)
    assert many < 1.3 * few


def test_table_sums_by_model_the_dearest_first() -> None:
    calls = [
        Call("ok", "openai", "gpt", 1_000, 10, 5_000_000),
        Call("failed", "openai", "gpt"),
        Call("cached", "openai", "gpt"),
        Call("ok", "gemini", "flash", 1, 2, 2_000_000_000),
    ]
    sums = Sums()
    for call in calls:
        sums.add(call)
    assert list(table(sums)) == [
        "provider  model  calls  failed  cached  input  output     USD",
        "gemini    flash      1       0       0      1       2  2.0000",
        "openai    gpt        3       1       1  1,000      10  0.0050",
        "all                  4       1       1  1,001      12  2.0050",
    ]
