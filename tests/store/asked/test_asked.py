"""What users were asked, on a real Redis."""

import asyncio

import msgspec
import pytest

from store import keys
from store.asked.asked import MOST, Entry
from store.store import Store
from tests.store.writers import raw

MOST_MS = 10**12
"""Later than anything here."""


def entry(number: int, hash: str = "h1", resume: str = "", owner: str = "s1") -> Entry:
    return Entry(hash, resume, f"key{number}", f"Question {number}?", owner)


async def record(
    store: Store, user: str, entries: list[Entry], now_ms: int, ttl_ms: int | None
) -> None:
    """Remember them, whatever was there."""
    assert await store.asked.record(user, entries, MOST_MS, now_ms, ttl_ms)


async def of(store: Store, user: str, hash: str, resume: str) -> list[Entry]:
    return (await store.asked.of(user, hash, resume))[0]


async def test_what_was_asked_is_remembered_newest_first(store: Store) -> None:
    await record(store, "ada", [entry(1)], 1_000, None)
    await record(store, "ada", [entry(2)], 2_000, None)
    assert await of(store, "ada", "h1", "") == [entry(2), entry(1)]


async def test_recording_again_changes_nothing(store: Store) -> None:
    for now in (1_000, 2_000):
        await record(store, "ada", [entry(1), entry(2)], now, None)
    assert len(await of(store, "ada", "h1", "")) == 2


async def test_each_user_and_resume_has_its_own(store: Store) -> None:
    await record(store, "ada", [entry(1), entry(2, "h2", "r2")], 1_000, None)
    await record(store, "eve", [entry(3)], 1_000, None)
    assert await of(store, "ada", "h1", "") == [entry(1)]
    assert await of(store, "ada", "other", "r2") == [entry(2, "h2", "r2")]
    assert await of(store, "ada", "h2", "") == [entry(2, "h2", "r2")]
    assert await of(store, "bob", "h1", "") == []


async def test_only_the_newest_are_kept(store: Store) -> None:
    for number in range(MOST + 5):
        await record(store, "ada", [entry(number)], 1_000 + number, None)
    kept = await of(store, "ada", "h1", "")
    assert (len(kept), kept[0], kept[-1]) == (MOST, entry(MOST + 4), entry(5))


async def test_it_is_forgotten_with_the_resume_however_that_was_given(store: Store) -> None:
    await record(
        store, "ada", [entry(1, "h1", "r1"), entry(2, "h1"), entry(3, "h3", "r3")], 1_000, None
    )
    await store.asked.forget("ada", "r1")
    assert await of(store, "ada", "h1", "r1") == []
    assert await of(store, "ada", "h3", "r3") == [entry(3, "h3", "r3")]
    await store.asked.forget("ada", "none")


@pytest.mark.parametrize(("first", "second"), [(5_000, 9_000), (9_000, 5_000)])
async def test_of_a_guest_it_ends_with_the_last_session(
    store: Store, first: int, second: int
) -> None:
    await record(store, "ada", [entry(1)], 1_000, first)
    await record(store, "ada", [entry(2)], 2_000, second)
    left = await raw(store, "PTTL", keys.asked("ada"))
    assert 8_000 < left <= 9_000


async def test_of_who_is_no_guest_it_stays(store: Store) -> None:
    await record(store, "ada", [entry(1)], 1_000, 5_000)
    await record(store, "ada", [entry(2)], 2_000, None)
    assert await raw(store, "PTTL", keys.asked("ada")) == -1


async def test_of_two_who_read_the_same_one_records(store: Store) -> None:
    ours, theirs = entry(1), entry(2, owner="s2")
    _, until = await store.asked.of("ada", "h1", "")
    done = [await store.asked.record("ada", [one], until, 1_000, None) for one in (ours, theirs)]
    assert done == [True, False]
    found, until = await store.asked.of("ada", "h1", "")
    assert found == [ours]
    assert await store.asked.record("ada", [theirs], until, 1_000, None)
    assert await of(store, "ada", "h1", "") == [theirs, ours]


@pytest.mark.parametrize(
    ("other", "recorded"),
    [
        (entry(1, "h1", "", "s2"), False),
        (entry(1, "h9", "r1", "s2"), False),
        (entry(1, "h9", "", "s2"), True),
        (entry(1, "h1", "r1", "s1"), True),
    ],
    ids=["the same text", "the same résumé, edited", "another résumé", "the session's own"],
)
async def test_only_what_others_had_about_the_resume_is_in_the_way(
    store: Store, other: Entry, recorded: bool
) -> None:
    await record(store, "ada", [other], 1_000, None)
    assert await store.asked.record("ada", [entry(2, "h1", "r1")], 0, 1_000, None) is recorded


async def test_what_was_recorded_is_so_when_it_is_done_again_whoever_came_after(
    store: Store,
) -> None:
    await record(store, "ada", [entry(1), entry(2)], 1_000, None)
    await record(store, "ada", [entry(3, owner="s2")], 1_000, None)
    assert await store.asked.record("ada", [entry(1), entry(2)], 0, 1_000, None)
    assert len(await of(store, "ada", "h1", "")) == 3


async def test_many_who_record_at_once_come_one_after_the_other(store: Store) -> None:
    async def give(number: int) -> int:
        for tries in range(1, 100):
            _, until = await store.asked.of("ada", "h1", "")
            mine = [entry(number, owner=f"s{number}")]
            if await store.asked.record("ada", mine, until, 1_000, None):
                return tries
        raise AssertionError(number)

    tries = await asyncio.gather(*map(give, range(8)))
    assert max(tries) <= 8
    assert len(await of(store, "ada", "h1", "")) == 8


async def test_what_an_earlier_release_has_recorded_is_known_and_in_the_way(store: Store) -> None:
    before = msgspec.json.encode(["h1", "", "key1", "Question 1?"])
    await raw(store, "ZADD", keys.asked("ada"), 900, before)
    found, until = await store.asked.of("ada", "h1", "")
    assert (found, until) == ([entry(1, owner="")], 900)
    assert not await store.asked.record("ada", [entry(2)], 0, 1_000, None)
    assert await store.asked.record("ada", [entry(2)], until, 1_000, None)
