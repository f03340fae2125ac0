"""What users keep: added, read, replaced, listed, deleted."""

import asyncio
import time
from collections import Counter

import pytest

from store import keys
from store.holdings import holdings
from store.holdings.types import Added, Entry, Holding, Replaced
from store.store import Store
from tests.store.holdings.keeper import NOW, Keeper, contents, noise
from tests.store.writers import NewStore, raw


@pytest.fixture
def ada(store: Store) -> Keeper:
    """A user with résumés."""
    return Keeper(store)


async def test_what_was_added_is_got_and_listed_as_it_was(ada: Keeper) -> None:
    added = await ada.add(
        "r1", title="Résumé", head=b"{}" * 999, body=b"text" * 999, data=b"\0\xff"
    )
    assert added == Added("created", "r1")
    entry = Entry("r1", "Résumé", "ready", "hash of r1", 1, NOW, NOW, b"{}" * 999)
    assert await ada.get("r1") == Holding(entry, b"text" * 999, b"\0\xff")
    assert (await ada.list()).entries == [entry]
    assert await ada.get("r2") is None
    assert await ada.versions("r2") is None


async def test_same_bytes_again_are_the_same_holding_within_a_collection_of_a_user(
    store: Store, ada: Keeper
) -> None:
    await ada.add("r1", hash="h")
    assert await ada.add("r2", hash="h", body=b"other") == Added("exists", "r1")
    assert await ada.add("r2", hash="i") == Added("created", "r2")
    assert await Keeper(store, "eve").add("r3", hash="h") == Added("created", "r3")
    assert await Keeper(store, "ada", "jobs").add("r4", hash="h") == Added("created", "r4")
    assert (await ada.get("r1")).body == b"body"
    assert await ada.delete("r1")
    assert await ada.add("r5", hash="h") == Added("created", "r5")


async def test_holdings_without_a_hash_are_never_the_same(ada: Keeper) -> None:
    assert [(await ada.add(id, hash="")).status for id in ("r1", "r2")] == ["created"] * 2
    assert await ada.delete("r1")
    assert await ada.ids() == ["r2"]


async def test_add_at_once_from_everywhere_makes_one(new_store: NewStore) -> None:
    keepers = [Keeper(new_store()), Keeper(new_store())]
    added = await asyncio.gather(*(keepers[i % 2].add(f"r{i}", hash="h") for i in range(20)))
    assert Counter(one.status for one in added) == {"created": 1, "exists": 19}
    assert len({one.id for one in added}) == 1
    assert await raw(keepers[0].store, "ZCARD", keys.collection("ada", "resumes")) == 1


async def test_add_that_is_sent_again_has_been_done(ada: Keeper) -> None:
    for hash in ("h", ""):
        await ada.add("r1", hash=hash)
        assert await ada.add("r1", hash=hash) == Added("exists", "r1")
        await ada.delete("r1")


async def test_nobody_has_what_is_anothers_or_of_another_collection(
    store: Store, ada: Keeper
) -> None:
    await ada.add("r1")
    before = await contents(store)
    for other in (Keeper(store, "eve"), Keeper(store, "ada", "documents")):
        assert await other.get("r1") is None
        assert await other.versions("r1") is None
        assert await other.replace("r1") == Replaced("missing", 0)
        assert await other.settle("r1") == Replaced("missing", 0)
        assert not await other.rename("r1", "mine")
        assert not await other.delete("r1")
        assert await other.ids() == []
    assert await contents(store) == before


async def test_one_that_is_being_read_is_settled_once_and_keeps_its_version(ada: Keeper) -> None:
    await ada.add("r1", status="reading", head=b"", body=b"")
    read = {"head": b"h" * 2000, "body": b"b", "title": "Read"}
    assert await ada.settle("r1", **read) == Replaced("replaced", 1)
    found = await ada.get("r1")
    assert (found.entry.status, found.entry.title, found.entry.version) == ("ready", "Read", 1)
    assert (found.entry.head, found.body, found.entry.updated) == (b"h" * 2000, b"b", NOW + 1)
    assert [(one.version, one.at) for one in await ada.versions("r1")] == [(1, NOW + 1)]
    assert await ada.settle("r1", **read) == Replaced("replaced", 1), "it was sent again"
    assert await ada.settle("r1", body=b"other") == Replaced("stale", 1)
    assert await ada.get("r1") == found


