"""Items of a session: in no list, run when they are begun, counted with it, deleted with it."""

from typing import Any

import pytest

from store import keys
from store.leases.leases import CLAIM_MS
from store.leases.types import Acquired, Idle
from store.quotas.types import Limits
from store.sessions import sessions as module
from store.sessions.items import item_id
from store.store import Store
from tests.store.quotas.accounts import counted
from tests.store.writers import NewStore, raw

ITEMS = [item_id("batch", number) for number in (1, 2, 3)]


async def create(store: Store, session: str, parent: str = "", **more: Any) -> str:
    part: dict[str, Any] = {"title": "T", "command_id": "start", "raw": b"raw", "now_ms": 5} | more
    made = await store.sessions.create(session, "ada", "k", b"{}", b"{}", parent=parent, **part)
    return made.status


async def batch(store: Store, **more: Any) -> None:
    """A session with three items that wait."""
    await create(store, "batch", **more)
    assert await store.items.announce("batch", "ada", 3)
    for item in ITEMS:
        assert await create(store, item, "batch", **more) == "created"


async def test_item_is_in_no_list_and_no_sweep_runs_it_before_it_is_begun(store: Store) -> None:
    await batch(store)
    listed = await store.sessions.list("ada", None, 10, None)
    assert [one.id for one in listed.sessions] == ["batch"]
    assert await store.leases.acquire(ITEMS[0], "w1") == Idle()
    said = await store.sessions.submit(ITEMS[0], "ada", "m1", "message", b"x", 5)
    assert said.status == "rejected"
    standing = await store.items.standing([*ITEMS, "none"], "ada")
    assert [one and one.status for one in standing] == ["waiting"] * 3 + [None]
    assert await store.items.standing(ITEMS, "eve") == [None] * 3


async def test_item_that_is_begun_is_run_once_by_whoever_sweeps(store: Store) -> None:
    await batch(store)
    await store.items.begin(ITEMS[:2], "ada")
    await store.items.begin(ITEMS[:2], "ada")
    await store.items.begin(ITEMS[:2], "eve")
    assert ITEMS[0] in await store.leases.due(10)
    first, second = [float(await raw(store, "ZSCORE", keys.running(), one)) for one in ITEMS[:2]]
    assert second - first < CLAIM_MS  # another sweep finds the other, a moment later
    assert await raw(store, "LLEN", keys.inbox(ITEMS[0])) == 1
    taken = await store.leases.acquire(ITEMS[0], "w1")
    assert isinstance(taken, Acquired)
    assert (taken.command.id, taken.command.raw, taken.meta.parent) == ("start", b"raw", "batch")


async def test_item_that_is_made_again_is_the_same(store: Store) -> None:
    await batch(store)
    await store.items.begin(ITEMS[:1], "ada")
    assert await create(store, ITEMS[0], "batch") == "exists"
    assert [one and one.status for one in await store.items.standing(ITEMS[:1], "ada")] == [
        "running"
    ]


async def test_session_is_deleted_with_its_items_and_leaves_no_key(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "GRACE_MS", 0)
    await batch(store)
    await store.items.begin(ITEMS[:1], "ada")
    assert not await store.sessions.delete("batch", "eve")
    assert await store.sessions.delete("batch", "ada")
    await store.sessions.finish_deletions()
    assert await raw(store, "KEYS", "*") == []


async def test_items_that_a_crash_has_left_are_deleted_by_any_sweep(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "GRACE_MS", 0)
    await batch(store)

    async def dies(*_: Any) -> None:
        raise ConnectionError

    with monkeypatch.context() as broken:
        broken.setattr(store.sessions, "delete_items", dies)
        with pytest.raises(ConnectionError):
            await store.sessions.delete("batch", "ada")
    assert await store.sessions.get("batch", "ada") is None
    assert await store.sessions.get(ITEMS[0], "ada") is not None
    await store.sessions.finish_deletions()
    assert await raw(store, "KEYS", "*") == []


async def test_item_that_a_run_makes_just_then_is_deleted_later(store: Store) -> None:
    await batch(store)
    await store.sessions.delete("batch", "ada")
    await create(store, ITEMS[0], "batch")  # its run had looked before
    await store.sessions.finish_deletions()
    assert await store.sessions.get(ITEMS[0], "ada") is not None  # not yet: others may come
    await raw(store, "ZADD", keys.leaving(), "XX", "1", "3 batch ada")
    await store.sessions.finish_deletions()
    assert await store.sessions.get(ITEMS[0], "ada") is None
    assert not await store.items.announce("batch", "ada", 3)


async def test_items_count_by_their_bytes_and_as_no_session_more(new_store: NewStore) -> None:
    store = new_store(limits=Limits(user_sessions=2, user_bytes=10_000_000))
    await batch(store)
    had = await counted(store, "ada")
    assert await create(store, "other") == "created"
    assert await create(store, "third") == "too_many"
    assert sum(1 for name in had if name.startswith("kept:batch/")) == 3
    await store.quotas.recount("ada", guest=False)
    assert await create(store, "third") == "too_many"
    await store.sessions.delete("batch", "ada")
    assert await create(store, "third") == "created"
    left = await counted(store, "ada")
    assert not [name for name in left if "batch" in name]


async def test_item_for_which_there_is_no_room_is_not_made(new_store: NewStore) -> None:
    store = new_store(limits=Limits(user_bytes=5_000))
    await create(store, "batch")
    await store.items.announce("batch", "ada", 1)
    assert await create(store, ITEMS[0], "batch", raw=b"x" * 6_000) == "quota"
    assert await store.sessions.get(ITEMS[0], "ada") is None


async def test_items_of_a_guest_end_as_the_session_does(store: Store) -> None:
    await batch(store, ttl_ms=60_000)
    for session in ("batch", *ITEMS):
        assert 0 < await raw(store, "PTTL", keys.meta(session)) <= 60_000
