"""Group commit on a real Redis: what is gathered, what is sent again, whom a bug hurts."""

import asyncio
import json
from collections.abc import AsyncIterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from protocol.codec import encode_event
from protocol.events import Event, ToolCallArgsEvent
from server.runs.appender import LeaseLost
from store import keys
from store.store import Store
from tests.redis_servers import RedisServer, talk
from tests.server.runs.committing import Committing, custom, text
from tests.soak import at_length
from tests.store.writers import eventually
from tests.store.writers import raw as redis_command


@pytest.fixture
async def committing(store: Store) -> AsyncIterator[Committing]:
    one = Committing(store)
    yield one
    await one.committer.stop()


STREAM = st.lists(
    st.one_of(
        st.builds(text, st.sampled_from(["m1", "m2"]), st.text("xy", min_size=1, max_size=3)),
        st.builds(ToolCallArgsEvent, st.sampled_from(["m1", "m2"]), st.text("xy", min_size=1)),
        st.builds(custom, st.integers(0, 9)),
    ),
    max_size=40,
)


@settings(max_examples=at_length(25, 250), deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(STREAM, min_size=1, max_size=4), st.integers(0, 3))
def test_log_says_what_was_emitted_however_trips_cut_it(
    redis: RedisServer, streams: list[list[Event]], pause: int
) -> None:
    async def go() -> None:
        store = Store(redis.url)
        committing = Committing(store)
        appenders = [await committing.appender() for _ in streams]
        for n in range(max(map(len, streams))):
            for one, stream in zip(appenders, streams, strict=True):
                if n < len(stream):
                    one.emit(stream[n])
            if pause and n % pause == 0:
                await asyncio.sleep(0)
        for one, stream in zip(appenders, streams, strict=True):
            await one.flushed()
            log = await committing.log(one.session)
            assert log == [json.loads(encode_event(e)) for e in stream]
            assert one.head == len(log)
            fed = [
                raw for session, _, raws in committing.fed for raw in raws if session == one.session
            ]
            assert [json.loads(raw) for raw in fed] == log
        assert committing.trips.most <= 1
        await committing.committer.stop()
        await store.close()

    asyncio.run(go())


async def test_nothing_is_fed_before_redis_has_answered(
    committing: Committing, redis: RedisServer
) -> None:
    one = await committing.appender()
    redis.freeze()
    try:
        one.emit(custom())
        await eventually(committing.travels, "the trip is under way")
        assert committing.fed == []
    finally:
        redis.thaw()
    await one.flushed()
    assert [(session, seq) for session, seq, _ in committing.fed] == [(one.session, 1)]


async def test_many_sessions_share_trips(committing: Committing) -> None:
    many = [await committing.appender() for _ in range(20)]
    for n in range(10):
        for one in many:
            one.emit(custom(n))
        await asyncio.sleep(0)
    for one in many:
        await one.flushed()
        assert [e["value"] for e in await committing.log(one.session)] == list(range(10))
    assert len(committing.trips.sent) <= 6
    assert committing.trips.most == 1


async def test_retry_after_redis_was_away_sends_the_very_same(
    committing: Committing, redis: RedisServer
) -> None:
    one = await committing.appender()
    one.emit(custom(1))
    await one.flushed()
    redis.stop()  # not killed: an fsync under way may keep what was answered from its file
    one.emit(text("m1", "a"))
    before = len(committing.trips.sent)
    while len(committing.trips.sent) < before + 2:
        one.emit(text("m1", "b"))
        await asyncio.sleep(0.01)
    assert not committing.committer.available
    redis.start()
    one.emit(custom(2))
    await one.flushed()
    assert committing.committer.available
    tries = committing.trips.sent[before:]
    same = [trip for trip in tries if trip == tries[0]]
    assert len(same) >= 2
    log = await committing.log(one.session)
    assert [e.get("value") for e in (log[0], log[-1])] == [1, 2]
    assert "".join(e.get("delta", "") for e in log).startswith("ab")
    assert [e["type"] for e in log].count("CUSTOM") == 2


async def test_what_a_source_has_while_redis_is_away_is_pulled_when_it_is_back(
    committing: Committing, redis: RedisServer
) -> None:
    one = await committing.appender()
    new: list[str] = []

    def pull() -> Event | None:
        said = "".join(new)
        new.clear()
        return text("m1", said) if said else None

    stir = one.follow(pull)
    redis.stop()
    new.append("a")
    stir()
    await eventually(committing.waits, "the committer waits")
    new.append("b")
    stir()
    redis.start()
    await one.flushed()
    assert [e["delta"] for e in await committing.log(one.session)] == ["a", "b"]


async def test_one_replaced_writer_does_not_stop_the_others(committing: Committing) -> None:
    gone, other = await committing.appender(), await committing.appender()
    await redis_command(committing.store, "HINCRBY", keys.meta(gone.session), "fence", 1)
    gone.emit(custom())
    other.emit(custom())
    await other.flushed()
    await gone.flushed()
    assert isinstance(gone.failure, LeaseLost)
    assert len(await committing.log(other.session)) == 1


async def test_bug_in_a_trip_fails_those_on_it_and_no_others(committing: Committing) -> None:
    one, two = await committing.appender(), await committing.appender()
    committing.trips.fault = AttributeError("a bug")
    waiting = asyncio.create_task(one.record("s", b""))
    two.emit(custom())
    for awaited in (waiting, two.record("s", b"")):
        with pytest.raises(LeaseLost):
            await asyncio.wait_for(awaited, 5)
    committing.trips.fault = None
    later = await committing.appender()
    later.emit(custom())
    await asyncio.wait_for(later.flushed(), 5)
    assert len(await committing.log(later.session)) == 1


async def test_bug_in_what_is_fed_stops_no_later_trip(committing: Committing) -> None:
    one = await committing.appender()
    committing.deaf = True
    one.emit(custom())
    await asyncio.wait_for(one.flushed(), 5)
    assert isinstance(one.failure, LeaseLost)
    committing.deaf = False
    later = await committing.appender()
    later.emit(custom())
    await asyncio.wait_for(later.flushed(), 5)
    assert len(committing.fed) == 1


async def test_redis_without_memory_is_waited_for_and_the_operator_is_told(
    committing: Committing, redis: RedisServer, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO", "store")
    one = await committing.appender()
    talk(redis.port, "CONFIG", "SET", "maxmemory", "1")
    try:
        one.emit(custom(1))
        await eventually(committing.waits, "the committer waits")
    finally:
        talk(redis.port, "CONFIG", "SET", "maxmemory", "0")
    await asyncio.wait_for(one.flushed(), 5)
    assert len(await committing.log(one.session)) == 1
    assert caplog.messages == ["redis_away", "redis_back"]
    assert {vars(line)["part"] for line in caplog.records} == {"committer"}
