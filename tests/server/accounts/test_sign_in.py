"""Signing in by its parts: what takes how long, what is hashed anew, whose data is moved."""

import statistics
import time
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from dataclasses import replace

import pytest
from argon2 import extract_parameters

from protocol.errors import NotSignedIn
from server.accounts.attempts import Attempts
from server.accounts.logins import From, Logins
from server.accounts.passwords import Passwords
from server.accounts.sign_in import Mover, SignIn, new_link
from server.admission.key_ring import KeyRing
from server.admission.newcomers import Newcomers
from server.admission.recording import NoRecorder
from server.admission.tokens import Tokens
from server.settings.accounts import AccountSettings
from server.settings.sections import LimitSettings
from store.store import Store
from tests.redis_servers import RedisServer, talk
from tests.soak import at_length

ORIGIN = From("192.0.2.7", "a test")
PASSWORD = "seven tall giraffes"
PATIENT = LimitSettings(guests_burst=100_000)
QUICK = replace(
    AccountSettings(), password_memory_kib=7168, password_passes=1, attempts_burst=10_000
)


class Still:
    """Leaves everything where it is."""

    async def move(self, guest: str, user: str) -> object:
        return None


NewWorker = Callable[..., SignIn]


@pytest.fixture
async def store(redis: RedisServer) -> AsyncIterator[Store]:
    """A store on an empty Redis."""
    assert talk(redis.port, "FLUSHALL") == "+OK\r\n"
    one = Store(redis.url)
    yield one
    await one.close()


@pytest.fixture
async def new_worker(store: Store) -> AsyncIterator[NewWorker]:
    """Makes what signs people in in a worker."""
    async with AsyncExitStack() as stack:

        def make(settings: AccountSettings = QUICK, mover: Mover | None = None) -> SignIn:
            passwords = Passwords(settings)
            stack.callback(passwords.close)
            tokens = Tokens(KeyRing("a secret of many characters, for tests"), 3600, 86_400)
            recorder = NoRecorder()
            return SignIn(
                store.accounts,
                store.keeping,
                Logins(store.accounts, store.logins, tokens, settings, recorder),
                passwords,
                Attempts(store.rate_limits, settings),
                Newcomers(store.rate_limits, PATIENT),
                recorder=recorder,
                mover=mover or Still(),
                takes_new=True,
                guest_s=86_400,
            )

        yield make


@pytest.mark.timing
@pytest.mark.soak
@pytest.mark.slow(seconds=4)
async def test_unknown_account_takes_as_long_as_a_wrong_password(new_worker: NewWorker) -> None:
    worker = new_worker()
    await worker.sign_up("ada@example.com", PASSWORD, "", "en", None, ORIGIN)

    async def tried(email: str) -> float:
        begun = time.perf_counter()
        with pytest.raises(NotSignedIn):
            await worker.sign_in(email, "not the password", None, ORIGIN)
        return time.perf_counter() - begun

    await tried("nobody@example.com")
    pairs = [
        (await tried("ada@example.com"), await tried("nobody@example.com"))
        for _ in range(at_length(50, 500))
    ]
    known, unknown = (statistics.median(times) for times in zip(*pairs, strict=True))
    assert abs(known - unknown) <= 0.2 * min(known, unknown), (known, unknown)


async def test_hash_is_made_anew_when_the_setting_was_raised(
    new_worker: NewWorker, store: Store
) -> None:
    account, _ = await new_worker().sign_up("ada@example.com", PASSWORD, "", "en", None, ORIGIN)
    stronger = new_worker(replace(QUICK, password_passes=2))
    await stronger.sign_in("ada@example.com", PASSWORD, None, ORIGIN)
    kept = await store.accounts.get(account.id)
    assert kept is not None
    assert extract_parameters(kept.password_hash).time_cost == 2
    await new_worker().sign_in("ada@example.com", PASSWORD, None, ORIGIN)


async def test_what_a_guest_has_who_signs_in_is_moved_before_their_tokens_end(
    new_worker: NewWorker, store: Store
) -> None:
    moved: list[tuple[str, str, bool]] = []

    class Noting:
        async def move(self, guest: str, user: str) -> object:
            moved.append((guest, user, await store.accounts.has_ended(guest)))
            return None

    worker = new_worker(mover=Noting())
    account, _ = await worker.sign_up("ada@example.com", PASSWORD, "", "en", None, ORIGIN)
    await worker.sign_in("ada@example.com", PASSWORD, "g-1", ORIGIN)
    # And once more: what came while they did not know of it yet.
    assert moved == [("g-1", account.id, False), ("g-1", account.id, True)]


async def test_wrong_password_moves_nothing(new_worker: NewWorker) -> None:
    class Never:
        async def move(self, guest: str, user: str) -> object:
            raise AssertionError

    worker = new_worker(mover=Never())
    await worker.sign_up("ada@example.com", PASSWORD, "", "en", None, ORIGIN)
    with pytest.raises(NotSignedIn):
        await worker.sign_in("ada@example.com", "another one", "g-1", ORIGIN)


@pytest.mark.parametrize("token", ["", ":", "u-1:x", "{}:x", "a b:c", "u-1", ":" * 5000, "../x:y"])
async def test_link_that_is_made_up_sets_nothing(token: str, new_worker: NewWorker) -> None:
    with pytest.raises(NotSignedIn):
        await new_worker().reset_password(token, "eight small giraffes", ORIGIN)


async def test_link_sets_the_password_once_and_ends_all_logins(
    new_worker: NewWorker, store: Store
) -> None:
    worker = new_worker()
    account, _ = await worker.sign_up("ada@example.com", PASSWORD, "", "en", None, ORIGIN)
    earlier = await new_link(store.accounts, account.id)
    token = await new_link(store.accounts, account.id)
    with pytest.raises(NotSignedIn):
        await worker.reset_password(earlier, "eight small giraffes", ORIGIN)
    await worker.reset_password(token, "eight small giraffes", ORIGIN)
    with pytest.raises(NotSignedIn):
        await worker.reset_password(token, "nine small giraffes", ORIGIN)
    assert await store.logins.listed(account.id) == []
    await worker.sign_in("ada@example.com", "eight small giraffes", None, ORIGIN)
