"""A session that is to be woken: the alarm that a run sets, and the command that comes of it."""

import asyncio
import random
import time
from typing import Any

import pytest

from store import keys
from store.commits.types import Committed
from store.errors import StoreUnavailable
from store.leases.types import Acquired, Fenced, Held, Idle
from store.sessions.types import Queued
from store.store import Store
from tests.redis_servers import CuttingProxy, RedisServer
from tests.store.writers import NewStore, Sessions, Writer, eventually, raw

PAST = Queued("alarm:5:end", 5, b'{"type":"action",\n"name":"end"}')


def soon(ms: int = 400) -> Queued:
    at = time.time_ns() // 1_000_000 + ms
    return Queued(f"alarm:{at}:end", at, b"raw end")


async def resting(sessions: Sessions, alarm: Queued | None, session: str = "one") -> Writer:
    """A session whose first run is over and has set this alarm; the writer that it had."""
    writer = await sessions.writer(session)
    await writer.finish("c1", b"e1", alarm=alarm)
    return writer


async def score(store: Store, session: str = "one") -> Any:
    found = await raw(store, "ZSCORE", keys.running(), session)
    return None if found is None else float(found)


async def look(store: Store, session: str = "one") -> Acquired | None:
    """What a worker does with a session that its sweep has found."""
    taken = await store.leases.acquire(session, "w2")
    if isinstance(taken, Acquired):
        return taken
    assert taken == Idle()
    await store.leases.set_aside(session)
    return None


async def test_alarm_that_is_due_is_the_command_of_whoever_looks(
    store: Store, sessions: Sessions
) -> None:
    before = await resting(sessions, PAST)
    taken = await look(store)
    assert taken is not None
    assert taken.command == PAST
    assert taken.meta.status == "running"
    assert taken.token > before.token
    assert await raw(store, "HEXISTS", keys.meta("one"), "alarm") == 0
    writer = Writer(store, taken)
    assert await writer.finish(PAST.id, b"e2") == Committed(2, released=True)
    assert await look(store) is None
    assert await score(store) is None


async def test_session_rests_until_its_alarm_and_is_found_then(
    store: Store, sessions: Sessions
) -> None:
    alarm = soon()
    await resting(sessions, alarm)
    assert await look(store) is None
    assert await score(store) == alarm.accepted_ms
    info = await store.sessions.get("one", "ada")
    assert info is not None
    assert info.status == "idle"

    async def found() -> bool:
        return await store.leases.due(10) == ["one"]

    await eventually(found, "the sweep finds it")
    assert time.time_ns() // 1_000_000 >= alarm.accepted_ms
    taken = await look(store)
    assert taken is not None
    assert taken.command == alarm


async def test_sweep_that_looks_too_early_puts_it_back_to_the_alarms_time(
    store: Store, sessions: Sessions
) -> None:
    alarm = soon(60_000)
    await resting(sessions, alarm)
    for _ in range(3):
        await raw(store, "ZADD", keys.running(), 0, "one")
        assert await store.leases.due(10) == ["one"]
        assert await look(store) is None
        assert await score(store) == alarm.accepted_ms
    assert await store.leases.due(10) == []


async def test_session_with_an_alarm_is_looked_for_at_every_moment(new_store: NewStore) -> None:
    """Whoever dies between two steps leaves it where the sweep of another finds it."""
    store = new_store(lease_ms=50)
    sessions = Sessions(store)
    await resting(sessions, PAST)

    async def found() -> bool:
        return await store.leases.due(10) == ["one"]

    await eventually(found, "it is found after the run, though nobody settled it")
    await eventually(found, "it is found again, though its finder did nothing")
    assert isinstance(await store.leases.acquire("one", "w2"), Acquired)
    await eventually(found, "it is found though whoever took it has died")

    async def taken() -> bool:
        by_finder = await store.leases.acquire("one", "w3")
        return isinstance(by_finder, Acquired) and by_finder.command == PAST

    await eventually(taken, "its finder does what it was to do, once the lease has run out")
    assert await raw(store, "LLEN", keys.inbox("one")) == 1


async def test_one_of_many_workers_takes_the_alarm_once(
    new_store: NewStore, sessions: Sessions
) -> None:
    await resting(sessions, PAST)
    stores = [new_store() for _ in range(4)]
    found = await asyncio.gather(*(stores[i % 4].leases.acquire("one", f"w{i}") for i in range(20)))
    taken = [one for one in found if isinstance(one, Acquired)]
    assert len(taken) == 1
    assert all(isinstance(one, Acquired | Held) for one in found)
    assert await raw(sessions.store, "LRANGE", keys.inbox("one"), 0, -1) == [
        b"alarm:5:end\n5\n" + PAST.raw
    ]


async def test_alarm_that_has_rung_does_not_ring_again_when_its_run_sets_it_anew(
    store: Store, sessions: Sessions
) -> None:
    """As a run does that failed or was cancelled, and so leaves things as they were."""
    await resting(sessions, PAST)
    again = await sessions.take("one")
    await again.finish(PAST.id, b"e2", alarm=PAST)
    assert await look(store) is None
    assert await score(store) is None
    assert await sessions.log() == [b"e1", b"e2"]


