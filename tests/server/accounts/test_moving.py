"""What a guest has moves to a user, whatever comes in between, and nothing of it is lost."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import msgspec
import pytest

from server.accounts.moving import Moved, Moving
from server.practice.record import decoded
from store import keys
from store.errors import StoreUnavailable
from store.leases.types import Acquired, Fenced
from store.owners.notes import Note
from store.quotas.types import Limits
from store.redis.scripts import command
from store.sessions.items import item_id
from store.store import Store
from tests.redis_servers import RedisServer, talk
from tests.server.accounts.people import Person, everything, now_ms
from tests.store.quotas.accounts import counted

LIMITS = Limits(guest_bytes=10**9, user_bytes=10**9, guests_bytes=10**10, user_sessions=1000)
COLLECTIONS = ("resumes", "documents", "jobs", "applications")


@pytest.fixture
async def store(redis: RedisServer) -> AsyncIterator[Store]:
    talk(redis.port, "FLUSHALL")
    one = Store(redis.url, limits=LIMITS)
    yield one
    await one.close()


@pytest.fixture
def guest(store: Store) -> Person:
    return Person(store)


@pytest.fixture
def user(store: Store) -> Person:
    return Person(store, guest=False)


def mover(store: Store, **more: Any) -> Moving:
    """One whose second look is due at once."""
    return Moving(store, 3600, **({"grace_ms": 0, "also": [store.usage.move]} | more))


async def raw(store: Store, *words: Any) -> Any:
    return (await store.route.run([command(str(words[1]), *words)]))[0]


async def assert_is_all_the_users(store: Store, guest: Person, user: Person) -> None:
    for session in guest.sessions + guest.items:
        info = await store.sessions.get(session, user.id)
        assert info is not None
        assert info.ttl is None
        assert await store.sessions.get(session, guest.id) is None
        assert await raw(store, "PTTL", keys.meta(session)) == -1
    listed = await store.sessions.list(user.id, None, 200, None)
    assert {one.id for one in listed.sessions} == {*guest.sessions, *user.sessions}
    for collection, id in guest.holdings.items():
        found: Any = await store.holdings.get(collection, user.id, id)  # type: ignore[arg-type]
        assert (found.entry.title, found.entry.version, found.data) == (
            guest.mark,
            2,
            guest.mark.encode(),
        )
        assert await raw(store, "PTTL", keys.holding(user.id, collection, id)) == -1
        assert await store.holdings.get(collection, guest.id, id) is None  # type: ignore[arg-type]
        versions = await store.holdings.versions(collection, user.id, id)  # type: ignore[arg-type]
        assert versions is not None
        assert [one.version for one in versions] == [2, 1]
    practised = await store.practice.get(user.id)
    assert guest.mark in {one.text for one in decoded(practised.record).stories}
    assert sum(guest.mark.encode() in one for one in practised.asked) == 2
    about, _ = await store.asked.of(user.id, f"hash-{guest.mark}", "")
    assert [one.text for one in about] == [guest.mark]


TABLE_BYTES = 256
"""What a hash's own table may take more; a thing that was not counted takes more than that."""


async def assert_accounts_are_right(store: Store, *people: Person) -> None:
    """What accounts say is what a recount says, and no guest is among those who have anything."""
    for person in people:
        before = await counted(store, person.id)
        await store.quotas.recount(person.id, guest=False)
        after = await counted(store, person.id)
        assert after.keys() == before.keys()
        # A hash that Redis is about to lay out anew has a few bytes more or less from look to look.
        assert all(abs(after[name] - size) <= TABLE_BYTES for name, size in before.items())


async def test_all_that_a_guest_has_is_the_users(store: Store, guest: Person, user: Person) -> None:
    await guest.has_everything()
    await user.has_everything()
    ended = list[str]()

    async def end(guest: str) -> None:
        ended.append(guest)

    moving = mover(store, end=end)
    moved = await moving.move(guest.id, user.id)
    assert moved == Moved(
        to=user.id, sessions=3, items=3, resumes=1, documents=1, jobs=1, applications=1,
        questions=1, practice=True,
    )  # fmt: skip
    assert ended == [guest.id]
    await assert_is_all_the_users(store, guest, user)
    await moving.finish()
    assert await store.moving.all() == []
    await assert_is_all_the_users(store, guest, user)
    assert await store.owners.of(guest.id) == user.id
    assert await raw(store, "HGET", keys.guests()[0], f"kept:{guest.id}") is None
    left = {name for name in await everything(store) if guest.id in name}
    # Until the guest ends: where it went, the version of a record, who it was to audits.
    assert left <= {
        keys.moved(guest.id),
        *keys.practice(guest.id),
        *keys.account(guest.id),
        keys.audit_key(guest.id),
        keys.counted(guest.id),
    }
    assert len(await store.forgetting.answers(user.id)) == 2
    kinds = {used.kind for used in await store.usage.everything(user.id)}
    assert kinds == {guest.mark, user.mark}
    await assert_accounts_are_right(store, user)


async def test_move_that_is_done_again_changes_nothing(
    store: Store, guest: Person, user: Person
) -> None:
    await guest.has_everything()
    moving = mover(store)
    await moving.move(guest.id, user.id)
    await moving.finish()
    before = await everything(store)
    assert await moving.move(guest.id, user.id) == Moved(to=user.id)
    await moving.finish()
    after = await everything(store)
    for one in (before, after):
        one.pop(keys.running(), None)
        one.pop(keys.account(user.id)[0], None)
    assert after == before


