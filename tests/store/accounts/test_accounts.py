"""Accounts and logins on a real Redis, and what a crash in between leaves."""

import asyncio
import time

import pytest

from store import keys
from store.accounts.accounts import CHANGES_MS, CLAIM_MS, KEEP_AGAIN_MS, Accounts
from store.accounts.logins import MOST, Logins
from store.accounts.types import Family
from store.store import Store
from tests.store.writers import Sessions, raw

FAMILY = Family(b"family", b"chain")


@pytest.fixture
def accounts(store: Store) -> Accounts:
    return store.accounts


@pytest.fixture
def logins(store: Store) -> Logins:
    return store.logins


def fields(user: str, password: str = "hash") -> list[tuple[str, str | bytes]]:
    texts = ("name", "language", "country", "timeZone", "settings")
    return [
        ("id", user), ("email", f"{user}@example.com"), *((text, "") for text in texts),
        ("plan", "free"), ("passwordHash", password), ("auditKey", b"\xff\x00"),
    ]  # fmt: skip


async def made(accounts: Accounts, user: str, address: str) -> str:
    return await accounts.make(user, address, fields=fields(user), newcomer=False)


async def begun(logins: Logins, user: str, id: str, password: str = "hash") -> list[str] | None:
    return await logins.open(
        user, id, password=password, family=FAMILY, refresh=b"one", address="192.0.2.1",
        agent="browser", lasts_ms=10_000_000, idle_ms=4_000_000,
    )  # fmt: skip


async def test_address_is_the_first_ones_who_takes_it(accounts: Accounts) -> None:
    told = await asyncio.gather(*(made(accounts, f"u-{n}", "a") for n in range(20)))
    assert sorted(told) == ["made"] + ["taken"] * 19
    (winner,) = [f"u-{n}" for n, one in enumerate(told) if one == "made"]
    await accounts.confirm(winner, "a", guest=False)
    assert await accounts.user_of("a") == winner
    account = await accounts.get(winner)
    assert account is not None
    assert (account.id, account.plan, account.audit_key) == (winner, "free", b"\xff\x00")
    assert [user for user, _ in await accounts.listed(None, 10)] == [winner]


async def test_user_has_one_account_under_one_address(accounts: Accounts) -> None:
    assert await made(accounts, "g-1", "a") == "made"
    await accounts.confirm("g-1", "a", guest=True)
    assert await made(accounts, "g-1", "b") == "taken"
    assert await accounts.user_of("b") == ""
    assert await accounts.has_ended("g-1")
    assert not await accounts.has_ended("g-2")


async def test_account_that_was_never_finished_ends_and_so_does_its_address(
    accounts: Accounts, store: Store
) -> None:
    assert await made(accounts, "u-1", "a") == "made"
    assert 0 < await raw(store, "PTTL", keys.profile("u-1")) <= CLAIM_MS
    assert await made(accounts, "u-2", "a") == "taken"
    await raw(store, "DEL", keys.profile("u-1"))  # that time has passed
    assert await accounts.user_of("a") == "u-1"
    assert await made(accounts, "u-2", "a") == "made"
    await accounts.confirm("u-2", "a", guest=False)
    assert await raw(store, "PTTL", keys.profile("u-2")) == -1


async def test_address_that_is_claimed_and_no_more_ends_by_itself_and_signs_nobody_in(
    accounts: Accounts, store: Store
) -> None:
    key = keys.address("a")
    await raw(store, "SET", key, "u-1", "PX", 60_000)
    assert await accounts.user_of("a") == ""
    assert await made(accounts, "u-2", "a") == "taken"


async def test_login_is_begun_with_the_password_that_stands(
    accounts: Accounts, logins: Logins
) -> None:
    assert await begun(logins, "u-1", "one") is None
    await made(accounts, "u-1", "a")
    assert await begun(logins, "u-1", "one", "another") is None
    assert await begun(logins, "u-1", "one") == []
    assert await logins.family("u-1", "one") == FAMILY
    (login,) = await logins.listed("u-1")
    assert (login.id, login.agent, login.created) == ("one", "browser", login.last_used)
    assert login.expires - login.created == 10_000_000


async def test_too_many_logins_end_the_oldest(
    accounts: Accounts, logins: Logins, store: Store
) -> None:
    await made(accounts, "u-1", "a")
    for n in range(MOST):
        assert await begun(logins, "u-1", f"l{n}") == []
    await raw(store, "ZINCRBY", keys.logins("u-1"), -1000, "l7")
    assert await begun(logins, "u-1", "last") == ["l7"]
    assert await logins.family("u-1", "l7") is None


