"""The audit's stream and keys, on a real Redis."""

import asyncio

from store import keys
from store.audit.audit import STRANGERS_MS
from store.redis.scripts import command
from store.store import Store


async def test_entries_are_read_in_their_order_page_by_page(store: Store) -> None:
    for number in range(7):
        await store.audit.add({"event": "login", "n": str(number)}, 1000)
    first = await store.audit.since("0", 3)
    second = await store.audit.since(f"({first[-1][0]}", 10)
    assert [entry["n"] for _, entry in first + second] == [str(number) for number in range(7)]
    at = first[2][0].partition("-")[0]
    assert (await store.audit.since(at))[-1][1] == {"event": "login", "n": "6"}
    assert await store.audit.since(f"({second[-1][0]}") == []


async def test_stream_keeps_about_as_many_as_it_is_to(store: Store) -> None:
    for number in range(500):
        await store.audit.add({"n": str(number)}, 100)
    found = await store.audit.since("0")
    assert 100 <= len(found) <= 300
    assert found[-1][1] == {"n": "499"}


async def test_a_guest_gets_one_key_which_ends(store: Store) -> None:
    assert await store.audit.key_of("g") is None
    given = await asyncio.gather(
        *(store.audit.key_of("g", bytes([n]) * 32, 60_000) for n in range(5))
    )
    assert len(set(given)) == 1
    assert await store.audit.key_of("g") == given[0]
    key = keys.audit_key("g")
    (left,) = await store.route.run([command(key, "PTTL", key)])
    assert 50_000 < left <= 60_000


async def test_an_accounts_key_goes_before_that_which_it_had_as_a_guest(store: Store) -> None:
    await store.audit.key_of("ada", b"guest's", 60_000)
    account = keys.profile("ada")
    await store.route.run([command(account, "HSET", account, "auditKey", b"\x00\xffaccount's")])
    assert await store.audit.key_of("ada") == b"\x00\xffaccount's"
    assert await store.audit.key_of("ada", b"another", 60_000) == b"\x00\xffaccount's"


async def test_strangers_of_a_day_have_one_key_for_a_week(store: Store) -> None:
    assert await store.audit.key_of_day("2026-12-01", b"one") == b"one"
    assert await store.audit.key_of_day("2026-12-01", b"two") == b"one"
    assert await store.audit.key_of_day("2026-12-02", b"two") == b"two"
    key = keys.audit_day_key("2026-12-01")
    (left,) = await store.route.run([command(key, "PTTL", key)])
    assert STRANGERS_MS - 10_000 < left <= STRANGERS_MS
