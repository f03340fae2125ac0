"""Group commit on a real Redis: what is gathered, what is sent again, who has to wait."""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Sequence
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from protocol.codec import encode_event
from protocol.events import (
    CustomEvent,
    Event,
    TextMessageContentEvent,
    ToolCallArgsEvent,
)
from server.runs.appender import FULL_BYTES, Appender, LeaseLost, WritesLost
from server.runs.committer import Committer
from store import keys
from store.commits.types import Commit, Committed, Finish, Lost
from store.leases.types import Fenced
from store.store import Store
from tests.redis_servers import RedisServer, talk
from tests.server.calls import new_id
from tests.soak import at_length
from tests.store.writers import Sessions, eventually
from tests.store.writers import raw as redis_command


class Trips:
    """The store's commit, written down: what was sent, what was answered, how many at a time."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.sent: list[list[Commit]] = []
        self.under_way = 0
        self.most = 0
        self.fault: Exception | None = None

    async def commit(self, items: list[Commit]) -> Sequence[Committed | Fenced | Lost]:
        self.sent.append(list(items))
        self.under_way += 1
        self.most = max(self.most, self.under_way)
        try:
            if self.fault is not None:
                raise self.fault
            return await self.store.commits.commit(items)
        finally:
            self.under_way -= 1


class Ear:
    """Where a session's committed events go: written down, or a bug."""

    def __init__(self, desk: "Desk", session: str) -> None:
        self.desk = desk
        self.session = session

    def feed(self, seq: int, raws: Sequence[bytes], /) -> None:
        if self.desk.deaf:
            raise RuntimeError("a bug")
        self.desk.fed.append((self.session, seq, list(raws)))


