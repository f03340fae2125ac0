"""Who is deleted leaves nothing: no key, no value, nothing that runs."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from typing import Any

import msgspec
import pytest

from server.accounts.deletion import Deletion, credentials
from server.accounts.emails import parse
from server.accounts.moving import Moving
from store import keys
from store.api_keys.types import ApiKey
from store.errors import StoreUnavailable
from store.leases.types import Acquired, Fenced
from store.quotas.types import Limits
from store.redis.scripts import command
from store.store import Store
from tests.redis_servers import RedisServer, talk
from tests.server.accounts.people import Person, everything

LIMITS = Limits(guest_bytes=10**9, user_bytes=10**9, guests_bytes=10**10)


@pytest.fixture
async def store(redis: RedisServer) -> AsyncIterator[Store]:
    talk(redis.port, "FLUSHALL")
    one = Store(redis.url, limits=LIMITS)
    yield one
    await one.close()


def deletion(store: Store, *leaving: Any, **more: Any) -> Deletion:
    """One whose second look is due at once."""
    leaving = (*leaving, store.usage.forget, store.audit.forget)
    return Deletion(store, leaving, **({"grace_ms": 0} | more))


async def assert_left_nothing(store: Store, *people: Person) -> None:
    """Neither a key nor a value has an id or a text of theirs."""
    secrets = {word for one in people for word in (one.id, one.mark, *one.sessions, *one.items)} | {
        id for one in people for id in one.holdings.values()
    }
    found = [
        (name, secret)
        for name, value in (await everything(store)).items()
        for secret in secrets
        if secret in name or secret in value
    ]
    assert found == []


@pytest.mark.parametrize("guest", [True, False])
async def test_who_is_deleted_leaves_nothing(store: Store, guest: bool) -> None:
    person, other = Person(store, guest=guest), Person(store, guest=guest)
    await person.has_everything()
    await other.has_everything()
    before = {n: v for n, v in (await everything(store)).items() if other.id in n + v}
    one = deletion(store)
    assert await one.delete(person.id)
    await one.finish()
    assert await store.parting.all() == []
    await assert_left_nothing(store, person)
    after = {n: v for n, v in (await everything(store)).items() if other.id in n + v}
    shared = {keys.guests()[0], keys.guests()[1]}
    assert {n: v for n, v in after.items() if n not in shared and "usage" not in n} == {
        n: v for n, v in before.items() if n not in shared and "usage" not in n
    }


async def test_records_of_calls_stay_and_name_nobody(store: Store) -> None:
    person, other = Person(store), Person(store)
    for who in (person, other, person):
        await who.spends()
    await deletion(store).delete(person.id)
    day = (await store.route.run([command("", "KEYS", "*gate}:usage*")]))[0][0].decode()
    records = await store.model_gate.usage(day.rpartition(":")[2])
    said = [msgspec.json.decode(one) for one in records]
    assert [(one["user"], one["session"], one["cost"]) for one in said] == [
        ("", "", 7),
        (other.id, other.mark, 7),
        ("", "", 7),
    ]


async def test_what_ran_is_ended_and_who_follows_is_told(store: Store) -> None:
    person, ear = Person(store), _Ear()
    session = await person.session()
    taken = await store.leases.acquire(session, "w1")
    assert isinstance(taken, Acquired)
    bus = store.bus("w1", ear)
    await bus.start()
    await bus.subscribe(session)
    await deletion(store).delete(person.id)
    async with asyncio.timeout(5):
        await ear.heard.wait()
    assert ear.left == [session]
    assert await store.leases.renew([(session, taken.token)]) == [Fenced()]
    await bus.close()


class _Ear:
    def __init__(self) -> None:
        self.heard = asyncio.Event()
        self.left: list[str] = []

    def on_left(self, session: str) -> None:
        self.left.append(session)
        self.heard.set()

    def __getattr__(self, name: str) -> Any:
        return lambda *_: None


async def test_credentials_go_first(store: Store) -> None:
    person, did = Person(store), list[str]()
    await person.session()

    async def leave(user: str) -> None:
        assert await store.sessions.get(person.sessions[0], user)
        did.append(user)

    await deletion(store, leave).delete(person.id)
    assert did == [person.id]


async def test_account_goes_with_its_address_its_logins_and_its_keys(store: Store) -> None:
    person, email = Person(store, guest=False), parse("ada@example.com")
    await person.has_everything()
    fields = {"id": person.id, "email": email.shown, "name": person.mark, "language": "en",
              "country": "", "timeZone": "", "settings": "", "plan": "free",
              "passwordHash": "hash", "auditKey": b"k"}  # fmt: skip
    made = await store.accounts.make(
        person.id, email.hash, fields=list(fields.items()), newcomer=False
    )
    assert made == "made"
    await store.accounts.confirm(person.id, email.hash, guest=False)
    key = ApiKey(
        id="k1", hash="h1", name=person.mark, prefix="cp_a", scopes=("usage",), created_at=1
    )
    assert await store.api_keys.add(person.id, key, 10)
    one = deletion(store, credentials(store))
    assert await one.delete(person.id)
    await one.finish()
    changes = [change.words for change in await store.accounts.changes(0)]
    assert ("user", person.id) in changes
    assert ("key", "k1") in changes
    # For as long as an access token may last: what ends it.
    await store.route.run([command("", "DEL", keys.changes())])
    await assert_left_nothing(store, person)
    left = await everything(store)
    assert [name for name, value in left.items() if email.hash in name or "ada@" in value] == []
    assert await store.accounts.user_of(email.hash) == ""


@pytest.mark.parametrize("step", range(1, 70, 8))
async def test_deletion_that_a_crash_ends_is_ended_by_another_worker(
    store: Store, step: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = Person(store)
    await person.has_everything()
    run, trips = store.route.run, 0

    async def failing(calls: Any, **how: Any) -> Any:
        nonlocal trips
        trips += 1
        if trips > step:
            raise StoreUnavailable("the worker is dead")
        return await run(calls, **how)

    monkeypatch.setattr(store.route, "run", failing)
    with suppress(StoreUnavailable):
        await deletion(store).delete(person.id)
    monkeypatch.undo()
    for _ in range(2):
        for note in await store.parting.all():
            key = keys.parting()
            words = ("ZADD", key, 0, f"{note.about} {note.passes}")
            await store.route.run([command(key, *words)])
        await deletion(store).finish()
    await assert_left_nothing(store, person)


async def test_what_came_from_guests_goes_with_the_user(store: Store) -> None:
    guest, user = Person(store), Person(store, guest=False)
    for one in (guest, user):
        await one.has_everything()
    moving = Moving(store, 3600, grace_ms=0)
    await moving.move(guest.id, user.id)
    one = deletion(store)
    await one.delete(user.id)
    await one.finish()
    await moving.finish()
    await assert_left_nothing(store, guest, user)


async def test_move_and_deletion_at_once_leave_nothing_with_the_user(store: Store) -> None:
    guest, user = Person(store), Person(store, guest=False)
    for one in (guest, user):
        await one.has_everything()
    one, moving = deletion(store), Moving(store, 3600, grace_ms=0)
    await asyncio.gather(moving.move(guest.id, user.id), one.delete(user.id))
    await moving.finish()
    await one.finish()
    await assert_left_nothing(store, user)


async def test_what_comes_late_goes_with_the_second_look(store: Store) -> None:
    person = Person(store)
    await person.has_everything()
    one = deletion(store)
    await one.delete(person.id)
    await person.has_everything()
    await one.finish()
    await assert_left_nothing(store, person)
