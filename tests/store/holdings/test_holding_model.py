"""Holdings against a model of them, and accounts against what Redis says, over any order."""

import asyncio
import time
from dataclasses import dataclass, field
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from store import keys
from store.holdings import holdings
from store.quotas import quotas
from store.quotas.types import Limits
from store.store import Store
from tests.redis_servers import RedisServer
from tests.soak import at_length
from tests.store.holdings.keeper import NOW, Keeper, noise
from tests.store.quotas.accounts import account, counted, truth
from tests.store.quotas.test_quota_model import near
from tests.store.writers import end, raw

KIB = 1024
LIMITS = Limits(
    guest_resumes=3,
    guest_bytes=60 * KIB,
    user_resumes=4,
    user_bytes=90 * KIB,
    guests_bytes=100 * KIB,
)
OWNERS = {"ada": False, "g1": True, "g2": True}
COLLECTIONS: tuple[keys.Collection, ...] = ("resumes", "jobs")
OWNER = st.sampled_from(sorted(OWNERS))
COLLECTION = st.sampled_from(COLLECTIONS)
ID = st.sampled_from([f"r{i}" for i in range(6)])
HASH = st.sampled_from(["", "h1", "h2", "h3", "h4"])
SIZE = st.integers(0, 16 * KIB)
VERSIONS = 4


@dataclass
class Known:
    """What the model knows of a holding: the versions that are kept, oldest first."""

    hash: str
    status: str
    title: str
    version: int = 1
    versions: dict[int, tuple[bytes, bytes]] = field(default_factory=dict)


