"""API keys in the store, on a real Redis."""

import asyncio

import msgspec
import pytest

from store.api_keys.types import ApiKey
from store.store import Store
from tests.redis_servers import RedisServer, talk

MOST = 3


def key(number: int = 1) -> ApiKey:
    name, shown = f"key {number}", f"cp_{number:08}"
    return ApiKey(f"id{number}", name, shown, f"{number:064}", ("resumes",), created_at=number)


async def test_key_is_found_by_its_hash_and_by_whose_it_is(store: Store) -> None:
    assert await store.api_keys.add("ada", key(), MOST)
    owned = await store.api_keys.find(key().hash)
    assert owned is not None
    assert (owned.user, owned.key, owned.plan) == ("ada", key(), "")
    assert [kept.key for kept in await store.api_keys.of("ada")] == [key()]
    assert await store.api_keys.of("eve") == []
    assert await store.api_keys.find("0" * 64) is None


async def test_user_has_no_more_keys_than_they_may_however_many_are_made_at_once(
    store: Store,
) -> None:
    made = await asyncio.gather(*(store.api_keys.add("ada", key(n), MOST) for n in range(10)))
    assert sum(made) == MOST
    assert await store.api_keys.add("ada", (await store.api_keys.of("ada"))[0].key, MOST)


async def test_deleted_key_leaves_nothing_and_its_use_brings_nothing_back(
    store: Store, redis: RedisServer
) -> None:
    await store.api_keys.add("ada", key(), MOST)
    await store.api_keys.use("ada", key().id, 5_000, 0)
    assert not await store.api_keys.delete("eve", key().id)
    assert await store.api_keys.delete("ada", key().id)
    assert not await store.api_keys.delete("ada", key().id)
    await store.api_keys.use("ada", key().id, 6_000, 0)
    assert await store.api_keys.find(key().hash) is None
    assert talk(redis.port, "DBSIZE") == ":0\r\n"


async def test_key_whose_deletion_was_cut_off_is_not_valid_and_can_be_deleted_again(
    store: Store, redis: RedisServer
) -> None:
    await store.api_keys.add("ada", key(), MOST)
    assert talk(redis.port, "DEL", f"k:{key().hash}") == ":1\r\n"
    assert await store.api_keys.find(key().hash) is None
    assert await store.api_keys.delete("ada", key().id)
    assert talk(redis.port, "DBSIZE") == ":0\r\n"


@pytest.mark.parametrize(("later", "noted"), [(59_999, 0), (60_000, 60_000), (-60_000, -60_000)])
async def test_use_is_noted_once_a_minute_whatever_the_workers_clocks_say(
    later: int, noted: int, store: Store
) -> None:
    await store.api_keys.add("ada", key(), MOST)
    for now in (1_000_000, 1_000_000 + later):
        await store.api_keys.use("ada", key().id, now, 60_000)
    (kept,) = await store.api_keys.of("ada")
    assert kept.used_at == 1_000_000 + noted


async def test_plan_is_that_of_the_account(store: Store, redis: RedisServer) -> None:
    await store.api_keys.add("ada", key(), MOST)
    assert talk(redis.port, "HSET", "u:{ada}:account", "plan", "pro") == ":1\r\n"
    owned = await store.api_keys.find(key().hash)
    assert owned is not None
    assert owned.plan == "pro"


async def test_record_that_another_key_has_taken_the_place_of_is_not_found(
    store: Store, redis: RedisServer
) -> None:
    await store.api_keys.add("ada", key(), MOST)
    other = msgspec.json.encode(msgspec.structs.replace(key(), hash="f" * 64)).decode()
    talk(redis.port, "HSET", "u:{ada}:keys", key().id, other)
    assert await store.api_keys.find(key().hash) is None
