"""Who works: leases, takeover, the sweep, cancel."""

import asyncio

from store import keys, scripts
from store.store import Store
from store.types import Acquired, Committed, Fenced, Held, Idle, Queued
from tests.store.sessions import NewStore, Sessions, eventually, raw


async def test_acquire_gives_all_that_it_takes_to_go_on(sessions: Sessions) -> None:
    first = (await sessions.writer("one", "w1", input=b'{"topic":1}')).acquired
    assert first.command == Queued("c1", 1000, b"start")
    assert (first.head, first.checkpoint, first.messages, first.tail) == (0, None, [], [])
    assert (first.meta.kind, first.meta.input, first.meta.status) == (
        "chat",
        b'{"topic":1}',
        "running",
    )


async def test_acquire_after_a_run_gives_its_checkpoint_and_messages(sessions: Sessions) -> None:
    writer = await sessions.writer()
    await writer.finish("c1", b"e1", checkpoint=b"\x00cp", messages=[b"m1"])
    await sessions.say("one", "c2")
    second = (await sessions.take("one")).acquired
    assert (second.checkpoint, second.messages, second.tail) == (b"\x00cp", [b"m1"], [])
    assert second.command == Queued("c2", 7, b"raw message")
    assert second.token > writer.token
    assert second.epoch == writer.epoch


async def test_acquire_of_a_held_session_names_the_holder(store: Store, sessions: Sessions) -> None:
    await sessions.writer("one", "w1")
    assert await store.acquire("one", "w2") == Held("w1")


async def test_one_of_many_takes_the_lease(store: Store, sessions: Sessions) -> None:
    await sessions.start()
    found = await asyncio.gather(*(store.acquire("one", f"w{i}") for i in range(20)))
    assert sum(isinstance(one, Acquired) for one in found) == 1


async def test_acquire_with_nothing_to_do_is_idle(store: Store, sessions: Sessions) -> None:
    await sessions.idle()
    assert await store.acquire("one", "w1") == Idle()
    assert await store.acquire("nowhere", "w1") == Idle()


async def test_lease_that_is_not_renewed_runs_out(new_store: NewStore) -> None:
    store = new_store(lease_ms=50)
    sessions = Sessions(store)
    writer = await sessions.writer("one", "w1")

    async def taken_over() -> bool:
        return isinstance(await store.acquire("one", "w2"), Acquired)

    await eventually(taken_over, "another worker takes over")
    assert await store.renew([("one", writer.token)]) == [False]
    assert await writer.append(b"late") == Fenced()


async def test_renew_tells_for_each_lease_whether_it_is_still_ours(
    store: Store, sessions: Sessions
) -> None:
    one, two, three = [await sessions.writer(s) for s in ("one", "two", "three")]
    await sessions.expire_lease("two")
    await sessions.take("two", "w2")
    await sessions.expire_lease("three")
    leases = [("one", one.token), ("two", two.token), ("three", three.token), ("four", 1)]
    assert await store.renew(leases) == [True, False, True, False]
    assert await raw(store, "PTTL", keys.lease("three")) > 2000
    assert await raw(store, "GET", keys.lease("two")) == b"w2"
    assert await store.renew([]) == []


async def test_renew_does_not_bring_back_a_lease_that_was_let_go(
    store: Store, sessions: Sessions
) -> None:
    writer = await sessions.idle()
    await sessions.say("one", "c2")
    assert await store.renew([("one", writer.token)]) == [False]
    assert await raw(store, "EXISTS", keys.lease("one")) == 0


async def test_release_hands_over_at_once_and_shuts_the_token_out(
    store: Store, sessions: Sessions
) -> None:
    writer = await sessions.writer()
    await writer.append(b"e1")
    assert await store.release("one", writer.token)
    assert await writer.append(b"late") == Fenced()
    assert await store.due(10) == ["one"]
    heir = await sessions.take("one", "w2")
    assert heir.acquired.tail == [b"e1"]
    assert not await store.release("one", writer.token)
    assert await heir.append(b"e2") == Committed(2)


