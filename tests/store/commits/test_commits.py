"""Writing onto logs: order, fencing, exactly once, trimming, the end of a run."""

import pytest

from store import keys
from store.commits.types import Commit, Committed, Lost
from store.errors import StoreUnavailable
from store.leases.types import Fenced
from store.sessions.types import Queued
from store.store import Store
from tests.redis_servers import CuttingProxy, RedisServer
from tests.store.writers import NewStore, Sessions, Writer, eventually, raw


def numbered(first: int, last: int) -> list[bytes]:
    return [b"e%d" % i for i in range(first, last + 1)]


async def test_commit_appends_in_order_and_returns_the_head(sessions: Sessions) -> None:
    writer = await sessions.writer()
    assert await writer.append(b"e1", b"e2") == Committed(2)
    assert await writer.append(b"e3") == Committed(3)
    assert await sessions.log() == [b"e1", b"e2", b"e3"]


async def test_commit_writes_many_sessions_each_for_itself(
    store: Store, sessions: Sessions
) -> None:
    one, two = await sessions.writer("one"), await sessions.writer("two")
    results = await store.commits.commit(
        [
            one.commit(b"a"),
            Commit("two", two.token - 1, 0, [b"x"]),
            Commit("three", 1, 0, [b"x"]),
            two.end("c1", b"b"),
        ]
    )
    assert results == [Committed(1), Fenced(), Fenced(), Committed(1, released=True)]
    assert (await sessions.log("one"), await sessions.log("two")) == ([b"a"], [b"b"])


async def test_commit_takes_thousands_of_large_events_in_one_step(sessions: Sessions) -> None:
    writer = await sessions.writer()
    events = [b"%d " % i + b"x" * 500 for i in range(5001)]
    assert await writer.append(*events) == Committed(5001)
    assert await sessions.log() == events


async def test_commit_of_nothing_says_where_the_log_stands(store: Store) -> None:
    assert await store.commits.commit([]) == []


async def test_zombie_writes_nothing_after_another_took_over(sessions: Sessions) -> None:
    zombie = await sessions.writer()
    await zombie.append(b"e1")
    await sessions.expire_lease()
    heir = await sessions.take("one", "w2")
    assert await zombie.append(b"late") == Fenced()
    assert await zombie.append(b"late", step=("s", b"late")) == Fenced()
    assert await zombie.finish("c1", b"late") == Fenced()
    assert await heir.append(b"e2") == Committed(2)
    assert await sessions.log() == [b"e1", b"e2"]


async def test_zombie_of_a_deleted_session_stays_shut_out_of_its_successor(
    store: Store, sessions: Sessions
) -> None:
    zombie = await sessions.writer()
    await store.sessions.delete("one", "ada")
    assert await zombie.append(b"late") == Fenced()
    successor = await sessions.writer()
    assert successor.token > zombie.token
    assert await zombie.append(b"late") == Fenced()


async def test_writer_whose_lease_ran_out_may_write_until_somebody_takes_over(
    sessions: Sessions,
) -> None:
    writer = await sessions.writer()
    await sessions.expire_lease()
    assert await writer.append(b"e1") == Committed(1)


def ending_in(ending: str, writer: Writer) -> Commit:
    if ending.startswith("finish"):
        return writer.end("c1", b"e1", b"e2", messages=[b"m"])
    part = {"step": {"step": ("s", b"r")}, "mark": {"mark": b"fold"}}.get(ending, {})
    return writer.commit(b"e1", b"e2", **part)


@pytest.mark.parametrize("ending", ["plain", "step", "mark", "finish", "finish_with_more"])
async def test_commit_sent_again_after_a_lost_answer_is_done_once(
    redis: RedisServer, new_store: NewStore, sessions: Sessions, ending: str
) -> None:
    await sessions.start()
    known = await sessions.writer("that Redis knows the script")
    await known.send(ending_in(ending, known))
    async with CuttingProxy(redis.port) as proxy:
        store = new_store(proxy.url)
        writer = await Sessions(store).take("one")
        if ending == "finish_with_more":
            await sessions.say("one", "c2")
        item = ending_in(ending, writer)
        proxy.cut()
        with pytest.raises(StoreUnavailable):
            await store.commits.commit([item])
        assert proxy.cuts == 1
        assert await sessions.log() == [b"e1", b"e2"]
        expected = {
            "finish": Committed(2, released=True),
            "finish_with_more": Committed(2, Queued("c2", 7, b"raw message")),
        }.get(ending, Committed(2))
        assert await store.commits.commit([item]) == [expected]
        assert await store.commits.commit([item]) == [expected]
        assert await sessions.log() == [b"e1", b"e2"]
    if ending.startswith("finish"):
        assert await raw(sessions.store, "LRANGE", keys.messages("one"), 0, -1) == [b"m"]


