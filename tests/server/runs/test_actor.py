"""Actors of a worker in this process, on a real store: how runs begin, end and change hands."""

import asyncio
import itertools
import json
import time
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from typing import Any

import pytest

from agents.kind.loader import load
from agents.kind.services import Services
from agents.models.offline import OfflineModel
from protocol.codec import encode_command
from protocol.commands import Cancel, Message, Retry, Start, name_of
from protocol.events import CustomEvent
from protocol.fold import Fold
from server.runs import worker as workers
from server.runs.actor import TAKEOVERS
from server.runs.appender import Appender
from server.runs.worker import Worker
from server.stored import decode_message
from store import keys
from store.commits.types import Commit
from store.leases.types import Acquired
from store.store import Store
from tests.redis_servers import RedisServer, free_port
from tests.server.calls import Json, new_id
from tests.store.writers import OWNER, raw

MODULES = ("bench.kinds",)
QUICK = {"tokens": 3, "perSecond": 0}
SLOW = {"tokens": 5000, "perSecond": 200}
PACED = {"tokens": 100, "perSecond": 200}
CANCELLED = {"type": "cancelled"}

NewWorker = Callable[..., Any]


@pytest.fixture
async def new_worker(redis: RedisServer) -> AsyncIterator[NewWorker]:
    """Makes running workers."""
    async with AsyncExitStack() as stack:

        async def make(modules: tuple[str, ...] = MODULES, lease_ms: int = 600) -> Worker:
            kinds = load(modules)
            store = Store(redis.url, lease_ms=lease_ms)
            rules = {kind.name: kind.offline for kind in kinds.values()}
            worker = Worker(store, kinds, Services(model=OfflineModel(rules)))
            await worker.start()
            stack.push_async_callback(worker.stop)
            stack.push_async_callback(worker.drain)
            return worker

        yield make


async def start(store: Store, input: Json, kind: str = "pulse") -> str:
    """A new session with its start on the inbox, which nobody works yet."""
    session = new_id()
    command = Start("c1", kind=kind, input=input)
    made = await store.sessions.create(
        session,
        OWNER,
        kind,
        json.dumps(input).encode(),
        b"{}",
        title="",
        command_id="c1",
        raw=encode_command(command),
        now_ms=time.time_ns() // 1_000_000,
    )
    assert made.status == "created"
    return session


async def say(store: Store, session: str, command: Any) -> str:
    now = time.time_ns() // 1_000_000
    name = name_of(command)
    answer = await store.sessions.submit(
        session, OWNER, command.id, name, encode_command(command), now
    )
    return answer.status


async def log_of(store: Store, session: str) -> list[Json]:
    return [json.loads(e) for e in await raw(store, "LRANGE", keys.log(session), 0, -1)]


async def ended(store: Store, session: str, runs: int = 1) -> list[Json]:
    """The log when so many runs have ended."""
    deadline = time.monotonic() + 10
    while True:
        log = await log_of(store, session)
        if sum(e["type"] in ("RUN_FINISHED", "RUN_ERROR") for e in log) >= runs:
            return log
        assert time.monotonic() < deadline, log[-3:]
        await asyncio.sleep(0.01)


async def grown(store: Store, session: str, count: int) -> None:
    """Wait until the log holds so many events."""
    deadline = time.monotonic() + 10
    while await raw(store, "LLEN", keys.log(session)) < count:
        assert time.monotonic() < deadline
        await asyncio.sleep(0.01)


async def under_way(new_worker: NewWorker, store: Store) -> tuple[str, Worker]:
    """A session that streams, and the worker that has it."""
    session = await start(store, SLOW)
    worker: Worker = await new_worker()
    worker.ensure_actor(session)
    await grown(store, session, 10)
    return session, worker


async def test_actor_works_the_inbox_until_it_is_empty_and_lets_go(
    new_worker: NewWorker, store: Store
) -> None:
    session = await start(store, QUICK)
    for n in (2, 3):
        assert await say(store, session, Message(f"c{n}", text="x")) == "accepted"
    (await new_worker()).ensure_actor(session)
    log = await ended(store, session, runs=3)
    assert [e["runId"] for e in log if e["type"] == "RUN_STARTED"] == ["c1", "c2", "c3"]
    assert await raw(store, "GET", keys.lease(session)) is None
    info = await store.sessions.get(session, OWNER)
    assert info is not None
    assert info.status == "idle"


