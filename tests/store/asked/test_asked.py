"""What users were asked, on a real Redis."""

import pytest

from store import keys
from store.asked.asked import MOST, Entry
from store.store import Store
from tests.store.writers import raw


def entry(number: int, hash: str = "h1", resume: str = "") -> Entry:
    return Entry(hash, resume, f"key{number}", f"Question {number}?")


async def test_what_was_asked_is_remembered_newest_first(store: Store) -> None:
    await store.asked.record("ada", [entry(1)], 1_000, None)
    await store.asked.record("ada", [entry(2)], 2_000, None)
    assert await store.asked.of("ada", "h1", "") == [entry(2), entry(1)]


async def test_recording_again_changes_nothing(store: Store) -> None:
    for now in (1_000, 2_000):
        await store.asked.record("ada", [entry(1), entry(2)], now, None)
    assert len(await store.asked.of("ada", "h1", "")) == 2


async def test_each_user_and_resume_has_its_own(store: Store) -> None:
    await store.asked.record("ada", [entry(1), entry(2, "h2", "r2")], 1_000, None)
    await store.asked.record("eve", [entry(3)], 1_000, None)
    assert await store.asked.of("ada", "h1", "") == [entry(1)]
    assert await store.asked.of("ada", "other", "r2") == [entry(2, "h2", "r2")]
    assert await store.asked.of("ada", "h2", "") == [entry(2, "h2", "r2")]
    assert await store.asked.of("bob", "h1", "") == []


async def test_only_the_newest_are_kept(store: Store) -> None:
    for number in range(MOST + 5):
        await store.asked.record("ada", [entry(number)], 1_000 + number, None)
    kept = await store.asked.of("ada", "h1", "")
    assert (len(kept), kept[0], kept[-1]) == (MOST, entry(MOST + 4), entry(5))


async def test_it_is_forgotten_with_the_resume_however_that_was_given(store: Store) -> None:
    await store.asked.record(
        "ada", [entry(1, "h1", "r1"), entry(2, "h1"), entry(3, "h3", "r3")], 1_000, None
    )
    await store.asked.forget("ada", "r1")
    assert await store.asked.of("ada", "h1", "r1") == []
    assert await store.asked.of("ada", "h3", "r3") == [entry(3, "h3", "r3")]
    await store.asked.forget("ada", "none")


@pytest.mark.parametrize(("first", "second"), [(5_000, 9_000), (9_000, 5_000)])
async def test_of_a_guest_it_ends_with_the_last_session(
    store: Store, first: int, second: int
) -> None:
    await store.asked.record("ada", [entry(1)], 1_000, first)
    await store.asked.record("ada", [entry(2)], 2_000, second)
    left = await raw(store, "PTTL", keys.asked("ada"))
    assert 8_000 < left <= 9_000


async def test_of_who_is_no_guest_it_stays(store: Store) -> None:
    await store.asked.record("ada", [entry(1)], 1_000, 5_000)
    await store.asked.record("ada", [entry(2)], 2_000, None)
    assert await raw(store, "PTTL", keys.asked("ada")) == -1
