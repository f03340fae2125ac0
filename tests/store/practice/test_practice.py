"""What users have practised, on a real Redis."""

import asyncio
import time
from pathlib import Path
from typing import Any

import pytest

from store import keys
from store.errors import StoreFull
from store.practice.practice import MOST_ASKED, Practised
from store.quotas.types import Limits
from store.redis.scripts import command
from store.store import Store
from tests.redis_servers import redis_server, talk
from tests.store.holdings.keeper import contents, noise
from tests.store.quotas.accounts import account, counted, usage
from tests.store.quotas.test_quota_model import near
from tests.store.writers import NewStore, raw

KIB = 1024

NOTHING = Practised(0, None, [])


def in_a_minute() -> int:
    """When a guest ends."""
    return int(time.time() * 1000) + 60_000


async def write(store: Store, expected: int, record: bytes, user: str = "ada", **who: Any) -> str:
    return await store.practice.write(user, expected, record, **({"guest": False} | who))


async def ask(store: Store, question: bytes, at: int = 1, user: str = "ada", **who: Any) -> str:
    return await store.practice.ask(user, question, at, **({"guest": False} | who))


async def truth(store: Store, user: str = "ada") -> int:
    """The bytes of memory that it takes."""
    return sum([await usage(store, key) for key in keys.practice(user)])


async def test_there_is_nothing_until_something_is_practised(store: Store) -> None:
    assert await store.practice.get("ada") == NOTHING
    await store.practice.forget("ada", guest=False)
    assert await store.practice.get("ada") == NOTHING
    assert await contents(store) == {}


@pytest.mark.parametrize("record", [b"{}", b"x" * 40_000, noise(40_000)])
async def test_record_is_had_as_it_was_written(store: Store, record: bytes) -> None:
    assert await write(store, 0, record) == "written"
    assert await store.practice.get("ada") == Practised(1, record, [])
    assert await store.practice.get("eve") == NOTHING


async def test_change_of_what_is_not_the_newest_is_stale(store: Store) -> None:
    assert await write(store, 1, b"a") == "stale"
    assert await store.practice.get("ada") == NOTHING
    assert await write(store, 0, b"a") == "written"
    assert await write(store, 0, b"b") == "stale"
    assert await write(store, 1, b"b") == "written"
    assert await store.practice.get("ada") == Practised(2, b"b", [])


async def test_change_that_is_sent_again_is_made_once(store: Store) -> None:
    for _ in range(2):
        assert await write(store, 0, b"a") == "written"
    for _ in range(2):
        assert await ask(store, b"why?") == "written"
    assert await store.practice.get("ada") == Practised(2, b"a", [b"why?"])


async def test_of_two_who_build_on_the_same_one_is_told_so(new_store: NewStore) -> None:
    stores = [new_store() for _ in range(2)]
    told = await asyncio.gather(
        *(write(stores[i % 2], 0, b"record %d" % i) for i in range(10))
    )  # fmt: skip
    assert sorted(told) == ["stale"] * 9 + ["written"]
    found = await stores[0].practice.get("ada")
    assert found == Practised(1, b"record %d" % told.index("written"), [])


async def test_questions_are_had_oldest_first_however_they_came(store: Store) -> None:
    for at in (2, 1, 3):
        await ask(store, b"question %d" % at, at)
    found = await store.practice.get("ada")
    assert found.asked == [b"question 1", b"question 2", b"question 3"]
    assert (found.version, found.record) == (3, None)


async def test_only_the_newest_questions_are_kept(store: Store) -> None:
    _, asked = keys.practice("ada")
    many = [word for at in range(MOST_ASKED) for word in (at, b"question %d" % at)]
    await store.route.run([command(asked, "ZADD", asked, *many)])
    for at in (MOST_ASKED, MOST_ASKED + 1):
        assert await ask(store, b"question %d" % at, at) == "written"
    kept = (await store.practice.get("ada")).asked
    assert (len(kept), kept[0]) == (MOST_ASKED, b"question 2")
    assert await ask(store, b"long ago", -1) == "written"
    assert (await store.practice.get("ada")).asked == kept


async def test_all_of_it_is_forgotten_and_no_version_comes_again(store: Store) -> None:
    await write(store, 0, b"a")
    await ask(store, b"why?")
    await store.practice.forget("ada", guest=False)
    assert await store.practice.get("ada") == Practised(3, None, [])
    assert await write(store, 1, b"b") == "stale"
    await store.practice.forget("ada", guest=False)
    assert await store.practice.get("ada") == Practised(3, None, [])
    assert await write(store, 3, b"b") == "written"