async def rotate(logins: Logins, token: bytes, following: bytes, grace_ms: int = 10_000) -> str:
    idle_ms = 4_000_000
    done = await logins.rotate("u-1", "one", token, following, grace_ms=grace_ms, idle_ms=idle_ms)
    return done.status


async def test_refresh_token_is_good_once_and_a_moment_longer(
    accounts: Accounts, logins: Logins
) -> None:
    await made(accounts, "u-1", "a")
    await begun(logins, "u-1", "one")
    assert await rotate(logins, b"one", b"two") == "rotated"
    assert await rotate(logins, b"one", b"two") == "again"
    assert await rotate(logins, b"two", b"three") == "rotated"
    assert await rotate(logins, b"two", b"three") == "again"
    assert await rotate(logins, b"two", b"three", grace_ms=-1) == "reused"
    assert await rotate(logins, b"three", b"four") == "ended"
    assert await logins.listed("u-1") == []


async def test_password_that_is_set_ends_all_other_logins_and_its_link(
    accounts: Accounts, logins: Logins
) -> None:
    await made(accounts, "u-1", "a")
    await begun(logins, "u-1", "one")
    await begun(logins, "u-1", "two")
    await accounts.start_reset("u-1", "link", 60_000)
    assert not await accounts.set_password("u-1", "new", known="another", stays="one")
    assert not await accounts.set_password("u-1", "new", by="no link")
    assert await accounts.may_reset("u-1", "link")
    assert await accounts.set_password("u-1", "new", known="hash", stays="one")
    assert not await accounts.may_reset("u-1", "link")
    assert [login.id for login in await logins.listed("u-1")] == ["one"]
    assert ("login", "two") in [change.words for change in await accounts.changes(0)]


async def test_link_sets_a_password_once(accounts: Accounts) -> None:
    await made(accounts, "u-1", "a")
    await accounts.start_reset("u-1", "link", 60_000)
    tries = [accounts.set_password("u-1", str(n), by="link") for n in range(5)]
    told = await asyncio.gather(*tries)
    assert sum(told) == 1


async def test_changes_are_heard_from_a_time_on_and_forgotten(
    accounts: Accounts, store: Store
) -> None:
    await accounts.note("login one", "key two")
    first, second = await accounts.changes(0)
    assert (first.words, second.words, first.at) == (("key", "two"), ("login", "one"), second.at)
    await raw(store, "ZADD", keys.changes(), first.at + 10, "plan u-1 pro")
    assert [one.words for one in await accounts.changes(first.at + 1)] == [("plan", "u-1", "pro")]
    await raw(store, "ZADD", keys.changes(), first.at - CHANGES_MS, "login one")
    await accounts.note("user u-2")
    assert ("login", "one") not in [one.words for one in await accounts.changes(0)]
    assert 0 < await raw(store, "PTTL", keys.changes()) <= CHANGES_MS


async def test_account_that_is_deleted_leaves_nothing_but_that_it_ended(
    accounts: Accounts, logins: Logins, store: Store
) -> None:
    await accounts.make("u-1", "a", fields=fields("u-1"), newcomer=True)
    await accounts.confirm("u-1", "a", guest=True)
    await begun(logins, "u-1", "one")
    await accounts.start_reset("u-1", "link", 60_000)
    for _ in range(2):
        await accounts.delete("u-1", "a")
    assert await raw(store, "KEYS", "*") == [keys.changes().encode()]
    assert {change.words for change in await accounts.changes(0)} == {
        ("user", "u-1"),
        ("guest", "u-1"),
    }


async def test_what_a_newcomer_made_in_between_is_kept_when_one_looks_again(
    accounts: Accounts, sessions: Sessions, store: Store
) -> None:
    await sessions.start("one", owner="g-1", ttl_ms=60_000)
    await accounts.make("g-1", "a", fields=fields("g-1"), newcomer=True)
    now_ms = time.time_ns() // 1_000_000
    await store.keeping.finish()  # not yet
    meta, waiting = keys.meta("one"), keys.newcomers()
    assert await raw(store, "PTTL", meta) > 0
    assert 0 < int(await raw(store, "ZSCORE", waiting, "g-1")) - now_ms <= KEEP_AGAIN_MS + 5000
    await raw(store, "ZADD", waiting, 0, "g-1")
    await store.keeping.finish()
    assert await raw(store, "PTTL", meta) == -1
    assert await raw(store, "HEXISTS", meta, "ttl") == 0
    assert await raw(store, "EXISTS", waiting) == 0
