"""What users may keep: what is refused leaves nothing, and accounts are what Redis says."""

import asyncio
import time
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from store import keys
from store.errors import StoreFull
from store.holdings.types import Added, Replaced
from store.quotas import quotas
from store.quotas.types import Limits
from store.store import Store
from tests.redis_servers import redis_server, talk
from tests.store.holdings.keeper import NOW, Keeper, contents, noise
from tests.store.quotas.accounts import account, counted, truth
from tests.store.quotas.test_quota_model import near
from tests.store.writers import NewStore, Sessions, raw

KIB = 1024


def in_a_minute() -> int:
    """When a guest ends."""
    return int(time.time() * 1000) + 60_000


async def start(store: Store, session: str, owner: str = "ada", **changes: Any) -> str:
    part: dict[str, Any] = {"title": "", "command_id": "c1", "raw": b"start", "now_ms": NOW}
    size = changes.pop("size", 2)
    made = await store.sessions.create(
        session, owner, "chat", b"x" * size, b"{}", **(part | changes)
    )
    return made.status


@pytest.mark.parametrize("collection", keys.COLLECTIONS)
@pytest.mark.parametrize("guest", [False, True])
async def test_user_with_as_many_as_may_be_gets_no_more_until_one_is_deleted(
    new_store: NewStore, collection: keys.Collection, guest: bool
) -> None:
    store = new_store(limits=Limits(**{f"{'guest' if guest else 'user'}_{collection}": 2}))
    one = Keeper(store, "ada", collection, in_a_minute() if guest else None)
    assert [(await one.add(id)).status for id in ("a", "b", "c")] == [
        "created",
        "created",
        "too_many",
    ]
    assert await one.add("d", hash="hash of a") == Added("exists", "a")
    other = next(name for name in keys.COLLECTIONS if name != collection)
    assert (await Keeper(store, "ada", other, one.ends_ms).add("c")).status == "created"
    assert await one.replace("a") == Replaced("replaced", 2)
    assert await one.delete("a")
    assert await one.add("c") == Added("created", "c")
    assert await one.ids() == ["c", "b"]


async def test_guest_whose_things_ran_out_may_have_others(new_store: NewStore) -> None:
    store = new_store(limits=Limits(guest_resumes=2))
    guest = Keeper(store, "g1", ends_ms=in_a_minute())
    await guest.add("a")
    await guest.add("b")
    await raw(store, "DEL", guest.key("a"))
    await raw(store, "ZADD", keys.account("g1")[1], 1, "held:resumes:a")
    assert await guest.add("c") == Added("created", "c")
    assert await guest.ids() == ["c", "b"]
    assert await raw(store, "HLEN", keys.hashes("g1", "resumes")) == 2
    assert (await counted(store, "g1")).keys() == {"held", "held:resumes:b", "held:resumes:c"}


async def test_sessions_and_other_things_are_one_account(new_store: NewStore) -> None:
    store = new_store(limits=Limits(user_bytes=64 * KIB))
    ada = Keeper(store)
    assert await start(store, "s", size=30 * KIB) == "created"
    assert (await ada.add("a", body=noise(40 * KIB))).status == "quota"
    assert (await ada.add("a", body=noise(20 * KIB))).status == "created"
    assert await start(store, "t", size=20 * KIB) == "quota"
    found = await counted(store)
    assert found["held"] == found["held:resumes:a"] > 20 * KIB
    assert near(found["held"], await ada.truth("a"))
    assert found["kept"] == await truth(store, "s")
    assert found["members"] == 1, "only sessions are counted among sessions"
    assert await store.sessions.delete("s", "ada")
    assert (await ada.add("b", body=noise(30 * KIB))).status == "created"
    assert await ada.delete("a")
    assert await start(store, "t", size=20 * KIB) == "created"


async def test_what_is_refused_leaves_nothing(new_store: NewStore) -> None:
    store = new_store(limits=Limits(user_bytes=64 * KIB, user_resumes=3))
    ada = Keeper(store)
    await ada.add("a", body=noise(20 * KIB))
    for version in range(2, 25):
        await ada.replace("a", body=b"%d" % version)
    await ada.add("b", status="reading", body=noise(30 * KIB))
    before, account_before = await contents(store), await counted(store)
    large = noise(70 * KIB)
    assert await ada.add("c", body=large) == Added("quota", "c")
    assert await ada.add("c", data=large) == Added("quota", "c")
    assert await ada.add("c", full=True) == Added("storage", "c")
    assert await ada.replace("a", body=large) == Replaced("quota", 24)
    assert await ada.replace("a", expected=24, head=large) == Replaced("quota", 24)
    assert await ada.replace("a", full=True) == Replaced("storage", 24)
    assert await ada.replace("a", expected=23, body=large) == Replaced("stale", 24)
    assert await ada.settle("b", body=large) == Replaced("quota", 1)
    assert await ada.settle("b", full=True) == Replaced("storage", 1)
    assert await contents(store) == before
    found = await counted(store)
    assert found == account_before