async def test_commit_works_on_a_redis_that_forgot_its_scripts(
    store: Store, sessions: Sessions
) -> None:
    writer = await sessions.writer()
    await raw(store, "SCRIPT", "FLUSH")
    assert await writer.append(b"e1") == Committed(1)
    await raw(store, "SCRIPT", "FLUSH")
    results = await store.commits.commit([writer.commit(b"e2")])
    assert results == [Committed(2)]


async def test_commit_says_lost_where_the_log_went_back(store: Store, sessions: Sessions) -> None:
    writer = await sessions.writer()
    await writer.append(*numbered(1, 5))
    await raw(store, "LTRIM", keys.log("one"), 0, 2)
    await raw(store, "HSET", keys.meta("one"), "head", 3)
    assert await writer.append(b"e6") == Lost()
    assert await writer.finish("c1", b"e6") == Lost()
    assert await sessions.log() == numbered(1, 3)


async def test_finish_says_lost_where_its_command_or_messages_are_gone(
    store: Store, sessions: Sessions
) -> None:
    writer = await sessions.writer()
    assert await writer.finish("c0", b"e1") == Lost()
    assert await writer.finish("c1", b"e1", keep=1) == Lost()
    assert await sessions.log() == []
    await raw(store, "DEL", keys.inbox("one"))
    assert await writer.finish("c1", b"e1") == Lost()


async def test_log_keeps_its_newest_events_once_a_checkpoint_covers_the_others(
    sessions: Sessions,
) -> None:
    writer = await sessions.writer()
    await writer.append(*numbered(1, 50))
    assert await sessions.log() == numbered(1, 50), "the run that goes on needs them all"
    await sessions.say("one", "c2")
    await writer.finish("c1", b"e51")
    await writer.append(b"e52")
    assert await sessions.log() == numbered(33, 52)


async def test_log_is_trimmed_to_a_mark_in_mid_run(sessions: Sessions) -> None:
    writer = await sessions.writer()
    await writer.append(*numbered(1, 29))
    await writer.append(b"e30", mark=b"fold at 30")
    for i in range(31, 61):
        await writer.append(b"e%d" % i)
    assert await sessions.log() == numbered(31, 60), "nothing after the mark may go"
    await writer.append(b"e61", mark=b"fold at 61")
    await writer.append(b"e62")
    assert await sessions.log() == numbered(43, 62)


async def test_log_is_trimmed_in_strides(sessions: Sessions) -> None:
    writer = await sessions.writer()
    await writer.append(b"e1", mark=b"fold")
    lengths = set()
    for i in range(2, 60):
        await writer.append(b"e%d" % i, mark=b"fold")
        lengths.add(len(await sessions.log()))
    assert max(lengths) == 22, "at most a tenth over"


async def test_finish_leaves_checkpoint_messages_and_an_idle_session(
    store: Store, sessions: Sessions
) -> None:
    writer = await sessions.writer()
    await writer.append(b"e1", step=("1:generator:question", b"result"), mark=b"fold")
    done = await writer.finish(
        "c1", b"e2", messages=[b"m1", b"m2"], allows="message action:hint", title="Titled"
    )
    assert done == Committed(2, None, released=True)
    info = await store.sessions.get("one", "ada")
    assert info is not None
    assert (info.status, info.allows, info.title) == ("idle", "message action:hint", "Titled")
    opened = await store.sessions.open("one", "ada", None, None, 10)
    assert opened.snapshot.checkpoint == b"checkpoint"
    assert opened.snapshot.messages == [b"m1", b"m2"]
    assert (opened.snapshot.mark, opened.snapshot.tail) == (None, [])
    for gone in (keys.steps, keys.mark, keys.lease, keys.inbox, keys.cancel):
        assert await raw(store, "EXISTS", gone("one")) == 0


