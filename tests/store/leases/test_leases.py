"""Who works: leases, takeover, the sweep, cancel."""

import asyncio
from typing import Any

import pytest

from store import keys
from store.commits.types import Cancelled, Committed
from store.leases.leases import CLAIM_MS, FORGET
from store.leases.types import Acquired, Fenced, Held, Idle, Newer, Renewed
from store.redis.scripts import Call, run
from store.sessions.types import Queued
from store.store import Store
from tests.store.writers import NewStore, Sessions, Writer, eventually, raw


async def swept(store: Store) -> None:
    """Wait until the sweep finds the session "one"."""

    async def found() -> bool:
        return await store.leases.due(10) == ["one"]

    await eventually(found, "the sweep finds it")


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
    assert await store.leases.acquire("one", "w2") == Held("w1")


async def test_one_of_many_takes_the_lease(store: Store, sessions: Sessions) -> None:
    await sessions.start()
    found = await asyncio.gather(*(store.leases.acquire("one", f"w{i}") for i in range(20)))
    assert sum(isinstance(one, Acquired) for one in found) == 1


async def test_acquire_with_nothing_to_do_is_idle(store: Store, sessions: Sessions) -> None:
    await sessions.idle()
    assert await store.leases.acquire("one", "w1") == Idle()
    assert await store.leases.acquire("nowhere", "w1") == Idle()


async def test_session_that_a_newer_version_of_its_kind_has_worked_is_left_to_such_workers(
    store: Store, sessions: Sessions
) -> None:
    await sessions.start(version=1)
    first = await store.leases.acquire("one", "new", {"chat": 2})
    assert isinstance(first, Acquired)
    await Writer(store, first).finish("c1", b"e1")
    assert await store.leases.acquire("one", "old", {"chat": 1}) == Idle()
    await sessions.say("one", "c2")
    assert await store.leases.acquire("one", "old", {"chat": 1}) == Newer("chat", 2)
    await store.leases.leave("one")
    assert await store.leases.due(10) == ["one"]
    assert isinstance(await store.leases.acquire("one", "new", {"chat": 3}), Acquired)


async def test_session_says_of_which_version_of_its_kind_its_input_is(sessions: Sessions) -> None:
    writer = await sessions.writer(version=4)
    assert writer.acquired.meta.input_version == 4


async def test_lease_that_is_not_renewed_runs_out(new_store: NewStore) -> None:
    store = new_store(lease_ms=50)
    sessions = Sessions(store)
    writer = await sessions.writer("one", "w1")

    async def taken_over() -> bool:
        return isinstance(await store.leases.acquire("one", "w2"), Acquired)

    await eventually(taken_over, "another worker takes over")
    assert await store.leases.renew([("one", writer.token)]) == [Fenced()]
    assert await writer.append(b"late") == Fenced()


async def test_renew_tells_for_each_lease_whether_it_is_still_ours(
    store: Store, sessions: Sessions
) -> None:
    one, two, three = [await sessions.writer(s) for s in ("one", "two", "three")]
    await sessions.expire_lease("two")
    await sessions.take("two", "w2")
    await sessions.expire_lease("three")
    leases = [("one", one.token), ("two", two.token), ("three", three.token), ("four", 1)]
    assert await store.leases.renew(leases) == [Renewed(None), Fenced(), Renewed(None), Fenced()]
    assert await raw(store, "PTTL", keys.lease("three")) > 2000
    assert await raw(store, "GET", keys.lease("two")) == b"w2"
    assert await store.leases.renew([]) == []


async def test_renew_does_not_bring_back_a_lease_that_was_let_go(
    store: Store, sessions: Sessions
) -> None:
    writer = await sessions.idle()
    await sessions.say("one", "c2")
    assert await store.leases.renew([("one", writer.token)]) == [Fenced()]
    assert await raw(store, "EXISTS", keys.lease("one")) == 0


async def test_release_hands_over_at_once_and_shuts_the_token_out(
    store: Store, sessions: Sessions
) -> None:
    writer = await sessions.writer()
    await writer.append(b"e1")
    assert await store.leases.release("one", writer.token)
    assert await writer.append(b"late") == Fenced()
    assert await store.leases.due(10) == ["one"]
    heir = await sessions.take("one", "w2")
    assert heir.acquired.tail == [b"e1"]
    assert not await store.leases.release("one", writer.token)
    assert await heir.append(b"e2") == Committed(2)


async def test_sweep_leaves_alone_what_is_renewed(store: Store, sessions: Sessions) -> None:
    writer = await sessions.writer()
    await store.leases.renew([("one", writer.token)])
    assert await store.leases.due(10) == []