async def test_messages_of_runs_one_after_the_other_are_all_kept(
    new_worker: NewWorker, store: Store
) -> None:
    session = await start(store, QUICK)
    for n in (2, 3):
        await say(store, session, Message(f"c{n}", text="x"))
    (await new_worker()).ensure_actor(session)
    fold = Fold()
    for event in await ended(store, session, runs=3):
        fold.apply_raw(json.dumps(event).encode())
    kept = [decode_message(m) for m in await raw(store, "LRANGE", keys.messages(session), 0, -1)]
    assert kept == fold.messages
    assert len(kept) == 5


async def test_command_that_comes_while_the_actor_lets_go_is_done_at_once(
    new_worker: NewWorker, store: Store
) -> None:
    session = await start(store, QUICK)
    # The sweep would not find it for a minute.
    worker = await new_worker(lease_ms=60_000)
    commit, answers = worker.store.commits.commit, list[str]()

    async def say_behind(items: list[Commit]) -> Any:
        results = await commit(items)
        if not answers and any(item.finish for item in items):
            answers.append(await say(worker.store, session, Message("c2", text="x")))
            worker.ensure_actor(session)
        return results

    worker.committer.commit = say_behind
    worker.ensure_actor(session)
    await ended(store, session, runs=2)
    assert answers == ["accepted"]


async def test_session_that_nobody_engages_is_found_by_the_sweep(
    new_worker: NewWorker, store: Store, redis: RedisServer
) -> None:
    await new_worker()
    quick = Store(redis.url, lease_ms=300)
    session = await start(quick, QUICK)
    await quick.close()
    await ended(store, session)


async def test_kind_that_this_worker_does_not_have_ends_the_run_in_an_error(
    new_worker: NewWorker, store: Store
) -> None:
    session = await start(store, QUICK)
    (await new_worker(modules=())).ensure_actor(session)
    log = await ended(store, session)
    assert [e["type"] for e in log] == ["RUN_STARTED", "RUN_ERROR"]
    assert log[-1]["code"] == "unknown_kind"


async def test_what_was_said_stays_where_the_next_worker_does_not_have_the_kind(
    new_worker: NewWorker, store: Store
) -> None:
    session = await start(store, SLOW)
    first = await new_worker()
    first.ensure_actor(session)
    await grown(store, session, 10)
    await first.drain()
    (await new_worker(modules=())).ensure_actor(session)
    log = await ended(store, session)
    assert [e["type"] for e in log[-3:]] == ["TEXT_MESSAGE_END", "STEP_FINISHED", "RUN_ERROR"]
    (kept,) = [json.loads(m) for m in await raw(store, "LRANGE", keys.messages(session), 0, -1)]
    assert kept["content"] == "".join(e["delta"] for e in log if "delta" in e)


async def test_input_that_does_not_fit_any_more_ends_the_run_in_an_error(
    new_worker: NewWorker, store: Store
) -> None:
    session = await start(store, {"tokens": "many"})
    (await new_worker()).ensure_actor(session)
    log = await ended(store, session)
    assert log[-1]["type"] == "RUN_ERROR"
    assert log[-1]["code"] == "kind_changed"


async def test_cancel_stops_the_run_at_once_and_the_next_command_is_done(
    new_worker: NewWorker, store: Store
) -> None:
    session, _ = await under_way(new_worker, store)
    assert await say(store, session, Cancel("c2")) == "accepted"
    log = await ended(store, session)
    assert log[-1]["outcome"] == CANCELLED
    assert len(log) < 500


def assert_cancelled_where_it_began(log: list[Json]) -> None:
    """The run's handler has done nothing."""
    assert [e["type"] for e in log] == ["RUN_STARTED", "STATE_SNAPSHOT", "RUN_FINISHED"]
    assert log[-1]["outcome"] == CANCELLED


