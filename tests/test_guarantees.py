"""The eight guarantees of the protocol (§2), each against real processes, Redis and sockets."""

import asyncio
import time
import uuid
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

import msgspec
import orjson
import pytest
import redis

from protocol.client import Transport
from protocol.commands import Cancel, Message, Start
from protocol.fold import Fold
from tests.chaos.rules import Rules
from tests.chaos.script import Plan
from tests.clients import Client, guest, new_http
from tests.processes import Redis, Server, Servers

KINDS = {"CAREERPILOT_KINDS": "tests.chaos.kinds,bench.kinds", "CAREERPILOT_COMMANDS_BURST": "1000"}
TAKEOVER_S = 5.0
ALL: list[Transport] = ["websocket", "sse", "poll"]


class House:
    """Some workers over one Redis, and clients of theirs."""

    def __init__(self, servers: Servers, workers: int) -> None:
        self.redis: Redis = servers.redis()
        self.workers: list[Server] = [
            servers.start(redis_url=self.redis.url, wait=False, **KINDS) for _ in range(workers)
        ]
        for worker in self.workers:
            worker.wait_ready()
        self.db = redis.Redis.from_url(self.redis.url)

    def log(self, session: str) -> list[dict[str, Any]]:
        """The whole log, as it stands in Redis."""
        return [orjson.loads(raw) for raw in self.db.lrange(f"s:{{{session}}}:log", 0, -1)]

    def holder(self, session: str) -> Server:
        """The worker that holds the session's lease now."""
        lease = self.db.get(f"s:{{{session}}}:lease")
        assert lease is not None
        return next(w for w in self.workers if f'"worker":"{lease.decode()}"' in w.output())

    def other(self, worker: Server) -> Server:
        """A worker that is not this one."""
        return next(w for w in self.workers if w is not worker)

    def running(self, session: str) -> bool:
        """Whether a run goes on."""
        return bool(self.db.hget(f"s:{{{session}}}:meta", "status") == b"running")


@asynccontextmanager
async def client_of(
    worker: Server, transport: Transport = "websocket", session: str | None = None, token: str = ""
) -> AsyncIterator[Client]:
    async with new_http() as http:
        token = token or await guest(worker.url, http)
        client = Client(session or str(uuid.uuid4()), token, http, transport)
        await client.connect(worker.url)
        try:
            yield client
        finally:
            await client.close()


@asynccontextmanager
async def client_like(other: Client, worker: Server) -> AsyncIterator[Client]:
    """One more client of the same user and session."""
    client = Client(other.session, other.place.token, other.place.http)
    await client.connect(worker.url)
    try:
        yield client
    finally:
        await client.close()


PLAN = Plan(seed=7, steps=3, words=60, per_second=100, labels=("again",))


def start(plan: Plan = PLAN) -> Start:
    return Start("c1", kind="relay", input=plan.input)


def said(client: Client, events: int) -> Callable[[], bool]:
    return lambda: client.history.seq >= events


def folded(events: list[dict[str, Any]]) -> tuple[Any, Any]:
    fold = Fold()
    for event in events:
        fold.apply_raw(orjson.dumps(event))
    return msgspec.to_builtins(fold.messages), fold.state


def assert_log_is_whole(house: House, session: str, plan: Plan, runs: int) -> list[dict[str, Any]]:
    """A valid AG-UI stream of so many runs that says just what the plan says."""
    log = house.log(session)
    rules = Rules(session)
    rules.take(log)
    rules.end()
    assert rules.problems == []
    assert len(rules.runs) == runs
    messages, _ = folded(log)
    want = [(role, text) for role, text in plan.messages() if role == "assistant" or runs > 1]
    assert [(m["role"], m["content"]) for m in messages] == want[: len(messages)]
    assert len([m for m in messages if m["role"] == "assistant"]) == plan.steps * runs
    return log


@pytest.fixture
def house(servers: Servers) -> House:
    return House(servers, workers=2)