async def test_full_store_takes_nothing_new_and_gives_what_it_has(new_store: NewStore) -> None:
    ada = Keeper(new_store())
    await ada.add("a")
    assert await ada.add("b", hash="hash of a", full=True) == Added("exists", "a")
    assert (await ada.get("a")).body == b"body"
    assert await ada.delete("a")


async def test_who_has_too_much_may_have_less(new_store: NewStore) -> None:
    ada = Keeper(new_store())
    await ada.add("a", body=noise(60 * KIB))
    limited = Keeper(new_store(limits=Limits(user_bytes=30 * KIB)))
    await limited.store.quotas.recount("ada", guest=False)
    assert (await limited.add("b")).status == "quota"
    for _ in range(19):
        assert (await limited.replace("a")).status == "quota", "the first version is kept"
    assert await limited.rename("a", "another title that is longer")
    assert await limited.delete("a")
    assert (await limited.add("b")).status == "created"


async def test_old_versions_that_are_dropped_make_room(new_store: NewStore) -> None:
    store = new_store(limits=Limits(user_bytes=300 * KIB))
    ada = Keeper(store)
    await ada.add("a")
    versions = range(2, 60)
    told = [await ada.replace("a", body=noise(12 * KIB, number)) for number in versions]
    assert {one.status for one in told} == {"replaced"}
    held = (await counted(store))["held"]
    assert near(held, await ada.truth("a"))
    assert held <= 300 * KIB


async def test_two_workers_never_give_more_than_there_is(new_store: NewStore) -> None:
    limits = Limits(user_bytes=200 * KIB)
    keepers = [Keeper(new_store(limits=limits)) for _ in range(2)]
    store = keepers[0].store
    seen = []

    async def watch() -> None:
        while not adding.done():
            seen.append(int(await raw(store, "HGET", keys.account("ada")[0], "held") or 0))

    async def add() -> list[Added]:
        return await asyncio.gather(
            *(keepers[i % 2].add(f"r{i}", body=noise(9 * KIB, i)) for i in range(60))
        )

    adding = asyncio.create_task(add())
    await watch()
    told = Counter(one.status for one in await adding)
    assert told.keys() == {"created", "quota"}
    found = await counted(store)
    kept = await keepers[0].ids()
    assert len(kept) == told["created"]
    taken = sum([await keepers[0].truth(id) for id in kept])
    assert near(found["held"], taken, len(kept))
    each = found["held"] // len(kept)
    assert 200 * KIB - each - KIB < found["held"] <= 200 * KIB
    assert max(seen) <= 200 * KIB


async def test_two_workers_never_give_more_holdings_than_there_may_be(
    new_store: NewStore,
) -> None:
    limits = Limits(user_resumes=7)
    keepers = [Keeper(new_store(limits=limits)) for _ in range(2)]
    added = await asyncio.gather(*(keepers[i % 2].add(f"r{i}") for i in range(30)))
    assert Counter(one.status for one in added) == {"created": 7, "too_many": 23}


async def test_guests_together_have_their_share_and_others_go_on(new_store: NewStore) -> None:
    store = new_store(limits=Limits(guests_bytes=64 * KIB))
    one, two = (Keeper(store, name, ends_ms=in_a_minute()) for name in ("g1", "g2"))
    body = noise(40 * KIB)
    assert (await one.add("a", body=body)).status == "created"
    assert (await two.add("b", body=body)).status == "storage"
    assert await contents(store, "*{g2}*") == {}
    assert await one.add("c", hash="hash of a", body=body) == Added("exists", "a")
    assert (await Keeper(store).add("d", body=body)).status == "created"
    assert (await one.replace("a", body=body)).status == "storage"
    held = (await counted(store, "g1"))["held"]
    assert await account(store, keys.guests()) == {"kept": held, "kept:g1": held, "members": 1}
    assert await one.delete("a")
    assert await account(store, keys.guests()) == {}
    assert (await two.add("b", body=body)).status == "created"