async def test_cancel_that_comes_before_any_worker_ends_the_run_where_it_begins(
    new_worker: NewWorker, store: Store
) -> None:
    session = await start(store, SLOW)
    assert await say(store, session, Cancel("x1")) == "accepted"
    (await new_worker()).ensure_actor(session)
    log = await ended(store, session)
    assert_cancelled_where_it_began(log)


async def test_cancel_that_comes_before_the_lease_is_known_here_ends_the_run_where_it_begins(
    new_worker: NewWorker, store: Store
) -> None:
    session = await start(store, SLOW)
    worker = await new_worker()
    await worker.bus.close()
    acquire = worker.store.leases.acquire

    async def acquire_late(session: str, name: str, versions: Any) -> Any:
        acquired = await acquire(session, name, versions)
        if isinstance(acquired, Acquired):
            assert await say(store, session, Cancel("x1")) == "accepted"
            await worker.actors[session].notice()
        return acquired

    worker.store.leases.acquire = acquire_late
    worker.ensure_actor(session)
    assert_cancelled_where_it_began(await ended(store, session))


async def test_cancel_that_comes_while_the_actor_begins_is_not_lost(
    new_worker: NewWorker, store: Store
) -> None:
    worker = await new_worker()
    for _ in range(10):
        session = await start(store, PACED)
        worker.ensure_actor(session)
        assert await say(store, session, Cancel("x1")) == "accepted"
        assert (await ended(store, session))[-1]["outcome"] == CANCELLED


async def test_cancel_reaches_a_worker_that_hears_no_notices(
    new_worker: NewWorker, store: Store
) -> None:
    session, worker = await under_way(new_worker, store)
    await worker.bus.close()
    assert await say(store, session, Cancel("x1")) == "accepted"
    assert (await ended(store, session))[-1]["outcome"] == CANCELLED


async def test_cancel_is_not_lost_where_redis_is_away_when_it_is_to_be_read(
    new_worker: NewWorker, store: Store
) -> None:
    session, worker = await under_way(new_worker, store)
    worker.context.store = Store(f"redis://127.0.0.1:{free_port()}/0")
    await worker.actors[session].notice()
    assert await say(store, session, Cancel("x1")) == "accepted"
    assert (await ended(store, session))[-1]["outcome"] == CANCELLED


async def test_cancel_that_is_accepted_before_the_end_is_durable_is_the_end(
    new_worker: NewWorker, store: Store
) -> None:
    session = await start(store, QUICK)
    # Its own worker ends it: nobody else would take it over within a minute.
    worker = await new_worker(lease_ms=60_000)
    commit, answers = store.commits.commit, list[str]()

    async def cancel_first(items: list[Commit]) -> Any:
        if not answers and any(item.finish for item in items):
            answers.append(await say(store, session, Cancel("x1")))
        return await commit(items)

    worker.committer.commit = cancel_first
    worker.ensure_actor(session)
    log = await ended(store, session)
    assert answers == ["accepted"]
    assert [e["type"] for e in log].count("RUN_STARTED") == 1
    assert log[-1]["outcome"] == CANCELLED
    assert [e["type"] for e in log].count("TEXT_MESSAGE_START") == 1


async def test_cancel_of_one_run_leaves_the_next_one_alone(
    new_worker: NewWorker, store: Store
) -> None:
    session = await start(store, PACED)
    assert await say(store, session, Message("c2", text="x")) == "accepted"
    worker = await new_worker()
    worker.ensure_actor(session)
    await grown(store, session, 10)
    assert await say(store, session, Cancel("x1")) == "accepted"
    await grown(store, session, len(await ended(store, session)) + 10)
    worker.actors[session].cancel("c1")
    log = await ended(store, session, runs=2)
    ends = [e for e in log if e["type"] == "RUN_FINISHED"]
    assert [(e["runId"], e.get("outcome")) for e in ends] == [("c1", CANCELLED), ("c2", None)]


async def dies(store: Store, session: str) -> None:
    """A worker takes the session, and is no more."""
    assert isinstance(await store.leases.acquire(session, "dead"), Acquired)
    await raw(store, "DEL", keys.lease(session))