class Desk:
    """A committer on a store, and appenders of sessions whose lease it has."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.trips = Trips(store)
        self.fed: list[tuple[str, int, list[bytes]]] = []
        self.failed: list[str] = []
        self.committer = Committer(self.trips.commit, self._find)
        self.committer.start()
        self.deaf = False

    def _find(self, session: str) -> "Ear":
        return Ear(self, session)

    async def appender(self) -> Appender:
        session = new_id()
        writer = await Sessions(self.store).writer(session)
        return self.committer.appender(
            session, writer.token, writer.head, lambda: self.failed.append(session)
        )

    async def waits(self) -> bool:
        """Whether the committer waits for Redis to come back."""
        return not self.committer.available

    async def travels(self) -> bool:
        """Whether a trip is under way."""
        return self.trips.under_way > 0

    async def log(self, session: str) -> list[dict[str, Any]]:
        """The log, as Redis has it."""
        return [
            json.loads(e)
            for e in await redis_command(self.store, "LRANGE", keys.log(session), 0, -1)
        ]


@pytest.fixture
async def desk(store: Store) -> AsyncIterator[Desk]:
    one = Desk(store)
    yield one
    await one.committer.stop()


def text(id: str, delta: str) -> TextMessageContentEvent:
    return TextMessageContentEvent(id, delta)


def custom(n: int = 0) -> CustomEvent:
    return CustomEvent(name="n", value=n)


async def test_source_is_pulled_once_when_the_trip_begins(desk: Desk) -> None:
    one = await desk.appender()
    said = ["a"]
    stir = one.follow(lambda: text("m1", "".join(said)))
    stir()
    said.append("b")
    await one.flushed()
    assert [e["delta"] for e in await desk.log(one.session)] == ["ab"]
    assert one.idle


async def test_what_was_emitted_goes_before_what_is_pulled(desk: Desk) -> None:
    one = await desk.appender()
    one.follow(lambda: text("m1", "b"))
    one.emit(custom(1))
    await one.flushed()
    assert [e["type"] for e in await desk.log(one.session)] == ["CUSTOM", "TEXT_MESSAGE_CONTENT"]


async def test_source_with_nothing_writes_nothing(desk: Desk) -> None:
    one = await desk.appender()
    one.follow(lambda: None)()
    await one.flushed()
    assert await desk.log(one.session) == []
    one.emit(custom())
    await one.flushed()
    assert len(await desk.log(one.session)) == 1


async def test_source_that_fails_takes_down_its_own_session_alone(desk: Desk) -> None:
    broken, sound = await desk.appender(), await desk.appender()

    def fail() -> None:
        raise RuntimeError("no event")

    broken.follow(fail)()
    sound.emit(custom())
    await sound.flushed()
    assert desk.failed == [broken.session]
    assert len(await desk.log(sound.session)) == 1
    with pytest.raises(RuntimeError):
        broken.follow(fail)


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
        desk = Desk(store)
        appenders = [await desk.appender() for _ in streams]
        for n in range(max(map(len, streams))):
            for one, stream in zip(appenders, streams, strict=True):
                if n < len(stream):
                    one.emit(stream[n])
            if pause and n % pause == 0:
                await asyncio.sleep(0)
        for one, stream in zip(appenders, streams, strict=True):
            await one.flushed()
            log = await desk.log(one.session)
            assert log == [json.loads(encode_event(e)) for e in stream]
            assert one.head == len(log)
            fed = [raw for session, _, raws in desk.fed for raw in raws if session == one.session]
            assert [json.loads(raw) for raw in fed] == log
        assert desk.trips.most <= 1
        await desk.committer.stop()
        await store.close()

    asyncio.run(go())


async def test_nothing_is_fed_before_redis_has_answered(desk: Desk, redis: RedisServer) -> None:
    one = await desk.appender()
    redis.freeze()
    try:
        one.emit(custom())
        await eventually(desk.travels, "the trip is under way")
        assert desk.fed == []
    finally:
        redis.thaw()
    await one.flushed()
    assert [(session, seq) for session, seq, _ in desk.fed] == [(one.session, 1)]


async def test_many_sessions_share_trips(desk: Desk) -> None:
    many = [await desk.appender() for _ in range(20)]
    for n in range(10):
        for one in many:
            one.emit(custom(n))
        await asyncio.sleep(0)
    for one in many:
        await one.flushed()
        assert [e["value"] for e in await desk.log(one.session)] == list(range(10))
    assert len(desk.trips.sent) <= 6
    assert desk.trips.most == 1


async def test_step_mark_and_finish_take_all_emitted_before_with_them(desk: Desk) -> None:
    one = await desk.appender()
    one.emit(custom(1))
    await one.record("1:generator:x", b"{}")
    assert len(await desk.log(one.session)) == 1
    one.emit(custom(2))
    await one.mark(b"fold")
    one.emit(custom(3))
    done = await one.finish(Finish("c1", b"checkpoint", 0, [], "message"))
    assert done == Committed(3, None, released=True)
    assert [e["value"] for e in await desk.log(one.session)] == [1, 2, 3]


async def test_end_of_a_run_goes_with_its_command_where_a_record_was_not_waited_for(
    desk: Desk,
) -> None:
    one = await desk.appender()
    recording = asyncio.create_task(one.record("1:generator:x", b"{}"))
    await asyncio.sleep(0)
    recording.cancel()
    await one.finish(Finish("c1", b"checkpoint", 0, [], "message"), [custom(1), custom(2)])
    ended = [len(sent.events) for trip in desk.trips.sent for sent in trip if sent.finish]
    assert ended == [2]


async def test_retry_after_redis_was_away_sends_the_very_same(
    desk: Desk, redis: RedisServer
) -> None:
    one = await desk.appender()
    one.emit(custom(1))
    await one.flushed()
    redis.stop()  # not killed: an fsync under way may keep what was answered from its file
    one.emit(text("m1", "a"))
    before = len(desk.trips.sent)
    while len(desk.trips.sent) < before + 2:
        one.emit(text("m1", "b"))
        await asyncio.sleep(0.01)
    assert not desk.committer.available
    redis.start()
    one.emit(custom(2))
    await one.flushed()
    assert desk.committer.available
    tries = desk.trips.sent[before:]
    same = [trip for trip in tries if trip == tries[0]]
    assert len(same) >= 2
    log = await desk.log(one.session)
    assert [e.get("value") for e in (log[0], log[-1])] == [1, 2]
    assert "".join(e.get("delta", "") for e in log).startswith("ab")
    assert [e["type"] for e in log].count("CUSTOM") == 2


async def test_what_a_source_has_while_redis_is_away_is_pulled_when_it_is_back(
    desk: Desk, redis: RedisServer
) -> None:
    one = await desk.appender()
    new: list[str] = []

    def pull() -> Event | None:
        said = "".join(new)
        new.clear()
        return text("m1", said) if said else None

    stir = one.follow(pull)
    redis.stop()
    new.append("a")
    stir()
    await eventually(desk.waits, "the committer waits")
    new.append("b")
    stir()
    redis.start()
    await one.flushed()
    assert [e["delta"] for e in await desk.log(one.session)] == ["a", "b"]


async def test_run_waits_for_room_while_redis_is_frozen_and_memory_is_bounded(
    desk: Desk, redis: RedisServer
) -> None:
    one = await desk.appender()
    one.emit(custom())
    await one.flushed()
    redis.freeze()
    try:
        emitted = 0
        waiting: asyncio.Task[None] | None = None
        while waiting is None:
            one.emit(text("m1", "x" * 1000))
            emitted += 1000
            await asyncio.sleep(0)
            if one.full():
                waiting = asyncio.create_task(one.room())
        await asyncio.sleep(0.05)
        assert not waiting.done()
        assert emitted <= 2 * FULL_BYTES + 10_000
    finally:
        redis.thaw()
    await asyncio.wait_for(waiting, 10)
    await one.flushed()
    assert sum(len(e.get("delta", "")) for e in await desk.log(one.session)) == emitted


async def do(act: str, one: Appender) -> None:
    """What a run may do, until Redis has answered."""
    if act == "step":
        await one.record("s", b"")
    elif act == "mark":
        await one.mark(b"")
    elif act == "finish":
        await one.finish(Finish("c1", b"", 0, [], ""))
    else:
        one.emit(custom())
        await one.flushed()
        one.emit(custom())


async def test_replaced_writer_learns_it_from_all_that_it_does(desk: Desk) -> None:
    for act in ("emit", "step", "mark", "finish"):
        one = await desk.appender()
        await redis_command(desk.store, "HINCRBY", keys.meta(one.session), "fence", 1)
        with pytest.raises(LeaseLost):
            await do(act, one)
        with pytest.raises(LeaseLost):
            await one.room()
        assert await desk.log(one.session) == []
        assert one.idle
        assert desk.failed[-1] == one.session


async def test_one_replaced_writer_does_not_stop_the_others(desk: Desk) -> None:
    gone, other = await desk.appender(), await desk.appender()
    await redis_command(desk.store, "HINCRBY", keys.meta(gone.session), "fence", 1)
    gone.emit(custom())
    other.emit(custom())
    await other.flushed()
    await gone.flushed()
    assert isinstance(gone.failure, LeaseLost)
    assert len(await desk.log(other.session)) == 1


async def test_writer_whose_events_were_lost_by_redis_learns_it(desk: Desk) -> None:
    one = await desk.appender()
    one.emit(custom(1))
    one.emit(custom(2))
    await one.flushed()
    await redis_command(desk.store, "RPOP", keys.log(one.session))
    await redis_command(desk.store, "HSET", keys.meta(one.session), "head", 1)
    one.emit(custom(3))
    await one.flushed()
    assert isinstance(one.failure, WritesLost)


async def test_event_that_cannot_be_encoded_hurts_no_other_session(desk: Desk) -> None:
    bad, good = await desk.appender(), await desk.appender()
    with contextlib.suppress(ValueError):
        bad.emit(text("m1", "half of a pair: \ud83d"))
    good.emit(custom())
    await asyncio.wait_for(good.flushed(), 2)
    assert len(await desk.log(good.session)) == 1


async def test_bug_in_a_trip_fails_those_on_it_and_no_others(desk: Desk) -> None:
    one, two = await desk.appender(), await desk.appender()
    desk.trips.fault = AttributeError("a bug")
    waiting = asyncio.create_task(one.record("s", b""))
    two.emit(custom())
    for awaited in (waiting, two.record("s", b"")):
        with pytest.raises(LeaseLost):
            await asyncio.wait_for(awaited, 5)
    desk.trips.fault = None
    later = await desk.appender()
    later.emit(custom())
    await asyncio.wait_for(later.flushed(), 5)
    assert len(await desk.log(later.session)) == 1


async def test_bug_in_what_is_fed_stops_no_later_trip(desk: Desk) -> None:
    one = await desk.appender()
    desk.deaf = True
    one.emit(custom())
    await asyncio.wait_for(one.flushed(), 5)
    assert isinstance(one.failure, LeaseLost)
    desk.deaf = False
    later = await desk.appender()
    later.emit(custom())
    await asyncio.wait_for(later.flushed(), 5)
    assert len(desk.fed) == 1


async def test_redis_without_memory_is_waited_for_and_the_operator_is_told(
    desk: Desk, redis: RedisServer, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO", "store")
    one = await desk.appender()
    talk(redis.port, "CONFIG", "SET", "maxmemory", "1")
    try:
        one.emit(custom(1))
        await eventually(desk.waits, "the committer waits")
    finally:
        talk(redis.port, "CONFIG", "SET", "maxmemory", "0")
    await asyncio.wait_for(one.flushed(), 5)
    assert len(await desk.log(one.session)) == 1
    assert caplog.messages == ["redis_away", "redis_back"]
    assert {vars(line)["part"] for line in caplog.records} == {"committer"}