async def test_guests_share_has_what_each_of_them_has(new_store: NewStore) -> None:
    store = new_store(limits=Limits(guests_bytes=10**9))
    guest = Keeper(store, "g1", ends_ms=in_a_minute())
    await guest.add("a", status="reading")
    await guest.add("b", hash="hash of a", body=noise(9000))
    await guest.settle("a", body=noise(9000))
    await guest.settle("a", body=noise(8000))
    await guest.replace("a", body=noise(9000))
    await guest.replace("a", expected=1, body=noise(7000))
    await guest.rename("a", "x" * 200)
    await start(store, "s", "g1", ttl_ms=30_000)
    found = await counted(store, "g1")
    assert near(found["held"], await guest.truth("a"))
    assert near(found["kept"], await truth(store, "s"))
    whole = found["held"] + found["kept"]
    together = await account(store, keys.guests())
    assert together == {"kept": whole, "kept:g1": whole, "members": 1}
    assert 50_000 < await raw(store, "PTTL", keys.guests()[0]) <= 60_000


async def test_account_of_a_guest_ends_with_what_they_have(new_store: NewStore) -> None:
    store = new_store(limits=Limits(guest_bytes=10**9))
    guest = Keeper(store, "g1", ends_ms=in_a_minute())
    await guest.add("a")
    for key in keys.account("g1"):
        assert 50_000 < await raw(store, "PTTL", key) <= 60_000


async def test_recount_finds_what_there_is_and_nothing_else(new_store: NewStore) -> None:
    before = new_store()
    names = [f"r{i}" for i in range(quotas.RECOUNT_SESSIONS + 5)]
    ada = Keeper(before)
    for name in names:
        await ada.add(name, body=noise(len(name) * 100))
    await Keeper(before, "ada", "jobs").add("j1")
    await Sessions(before).start("s")
    assert await counted(before) == {}
    store = new_store(limits=Limits(user_sessions=1000))
    await raw(store, "HSET", keys.account("ada")[0], "held", 5, "held:jobs:gone", 5)
    await raw(store, "ZADD", keys.account("ada")[1], "+inf", "held:jobs:gone")
    await store.quotas.recount("ada", guest=False)
    found = await counted(store)
    held = sum([await ada.truth(name) for name in names])
    assert near(found["held"], held + found["held:jobs:j1"], len(names))
    assert near(found["kept"], await truth(store, "s"))
    assert (found["members"], len(found)) == (1, len(names) + 5)


async def test_recount_of_who_has_no_session_is_not_repeated_at_once(new_store: NewStore) -> None:
    store = new_store(limits=Limits(user_resumes=1))
    ada = Keeper(store)
    await ada.add("a")
    assert (await ada.add("b")).status == "too_many"
    noted = int(await raw(store, "HGET", keys.account("ada")[0], "counted"))
    assert (await ada.add("b")).status == "too_many"
    assert int(await raw(store, "HGET", keys.account("ada")[0], "counted")) == noted


async def test_nobody_is_refused_for_what_is_not_there_any_more(
    new_store: NewStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(quotas, "RECOUNT_MS", -1)
    monkeypatch.setattr("store.holdings.holdings.RECOUNT_MS", -1)
    store = new_store(limits=Limits(user_bytes=64 * KIB))
    ada = Keeper(store)
    await start(store, "s", size=40 * KIB)
    await raw(store, "DEL", *keys.all_of("s"))
    assert (await ada.add("a", body=noise(40 * KIB))).status == "created"
    await raw(store, "DEL", ada.key("a"))
    assert await start(store, "t", size=40 * KIB) == "created"
    assert "held" not in await counted(store)


async def test_full_memory_lets_things_be_read_and_deleted(
    program: Path, new_store: NewStore
) -> None:
    with redis_server(program) as server:
        store = new_store(server.url, limits=Limits(user_bytes=10**9))
        ada = Keeper(store)
        await ada.add("a", body=noise(9000), status="reading")
        await ada.add("b")
        before = await contents(store)
        talk(server.port, "CONFIG", "SET", "maxmemory", "1")
        for change in (ada.add("c"), ada.replace("a"), ada.settle("a"), ada.rename("a", "x")):
            with pytest.raises(StoreFull):
                await change
        assert await contents(store) == before
        assert (await ada.get("a")).entry.title == "a"
        assert await ada.delete("a")
        assert await ada.ids() == ["b"]
        talk(server.port, "CONFIG", "SET", "maxmemory", "0")
        await store.quotas.recount("ada", guest=False)
        assert (await counted(store)).keys() == {"held", "held:resumes:b"}