async def test_run_that_stops_every_worker_is_given_up_and_can_be_tried_again(
    new_worker: NewWorker, store: Store
) -> None:
    session = await start(store, QUICK)
    for _ in range(TAKEOVERS + 1):
        await dies(store, session)
    worker = await new_worker()
    worker.ensure_actor(session)
    log = await ended(store, session)
    assert [e["type"] for e in log] == ["RUN_STARTED", "STATE_SNAPSHOT", "RUN_ERROR"]
    assert log[-1]["code"] == "internal"
    assert await say(store, session, Retry("c2")) == "accepted"
    worker.ensure_actor(session)
    log = await ended(store, session, runs=2)
    assert (log[-1]["type"], log[-1]["runId"]) == ("RUN_FINISHED", "c2")


async def test_run_whose_workers_died_by_chance_is_done(
    new_worker: NewWorker, store: Store
) -> None:
    session = await start(store, QUICK)
    for _ in range(TAKEOVERS):
        await dies(store, session)
    (await new_worker()).ensure_actor(session)
    assert (await ended(store, session))[-1]["type"] == "RUN_FINISHED"


async def test_sweep_looks_after_all_that_is_due_and_not_a_page_of_it(
    new_worker: NewWorker, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workers, "SWEEP_SESSIONS", 3)
    worker = await new_worker()
    await worker.sweep.stop()
    sessions = [await start(store, QUICK) for _ in range(8)]
    await store.steps.touch(sessions, 0)
    newest = await raw(store, "ZSCORE", keys.running(), sessions[-1])
    await worker.look_after_due()
    assert await raw(store, "ZCOUNT", keys.running(), "-inf", newest) == 0
    for session in sessions:
        await ended(store, session)


async def test_worker_renews_more_leases_than_one_call_takes(
    new_worker: NewWorker, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workers, "RENEW_SESSIONS", 2)
    # By itself it would renew them only after twenty seconds.
    worker = await new_worker(lease_ms=60_000)
    sessions = [await start(store, SLOW) for _ in range(5)]
    for session in sessions:
        worker.ensure_actor(session)
        await grown(store, session, 10)
        await raw(store, "PEXPIRE", keys.lease(session), 3_600_000)
    await worker.renew_leases()
    for session in sessions:
        assert await raw(store, "PTTL", keys.lease(session)) <= 60_000


async def test_worker_keeps_a_session_that_is_silent_for_longer_than_its_lease(
    new_worker: NewWorker, store: Store
) -> None:
    session = await start(store, {"tokens": 3, "perSecond": 1})
    (await new_worker(lease_ms=800)).ensure_actor(session)
    await new_worker(lease_ms=800)  # it would take over
    types = [event["type"] for event in await ended(store, session)]
    assert "MESSAGES_SNAPSHOT" not in types


class Noted:
    """A connection that says when it is ticked, and which other one it closes then."""

    def __init__(self, notes: list[str], worker: Worker, closes: "Noted | None" = None) -> None:
        self._notes = notes
        self._worker = worker
        self._closes = closes

    def tick(self, now: float) -> None:
        self._notes.append("tick")
        if self._closes is not None:
            self._worker.connections.pop(self._closes)

    def goaway(self) -> None:
        self._notes.append("goaway")


async def test_worker_lets_others_go_on_while_it_beats_for_many_connections(
    store: Store,
) -> None:
    worker = Worker(store, {}, Services(model=OfflineModel({})))
    notes: list[str] = []

    async def note_turns() -> None:
        while True:
            notes.append("turn")
            await asyncio.sleep(0)

    last = Noted(notes, worker)
    first = Noted(notes, worker, closes=last)
    between = [Noted(notes, worker) for _ in range(3 * workers.BEAT_CONNECTIONS)]
    worker.connections.update(dict.fromkeys([first, *between, last]))
    others = asyncio.create_task(note_turns())
    await worker.tick_connections()
    others.cancel()
    assert notes.count("tick") == len(between) + 1
    at_once = [len(list(run)) for note, run in itertools.groupby(notes) if note == "tick"]
    assert max(at_once) <= workers.BEAT_CONNECTIONS


