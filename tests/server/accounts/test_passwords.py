"""Passwords: which are taken, how they are hashed, how many at once."""

import asyncio
import threading
import unicodedata
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
from argon2 import PasswordHasher, extract_parameters
from hypothesis import given
from hypothesis import strategies as st

from protocol.errors import Malformed, RateLimited
from server.accounts.passwords import AT_ONCE, Passwords, common, normal
from server.settings.accounts import AccountSettings

QUICK = replace(AccountSettings(), password_memory_kib=7168, password_passes=1)


@pytest.fixture
async def passwords() -> AsyncIterator[Passwords]:
    one = Passwords(QUICK)
    yield one
    one.close()


async def test_password_is_known_again_and_no_other(passwords: Passwords) -> None:
    hash = await passwords.hash("seven tall giraffes")
    assert await passwords.check(hash, "seven tall giraffes")
    assert not await passwords.check(hash, "seven tall giraffe")
    assert hash != await passwords.hash("seven tall giraffes")


@pytest.mark.parametrize("hash", ["", "$argon2id$", "nonsense"])
async def test_hash_that_is_none_is_nobodys(hash: str, passwords: Passwords) -> None:
    assert not await passwords.check(hash or None, "seven tall giraffes")


async def test_parameters_are_those_of_owasp_unless_others_are_set() -> None:
    found = extract_parameters(await Passwords(AccountSettings()).hash("seven tall giraffes"))
    assert (found.memory_cost, found.time_cost, found.parallelism) == (19_456, 2, 1)
    assert found.type.name == "ID"


async def test_hash_with_other_parameters_is_outdated(passwords: Passwords) -> None:
    hash = await passwords.hash("seven tall giraffes")
    assert extract_parameters(hash).memory_cost == 7168
    assert not passwords.is_outdated(hash)
    assert Passwords(AccountSettings()).is_outdated(hash)


async def test_same_work_is_done_where_there_is_no_account(
    passwords: Passwords, monkeypatch: pytest.MonkeyPatch
) -> None:
    hash = await passwords.hash("seven tall giraffes")
    done: list[tuple[int, int, int]] = []
    verify = PasswordHasher.verify

    def noting(self: PasswordHasher, hash: str, password: bytes) -> bool:
        found = extract_parameters(hash)
        done.append((found.memory_cost, found.time_cost, found.parallelism))
        return bool(verify(self, hash, password))

    monkeypatch.setattr(PasswordHasher, "verify", noting)
    assert not await passwords.check(None, "a wrong one")
    assert not await passwords.check(hash, "a wrong one")
    assert done == [(7168, 1, 1)] * 2


async def test_few_are_hashed_at_once_and_too_many_are_told_to_come_again(
    passwords: Passwords,
) -> None:
    busy, most, release = 0, 0, threading.Event()
    lock = threading.Lock()

    def work() -> None:
        nonlocal busy, most
        with lock:
            busy += 1
            most = max(most, busy)
        release.wait(10)
        with lock:
            busy -= 1

    tasks = [
        asyncio.ensure_future(passwords.in_thread(work))
        for _ in range(AT_ONCE + QUICK.passwords_waiting)
    ]
    for _ in range(3):
        await asyncio.sleep(0)
    assert passwords.waiting == QUICK.passwords_waiting
    with pytest.raises(RateLimited):
        await passwords.hash("seven tall giraffes")
    release.set()
    await asyncio.gather(*tasks)
    assert most == AT_ONCE
    assert await passwords.hash("seven tall giraffes")


async def test_who_waits_too_long_is_told_to_come_again(
    passwords: Passwords, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("server.accounts.passwords.PATIENCE_S", 0.01)
    release = threading.Event()
    busy = [asyncio.ensure_future(passwords.in_thread(release.wait)) for _ in range(AT_ONCE)]
    await asyncio.sleep(0)
    with pytest.raises(RateLimited):
        await passwords.hash("seven tall giraffes")
    release.set()
    await asyncio.gather(*busy)
    monkeypatch.undo()
    assert passwords.waiting == 0
    assert await passwords.hash("seven tall giraffes")


def test_common_passwords_are_those_that_are_long_enough() -> None:
    assert len(common()) > 3000
    assert {"password", "12345678", "iloveyou"} <= common()
    assert min(map(len, common())) == 8


@pytest.mark.parametrize("password", ["Password", "BASEBALL", "CareerPilot", "ADA@example.com"])
async def test_password_that_is_guessed_first_is_refused(
    password: str, passwords: Passwords
) -> None:
    with pytest.raises(Malformed):
        await passwords.check_new(password, ["ada@example.com", "ada"])


@pytest.mark.parametrize(
    "password", ["        correct horse", "ㅁㄴㅇㄹ비밀번호예요", "x" * 1000 + "y", "12 34 56 78"]
)
async def test_password_of_any_letters_is_taken(password: str, passwords: Passwords) -> None:
    await passwords.check_new(password, ["ada@example.com"])


@given(st.text(min_size=1, max_size=64))
def test_all_ways_to_write_a_password_are_one(text: str) -> None:
    forms = {
        normal(unicodedata.normalize(form, text))
        for form in ("NFC", "NFD", "NFKC", "NFKD")
        if 0 < len(unicodedata.normalize(form, text).encode()) <= 1024
    }
    assert len(forms) == 1


def test_half_of_a_letter_is_no_password() -> None:
    with pytest.raises(Malformed):
        normal("\ud800" * 8)