async def test_sweep_finds_a_session_whose_worker_died(new_store: NewStore) -> None:
    store = new_store(lease_ms=50)
    sessions = Sessions(store)
    await sessions.writer()
    await swept(store)


async def test_sweep_finds_a_command_that_nobody_took(new_store: NewStore) -> None:
    store = new_store(lease_ms=50)
    sessions = Sessions(store)
    await sessions.idle()
    await store.leases.set_aside("one")
    await sessions.say("one", "c2")
    await swept(store)


async def test_sweep_finds_a_command_whose_taker_died_as_it_came_onto_the_inbox(
    new_store: NewStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = new_store(lease_ms=50)

    async def die(*_: object) -> None:
        raise ConnectionError("killed")

    monkeypatch.setattr(store.steps, "touch", die)
    with pytest.raises(ConnectionError):
        await Sessions(store).start()
    await swept(store)


async def test_sweep_finds_a_command_that_came_while_the_session_was_put_to_rest(
    new_store: NewStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = new_store(lease_ms=50)
    sessions = Sessions(store)
    await sessions.idle()
    run = store.route.run

    async def set_aside_meanwhile(calls: list[Call]) -> list[Any]:
        replies = await run(calls)
        if len(calls) > 1:
            await raw(store, "ZREM", keys.running(), "one")
        return replies

    monkeypatch.setattr(store.route, "run", set_aside_meanwhile)
    await sessions.say("one", "c2")
    await swept(store)


async def test_sweep_gives_each_session_to_one_claimer(store: Store, sessions: Sessions) -> None:
    names = [f"s{i}" for i in range(40)]
    for name in names:
        await store.leases.release(name, (await sessions.writer(name)).token)
    claimed = await asyncio.gather(*(store.leases.due(5) for _ in range(20)))
    assert sorted(name for part in claimed for name in part) == sorted(names)
    assert max(map(len, claimed)) == 5


async def test_sweep_offers_again_what_its_claimer_did_not_take(new_store: NewStore) -> None:
    store = new_store(lease_ms=50)
    sessions = Sessions(store)
    await store.leases.release("one", (await sessions.writer()).token)
    assert await store.leases.due(1) == ["one"]

    async def offered_again() -> bool:
        return await store.leases.due(1) == ["one"]

    await eventually(offered_again, "it is offered again")


async def test_sweep_that_found_a_session_held_looks_again_long_before_a_lease_is_over(
    store: Store, sessions: Sessions
) -> None:
    """Its lease may run out a moment later, and takeover has 5 s in all."""
    await sessions.writer()
    await store.steps.touch(["one"], 0)
    assert await store.leases.due(10) == ["one"]
    assert await store.leases.acquire("one", "w2") == Held("w1")
    assert store.steps.lease_ms > 4 * CLAIM_MS
    await store.steps.touch(["in a claim's time"], CLAIM_MS)
    assert await raw(store, "ZRANGE", keys.running(), 0, -1) == [b"one", b"in a claim's time"]


async def test_settle_drops_only_what_has_nothing_to_do(store: Store, sessions: Sessions) -> None:
    await sessions.idle("one")
    await sessions.writer("two")
    assert await store.leases.set_aside("one")
    assert not await store.leases.set_aside("two")
    assert not await store.leases.set_aside("one")
    assert await raw(store, "ZRANGE", keys.running(), 0, -1) == [b"two"]


async def test_settle_never_drops_a_session_that_got_a_command_meanwhile(
    store: Store, sessions: Sessions
) -> None:
    await sessions.idle()
    for i in range(50):
        await asyncio.gather(
            store.leases.set_aside("one"),
            sessions.say("one", f"n{i}"),
            store.leases.set_aside("one"),
        )
        assert await raw(store, "ZSCORE", keys.running(), "one") is not None
        writer = await sessions.take("one")
        await writer.finish(f"n{i}", b"e")


async def test_sweep_keeps_a_session_that_was_touched_since_its_score_was_read(
    store: Store, sessions: Sessions
) -> None:
    await sessions.idle()
    score = await raw(store, "ZSCORE", keys.running(), "one")
    await sessions.say("one", "c2")
    forget = run(FORGET, [keys.running()], "one", score, "")
    assert await store.route.run([forget]) == [0]
    assert await raw(store, "ZSCORE", keys.running(), "one") is not None


async def test_cancel_names_the_run_that_goes_on_until_it_has_ended(
    store: Store, sessions: Sessions
) -> None:
    writer = await sessions.writer()
    assert await store.leases.cancelled("one") is None
    assert (await sessions.say("one", "x1", "cancel")).status == "accepted"
    for _ in range(2):
        assert await store.leases.cancelled("one") == "c1"
        assert await store.leases.renew([("one", writer.token)]) == [Renewed("c1")]
    await sessions.expire_lease()
    assert (await sessions.take("one", "w2")).acquired.cancelled == "c1"


async def test_cancel_that_comes_before_anybody_holds_the_session_is_found_with_the_lease(
    sessions: Sessions,
) -> None:
    await sessions.start()
    assert (await sessions.say("one", "x1", "cancel")).status == "accepted"
    assert (await sessions.take("one")).acquired.cancelled == "c1"


async def test_cancel_is_for_the_run_that_goes_on_and_no_other(
    store: Store, sessions: Sessions
) -> None:
    writer = await sessions.writer()
    await sessions.say("one", "c2")
    await sessions.say("one", "x1", "cancel")
    await writer.finish("c1", b"e1")
    assert await store.leases.cancelled("one") is None
    assert await store.leases.renew([("one", writer.token)]) == [Renewed(None)]
    await sessions.say("one", "x2", "cancel")
    assert await store.leases.cancelled("one") == "c2"
    await writer.finish("c2", b"e2")
    assert (await sessions.say("one", "x3", "cancel")).status == "rejected"


async def test_cancel_sent_again_is_a_duplicate_and_stops_no_later_run(
    store: Store, sessions: Sessions
) -> None:
    writer = await sessions.writer()
    await sessions.say("one", "c2")
    assert (await sessions.say("one", "x1", "cancel")).status == "accepted"
    assert (await sessions.say("one", "x1", "cancel")).status == "duplicate"
    await writer.finish("c1", b"e1")
    assert (await sessions.say("one", "x1", "cancel")).status == "duplicate"
    assert await store.leases.cancelled("one") is None


async def test_end_that_a_cancel_goes_before_is_not_written(
    store: Store, sessions: Sessions
) -> None:
    writer = await sessions.writer()
    await sessions.say("one", "x1", "cancel")
    for _ in range(2):
        assert await writer.finish("c1", b"e1", unless_cancelled=True) == Cancelled()
        assert await sessions.log() == []
    assert await writer.finish("c1", b"e2") == Committed(1, None, released=True)
    assert await sessions.log() == [b"e2"]


async def test_end_that_is_sent_again_was_done_whatever_is_cancelled_since(
    store: Store, sessions: Sessions
) -> None:
    writer = await sessions.writer()
    await sessions.say("one", "c2")
    end = writer.end("c1", b"e1", unless_cancelled=True)
    done = await writer.send(end)
    await sessions.say("one", "x2", "cancel")
    assert await writer.send(end) == done
    assert await store.leases.cancelled("one") == "c2"


async def test_cancel_does_not_wait_in_the_inbox(sessions: Sessions) -> None:
    writer = await sessions.writer()
    await sessions.say("one", "x1", "cancel")
    assert await writer.finish("c1", b"e1") == Committed(1, None, released=True)


async def test_takeovers_in_a_row_are_counted_until_a_step_is_finished(sessions: Sessions) -> None:
    await sessions.start()
    for n in range(3):
        writer = await sessions.take("one", f"w{n}")
        assert writer.acquired.takeovers == n
        await writer.append(b"e", mark=b"fold")
        await sessions.expire_lease()
    writer = await sessions.take("one")
    await writer.append(b"e", step=("1:generator:question", b"result"))
    await sessions.expire_lease()
    assert (await sessions.take("one")).acquired.takeovers == 1


async def test_session_that_was_let_go_of_is_not_counted_as_taken_over(
    store: Store, sessions: Sessions
) -> None:
    writer = await sessions.writer()
    await sessions.expire_lease()
    writer = await sessions.take("one")
    for _ in range(3):
        await store.leases.release("one", writer.token)
        writer = await sessions.take("one")
        assert writer.acquired.takeovers == 1


async def test_takeovers_of_one_run_do_not_count_for_the_next(sessions: Sessions) -> None:
    await sessions.writer()
    await sessions.expire_lease()
    writer = await sessions.take("one")
    await sessions.say("one", "c2")
    await writer.finish("c1", b"e1")
    await sessions.expire_lease()
    writer = await sessions.take("one")
    assert writer.acquired.takeovers == 1
    await writer.finish("c2", b"e2")
    await sessions.say("one", "c3")
    assert (await sessions.take("one")).acquired.takeovers == 0