@pytest.mark.slow
@pytest.mark.parametrize("transport", ALL)
async def test_client_that_reconnects_anywhere_has_each_event_once_and_in_order(
    house: House, transport: Transport
) -> None:
    async with client_of(house.workers[0], transport) as client:
        assert (await client.send(start())).status == "accepted"
        for turn in range(6):
            await client.until(said(client, 20 * (turn + 1)))
            await client.drop()
            await client.connect(house.workers[turn % 2].url)
        await client.until(lambda: client.history.runs_ended == 1)
        log = assert_log_is_whole(house, client.session, PLAN, runs=1)
        assert client.history.events == log[client.history.base :]
        assert client.failures == []


@pytest.mark.slow
async def test_nothing_is_visible_or_acknowledged_before_redis_has_it(house: House) -> None:
    async with client_of(house.workers[0]) as client:
        await client.send(start())
        await client.until(said(client, 30))
        # Redis answers who reads, and holds back whatever writes: the log can be asked for, and
        # what is said meanwhile is on its way to it.
        house.db.client_pause(60_000, all=False)
        ack = asyncio.create_task(client.send(Message("c2", text="again")))
        await client.rest(0.5)
        assert client.history.events == house.log(client.session)[: client.history.seq]
        assert not ack.done()
        house.db.client_unpause()
        assert (await ack).status == "accepted"
        await client.until(lambda: client.history.runs_ended == 2, 20)
        log = assert_log_is_whole(house, client.session, PLAN, runs=2)
        assert client.history.events == log


@pytest.mark.slow
async def test_run_goes_on_to_its_end_with_nobody_connected(house: House) -> None:
    async with client_of(house.workers[0]) as client:
        await client.send(start())
        await client.until(said(client, 10))
        await client.drop()
        await until(lambda: not house.running(client.session))
        assert_log_is_whole(house, client.session, PLAN, runs=1)
        await client.connect(house.workers[1].url)
        await client.until(lambda: client.history.runs_ended == 1)
        assert client.history.events == house.log(client.session)


@pytest.mark.slow
async def test_paused_worker_that_was_replaced_writes_nothing_more(house: House) -> None:
    async with client_of(house.workers[0]) as client:
        await client.send(start())
        await client.until(said(client, 40))
        holder = house.holder(client.session)
        await client.drop()
        holder.pause()
        await client.connect(house.other(holder).url)
        await client.until(lambda: client.history.runs_ended == 1, 20)
        head = client.history.seq
        holder.resume()
        # It notices at its next renewal, at the latest: then it has had its chance to write.
        await until(lambda: "lease_lost" in holder.output())
        assert len(house.log(client.session)) == head
        assert client.history.events == assert_log_is_whole(house, client.session, PLAN, runs=1)


@pytest.mark.timing
@pytest.mark.slow
@pytest.mark.parametrize("attached", [True, False])
async def test_killed_workers_run_goes_on_within_five_seconds(house: House, attached: bool) -> None:
    plan = Plan(seed=7, steps=3, words=150, per_second=100, labels=())
    async with client_of(house.workers[0]) as client:
        await client.send(start(plan))
        await client.until(said(client, 200))
        holder = house.holder(client.session)
        await client.drop()
        if attached:
            await client.connect(house.other(holder).url)
        head = len(house.log(client.session))
        killed_at = time.monotonic()
        holder.kill()
        await until(lambda: len(house.log(client.session)) > head + 1)
        assert time.monotonic() - killed_at < TAKEOVER_S
        await until(lambda: not house.running(client.session))
        log = assert_log_is_whole(house, client.session, plan, runs=1)
        # The step that was finished before is not done again; the half-made one is withdrawn.
        assert steps_started(log).count("generator:part0") == 1
        kinds = [event["type"] for event in log]
        assert kinds.count("RUN_STARTED") == 1
        assert kinds.count("MESSAGES_SNAPSHOT") == 1
        if attached:
            await client.until(lambda: client.history.runs_ended == 1)
            assert client.history.events == log


@pytest.mark.slow
async def test_drained_worker_says_goaway_and_hands_its_runs_over(house: House) -> None:
    async with client_of(house.workers[0]) as client:
        await client.send(start())
        await client.until(said(client, 40))
        holder = house.holder(client.session)
        if client.welcome is None or holder is not house.workers[0]:
            await client.drop()
            await client.connect(holder.url)
        ending = asyncio.get_running_loop().run_in_executor(None, holder.stop)
        await client.until(lambda: not client.connected)
        assert client.close_code == 1012
        assert client.goaway is not None
        assert client.goaway.reason == "drain"
        assert await ending == 0
        await client.connect(house.other(holder).url)
        await client.until(lambda: client.history.runs_ended == 1, 20)
        log = assert_log_is_whole(house, client.session, PLAN, runs=1)
        assert client.history.events == log