async def test_one_that_was_replaced_meanwhile_is_not_settled(ada: Keeper) -> None:
    await ada.add("r1", status="reading")
    assert await ada.replace("r1", body=b"mine") == Replaced("replaced", 2)
    assert await ada.settle("r1", body=b"read") == Replaced("stale", 2)
    found = await ada.get("r1")
    assert (found.entry.status, found.body) == ("ready", b"mine")


async def test_one_that_could_not_be_read_lets_the_same_bytes_be_sent_again(ada: Keeper) -> None:
    await ada.add("r1", hash="h", status="reading")
    assert await ada.add("r2", hash="h") == Added("exists", "r1")
    assert (await ada.settle("r1", status="failed", head=b"why")).status == "replaced"
    assert (await ada.get("r1")).entry.status == "failed"
    assert await ada.add("r2", hash="h") == Added("created", "r2")
    assert await ada.delete("r1")
    assert await ada.add("r3", hash="h") == Added("exists", "r2")


async def test_replacing_raises_the_version_and_earlier_ones_are_kept(ada: Keeper) -> None:
    await ada.add("r1", data=b"image")
    for version in (2, 3):
        text = b"%d" % version
        answer = await ada.replace("r1", head=text, body=text * 2000, now_ms=NOW + version)
        assert answer == Replaced("replaced", version)
    found = await ada.get("r1")
    assert (found.entry.version, found.entry.created, found.entry.updated) == (3, NOW, NOW + 3)
    assert (found.entry.head, found.body, found.data) == (b"3", b"3" * 2000, b"image")
    second = await ada.get("r1", 2)
    assert (second.entry.version, second.entry.updated) == (2, NOW + 2)
    assert (second.entry.head, second.body) == (b"2", b"2" * 2000)
    assert (await ada.get("r1", 1)).body == b"body"
    assert await ada.get("r1", 4) is None
    assert await ada.get("r1", 0) is None
    listed = await ada.versions("r1")
    assert [(one.version, one.at) for one in listed] == [(3, NOW + 3), (2, NOW + 2), (1, NOW)]
    assert listed[2].size == len(b"\0head\0body")
    assert listed[1].size < 100


async def test_newest_twenty_versions_are_kept(ada: Keeper) -> None:
    await ada.add("r1")
    for version in range(2, 31):
        await ada.replace("r1", body=b"%d" % version)
    kept = range(30, 30 - holdings.VERSIONS, -1)
    assert [one.version for one in await ada.versions("r1")] == list(kept)
    for version in kept:
        assert (await ada.get("r1", version)).body == b"%d" % version
    assert await ada.get("r1", 10) is None
    fields = await raw(ada.store, "HKEYS", ada.key("r1"))
    assert len([one for one in fields if one.startswith((b"head:", b"body:"))]) == 40


async def test_no_earlier_version_is_kept_where_none_is_to_be(ada: Keeper) -> None:
    await ada.add("r1")
    for version in (2, 3):
        assert await ada.replace("r1", keep=1) == Replaced("replaced", version)
    assert [one.version for one in await ada.versions("r1")] == [3]
    fields = await raw(ada.store, "HKEYS", ada.key("r1"))
    assert sorted(one for one in fields if b":" in one) == [b"body:3", b"head:3"]


async def test_of_two_who_replace_the_same_version_one_is_stale(ada: Keeper) -> None:
    await ada.add("r1")
    answers = await asyncio.gather(
        *(ada.replace("r1", expected=1, body=b"%d" % i) for i in range(10))
    )
    assert Counter(one.status for one in answers) == {"replaced": 1, "stale": 9}
    assert {one.version for one in answers} == {2}
    assert await ada.replace("r1", expected=7) == Replaced("stale", 2)
    assert await ada.replace("r2", expected=1) == Replaced("missing", 0)


async def test_replacing_that_is_sent_again_has_been_done(ada: Keeper) -> None:
    await ada.add("r1")
    for _ in range(2):
        assert await ada.replace("r1", expected=1, body=b"new") == Replaced("replaced", 2)
    assert await ada.replace("r1", expected=1, body=b"newer") == Replaced("stale", 2)
    assert len(await ada.versions("r1")) == 2


