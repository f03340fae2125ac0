"""API keys: how they are written, and which of them are let in, as one worker sees it."""

import asyncio
import math
import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from protocol.errors import (
    Forbidden,
    NotFound,
    NotSignedIn,
    QuotaExceeded,
    RateLimited,
    Unavailable,
)
from server.admission import api_keys
from server.admission.api_keys import MOST, ApiKeys, is_written_well, new_text
from server.admission.tokens import Identity
from store.store import Store
from tests.redis_servers import RedisServer, talk

ADA = Identity("ada", False, 0.0, plan="pro")
HEARTBEAT_S = 20.0


@pytest.fixture(autouse=True)
def empty(redis: RedisServer) -> None:
    assert talk(redis.port, "FLUSHALL") == "+OK\r\n"


def worker(store: Store, known_s: float = HEARTBEAT_S) -> ApiKeys:
    return ApiKeys(store.api_keys, store.rate_limits, known_s)


async def made(keys: ApiKeys, **changes: Any) -> tuple[str, str]:
    """The id of a new key, and its text."""
    asked: dict[str, Any] = {
        "name": "A program",
        "scopes": ["sessions:read"],
        "expires_at": None,
        "per_minute": None,
    }
    key, text = await keys.make(ADA, **(asked | changes))
    return key.id, text


async def test_key_lets_its_user_in_with_its_scopes_and_plan_and_without_end(store: Store) -> None:
    keys = worker(store)
    id, text = await made(keys, scopes=["resumes", "usage"])
    identity = await keys.check(text)
    assert (identity.user, identity.guest, identity.key, identity.plan) == ("ada", False, id, "pro")
    assert identity.scopes == {"resumes", "usage"}
    assert math.isinf(identity.expires_at)


def test_new_keys_are_written_well_and_none_is_like_another() -> None:
    texts = [new_text() for _ in range(100)]
    assert all(map(is_written_well, texts))
    assert len(set(texts)) == len({text[:11] for text in texts}) == 100
    assert {len(text) for text in texts} == {60}


@given(st.integers(0, 59), st.sampled_from("0aZ-_ é"))
def test_key_with_another_letter_anywhere_is_none(place: int, letter: str) -> None:
    text = new_text()
    changed = text[:place] + letter + text[place + 1 :]
    assert is_written_well(changed) == (changed == text)


@pytest.mark.parametrize("text", ["", "cp_", "cp_" + "0" * 57, "cp_" + "0" * 5000, "cp_\x00"])
async def test_text_that_is_no_key_is_refused_without_asking_redis(text: str) -> None:
    class Nowhere:
        """No store."""

    with pytest.raises(NotSignedIn):
        await ApiKeys(Nowhere(), Nowhere(), 1.0).check(text)  # type: ignore[arg-type]


async def test_key_that_nobody_made_is_refused(store: Store) -> None:
    with pytest.raises(NotSignedIn):
        await worker(store).check(new_text())


async def test_deleted_key_is_refused_at_once_here_and_after_a_heartbeat_elsewhere(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []

    async def note(id: str) -> None:
        told.append(id)

    here = ApiKeys(store.api_keys, store.rate_limits, HEARTBEAT_S, note)
    elsewhere = worker(store)
    id, text = await made(here)
    for one in (here, elsewhere):
        await one.check(text)
    await here.delete(ADA, id)
    assert told == [id]
    with pytest.raises(NotSignedIn):
        await here.check(text)
    later = time.monotonic() + HEARTBEAT_S
    monkeypatch.setattr(api_keys.time, "monotonic", lambda: later)
    with pytest.raises(NotSignedIn):
        await elsewhere.check(text)


async def test_key_is_looked_up_once_in_a_heartbeat(store: Store, redis: RedisServer) -> None:
    keys = worker(store)
    _, text = await made(keys)
    await keys.check(text)
    assert talk(redis.port, "FLUSHALL") == "+OK\r\n"
    assert (await keys.check(text)).user == "ada"


async def test_key_that_has_run_out_is_refused_though_it_is_known_by_heart(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys = worker(store)
    ends = int(time.time() * 1000) + 60_000
    _, text = await made(keys, expires_at=ends)
    assert (await keys.check(text)).expires_at == ends / 1000
    monkeypatch.setattr(api_keys.time, "time", lambda: ends / 1000)
    with pytest.raises(NotSignedIn, match="run out"):
        await keys.check(text)


async def test_key_with_a_limit_makes_no_more_requests_by_two_workers_than_by_one(
    store: Store,
) -> None:
    workers = [worker(store), worker(store)]
    _, text = await made(workers[0], per_minute=5)

    waits: list[int] = []

    async def passes(keys: ApiKeys) -> bool:
        try:
            await keys.check(text)
        except RateLimited as exc:
            waits.append(exc.retry_ms or 0)
            return False
        return True

    assert sum(await asyncio.gather(*(passes(workers[n % 2]) for n in range(30)))) == 5
    assert 0 < min(waits) <= max(waits) <= 12_000


class Away:
    """A Redis that is not there."""

    async def take(self, *rest: object) -> int:
        raise Unavailable("away")

    async def find(self, hash: str) -> None:
        raise Unavailable("away")


async def test_key_with_a_limit_keeps_to_it_in_each_worker_while_redis_is_away(
    store: Store,
) -> None:
    keys = ApiKeys(store.api_keys, Away(), HEARTBEAT_S)  # type: ignore[arg-type]
    _, text = await made(keys, per_minute=2)
    for _ in range(2):
        await keys.check(text)
    with pytest.raises(RateLimited):
        await keys.check(text)


async def test_key_that_is_not_known_by_heart_waits_for_redis(store: Store) -> None:
    _, text = await made(worker(store))
    with pytest.raises(Unavailable):
        await ApiKeys(Away(), store.rate_limits, 1.0).check(text)  # type: ignore[arg-type]


async def test_use_is_noted(store: Store) -> None:
    keys = worker(store)
    _, text = await made(keys)
    before = time.time() * 1000
    await keys.check(text)
    (kept,) = await keys.of(ADA)
    assert kept.used_at is not None
    assert before - 1 <= kept.used_at <= time.time() * 1000


async def test_guest_makes_none_and_a_user_so_many(store: Store) -> None:
    keys = worker(store)
    with pytest.raises(Forbidden):
        await keys.make(Identity("g-1", True, 0.0), "A program", ["usage"], None, None)
    for _ in range(MOST):
        await made(keys)
    with pytest.raises(QuotaExceeded, match=str(MOST)):
        await made(keys)


async def test_user_deletes_none_of_anothers(store: Store) -> None:
    keys = worker(store)
    id, text = await made(keys)
    with pytest.raises(NotFound):
        await keys.delete(Identity("eve", False, 0.0), id)
    assert (await keys.check(text)).user == "ada"


async def test_what_is_kept_is_not_what_is_shown(store: Store, redis: RedisServer) -> None:
    _, text = await made(worker(store))
    secret = text[11:54]
    assert secret not in talk(redis.port, "HGETALL", "u:{ada}:keys")
    assert secret not in talk(redis.port, "KEYS", "*")
