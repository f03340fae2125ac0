"""The accounts against what Redis says, over any order of what can happen to sessions."""

import asyncio
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from store import keys
from store.leases.types import Acquired
from store.quotas import quotas
from store.quotas.types import Limits
from store.store import Store
from tests.redis_servers import RedisServer
from tests.soak import at_length
from tests.store.quotas.accounts import account, counted, rest, truth, usage
from tests.store.writers import Writer, end, raw

KIB = 1024
LIMITS = Limits(
    session_bytes=60 * KIB,
    inbox_bytes=30 * KIB,
    guest_sessions=3,
    guest_bytes=80 * KIB,
    user_sessions=4,
    user_bytes=120 * KIB,
    guests_bytes=120 * KIB,
)
OWNERS = {"ada": False, "bob": False, "g1": True, "g2": True}
OWNER = st.sampled_from(sorted(OWNERS))
SESSION = st.sampled_from([f"s{i}" for i in range(8)])
BYTES = st.integers(0, 20 * KIB)


def near(one: int, other: int, sessions: int = 1) -> bool:
    """Whether these are the same but for tables of hashes, which Redis moves while it is asked."""
    return abs(one - other) <= 1024 * sessions


class AccountMachine(RuleBasedStateMachine):
    """Sessions of users and guests, and crashes in between."""

    url = ""

    def __init__(self) -> None:
        super().__init__()
        self.loop = asyncio.new_event_loop()
        self.store = Store(self.url, limits=LIMITS, log_events=10)
        self.made = 0

    def run(self, work: Any) -> Any:
        return self.loop.run_until_complete(work)

    def guest(self, owner: str) -> dict[str, Any]:
        return {"guest": OWNERS[owner]}

    @initialize()
    def begin(self) -> None:
        self.run(raw(self.store, "FLUSHALL", "SYNC"))

    @rule(session=SESSION, owner=OWNER, size=BYTES, full=st.booleans())
    def create(self, session: str, owner: str, size: int, full: bool) -> None:
        self.run(
            self.store.sessions.create(
                session,
                owner,
                "chat",
                b"x" * size,
                b"{}",
                title="",
                command_id="c",
                raw=b"start",
                now_ms=1000,
                ttl_ms=600_000 if OWNERS[owner] else None,
                full=full and size % 3 == 0,
            )
        )

    @rule(session=SESSION, owner=OWNER, size=BYTES, again=st.booleans(), cancels=st.booleans())
    def submit(self, session: str, owner: str, size: int, again: bool, cancels: bool) -> None:
        self.made += not again
        name = "cancel" if cancels else "message"
        self.run(
            self.store.sessions.submit(
                session, owner, f"c{self.made}", name, b"x" * size, 7, **self.guest(owner)
            )
        )

    @rule(session=SESSION, size=BYTES, count=st.integers(1, 30), ends=st.booleans())
    def work(self, session: str, size: int, count: int, ends: bool) -> None:
        """A worker takes the session, writes, and ends the run or dies."""
        acquired = self.run(self.store.leases.acquire(session, "w"))
        if not isinstance(acquired, Acquired):
            return
        writer = Writer(self.store, acquired)
        for _ in range(count):
            self.run(writer.append(b"e" * (size // count), mark=b"m" * (size // 7)))
        if ends:
            left = {"messages": [b"m" * size], "checkpoint": b"c" * (size // 2)}
            self.run(writer.finish(acquired.command.id, **left))
        self.run(raw(self.store, "DEL", keys.lease(session)))

    @rule(session=SESSION, owner=OWNER)
    def delete(self, session: str, owner: str) -> None:
        self.run(self.store.sessions.delete(session, owner))

    @rule(session=SESSION)
    def expire(self, session: str) -> None:
        """A guest's session runs out, as its account has it, too."""
        owner = self.run(raw(self.store, "HGET", keys.meta(session), "owner"))
        if owner is None or not OWNERS[owner.decode()]:
            return
        self.run(raw(self.store, "DEL", *keys.all_of(session)))
        _, ends = keys.account(owner.decode())
        for class_ in ("kept", "log"):
            self.run(raw(self.store, "ZADD", ends, "XX", 1, f"{class_}:{session}"))

    @rule(session=SESSION)
    def drop_log(self, session: str) -> None:
        """A session's log runs out, as its account has it, too."""
        owner = self.run(raw(self.store, "HGET", keys.meta(session), "owner"))
        if owner is None or self.run(raw(self.store, "EXISTS", keys.inbox(session))):
            return
        self.run(raw(self.store, "DEL", keys.log(session)))
        self.run(
            raw(self.store, "ZADD", keys.account(owner.decode())[1], "XX", 1, f"log:{session}")
        )

    @rule(session=SESSION, owner=OWNER, size=BYTES)
    def crash(self, session: str, owner: str, size: int) -> None:
        """A worker takes bytes for a session, and is no more."""
        self.run(self.store.quotas.take(owner, session, size, **self.guest(owner)))

    @rule()
    def sweep(self) -> None:
        """Whatever rests is what Redis says of it, for its owner's account and all guests'."""
        self.run(self.is_true_of_what_rests())

    @rule(owner=OWNER)
    def recount(self, owner: str) -> None:
        """Counted anew, all is what Redis says of it."""
        self.run(self.is_true_of(owner))

    async def is_true_of_what_rests(self) -> None:
        await rest(self.store)
        for owner in OWNERS:
            # What has ended is dropped as soon as anything is asked of the account.
            await self.store.quotas.settle(owner, {}, **self.guest(owner))
            found = await counted(self.store, owner)
            for session in await self.of(owner):
                if await raw(self.store, "EXISTS", keys.inbox(session)):
                    continue
                assert near(found[f"kept:{session}"], await truth(self.store, session))
                log = await usage(self.store, keys.log(session))
                assert found.get(f"log:{session}", 0) == log

    async def is_true_of(self, owner: str) -> None:
        await self.store.quotas.recount(owner, **self.guest(owner))
        found = await counted(self.store, owner)
        sizes = {
            f"kept:{session}": await truth(self.store, session) for session in await self.of(owner)
        }
        logs = {
            f"log:{session}": size
            for session in await self.of(owner)
            if (size := await usage(self.store, keys.log(session)))
        }
        sums = {"kept": sum(sizes.values()), "log": sum(logs.values()), "members": len(sizes)}
        expected = sizes | logs | {name: value for name, value in sums.items() if value}
        assert found.keys() == expected.keys()
        assert all(near(found[name], value, len(sizes)) for name, value in expected.items())
        assert found.get("members", 0) == len(sizes)
        if OWNERS[owner]:
            together = await account(self.store, keys.guests())
            assert together.get(f"kept:{owner}", 0) == found.get("kept", 0)
            assert together.get(f"log:{owner}", 0) == found.get("log", 0)

    async def of(self, owner: str) -> list[str]:
        """The sessions that a user has in truth."""
        names = [f"s{i}" for i in range(8)]
        owners = [await raw(self.store, "HGET", keys.meta(name), "owner") for name in names]
        return [n for n, one in zip(names, owners, strict=True) if one == owner.encode()]

    def teardown(self) -> None:
        for owner in OWNERS:
            self.run(self.is_true_of(owner))
        self.run(self.store.close())
        end(self.loop)


@pytest.mark.slow
@pytest.mark.soak
def test_accounts_agree_with_what_redis_says(
    redis: RedisServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(quotas, "RECOUNT_MS", -1)
    machine = type("Machine", (AccountMachine,), {"url": redis.url})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=at_length(30, 400),
            stateful_step_count=30,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
