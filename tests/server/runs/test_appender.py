"""One session's way onto its log on a real Redis: what goes along, who has to wait, who is told."""

import asyncio
import contextlib
from collections.abc import AsyncIterator

import pytest

from protocol.events import Event
from server.runs.appender import FULL_BYTES, Appender, LeaseLost, WritesLost
from store import keys
from store.commits.types import Committed, Finish
from store.store import Store
from tests.redis_servers import RedisServer
from tests.server.runs.committing import Committing, custom, text
from tests.store.writers import raw as redis_command


@pytest.fixture
async def committing(store: Store) -> AsyncIterator[Committing]:
    one = Committing(store)
    yield one
    await one.committer.stop()


class Source:
    """What has been said since it was pulled, as one event."""

    def __init__(self, *said: str) -> None:
        self.said = list(said)

    def pull(self) -> Event | None:
        if not self.said:
            return None
        event = text("m1", "".join(self.said))
        self.said.clear()
        return event


async def test_source_is_pulled_when_the_trip_begins(committing: Committing) -> None:
    one, source = await committing.appender(), Source("a")
    stir = one.follow(source.pull)
    stir()
    source.said.append("b")
    await one.flushed()
    assert [e["delta"] for e in await committing.log(one.session)] == ["ab"]
    assert one.idle


async def test_source_is_pulled_until_it_has_nothing(committing: Committing) -> None:
    one = await committing.appender()
    events = iter([text("m1", "a"), text("m2", "b")])
    one.follow(lambda: next(events, None))()
    await one.flushed()
    assert [e["messageId"] for e in await committing.log(one.session)] == ["m1", "m2"]


async def test_what_was_emitted_goes_before_what_is_pulled(committing: Committing) -> None:
    one = await committing.appender()
    one.follow(Source("b").pull)
    one.emit(custom(1))
    await one.flushed()
    assert [e["type"] for e in await committing.log(one.session)] == [
        "CUSTOM",
        "TEXT_MESSAGE_CONTENT",
    ]


async def test_source_with_nothing_writes_nothing(committing: Committing) -> None:
    one = await committing.appender()
    one.follow(lambda: None)()
    await one.flushed()
    assert await committing.log(one.session) == []
    one.emit(custom())
    await one.flushed()
    assert len(await committing.log(one.session)) == 1


async def test_source_that_fails_takes_down_its_own_session_alone(committing: Committing) -> None:
    broken, sound = await committing.appender(), await committing.appender()

    def fail() -> None:
        raise RuntimeError("no event")

    broken.follow(fail)()
    sound.emit(custom())
    await sound.flushed()
    assert committing.failed == [broken.session]
    assert len(await committing.log(sound.session)) == 1
    with pytest.raises(RuntimeError):
        broken.follow(fail)


async def test_step_mark_and_finish_take_all_emitted_before_with_them(
    committing: Committing,
) -> None:
    one = await committing.appender()
    one.emit(custom(1))
    await one.record("1:generator:x", b"{}")
    assert len(await committing.log(one.session)) == 1
    one.emit(custom(2))
    await one.mark(b"fold")
    one.emit(custom(3))
    done = await one.finish(Finish("c1", b"checkpoint", 0, [], "message"))
    assert done == Committed(3, None, released=True)
    assert [e["value"] for e in await committing.log(one.session)] == [1, 2, 3]


async def test_end_of_a_run_goes_with_its_command_where_a_record_was_not_waited_for(
    committing: Committing,
) -> None:
    one = await committing.appender()
    recording = asyncio.create_task(one.record("1:generator:x", b"{}"))
    await asyncio.sleep(0)
    recording.cancel()
    await one.finish(Finish("c1", b"checkpoint", 0, [], "message"), [custom(1), custom(2)])
    ended = [len(sent.events) for trip in committing.trips.sent for sent in trip if sent.finish]
    assert ended == [2]


async def test_run_waits_for_room_while_redis_is_frozen_and_memory_is_bounded(
    committing: Committing, redis: RedisServer
) -> None:
    one = await committing.appender()
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
    assert sum(len(e.get("delta", "")) for e in await committing.log(one.session)) == emitted


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


async def test_replaced_writer_learns_it_from_all_that_it_does(committing: Committing) -> None:
    for act in ("emit", "step", "mark", "finish"):
        one = await committing.appender()
        await redis_command(committing.store, "HINCRBY", keys.meta(one.session), "fence", 1)
        with pytest.raises(LeaseLost):
            await do(act, one)
        with pytest.raises(LeaseLost):
            await one.room()
        assert await committing.log(one.session) == []
        assert one.idle
        assert committing.failed[-1] == one.session


async def test_writer_whose_events_were_lost_by_redis_learns_it(committing: Committing) -> None:
    one = await committing.appender()
    one.emit(custom(1))
    one.emit(custom(2))
    await one.flushed()
    await redis_command(committing.store, "RPOP", keys.log(one.session))
    await redis_command(committing.store, "HSET", keys.meta(one.session), "head", 1)
    one.emit(custom(3))
    await one.flushed()
    assert isinstance(one.failure, WritesLost)


async def test_event_that_cannot_be_encoded_hurts_no_other_session(committing: Committing) -> None:
    bad, good = await committing.appender(), await committing.appender()
    with contextlib.suppress(ValueError):
        bad.emit(text("m1", "half of a pair: \ud83d"))
    good.emit(custom())
    await asyncio.wait_for(good.flushed(), 2)
    assert len(await committing.log(good.session)) == 1