@pytest.mark.parametrize("title", ["", "Größe ✓\n" * 100])
async def test_finish_leaves_bytes_and_text_as_they_are(
    store: Store, sessions: Sessions, title: str
) -> None:
    writer = await sessions.writer()
    alarm = Queued("later", 10**14, b"\x00\xff\n1")
    end = {
        "checkpoint": b"\x00\xff\n" * 100,
        "messages": [b"\xfe"],
        "allows": "message",
        "alarm": alarm,
    }
    await writer.finish("c1", b"\x80", title=title, **end)
    kept = await raw(store, "HMGET", keys.meta("one"), "title", "alarm", "allows", "done")
    assert kept == [title.encode(), alarm.for_inbox(), b"message", b"c1"]
    assert await raw(store, "GET", keys.state("one")) == end["checkpoint"]
    assert await raw(store, "LRANGE", keys.messages("one"), 0, -1) == [b"\xfe"]
    await sessions.say("one", "c2")
    await (await sessions.take("one")).finish("c2")
    assert await raw(store, "HMGET", keys.meta("one"), "title", "alarm") == [title.encode(), None]


@pytest.mark.parametrize(
    ("keep", "left"), [(0, [b"n"]), (1, [b"m1", b"n"]), (2, [b"m1", b"m2", b"n"])]
)
async def test_finish_keeps_as_many_messages_as_it_says(
    store: Store, sessions: Sessions, keep: int, left: list[bytes]
) -> None:
    writer = await sessions.writer()
    await sessions.say("one", "c2", "retry")
    await writer.finish("c1", b"e1", messages=[b"m1", b"m2"])
    await writer.finish("c2", b"e2", keep=keep, messages=[b"n"])
    assert await raw(store, "LRANGE", keys.messages("one"), 0, -1) == left


async def test_finish_hands_over_the_next_command_with_the_lease(
    store: Store, sessions: Sessions
) -> None:
    writer = await sessions.writer()
    await sessions.say("one", "c2")
    await sessions.say("one", "c3")
    assert (await writer.finish("c1", b"e1")).next == Queued("c2", 7, b"raw message")
    assert await raw(store, "GET", keys.lease("one")) == b"w1"
    assert (await writer.finish("c2", b"e2")).next == Queued("c3", 7, b"raw message")
    assert await writer.finish("c3", b"e3") == Committed(3, None, released=True)


async def test_log_of_an_idle_session_expires_and_numbers_go_on(new_store: NewStore) -> None:
    store = new_store(log_ttl_ms=1)
    sessions = Sessions(store)
    writer = await sessions.idle()

    async def log_is_gone() -> bool:
        return await sessions.log() == []

    await eventually(log_is_gone, "the log has expired")
    page = await store.sessions.read("one", writer.head, 10)
    assert (page.head, page.base, page.events) == (1, 1, [])
    await sessions.say("one", "c2")
    again = await sessions.take("one")
    assert again.head == 1
    assert again.epoch == writer.epoch
    assert await again.append(b"e2") == Committed(2)
    assert await raw(store, "PTTL", keys.log("one")) == -1


async def test_log_is_kept_while_a_run_goes_on(store: Store, sessions: Sessions) -> None:
    await sessions.idle()
    assert 0 < await raw(store, "PTTL", keys.log("one")) <= 3_600_000
    await sessions.say("one", "c2")
    await sessions.take("one")
    assert await raw(store, "PTTL", keys.log("one")) == -1


async def test_guests_session_expires_as_a_whole(store: Store, sessions: Sessions) -> None:
    writer = await sessions.writer(ttl_ms=60_000)
    await sessions.say("one", "c2")
    await writer.append(b"e1", step=("s", b"r"), mark=b"f")
    await sessions.say("one", "c3", "cancel")
    names = keys.all_of("one")
    for key in (*names, keys.sessions("ada")):
        assert await raw(store, "PTTL", key) != -1, key
    await writer.finish("c1", b"e2", messages=[b"m"])
    await writer.finish("c2", b"e3", keep=1)
    for key in names:
        assert await raw(store, "PTTL", key) != -1, key
    assert 0 < await raw(store, "PTTL", keys.log("one")) <= 60_000


async def test_users_session_does_not_expire(store: Store, sessions: Sessions) -> None:
    await sessions.idle()
    for key in (keys.meta, keys.state, keys.seen):
        assert await raw(store, "PTTL", key("one")) == -1


async def test_step_results_reach_whoever_takes_over(sessions: Sessions) -> None:
    writer: Writer = await sessions.writer()
    await writer.append(b"e1", step=("1:a:b", b"\x00\xffraw"))
    await writer.append(step=("2:a:c", b""))
    await writer.append(b"e2", mark=b"fold at 2")
    await writer.append(b"e3", b"e4")
    await sessions.expire_lease()
    heir = (await sessions.take("one", "w2")).acquired
    assert heir.steps == {"1:a:b": b"\x00\xffraw", "2:a:c": b""}
    assert (heir.mark, heir.tail, heir.head) == (b"fold at 2", [b"e3", b"e4"], 4)