async def test_command_that_comes_first_is_run_first_and_its_run_says_what_becomes_of_the_alarm(
    store: Store, sessions: Sessions
) -> None:
    await resting(sessions, PAST)
    await sessions.say("one", "c2")
    writer = await sessions.take("one")
    assert writer.acquired.command.id == "c2"
    other = Queued("alarm:9:end", 9, b"raw")
    await writer.finish("c2", b"e2", alarm=other)
    assert (await sessions.take("one")).acquired.command == other

    await resting(sessions, PAST, "two")
    await sessions.say("two", "c2")
    await (await sessions.take("two")).finish("c2", b"e2")
    assert await look(store, "two") is None
    assert await score(store, "two") is None


async def test_alarm_waits_while_a_run_goes_on_and_behind_commands_that_wait(
    store: Store, sessions: Sessions
) -> None:
    await resting(sessions, PAST)
    await sessions.say("one", "c2")
    writer = await sessions.take("one")
    assert await store.leases.acquire("one", "w2") == Held("w1")
    await sessions.say("one", "c3")
    done = await writer.finish("c2", b"e2", alarm=PAST)
    assert done.next is not None
    assert done.next.id == "c3"
    await writer.finish("c3", b"e3", alarm=PAST)
    assert (await sessions.take("one")).acquired.command == PAST


async def test_command_that_comes_after_the_alarm_waits_behind_it(sessions: Sessions) -> None:
    await resting(sessions, PAST)
    writer = await sessions.take("one")
    await sessions.say("one", "c2")
    done = await writer.finish(PAST.id, b"e2")
    assert done.next is not None
    assert done.next.id == "c2"


async def test_alarms_run_is_taken_over_as_any_other(store: Store, sessions: Sessions) -> None:
    await resting(sessions, PAST)
    zombie = await sessions.take("one")
    await zombie.append(b"e2", step=("1:a:b", b"r"))
    await sessions.expire_lease()
    heir = await sessions.take("one", "w2")
    assert (heir.acquired.command, heir.acquired.tail) == (PAST, [b"e2"])
    assert await zombie.finish(PAST.id, b"late") == Fenced()
    assert await heir.finish(PAST.id, b"e3") == Committed(3, released=True)


async def test_end_that_is_sent_again_after_the_alarm_rang_does_not_set_it_again(
    redis: RedisServer, new_store: NewStore, sessions: Sessions
) -> None:
    await resting(sessions, None, "that Redis knows the script")
    await sessions.start()
    async with CuttingProxy(redis.port) as proxy:
        store = new_store(proxy.url)
        writer = await Sessions(store).take("one")
        item = writer.end("c1", b"e1", alarm=PAST)
        proxy.cut()
        with pytest.raises(StoreUnavailable):
            await store.commits.commit([item])
        assert await store.commits.commit([item]) == [Committed(1, released=True)]
        heir = await sessions.take("one", "w2")
        assert heir.acquired.command == PAST
        assert await store.commits.commit([item]) == [Fenced()]
        await heir.finish(PAST.id, b"e2")
    assert await look(sessions.store) is None


async def test_alarm_goes_with_its_session(store: Store, sessions: Sessions) -> None:
    await resting(sessions, PAST)
    await store.sessions.delete("one", "ada")
    await store.steps.touch(["one"], 0)
    assert await store.leases.due(10) == ["one"]
    assert await look(store) is None
    assert await score(store) is None
    await sessions.idle()
    assert await look(store) is None
    assert await sessions.log() == [b"e1"]


async def test_alarm_of_a_guests_session_keeps_it_for_as_long_as_a_command_does(
    store: Store, sessions: Sessions
) -> None:
    writer = await sessions.writer(ttl_ms=60_000)
    await writer.finish("c1", b"e1", alarm=PAST)
    await raw(store, "PEXPIRE", keys.meta("one"), 30_000)
    assert await look(store) is not None
    for key in (keys.meta, keys.inbox, keys.seen, keys.log, keys.state):
        assert 30_000 < await raw(store, "PTTL", key("one")) <= 60_000, key


async def test_alarm_of_a_guests_session_that_expired_is_forgotten(
    store: Store, sessions: Sessions
) -> None:
    writer = await sessions.writer(ttl_ms=60_000)
    await writer.finish("c1", b"e1", alarm=soon(60_000))
    assert await look(store) is None
    for key in keys.all_of("one"):
        await raw(store, "DEL", key)
    assert await look(store) is None
    assert await score(store) is None


async def race(store: Store, sessions: Sessions) -> None:
    """Sweeps, commands and alarms at once, in any order: the sweep keeps what has to be done."""
    await resting(sessions, None)
    chance = random.Random(7)
    rung = 0
    for i in range(40):
        alarm = Queued(f"alarm:{i}", i, b"raw")
        await sessions.say("one", f"n{i}")
        await (await sessions.take("one")).finish(f"n{i}", b"e", alarm=alarm)
        work = [
            store.leases.set_aside("one"),
            store.leases.acquire("one", "w1"),
            store.leases.set_aside("one"),
        ]
        work += [sessions.say("one", f"d{i}") for _ in range(chance.randrange(2))]
        chance.shuffle(work)
        await asyncio.gather(*work)
        assert await score(store) is not None, "the sweep would not look for it"
        entries = await raw(store, "LRANGE", keys.inbox("one"), 0, -1)
        await sessions.expire_lease()
        writer = await sessions.take("one")
        for entry in entries:
            command = entry.split(b"\n", 1)[0].decode()
            rung += command == alarm.id
            await writer.finish(command, b"e")
    assert rung >= 20


async def test_no_alarm_is_lost_among_sweeps_and_commands(store: Store, sessions: Sessions) -> None:
    await race(store, sessions)
