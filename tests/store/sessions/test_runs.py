"""What is kept of a session's runs: the newest few, its owner's, and no longer than the session."""

from store import keys
from store.quotas.types import Limits
from store.store import Store
from tests.store.writers import NewStore, Sessions, raw

MOST = 20


async def test_newest_runs_are_kept_the_newest_first(store: Store, sessions: Sessions) -> None:
    writer = await sessions.writer()
    await writer.finish("c1", b"e", record=b"r1")
    for number in range(2, MOST + 4):
        await sessions.say("one", f"c{number}")
        writer = await sessions.take("one")
        await writer.finish(f"c{number}", b"e", record=b"r%d" % number)
    found = await store.sessions.runs("one", "ada")
    assert found == [b"r%d" % number for number in range(MOST + 3, 3, -1)]


async def test_run_that_is_finished_twice_is_kept_once(store: Store, sessions: Sessions) -> None:
    writer = await sessions.writer()
    end = writer.end("c1", b"e", record=b"r1")
    await writer.send(end)
    await writer.send(end)
    assert await store.sessions.runs("one", "ada") == [b"r1"]


async def test_run_that_leaves_nothing_has_no_place(store: Store, sessions: Sessions) -> None:
    await sessions.idle()
    assert await store.sessions.runs("one", "ada") == []


async def test_runs_are_their_owners_alone(store: Store, sessions: Sessions) -> None:
    writer = await sessions.writer()
    await writer.finish("c1", b"e", record=b"r1")
    assert await store.sessions.runs("one", "eve") is None
    assert await store.sessions.runs("two", "ada") is None


async def test_runs_count_expire_and_go_with_the_session(new_store: NewStore) -> None:
    store, large = new_store(limits=Limits(user_bytes=10**9, guest_bytes=10**9)), 100_000
    sessions = Sessions(store)
    for session, record in (("one", b"r" * large), ("two", b"r")):
        writer = await sessions.writer(session, ttl_ms=60_000)
        await writer.finish("c1", b"e", record=record)
        await store.quotas.measure("ada", session, guest=True)
    bytes_ = keys.account("ada")[0]
    used = [int(await raw(store, "HGET", bytes_, f"kept:{one}")) for one in ("one", "two")]
    assert large < used[0] - used[1] < 2 * large
    assert 0 < await raw(store, "PTTL", keys.runs("one")) <= 60_000
    assert await store.sessions.delete("one", "ada")
    assert not await raw(store, "EXISTS", keys.runs("one"))