class _Crashes(Exception):
    pass


@pytest.mark.parametrize("step", range(0, 80, 8))
async def test_move_that_a_crash_ends_is_ended_by_another_worker(
    store: Store, guest: Person, user: Person, step: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    await guest.has_everything()
    run, trips = store.route.run, 0

    async def failing(calls: Any, **how: Any) -> Any:
        nonlocal trips
        trips += 1
        if trips > step:
            raise StoreUnavailable("the worker is dead")
        return await run(calls, **how)

    monkeypatch.setattr(store.route, "run", failing)
    with pytest.raises(StoreUnavailable):
        await mover(store).move(guest.id, user.id)
    monkeypatch.undo()
    again = mover(store)
    if not await store.moving.all():  # nobody knows of it: it is asked for once more
        await again.move(guest.id, user.id)
    await _make_due(store)
    await again.finish()
    await _make_due(store)
    await again.finish()
    assert await store.moving.all() == []
    await assert_is_all_the_users(store, guest, user)
    await assert_accounts_are_right(store, user)


async def _make_due(store: Store) -> None:
    for note in await store.moving.all():
        await raw(store, "ZADD", keys.moving(), 0, f"{note.about} {note.passes}")


async def test_two_moves_at_once_are_one(store: Store, guest: Person, user: Person) -> None:
    await guest.has_everything()
    one, other = await asyncio.gather(*(mover(store).move(guest.id, user.id) for _ in "ab"))
    assert one.sessions + other.sessions == 3
    await assert_is_all_the_users(store, guest, user)


async def test_of_two_users_the_first_gets_all(store: Store, guest: Person, user: Person) -> None:
    await guest.has_everything()
    other = Person(store, guest=False)
    moved = await asyncio.gather(*(mover(store).move(guest.id, to.id) for to in (user, other)))
    winner = user if moved[0].sessions else other
    assert {one.to for one in moved} == {winner.id}
    await assert_is_all_the_users(store, guest, winner)


async def test_nothing_moves_to_who_is_being_deleted(
    store: Store, guest: Person, user: Person
) -> None:
    await guest.session()
    await store.parting.write(Note(user.id, 0), 1000)
    assert await mover(store).move(guest.id, user.id) == Moved(to=None)
    assert await store.sessions.get(guest.sessions[0], guest.id)
    assert await store.owners.of(guest.id) is None


async def test_run_that_goes_on_is_taken_up_for_the_user(
    store: Store, guest: Person, user: Person
) -> None:
    session = await guest.session()
    old = await store.leases.acquire(session, "w1")
    assert isinstance(old, Acquired)
    await mover(store).move(guest.id, user.id)
    assert await store.leases.renew([(session, old.token)]) == [Fenced()]
    assert session in await store.leases.due(10)
    new = await store.leases.acquire(session, "w2")
    assert isinstance(new, Acquired)
    assert (new.meta.owner, new.command.id, new.takeovers) == (user.id, "c1", 0)


async def test_user_who_has_too_much_then_is_told_so(redis: RedisServer) -> None:
    talk(redis.port, "FLUSHALL")
    store = Store(redis.url, limits=Limits(user_sessions=2, guest_sessions=5))
    guest, user = Person(store), Person(store, guest=False)
    for _ in range(3):
        await guest.rested()
    moved = await mover(store).move(guest.id, user.id)
    assert (moved.sessions, moved.beyond) == (3, True)
    answer = await store.sessions.create(
        "another", user.id, "chat", b"{}", b"{}", title="", command_id="c", raw=b"x",
        now_ms=now_ms(),
    )  # fmt: skip
    assert answer.status == "too_many"
    await store.close()


async def test_what_comes_late_moves_with_the_second_look(
    store: Store, guest: Person, user: Person
) -> None:
    batch = await guest.batch(2)
    moving = mover(store)
    await moving.move(guest.id, user.id)
    assert await store.items.announce(batch, user.id, 3)
    await guest.session(parent=batch, id=item_id(batch, 3))  # a run had been making it
    await guest.keeps("resumes")
    standing = await store.items.standing([item_id(batch, 3)], user.id, batch)
    assert standing[0] is not None
    assert standing[0].status == "waiting"
    await moving.finish()
    assert await store.sessions.get(item_id(batch, 3), user.id)
    assert await store.holdings.get("resumes", user.id, guest.holdings["resumes"])


async def test_of_two_versions_the_newer_stays(store: Store, guest: Person, user: Person) -> None:
    id = await guest.keeps("resumes")
    copied = await store.owners.copy("resumes", id, guest.id, user.id)
    assert copied is not None
    head = msgspec.json.encode({})
    await store.holdings.replace(
        "resumes", guest.id, id, expected=2, head=head, body=head, now_ms=now_ms() + 1, guest=True
    )
    assert not await store.owners.drop("resumes", id, guest.id, copied)
    moved = await mover(store).move(guest.id, user.id)
    assert moved.resumes == 1
    found = await store.holdings.get("resumes", user.id, id)
    assert found is not None
    assert found.entry.version == 3