async def test_what_is_refused_leaves_nothing(new_store: NewStore) -> None:
    store = new_store(limits=Limits(user_bytes=32 * KIB))
    large = noise(40 * KIB)
    assert await write(store, 0, large) == "quota"
    assert await ask(store, large) == "quota"
    assert await contents(store) == {}
    await ask(store, b"why?")
    assert await write(store, 1, large) == "quota"
    assert await store.practice.get("ada") == Practised(1, None, [b"why?"])
    await write(store, 1, noise(20 * KIB))
    before, account_before = await contents(store), await counted(store)
    assert await write(store, 2, large) == "quota"
    assert await ask(store, large) == "quota"
    assert await write(store, 2, large, full=True) == "storage"
    assert await ask(store, b"how?", full=True) == "storage"
    assert await contents(store) == before
    assert await counted(store) == account_before


async def test_question_that_is_refused_brings_back_those_it_has_pushed_out(
    new_store: NewStore,
) -> None:
    store = new_store(limits=Limits(user_bytes=300 * KIB))
    _, asked = keys.practice("ada")
    many = [word for at in range(MOST_ASKED) for word in (at, b"question %d" % at)]
    await store.route.run([command(asked, "ZADD", asked, *many)])
    before = await contents(store)
    assert await ask(store, noise(300 * KIB), MOST_ASKED) == "quota"
    assert await contents(store) == before


async def test_who_has_too_much_may_have_less(new_store: NewStore) -> None:
    await write(new_store(), 0, noise(60 * KIB))
    store = new_store(limits=Limits(user_bytes=30 * KIB))
    await raw(store, "ZADD", keys.account("ada")[1], "+inf", "held:practice:record")
    await store.quotas.recount("ada", guest=False)
    assert await write(store, 1, noise(80 * KIB)) == "quota"
    assert await write(store, 1, noise(50 * KIB), full=True) == "written"
    await store.practice.forget("ada", guest=False)
    assert await write(store, 3, noise(20 * KIB)) == "written"


async def test_it_counts_for_what_its_user_may_have(new_store: NewStore) -> None:
    store = new_store(limits=Limits(user_bytes=10**9))
    await write(store, 0, noise(20 * KIB))
    await ask(store, b"why?")
    for _ in range(2):
        found = await counted(store)
        assert near(found["held"], await truth(store), 2)
        assert found.keys() == {"held", "held:practice:record", "held:practice:asked"}
        await store.quotas.recount("ada", guest=False)
    await store.practice.forget("ada", guest=False)
    assert (await counted(store))["held"] < KIB


async def test_guests_together_have_their_share(new_store: NewStore) -> None:
    store = new_store(limits=Limits(guests_bytes=64 * KIB))
    body, who = noise(40 * KIB), {"guest": True, "ends_ms": in_a_minute()}
    assert await write(store, 0, body, "g1", **who) == "written"
    assert await write(store, 0, body, "g2", **who) == "storage"
    assert await contents(store, "*{g2}*") == {}
    held = (await counted(store, "g1"))["held"]
    assert await account(store, keys.guests()) == {"kept": held, "kept:g1": held, "members": 1}
    await store.practice.forget("g1", guest=True)
    assert await write(store, 0, body, "g2", **who) == "written"


@pytest.mark.parametrize("later", [False, True])
async def test_of_a_guest_all_of_it_ends_as_late_as_was_said(store: Store, later: bool) -> None:
    end = in_a_minute()
    await ask(store, b"why?", guest=True, ends_ms=end)
    await write(store, 1, b"a", guest=True, ends_ms=end + (60_000 if later else -30_000))
    for key in keys.practice("ada"):
        assert await raw(store, "PEXPIRETIME", key) == end + (60_000 if later else 0)
    await store.practice.forget("ada", guest=True)
    assert await raw(store, "PTTL", keys.practice("ada")[0]) > 0


async def test_of_who_is_no_guest_any_more_it_stays(store: Store) -> None:
    await write(store, 0, b"a", guest=True, ends_ms=in_a_minute())
    await ask(store, b"why?")
    await ask(store, b"how?", guest=True, ends_ms=in_a_minute())
    for key in keys.practice("ada"):
        assert await raw(store, "PTTL", key) == -1


async def test_full_memory_lets_it_be_read_and_forgotten(
    program: Path, new_store: NewStore
) -> None:
    with redis_server(program) as server:
        store = new_store(server.url, limits=Limits(user_bytes=10**9))
        await write(store, 0, noise(9000))
        await ask(store, b"why?")
        before = await contents(store)
        talk(server.port, "CONFIG", "SET", "maxmemory", "1")
        for change in (write(store, 2, b"b"), ask(store, b"how?")):
            with pytest.raises(StoreFull):
                await change
        assert await contents(store) == before
        assert (await store.practice.get("ada")).record == noise(9000)
        await store.practice.forget("ada", guest=False)
        assert await store.practice.get("ada") == Practised(3, None, [])