async def test_renaming_changes_the_title_alone(ada: Keeper) -> None:
    await ada.add("r1")
    before = await ada.get("r1")
    assert await ada.rename("r1", "이력서")
    found = await ada.get("r1")
    assert (found.entry.title, found.entry.updated) == ("이력서", NOW + 3)
    assert (found.entry.version, found.body) == (before.entry.version, before.body)
    assert not await ada.rename("r2", "x")
    assert await ada.get("r2") is None


@pytest.mark.parametrize("ends", [False, True])
async def test_deletion_leaves_nothing(store: Store, ends: bool) -> None:
    ends_ms = int(time.time() * 1000) + 60_000 if ends else None
    one = Keeper(store, "ada", "documents", ends_ms)
    await one.add("d1", body=noise(9000), data=noise(9000), status="reading")
    await one.settle("d1")
    await one.replace("d1")
    assert await one.delete("d1")
    assert await raw(store, "KEYS", "*") == []
    assert not await one.delete("d1")


async def test_listing_goes_on_where_it_ended_newest_first(store: Store, ada: Keeper) -> None:
    for i in range(9):
        await ada.add(f"r{i}", now_ms=NOW + i // 4)
    await Keeper(store, "eve").add("other")
    for limit in (1, 2, 5, 9, 20):
        pages, cursor = [], None
        while True:
            listed = await ada.list(limit, cursor)
            pages.append([one.id for one in listed.entries])
            cursor = listed.cursor
            if cursor is None:
                break
        assert [one for page in pages for one in page] == [f"r{i}" for i in range(8, -1, -1)]
        assert max(map(len, pages)) <= limit
    with pytest.raises(ValueError, match="not a cursor"):
        await ada.list(5, "r1")


async def test_listing_goes_on_although_its_last_one_was_deleted(ada: Keeper) -> None:
    for i in range(6):
        await ada.add(f"r{i}", now_ms=NOW)
    first = await ada.list(2)
    await ada.delete(first.entries[-1].id)
    await ada.add("r9", now_ms=NOW + 1)
    assert [one.id for one in (await ada.list(9, first.cursor)).entries] == ["r3", "r2", "r1", "r0"]


async def test_listing_has_no_more_than_so_many_bytes(
    ada: Keeper, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(holdings, "LIST_BYTES", 5000)
    for i in range(5):
        await ada.add(f"r{i}", now_ms=NOW + i, head=b"h" * (9000 if i == 2 else 2000))
    pages, cursor = [], None
    while not pages or cursor:
        listed = await ada.list(10, cursor)
        pages.append([one.id for one in listed.entries])
        assert listed.scanned == sum(len(one.head) for one in listed.entries)
        cursor = listed.cursor
    assert pages == [["r4", "r3"], ["r2"], ["r1", "r0"]]


async def test_all_of_a_guest_ends_with_the_guest(store: Store) -> None:
    ends_ms = int(time.time() * 1000) + 60_000
    guest = Keeper(store, "g1", ends_ms=ends_ms)
    await guest.add("r1")
    await guest.add("r2", ends_ms=ends_ms - 30_000)
    left = {key: await raw(store, "PTTL", key.decode()) for key in await raw(store, "KEYS", "*")}
    assert len(left) == 4
    assert all(0 < ms <= 60_000 for ms in left.values())
    assert left[guest.key("r2").encode()] <= 30_000
    assert left[keys.collection("g1", "resumes").encode()] > 50_000
    await guest.replace("r2")
    assert await raw(store, "PTTL", guest.key("r2")) > 50_000


async def test_what_has_run_out_is_not_shown(store: Store) -> None:
    guest = Keeper(store, "g1", ends_ms=int(time.time() * 1000) + 60_000)
    for i in range(4):
        await guest.add(f"r{i}", now_ms=NOW + i)
    await raw(store, "DEL", guest.key("r2"))
    assert await guest.ids() == ["r3", "r1", "r0"]
    assert await guest.add("r9", hash="hash of r2") == Added("created", "r9")
