"""The audit: what is written down of events, and that it tells nobody who it was."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from server.audit import EVENTS, MOST_WAITING, SAMPLE_S, Audit, named
from server.security_events import AUDITED, USER, security_event
from store import keys
from store.redis.scripts import command
from store.store import Store
from tests.redis_servers import RedisServer, redis_server, talk

ADDRESS = "192.0.2.77"
SCOPE: dict[str, Any] = {"type": "http", "path": "/v1", "client": (ADDRESS, 4321)}
ADA = "ada-lovelace-1815"


@pytest.fixture(scope="module")
def running() -> Iterator[RedisServer]:
    with redis_server(durable=False) as server:
        yield server


@pytest.fixture
async def store(running: RedisServer) -> AsyncIterator[Store]:
    assert talk(running.port, "FLUSHALL") == "+OK\r\n"
    store = Store(running.url)
    yield store
    await store.close()


async def entries(audit: Audit, store: Store) -> list[dict[str, str]]:
    await audit.close()
    return [entry for _, entry in await store.audit.since("0")]


async def test_who_what_from_where_and_outcome_are_written_down(store: Store) -> None:
    audit = Audit(store.audit, 100, 60_000)
    audit.record("login", user=ADA, scope=SCOPE, outcome="ok", login="login-1")
    audit.record("plan_changed", user=ADA, scope=None, outcome="ok", plan="pro", before="free")
    audit.record("login", user="", scope=SCOPE, outcome="refused", email="eve@example.com")
    key = await _key(audit, store)
    login, plan, stranger = await entries(audit, store)
    assert login == {
        "event": "login", "outcome": "ok", "who": named(key, ADA),
        "login": named(key, "login-1"), "from": named(key, ADDRESS),
    }  # fmt: skip
    assert plan == {
        "event": "plan_changed", "outcome": "ok", "who": named(key, ADA),
        "plan": "pro", "before": "free",
    }  # fmt: skip
    assert set(stranger) == {"event", "outcome", "email", "from"}
    assert stranger["from"] != login["from"]


async def _key(audit: Audit, store: Store) -> bytes:
    await audit.close()
    key = await store.audit.key_of(ADA)
    assert key is not None
    return key


async def test_an_account_goes_by_the_key_that_lies_in_it(store: Store) -> None:
    place = keys.profile(ADA)
    await store.route.run([command(place, "HSET", place, "auditKey", b"k" * 32)])
    audit = Audit(store.audit, 100, 60_000)
    audit.record("logout", user=ADA, scope=SCOPE, outcome="ok")
    (entry,) = await entries(audit, store)
    assert entry["who"] == named(b"k" * 32, ADA)
    (made,) = await store.route.run([command("", "EXISTS", keys.audit_key(ADA))])
    assert not made


async def test_who_is_deleted_is_nobody_and_leaves_no_key(store: Store) -> None:
    audit = Audit(store.audit, 100, 60_000)
    audit.record("data_exported", user=ADA, scope=SCOPE, outcome="ok")
    key = await _key(audit, store)
    gone = keys.audit_key(ADA)
    await store.route.run([command(gone, "DEL", gone)])
    audit.record("account_deleted", user=ADA, scope=SCOPE, outcome="ok")
    exported, deleted = await entries(audit, store)
    assert exported["who"] == named(key, ADA) != deleted["who"]
    (left,) = await store.route.run([command("", "KEYS", "*")])
    assert left == [keys.audit().encode()]


async def test_of_what_anybody_can_repeat_one_a_minute_is_written(store: Store) -> None:
    now = [1000.0]
    audit = Audit(store.audit, 100, 60_000, lambda: now[0])
    for _ in range(5):
        audit.record("limit_reached", user=ADA, scope=SCOPE, outcome="refused", code="too_large")
    audit.record("limit_reached", user="bob", scope=SCOPE, outcome="refused", code="too_large")
    audit.record("limit_reached", user=ADA, scope=SCOPE, outcome="refused", code="rate_limited")
    now[0] += SAMPLE_S
    audit.record("limit_reached", user=ADA, scope=SCOPE, outcome="refused", code="too_large")
    found = await entries(audit, store)
    assert [entry.get("count", "1") for entry in found] == ["1", "1", "1", "5"]
    assert [entry["code"] for entry in found] == [
        "too_large", "too_large", "rate_limited", "too_large",
    ]  # fmt: skip


async def test_security_event_of_a_request_is_audited_by_its_application(store: Store) -> None:
    audit = Audit(store.audit, 100, 60_000)

    class App:
        class state:  # noqa: N801 - as Starlette calls it
            pass

    App.state.audit = audit  # type: ignore[attr-defined]
    scope = SCOPE | {"app": App, USER: ADA}
    security_event("origin_refused", scope, "https://evil.example")
    security_event("limit_reached", scope, "too much", code="too_large")
    security_event("malformed_input", scope, "no frame")
    security_event("origin_refused", SCOPE, "before there is an application")
    origin, limit = await entries(audit, store)
    assert (origin["event"], limit["event"], limit["code"]) == (
        "origin_refused", "limit_reached", "too_large",
    )  # fmt: skip
    assert EVENTS.keys() >= AUDITED


async def test_recording_never_raises_and_holds_nothing_up(
    store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    audit = Audit(store.audit, 100, 60_000)
    audit.record("no such event", user=ADA, scope=SCOPE, outcome="ok")
    audit.record("login", user=ADA, scope={"client": 7}, outcome="ok")  # type: ignore[dict-item]
    audit.record("login", user=ADA, scope=SCOPE, outcome="ok", login=object(), plan=[])
    for _ in range(MOST_WAITING + 10):
        audit.record("login", user=ADA, scope=None, outcome="ok")
    assert len(await entries(audit, store)) <= MOST_WAITING


async def test_nothing_is_written_where_none_is_to_be_kept(store: Store) -> None:
    audit = Audit(store.audit, 0, 60_000)
    audit.record("login", user=ADA, scope=SCOPE, outcome="ok")
    assert await entries(audit, store) == []


async def test_redis_that_is_away_costs_the_event_alone(running: RedisServer) -> None:
    store = Store("redis://127.0.0.1:1", timeout=0.2, connect_timeout=0.2)
    audit = Audit(store.audit, 100, 60_000)
    audit.record("login", user=ADA, scope=SCOPE, outcome="ok")
    await audit.close()
    await store.close()


secrets = st.text(min_size=6, max_size=40).map(lambda text: f"§{text}")
"""None is a word that a fact may be, nor a part of a hash."""
facts = st.dictionaries(
    st.sampled_from(
        ["plan", "before", "code", "key", "login", "email", "password", "token", "why"]
    ),
    secrets,
    max_size=4,
)


@given(st.sampled_from(sorted(EVENTS)), secrets, secrets, st.sampled_from(["ok", "refused"]), facts)
@settings(max_examples=25)
async def test_what_was_given_is_never_in_it(
    running: RedisServer, event: str, user: str, address: str, outcome: Any, given: dict[str, str]
) -> None:
    store = Store(running.url)
    await store.route.run([command("", "FLUSHALL")])
    audit = Audit(store.audit, 100, 60_000)
    audit.record(event, user=user, scope={"client": (address, 1)}, outcome=outcome, **given)
    (entry,) = await entries(audit, store)
    await store.close()
    said = set(entry.values()) - {event, outcome}
    for secret in (user, address, *given.values()):
        assert not any(secret in word for word in said)
        assert secret not in entry


async def test_events_are_written_in_the_order_in_which_they_were_told(store: Store) -> None:
    audit = Audit(store.audit, 1000, 60_000)
    plans = ["free", "pro", "enterprise"] * 10
    for number, plan in enumerate(plans):
        audit.record("plan_changed", user=f"u{number % 4}", scope=None, outcome="ok", plan=plan)
        if number % 7 == 0:
            await asyncio.sleep(0)
    assert [entry["plan"] for entry in await entries(audit, store)] == plans
