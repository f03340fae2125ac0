"""Pages that are kept, on a real Redis: by name, for a while, within one limit."""

import os

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from store import keys
from store.pages.pages import ENTRY, LARGEST, Pages
from store.store import Store
from tests.store.writers import raw

HOUR = 3_600_000


async def size(store: Store) -> int:
    """What all pages take, as is counted."""
    return int(await raw(store, "HGET", keys.pages()[0], "") or 0)


async def test_page_is_had_by_its_name_until_another_is_put(store: Store) -> None:
    assert await store.pages.get("https://a.example/") is None
    for page in (b"", b"one", b"two" * 100_000):
        await store.pages.put("https://a.example/", page, HOUR)
        assert await store.pages.get("https://a.example/") == page
    assert await store.pages.get("https://a.example") is None


async def test_names_are_not_kept(store: Store) -> None:
    await store.pages.put("https://a.example/secret", b"page", HOUR)
    for key, verb in zip(keys.pages(), ("HKEYS", "ZRANGE"), strict=True):
        rest = (0, -1) if verb == "ZRANGE" else ()
        assert not any(b"secret" in one for one in await raw(store, verb, key, *rest))


async def test_putting_again_takes_no_more(store: Store) -> None:
    await store.pages.put("a", b"page", HOUR)
    once = await size(store)
    await store.pages.put("a", b"page", HOUR)
    assert await size(store) == once == ENTRY + 5


async def test_page_too_large_to_be_kept_is_not(store: Store) -> None:
    await store.pages.put("a", os.urandom(LARGEST + 1), HOUR)
    assert await store.pages.get("a") is None
    await store.pages.put("a", bytes(3 * LARGEST), HOUR)
    assert await store.pages.get("a") == bytes(3 * LARGEST)


async def test_page_whose_time_is_up_is_gone_and_takes_nothing(store: Store) -> None:
    await store.pages.put("short", b"page", 1)
    await store.pages.put("long", b"page", HOUR)
    while await store.pages.get("short") is not None:
        pass
    await store.pages.put("other", b"page", HOUR)
    assert await size(store) == 2 * (ENTRY + 5)
    left = [await raw(store, "PTTL", key) for key in keys.pages()]
    assert all(HOUR - 60_000 < one <= HOUR for one in left)


async def test_those_that_end_first_make_room_for_others(store: Store) -> None:
    pages = Pages(store.route, most=3 * (ENTRY + 5))
    for name, ttl in (("b", 2), ("a", 1), ("c", 3), ("d", 4)):
        await pages.put(name, b"page", ttl * HOUR)
    kept = [name for name in "abcd" if await pages.get(name)]
    assert kept == ["b", "c", "d"]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.tuples(st.sampled_from("abcdef"), st.integers(0, 900), st.integers(10_000, HOUR)),
        min_size=1,
        max_size=12,
    )
)
async def test_all_together_never_take_more_than_they_may(
    store: Store, puts: list[tuple[str, int, int]]
) -> None:
    most = 3000
    pages = Pages(store.route, most=most)
    for name, length, ttl in puts:
        await pages.put(name, bytes(length), ttl)
        lengths = await raw(store, "HVALS", keys.pages()[0])
        count = await raw(store, "ZCARD", keys.pages()[1])
        total = await size(store)
        assert sum(map(len, lengths)) - len(str(total)) + count * ENTRY == total <= most
