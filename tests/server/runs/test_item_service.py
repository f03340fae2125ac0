"""The items of a session, with Redis: made to wait, told of, and none left half made."""

import time
import uuid

import pytest

from agents.errors import Refused
from agents.kind import Item
from agents.models.request import Caller
from server.runs.item_service import ItemService
from store import keys
from store.quotas.types import Limits
from store.store import Store
from tests.redis_servers import RedisServer
from tests.store.writers import raw
from tests.tally import Tally

KINDS = {"tally": Tally()}


async def begun(store: Store) -> Caller:
    """A session of a new user, which may have items."""
    caller = Caller(user=str(uuid.uuid4()), session=str(uuid.uuid4()))
    now_ms = time.time_ns() // 1_000_000
    made = await store.sessions.create(
        caller.session,
        caller.user,
        "batch",
        b"{}",
        b"{}",
        title="",
        command_id="c1",
        raw=b"start",
        now_ms=now_ms,
    )
    assert made.status == "created"
    return caller


async def test_items_wait_until_they_are_begun_and_are_made_once(store: Store) -> None:
    items, caller = ItemService(store, KINDS), await begun(store)
    for _ in range(2):
        await items.make(caller, "tally", {1: {"word": "a"}, 3: {"word": "c"}}, 3)
    await items.begin(caller, [1], 0)
    assert await items.standing(caller, [1, 2, 3]) == [
        Item("running", "Tally"),
        Item("failed", error={"code": "not_found", "message": ""}),
        Item("waiting", "Tally"),
    ]
    info = await store.sessions.get(items.id(caller, 1), caller.user)
    assert info is not None
    assert (info.parent, b'"clarify":false' in info.options) == (caller.session, True)


async def test_nothing_is_left_of_items_for_which_there_is_no_room(redis: RedisServer) -> None:
    store = Store(redis.url, limits=Limits(user_bytes=60_000))
    items, caller = ItemService(store, KINDS), await begun(store)
    inputs = {number: {"word": f"word-{number}"} for number in range(1, 201)}
    with pytest.raises(Refused) as refused:
        await items.make(caller, "tally", inputs, 200)
    assert refused.value.code == "quota_exceeded"
    left = [await raw(store, "EXISTS", keys.meta(items.id(caller, one))) for one in inputs]
    assert sum(left) == 0
    await store.close()


async def test_items_of_which_no_more_may_be_are_not_made(store: Store) -> None:
    asked = list[tuple[str, int]]()

    async def nobody(caller: Caller, count: int) -> None:
        asked.append((caller.session, count))
        raise Refused("no more", "quota_exceeded")

    items, caller = ItemService(store, KINDS, admit=nobody), await begun(store)
    with pytest.raises(Refused):
        await items.make(caller, "tally", {1: {"word": "a"}, 2: {"word": "b"}}, 2)
    assert asked == [(caller.session, 2)]
    assert await raw(store, "EXISTS", keys.meta(items.id(caller, 1))) == 0


async def test_session_that_was_deleted_gets_no_items(store: Store) -> None:
    items, caller = ItemService(store, KINDS), await begun(store)
    await store.sessions.delete(caller.session, caller.user)
    with pytest.raises(Refused):
        await items.make(caller, "tally", {1: {"word": "a"}}, 1)
    assert await raw(store, "EXISTS", keys.meta(items.id(caller, 1))) == 0