class HoldingMachine(RuleBasedStateMachine):
    """Users and guests who add, replace, settle, rename and delete, through two workers."""

    url = ""

    def __init__(self) -> None:
        super().__init__()
        self.loop = asyncio.new_event_loop()
        self.stores = [Store(self.url, limits=LIMITS) for _ in range(2)]
        self.made = 0
        self.ends_ms = int(time.time() * 1000) + 600_000
        self.known: dict[tuple[str, str], dict[str, Known]] = {
            (owner, collection): {} for owner in OWNERS for collection in COLLECTIONS
        }

    def run(self, work: Any) -> Any:
        return self.loop.run_until_complete(work)

    def of(self, owner: str, collection: keys.Collection) -> tuple[Keeper, dict[str, Known]]:
        """A keeper at either worker, and what is known of what it keeps."""
        self.made += 1
        store = self.stores[self.made % 2]
        ends_ms = self.ends_ms if OWNERS[owner] else None
        return Keeper(store, owner, collection, ends_ms), self.known[owner, collection]

    def text(self, size: int) -> dict[str, bytes]:
        return {"head": b"%d" % self.made * (size // 50), "body": noise(size, self.made)}

    @initialize()
    def begin(self) -> None:
        self.run(raw(self.stores[0], "FLUSHALL", "SYNC"))

    @rule(owner=OWNER, collection=COLLECTION, id=ID, hash=HASH, size=SIZE, reading=st.booleans())
    def add(
        self,
        owner: str,
        collection: keys.Collection,
        id: str,
        hash: str,
        size: int,
        reading: bool,
    ) -> None:
        keeper, known = self.of(owner, collection)
        text = self.text(size)
        status = "reading" if reading else "ready"
        told = self.run(keeper.add(id, hash=hash, status=status, now_ms=NOW + self.made, **text))
        same = [
            name
            for name, one in known.items()
            if name == id or (hash and one.hash == hash and one.status != "failed")
        ]
        if same:
            assert told.status == "exists"
            assert told.id in same
        elif collection == "resumes" and len(known) >= LIMITS.of_collection(
            collection, OWNERS[owner]
        ):
            assert told.status in ("too_many", "storage")
        elif told.status == "created":
            known[id] = Known(hash, status, id, 1, {1: (text["head"], text["body"])})
        else:
            assert told.status in ("quota", "storage")

    @rule(owner=OWNER, collection=COLLECTION, id=ID, size=SIZE, off=st.sampled_from([None, 0, 1]))
    def replace(
        self, owner: str, collection: keys.Collection, id: str, size: int, off: int | None
    ) -> None:
        keeper, known = self.of(owner, collection)
        text, one = self.text(size), known.get(id)
        expected = None if off is None else (one.version if one else 1) - off
        told = self.run(keeper.replace(id, expected=expected, **text))
        if one is None:
            assert told.status == "missing"
        elif off:
            assert (told.status, told.version) == ("stale", one.version)
        elif told.status == "replaced":
            one.version, one.status = one.version + 1, "ready"
            one.versions[one.version] = (text["head"], text["body"])
            one.versions.pop(one.version - VERSIONS, None)
            assert told.version == one.version
        else:
            assert told.status in ("quota", "storage")

    @rule(owner=OWNER, collection=COLLECTION, id=ID, size=SIZE, fails=st.booleans())
    def settle(
        self, owner: str, collection: keys.Collection, id: str, size: int, fails: bool
    ) -> None:
        keeper, known = self.of(owner, collection)
        text, one = self.text(size), known.get(id)
        status = "failed" if fails else "ready"
        told = self.run(keeper.settle(id, status=status, **text))
        if one is None:
            assert told.status == "missing"
        elif one.status != "reading":
            assert told.status in ("stale", "storage") or one.versions[one.version] == (
                text["head"],
                text["body"],
            )
        elif told.status == "replaced":
            one.status = status
            one.versions[one.version] = (text["head"], text["body"])
            if fails:
                one.hash = ""
        else:
            assert told.status in ("quota", "storage")

    @rule(owner=OWNER, collection=COLLECTION, id=ID, title=st.text(max_size=200))
    def rename(self, owner: str, collection: keys.Collection, id: str, title: str) -> None:
        keeper, known = self.of(owner, collection)
        assert self.run(keeper.rename(id, title)) == (id in known)
        if id in known:
            known[id].title = title

    @rule(owner=OWNER, collection=COLLECTION, id=ID)
    def delete(self, owner: str, collection: keys.Collection, id: str) -> None:
        keeper, known = self.of(owner, collection)
        assert self.run(keeper.delete(id)) == (known.pop(id, None) is not None)

    @rule(collection=COLLECTION, owner=st.sampled_from(["g1", "g2"]), id=ID)
    def expire(self, collection: keys.Collection, owner: str, id: str) -> None:
        """A guest's holding runs out, as their account has it, too."""
        keeper, known = self.of(owner, collection)
        if known.pop(id, None):
            self.run(raw(keeper.store, "DEL", keeper.key(id)))
            _, ends = keys.account(owner)
            self.run(raw(keeper.store, "ZADD", ends, "XX", 1, f"held:{collection}:{id}"))

    @rule(owner=OWNER, size=SIZE)
    def begin_session(self, owner: str, size: int) -> None:
        self.made += 1
        part = {"title": "", "command_id": "c", "raw": b"start", "now_ms": NOW}
        ttl_ms = 500_000 if OWNERS[owner] else None
        id = f"s-{owner}-{self.made}"
        work = self.stores[0].sessions.create(
            id, owner, "chat", b"x" * size, b"{}", ttl_ms=ttl_ms, **part
        )
        told = self.run(work)
        assert told.status in ("created", "quota", "storage")

    @rule(owner=OWNER)
    def recount(self, owner: str) -> None:
        self.run(self.stores[0].quotas.recount(owner, guest=OWNERS[owner]))
        self.run(self.is_true_of(owner))

    @rule()
    def look(self) -> None:
        """All is as it is known, and accounts are what Redis says."""
        for owner, collection in self.known:
            self.run(self.is_as_known(owner, collection))
        for owner in OWNERS:
            self.run(self.is_true_of(owner))

    async def is_as_known(self, owner: str, collection: keys.Collection) -> None:
        keeper, known = self.of(owner, collection)
        listed = await keeper.list()
        assert {one.id for one in listed.entries} == known.keys()
        for entry in listed.entries:
            one = known[entry.id]
            assert (entry.title, entry.status, entry.version) == (
                one.title,
                one.status,
                one.version,
            )
            found = await keeper.get(entry.id)
            assert found.entry == entry
            for version, text in one.versions.items():
                held = await keeper.get(entry.id, version)
                assert (held.entry.head, held.body) == text
            told = await keeper.versions(entry.id)
            assert [part.version for part in told] == sorted(one.versions, reverse=True)

    async def is_true_of(self, owner: str) -> None:
        store = self.stores[0]
        # What has ended is dropped as soon as anything is asked of the account.
        await store.quotas.settle(owner, {}, guest=OWNERS[owner])
        found = await counted(store, owner)
        held = {n.removeprefix("held:"): v for n, v in found.items() if n.startswith("held:")}
        places = {
            f"{collection}:{id}": Keeper(store, owner, collection)
            for collection in COLLECTIONS
            for id in self.known[owner, collection]
        }
        assert held.keys() == places.keys()
        for name, keeper in places.items():
            assert near(held[name], await keeper.truth(name.partition(":")[2]))
        for name, size in found.items():
            if name.startswith("kept:"):
                assert near(size, await truth(store, name.removeprefix("kept:")))
        total = found.get("held", 0) + found.get("kept", 0)
        _, most = LIMITS.of_one(OWNERS[owner])
        assert total - found.get("kept", 0) <= most
        if OWNERS[owner]:
            together = await account(store, keys.guests())
            assert together.get(f"kept:{owner}", 0) == total

    def teardown(self) -> None:
        self.look()
        for store in self.stores:
            self.run(store.close())
        end(self.loop)


@pytest.mark.slow
@pytest.mark.soak
def test_holdings_and_accounts_are_as_they_are_known(
    redis: RedisServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(quotas, "RECOUNT_MS", -1)
    monkeypatch.setattr(holdings, "RECOUNT_MS", -1)
    monkeypatch.setattr(holdings, "VERSIONS", VERSIONS)
    machine = type("Machine", (HoldingMachine,), {"url": redis.url})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=at_length(30, 400),
            stateful_step_count=40,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
