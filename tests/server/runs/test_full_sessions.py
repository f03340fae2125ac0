"""Runs that fill their session: they end in an orderly way, and nothing is lost."""

import json
from collections.abc import AsyncIterator

import pytest

from agents.kind.loader import load
from agents.kind.services import Services
from agents.models.offline import OfflineModel
from protocol.commands import Message
from server.runs.worker import Worker
from store import keys
from store.quotas.types import Limits
from store.store import Store
from tests.redis_servers import RedisServer
from tests.server.runs.test_actor import ended, log_of, say, start
from tests.store.quotas.accounts import counted
from tests.store.writers import OWNER, raw

KIB = 1024
ENDLESS = {"tokens": 100_000, "perSecond": 0}
QUICK = {"tokens": 3, "perSecond": 0}


@pytest.fixture
async def worker(redis: RedisServer) -> AsyncIterator[Worker]:
    """One whose sessions may take little, and whose log has room for all."""
    kinds = load(("bench.kinds",))
    store = Store(redis.url, log_events=100_000, limits=Limits(session_bytes=200 * KIB))
    rules = {kind.name: kind.offline for kind in kinds.values()}
    worker = Worker(store, kinds, Services(model=OfflineModel(rules)))
    await worker.start()
    yield worker
    await worker.drain()
    await worker.stop()


async def test_run_that_fills_its_session_ends_and_what_it_said_stays(worker: Worker) -> None:
    session = await start(worker.store, ENDLESS)
    worker.ensure_actor(session)
    log = await ended(worker.store, session)
    assert (log[-1]["type"], log[-1]["code"]) == ("RUN_ERROR", "session_full")
    assert "start a new session" in log[-1]["message"]
    (kept,) = [
        json.loads(m) for m in await raw(worker.store, "LRANGE", keys.messages(session), 0, -1)
    ]
    assert kept["content"] == "".join(e["delta"] for e in log if "delta" in e)
    assert [e["type"] for e in log].count("TEXT_MESSAGE_END") == 1
    size = int(await raw(worker.store, "MEMORY", "USAGE", keys.log(session), "SAMPLES", 0))
    assert 100 * KIB < size < 600 * KIB
    info = await worker.store.sessions.get(session, OWNER)
    assert info is not None
    assert info.status == "idle"
    assert await say(worker.store, session, Message("c2", text="more")) == "session_full"
    assert await worker.store.sessions.delete(session, OWNER)


async def test_command_that_waited_in_a_session_that_fills_is_answered_and_kept(
    worker: Worker,
) -> None:
    session = await start(worker.store, ENDLESS)
    assert await say(worker.store, session, Message("c2", text="and this?")) == "accepted"
    worker.ensure_actor(session)
    log = await ended(worker.store, session, runs=2)
    ends = [(e["type"], e.get("code")) for e in log if e["type"] in ("RUN_ERROR", "RUN_FINISHED")]
    assert ends == [("RUN_ERROR", "session_full")] * 2
    kept = [json.loads(m) for m in await raw(worker.store, "LRANGE", keys.messages(session), 0, -1)]
    assert "and this?" in [message["content"] for message in kept]


async def test_session_that_has_more_to_do_counts_by_what_it_took_so_far(worker: Worker) -> None:
    session = await start(worker.store, {"tokens": 300, "perSecond": 0})
    before = (await counted(worker.store, OWNER))["kept"]
    assert await say(worker.store, session, Message("c2", text="x")) == "accepted"
    worker.ensure_actor(session)
    await ended(worker.store, session, runs=2)
    assert (await counted(worker.store, OWNER))["log"] > before


async def test_session_with_room_is_left_alone(worker: Worker) -> None:
    session = await start(worker.store, QUICK)
    worker.ensure_actor(session)
    assert (await ended(worker.store, session))[-1]["type"] == "RUN_FINISHED"
    assert len(await log_of(worker.store, session)) < 20