async def test_actor_whose_lease_is_anothers_stops_and_writes_nothing_more(
    new_worker: NewWorker, store: Store
) -> None:
    session, worker = await under_way(new_worker, store)
    task = worker.tasks[session]
    await raw(store, "HINCRBY", keys.meta(session), "fence", 1)
    await raw(store, "SET", keys.lease(session), "another", "PX", 60_000)
    await asyncio.wait_for(task, 5)
    length = await raw(store, "LLEN", keys.log(session))
    assert session not in worker.actors
    await asyncio.sleep(0)
    assert await raw(store, "LLEN", keys.log(session)) == length


async def test_drained_worker_hands_its_run_over_and_another_goes_on(
    new_worker: NewWorker, store: Store
) -> None:
    session = await start(store, PACED)
    first = await new_worker()
    first.ensure_actor(session)
    await grown(store, session, 20)
    await first.drain()
    assert await raw(store, "GET", keys.lease(session)) is None
    first.ensure_actor(session)
    assert first.actors == {}
    await new_worker()
    log = await ended(store, session)
    kinds = [e["type"] for e in log]
    assert kinds.count("RUN_STARTED") == kinds.count("RUN_FINISHED") == 1
    assert kinds.count("MESSAGES_SNAPSHOT") == 1


async def test_drained_worker_writes_down_what_its_run_has_said(
    new_worker: NewWorker, store: Store
) -> None:
    session, worker = await under_way(new_worker, store)
    appender = worker.actors[session].appender
    assert appender is not None
    commit, begun, goes_on = store.commits.commit, asyncio.Event(), asyncio.Event()

    async def commit_late(items: list[Commit]) -> Any:
        begun.set()
        await goes_on.wait()
        return await commit(items)

    worker.committer.commit = commit_late
    await begun.wait()
    appender.emit(CustomEvent(name="last", value=1))  # to go with the next trip
    draining = asyncio.create_task(worker.drain())
    await asyncio.wait({draining}, timeout=0.2)
    goes_on.set()
    await draining
    assert {"type": "CUSTOM", "name": "last", "value": 1} in await log_of(store, session)


async def test_worker_drained_while_a_run_learns_that_its_events_are_lost_lets_go(
    new_worker: NewWorker, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    session, worker = await under_way(new_worker, store)
    drains: asyncio.Queue[asyncio.Task[None]] = asyncio.Queue()
    fail = Appender.fail

    def fail_and_drain(appender: Appender, failure: Exception) -> None:
        fail(appender, failure)
        drains.put_nowait(asyncio.create_task(worker.drain()))

    monkeypatch.setattr(Appender, "fail", fail_and_drain)
    await raw(store, "HINCRBY", keys.meta(session), "head", -1)
    await (await drains.get())
    assert await raw(store, "GET", keys.lease(session)) is None
    assert "RUN_FINISHED" not in [e["type"] for e in await log_of(store, session)]


async def test_run_whose_events_redis_lost_goes_on_at_once_in_another_epoch(
    new_worker: NewWorker, store: Store
) -> None:
    session = await start(store, PACED)
    (await new_worker(lease_ms=60_000)).ensure_actor(session)
    await grown(store, session, 20)
    before = await store.sessions.get(session, OWNER)
    # In one step: between two, the actor would append to what is half shortened.
    shorten = "redis.call('LTRIM', KEYS[1], 0, 9); redis.call('HSET', KEYS[2], 'head', 10)"
    await raw(store, "EVAL", shorten, 2, keys.log(session), keys.meta(session))
    log = await ended(store, session)
    after = await store.sessions.get(session, OWNER)
    assert before is not None
    assert after is not None
    assert after.epoch != before.epoch
    assert [e["type"] for e in log].count("RUN_STARTED") == 1


async def test_deleted_session_ends_its_actor(new_worker: NewWorker, store: Store) -> None:
    session, worker = await under_way(new_worker, store)
    task = worker.tasks[session]
    await store.sessions.delete(session, OWNER)
    await asyncio.wait_for(task, 5)
    assert await raw(store, "EXISTS", keys.log(session)) == 0
