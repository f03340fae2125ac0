"""What workers hear of what has ended, and what they then refuse."""

import asyncio
import time
from collections.abc import AsyncIterator

import pytest

from protocol.errors import NotSignedIn
from server.accounts.changes import Changes
from server.admission.tokens import Identity
from store.store import Store
from tests.redis_servers import RedisServer, talk

NOW = time.time()


@pytest.fixture
async def store(redis: RedisServer) -> AsyncIterator[Store]:
    """A store on an empty Redis."""
    assert talk(redis.port, "FLUSHALL") == "+OK\r\n"
    one = Store(redis.url)
    yield one
    await one.close()


def member(user: str = "u-1", login: str = "one", key: str = "") -> Identity:
    return Identity(user, False, NOW + 900, NOW, login=login, key=key, plan="free")


GUEST = Identity("g-1", True, NOW + 900, NOW)


async def refuses(changes: Changes, identity: Identity) -> bool:
    try:
        await changes.now(identity)
    except NotSignedIn:
        return True
    return False


@pytest.mark.parametrize(
    ("change", "ended", "others"),
    [
        ("login one", [member()], [member(login="two"), member(login="", key="one"), GUEST]),
        ("key one", [member(login="", key="one")], [member(), member(login="one")]),
        ("user u-1", [member(), member(login="two")], [member("u-2"), GUEST]),
        ("user g-1", [GUEST], [member()]),
        ("guest g-1", [GUEST], [member("g-1"), member()]),
    ],
)
async def test_what_has_ended_is_refused_and_nothing_else(
    change: str, ended: list[Identity], others: list[Identity], store: Store
) -> None:
    changes = Changes(store.accounts)
    await store.accounts.note(change)
    assert not any([await refuses(changes, one) for one in ended])
    await changes.look()
    assert all([await refuses(changes, one) for one in ended])
    assert all(changes.has_ended(one) for one in ended)
    assert not any([await refuses(changes, one) for one in others])


async def test_worker_that_starts_hears_what_came_before(store: Store) -> None:
    await asyncio.gather(*(store.accounts.note(f"login l{n}") for n in range(20)))
    changes = Changes(store.accounts)
    await changes.look()
    assert all([await refuses(changes, member(login=f"l{n}")) for n in range(20)])


async def test_plan_is_the_newest_that_was_given(store: Store) -> None:
    changes = Changes(store.accounts)
    for plan in ("pro", "enterprise", "pro", "nonsense"):
        await store.accounts.note(f"plan u-1 {plan}")
        await changes.look()
        await asyncio.sleep(0.002)  # the next one is noted at another time
    assert (await changes.now(member())).plan == "pro"
    assert (await changes.now(member("u-2"))).plan == "free"


async def test_guest_who_has_signed_in_is_none_whenever_the_worker_was_started(
    store: Store,
) -> None:
    await store.accounts.end_guest("g-1", 60_000)
    talk_of_it = await store.accounts.changes(0)
    assert [one.words for one in talk_of_it] == [("guest", "g-1")]
    assert await refuses(Changes(store.accounts), GUEST)  # which has heard of nothing
    assert not await refuses(Changes(store.accounts), GUEST._replace(user="g-2"))


async def test_guest_is_asked_about_once(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []
    has_ended = store.accounts.has_ended

    async def noting(guest: str) -> bool:
        asked.append(guest)
        return await has_ended(guest)

    monkeypatch.setattr(store.accounts, "has_ended", noting)
    changes = Changes(store.accounts)
    for _ in range(3):
        await changes.now(GUEST)
    assert asked == ["g-1"]


async def test_guest_goes_on_while_the_store_is_away() -> None:
    store = Store("redis://127.0.0.1:1/0", timeout=0.2, connect_timeout=0.1)
    assert await Changes(store.accounts).now(GUEST) == GUEST
    await store.close()