@pytest.mark.slow
async def test_snapshot_and_what_follows_folds_to_the_same_as_the_whole_log(house: House) -> None:
    async with client_of(house.workers[0]) as first, AsyncExitStack() as clients:
        await first.send(start())
        late: list[Client] = []
        for turn in range(5):
            await first.until(said(first, 30 * (turn + 1)))
            like = client_like(first, house.workers[turn % 2])
            late.append(await clients.enter_async_context(like))
        await first.until(lambda: first.history.runs_ended == 1)
        whole = folded(house.log(first.session))
        for client in late:
            await client.until(lambda c=client: c.history.seq == first.history.seq)  # type: ignore[misc]
            assert client.history.snapshot is not None
            assert 0 < client.history.base < first.history.seq
            assert folded(client.history.snapshot + client.history.events) == whole


@pytest.mark.slow
async def test_client_that_does_not_read_costs_little_and_catches_up(house: House) -> None:
    worker = house.workers[0]
    plenty = Start("c1", kind="pulse", input={"tokens": 150_000, "perSecond": 20_000})
    async with client_of(worker) as reader, client_like(reader, worker) as deaf:
        deaf.link.websocket.transport.pause_reading()  # type: ignore[union-attr]
        await reader.send(plenty)
        await reader.until(said(reader, 100))
        before = memory(worker)
        await reader.until(lambda: reader.history.runs_ended == 1, 60)
        grown = memory(worker) - before
        assert grown < 40_000_000, f"grew by {grown} bytes"
        assert deaf.history.runs_ended == 0
        deaf.link.websocket.transport.resume_reading()  # type: ignore[union-attr]
        # It may be so far behind that a snapshot stands for all that it has missed.
        await deaf.until(lambda: deaf.history.seq == reader.history.seq, 30)
        assert deaf.failures == []
        end = folded(reader.history.events)
        assert folded((deaf.history.snapshot or []) + deaf.history.events) == end


@pytest.mark.slow
async def test_cancel_reaches_a_run_on_another_worker_and_keeps_what_was_said(house: House) -> None:
    async with client_of(house.workers[0]) as client:
        await client.send(start())
        await client.until(said(client, 90))
        other = house.other(house.holder(client.session))
        await client.close()
        await client.connect(other.url)
        assert (await client.send(Cancel("c9"))).status == "accepted"
        await client.until(lambda: client.history.runs_ended == 1)
        log = house.log(client.session)
        assert log[-1]["outcome"] == {"type": "cancelled"}
        texts = [m["content"] for m in folded(log)[0]]
        whole = [text for _, text in PLAN.messages()]
        assert texts[:-1] == whole[: len(texts) - 1]
        assert whole[len(texts) - 1].startswith(texts[-1])


@pytest.mark.slow
async def test_cancel_right_behind_the_start_ends_the_run(house: House) -> None:
    for worker in house.workers:
        async with client_of(worker) as client:
            started, stopped = await asyncio.gather(client.send(start()), client.send(Cancel("c9")))
            assert (started.status, stopped.status) == ("accepted", "accepted")
            await client.until(lambda c=client: c.history.runs_ended == 1)  # type: ignore[misc]
            assert house.log(client.session)[-1]["outcome"] == {"type": "cancelled"}


def steps_started(log: list[dict[str, Any]]) -> list[str]:
    return [event["stepName"] for event in log if event["type"] == "STEP_STARTED"]


def memory(server: Server) -> int:
    """The resident bytes of a one-worker server."""
    pages = int(Path(f"/proc/{server.pid}/statm").read_text().split()[1])
    return pages * 4096


async def until(condition: Callable[[], object], seconds: float = 20.0) -> None:
    """Wait until something that no client sees holds; AssertionError when it does not."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"not within {seconds} s"
        await asyncio.sleep(0.01)