async def test_sweep_leaves_alone_what_is_renewed(store: Store, sessions: Sessions) -> None:
    writer = await sessions.writer()
    await store.renew([("one", writer.token)])
    assert await store.due(10) == []


async def test_sweep_finds_a_session_whose_worker_died(new_store: NewStore) -> None:
    store = new_store(lease_ms=50)
    sessions = Sessions(store)
    await sessions.writer()

    async def found() -> bool:
        return await store.due(10) == ["one"]

    await eventually(found, "the sweep finds it")


async def test_sweep_finds_a_command_that_nobody_took(new_store: NewStore) -> None:
    store = new_store(lease_ms=50)
    sessions = Sessions(store)
    await sessions.idle()
    await store.settle("one")
    await sessions.say("one", "c2")

    async def found() -> bool:
        return await store.due(10) == ["one"]

    await eventually(found, "the sweep finds it")


async def test_sweep_gives_each_session_to_one_claimer(store: Store, sessions: Sessions) -> None:
    names = [f"s{i}" for i in range(40)]
    for name in names:
        await store.release(name, (await sessions.writer(name)).token)
    claimed = await asyncio.gather(*(store.due(5) for _ in range(20)))
    assert sorted(name for part in claimed for name in part) == sorted(names)
    assert max(map(len, claimed)) == 5


async def test_sweep_offers_again_what_its_claimer_did_not_take(new_store: NewStore) -> None:
    store = new_store(lease_ms=50)
    sessions = Sessions(store)
    await store.release("one", (await sessions.writer()).token)
    assert await store.due(1) == ["one"]

    async def offered_again() -> bool:
        return await store.due(1) == ["one"]

    await eventually(offered_again, "it is offered again")


async def test_settle_drops_only_what_has_nothing_to_do(store: Store, sessions: Sessions) -> None:
    await sessions.idle("one")
    await sessions.writer("two")
    assert await store.settle("one")
    assert not await store.settle("two")
    assert not await store.settle("one")
    assert await raw(store, "ZRANGE", keys.RUNNING, 0, -1) == [b"two"]


async def test_settle_never_drops_a_session_that_got_a_command_meanwhile(
    store: Store, sessions: Sessions
) -> None:
    await sessions.idle()
    for i in range(50):
        await asyncio.gather(store.settle("one"), sessions.say("one", f"n{i}"), store.settle("one"))
        assert await raw(store, "ZSCORE", keys.RUNNING, "one") is not None
        writer = await sessions.take("one")
        await writer.finish(f"n{i}", b"e")


async def test_sweep_keeps_a_session_that_was_touched_since_its_score_was_read(
    store: Store, sessions: Sessions
) -> None:
    await sessions.idle()
    score = await raw(store, "ZSCORE", keys.RUNNING, "one")
    await sessions.say("one", "c2")
    forget = scripts.run(scripts.FORGET, [keys.RUNNING], "one", score, "")
    assert await store.route.run([forget]) == [0]
    assert await raw(store, "ZSCORE", keys.RUNNING, "one") is not None


async def test_cancel_is_taken_once_and_only_by_the_holder(
    store: Store, sessions: Sessions
) -> None:
    writer = await sessions.writer()
    assert await store.take_cancel("one", writer.token) is None
    assert (await sessions.say("one", "x1", "cancel")).status == "accepted"
    assert await store.take_cancel("one", writer.token - 1) is None
    assert await store.take_cancel("one", writer.token) == "x1"
    assert await store.take_cancel("one", writer.token) is None


async def test_cancel_that_comes_too_late_does_not_hit_the_next_run(
    store: Store, sessions: Sessions
) -> None:
    writer = await sessions.writer()
    await sessions.say("one", "c2")
    await sessions.say("one", "x1", "cancel")
    await writer.finish("c1", b"e1")
    assert await store.take_cancel("one", writer.token) is None


async def test_cancel_does_not_wait_in_the_inbox(sessions: Sessions) -> None:
    writer = await sessions.writer()
    await sessions.say("one", "x1", "cancel")
    assert await writer.finish("c1", b"e1") == Committed(1, None, released=True)
