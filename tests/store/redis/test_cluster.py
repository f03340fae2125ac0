"""The store on a Redis Cluster of three nodes."""

import asyncio
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from redis.crc import key_slot

from store import keys
from store.commits.types import Committed
from store.errors import StoreUnavailable
from store.leases.types import Acquired, Fenced, Idle, Renewed
from store.practice.practice import Practised
from store.quotas.types import Limits
from store.rate_limits.types import RateLimit
from store.redis.scripts import command
from store.sessions.types import Queued
from store.store import Store
from tests.redis_servers import RedisCluster, RedisServer, redis_cluster, redis_server, talk, until
from tests.store.holdings.keeper import Keeper, noise
from tests.store.leases.test_alarms import race
from tests.store.model_gate.calls import Calls
from tests.store.quotas.accounts import account, counted, rest, truth
from tests.store.quotas.test_quota_model import near
from tests.store.quotas.test_quotas import work
from tests.store.test_bus import Ear
from tests.store.writers import Sessions, eventually, raw

pytestmark = pytest.mark.slow

NAMES = [f"session-{i}" for i in range(30)]


@pytest.fixture(scope="module")
def cluster(program: Path) -> Iterator[RedisCluster]:
    with redis_cluster(program) as cluster:
        yield cluster


def name_at(cluster: RedisCluster, node: RedisServer) -> str:
    """The name of a session whose keys are on this node."""
    return next(n for n in NAMES if cluster.owner(key_slot(keys.meta(n).encode())) is node)


@pytest.fixture(params=["url", "cluster_url"])
async def store(cluster: RedisCluster, request: pytest.FixtureRequest) -> AsyncIterator[Store]:
    for node in cluster.nodes:
        talk(node.port, "FLUSHALL")
    store = Store(getattr(cluster, request.param))
    yield store
    await store.close()


async def test_cluster_is_recognised_and_sessions_are_spread(
    store: Store, sessions: Sessions
) -> None:
    writers = [await sessions.writer(name) for name in NAMES]
    assert store.route.cluster
    assert len({store.route.node_of(keys.meta(name)) for name in NAMES}) == 3
    results = await store.commits.commit([w.commit(b"e1") for w in writers])
    assert results == [Committed(1)] * len(NAMES)
    zombie = writers[0]
    zombie.token -= 1
    results = await store.commits.commit(
        [zombie.commit(b"x"), *(w.end("c1", b"e2") for w in writers[1:])]
    )
    assert results[0] == Fenced()
    for writer in writers[1:]:
        writer.head = 1
    results = await store.commits.commit([w.end("c1", b"e2") for w in writers[1:]])
    assert results == [Committed(2, released=True)] * (len(NAMES) - 1)


async def test_accounts_in_slots_of_their_own_say_what_redis_says(
    cluster: RedisCluster, store: Store
) -> None:
    limited = Store(cluster.url, limits=Limits(guest_sessions=5, guests_bytes=10**9))
    owners = [f"guest-{i}" for i in range(6)]
    guests = {"ttl_ms": 60_000, "now_ms": 1, "title": "", "command_id": "c", "raw": b"start"}
    for number, name in enumerate(NAMES):
        owner = owners[number % len(owners)]
        made = await limited.sessions.create(name, owner, "chat", b"x" * 500, b"{}", **guests)
        assert made.status == "created"
    places = [keys.account(owner)[0] for owner in owners]
    assert len({limited.route.node_of(place) for place in (*places, keys.guests()[0])}) > 1
    made = await limited.sessions.create("more", owners[0], "chat", b"{}", b"{}", **guests)
    assert made.status == "too_many"
    for name in NAMES[:10]:
        assert await limited.sessions.delete(name, owners[NAMES.index(name) % len(owners)])
    for name in NAMES[10:]:
        await work(limited, name)
    await rest(limited)
    total = 0
    for owner in owners:
        found = await counted(limited, owner)
        mine = [n for i, n in enumerate(NAMES) if i >= 10 and owners[i % len(owners)] == owner]
        assert {n for n in found if n.startswith("kept:")} == {f"kept:{n}" for n in mine}
        assert found["kept"] == sum([await truth(limited, name) for name in mine])
        total += found["kept"]
    assert (await account(limited, keys.guests()))["kept"] == total
    await limited.close()


async def test_holdings_lie_with_their_users_account_on_any_node(
    cluster: RedisCluster, store: Store
) -> None:
    limits = Limits(guest_documents=3, user_documents=3, guests_bytes=10**9)
    limited = Store(cluster.url, limits=limits)
    ends_ms = int(time.time() * 1000) + 60_000
    keepers = [
        Keeper(limited, f"user-{i}", "documents", ends_ms if i % 2 else None) for i in range(12)
    ]
    for keeper in keepers:
        added = [(await keeper.add(f"d{i}", hash=f"{i // 2}")).status for i in range(8)]
        assert added == ["created", "exists"] * 3 + ["too_many", "too_many"]
        assert (await keeper.replace("d0", expected=1, body=noise(5000))).status == "replaced"
        assert await keeper.rename("d2", "another")
        assert await keeper.delete("d4")
        assert await keeper.ids() == ["d2", "d0"]
        assert (await keeper.get("d0")).body == noise(5000)
    places = [keys.account(keeper.user)[0] for keeper in keepers]
    assert len({limited.route.node_of(place) for place in (*places, keys.guests()[0])}) > 1
    total = 0
    for keeper in keepers:
        await limited.quotas.recount(keeper.user, guest=keeper.ends_ms is not None)
        found = await counted(limited, keeper.user)
        assert near(found["held"], await keeper.truth("d0") + await keeper.truth("d2"), 2)
        total += found["held"] if keeper.ends_ms else 0
    assert (await account(limited, keys.guests()))["kept"] == total
    await limited.close()


async def test_practice_lies_with_its_users_account_on_any_node(
    cluster: RedisCluster, store: Store
) -> None:
    limited = Store(cluster.url, limits=Limits(guests_bytes=10**9))
    who: dict[str, Any] = {"guest": True, "ends_ms": int(time.time() * 1000) + 60_000}
    users = [f"user-{i}" for i in range(12)]
    practice = limited.practice
    for user in users:
        assert await practice.write(user, 0, noise(5000), **who) == "written"
        assert await practice.ask(user, b"why?", 1, **who) == "written"
        assert await practice.write(user, 0, b"late", **who) == "stale"
        assert await store.practice.get(user) == Practised(2, noise(5000), [b"why?"])
    assert len({limited.route.node_of(keys.practice(user)[0]) for user in users}) > 1
    held = sum([(await counted(limited, user))["held"] for user in users])
    assert (await account(limited, keys.guests()))["kept"] == held
    await practice.forget(users[0], guest=True)
    assert await store.practice.get(users[0]) == Practised(3, None, [])
    await limited.close()


async def test_leases_and_sweep_reach_over_all_nodes(store: Store, sessions: Sessions) -> None:
    writers = [await sessions.writer(name) for name in NAMES]
    leases = [(w.session, w.token) for w in writers]
    assert await store.leases.renew(leases) == [Renewed(None)] * len(NAMES)
    for session, token in leases:
        assert await store.leases.release(session, token)
    assert sorted(await store.leases.due(100)) == sorted(NAMES)
    assert not await store.leases.set_aside(NAMES[0])
    listed = await store.sessions.list("ada", None, 100, None)
    assert {one.id for one in listed.sessions} == set(NAMES)
    assert await store.sessions.keep(dict.fromkeys(NAMES, "ada")) == dict.fromkeys(NAMES)
    assert await store.sessions.delete(NAMES[0], "ada")
    assert len((await store.sessions.list("ada", None, 100, None)).sessions) == len(NAMES) - 1


async def test_settle_never_drops_a_session_that_got_a_command_meanwhile(
    store: Store, sessions: Sessions
) -> None:
    await sessions.idle()
    for i in range(50):
        await asyncio.gather(
            store.leases.set_aside("one"),
            sessions.say("one", f"n{i}"),
            store.leases.set_aside("one"),
        )
        assert await raw(store, "ZSCORE", keys.running(), "one") is not None
        writer = await sessions.take("one")
        await writer.finish(f"n{i}", b"e")


async def test_followers_hear_every_node(store: Store, sessions: Sessions) -> None:
    ear = Ear()
    bus = store.bus("w1", ear)
    await bus.start()
    writers = [await sessions.writer(name, "w1") for name in NAMES[:6]]
    for writer in writers:
        await bus.subscribe(writer.session)
        await writer.append(b"e1")
        await ear.hears((writer.session, 1, b"e1"))
    await sessions.say(NAMES[0], "c2")
    await ear.hears(("notice", NAMES[0]))
    await bus.unsubscribe(NAMES[0])
    await store.sessions.delete(NAMES[1], "ada")
    await ear.hears(("deleted", NAMES[1]))
    await bus.close()


async def test_slot_that_moved_is_found_again(
    cluster: RedisCluster, store: Store, sessions: Sessions
) -> None:
    name = "mover"
    slot = key_slot(keys.meta(name).encode())
    source = cluster.owner(slot)
    target = next(node for node in cluster.nodes if node is not source)
    ear = Ear()
    bus = store.bus("w1", ear)
    await bus.start()
    await bus.subscribe(name)
    cluster.move_slot(slot, source, target)
    try:
        writer = await sessions.writer(name)
        assert store.route.node_of(keys.meta(name)) == ("127.0.0.1", target.port)

        async def told() -> bool:
            return ("reset",) in ear.heard and bus.connected

        await eventually(told, "the bus moved too")
        ear.heard.clear()
        await writer.append(b"e1")
        await ear.hears((name, 1, b"e1"))
        await store.sessions.delete(name, "ada")
    finally:
        await bus.close()
        cluster.move_slot(slot, target, source)


async def test_session_followed_while_another_node_is_away_is_heard(
    cluster: RedisCluster, store: Store, sessions: Sessions
) -> None:
    _, other, dead = cluster.nodes
    live, lost = name_at(cluster, other), name_at(cluster, dead)
    items = [(await sessions.writer(name)).commit(b"e1") for name in (live, lost)]
    ear = Ear()
    bus = store.bus("w1", ear)
    await bus.start()
    dead.stop()  # killed, it may have lost the session with its last second
    try:
        with pytest.raises(StoreUnavailable):
            await store.sessions.read(lost, 0, 1)
        await bus.subscribe(live)
    finally:
        dead.start()

    async def heard() -> bool:
        with suppress(StoreUnavailable):
            return (
                await store.commits.commit(items) == [Committed(1)] * 2
                and (live, 1, b"e1") in ear.heard
            )
        return False

    await eventually(heard, "what is appended is heard, and the cluster is whole again")
    await bus.close()


async def test_node_that_is_away_is_said_and_found_again(
    cluster: RedisCluster, store: Store, sessions: Sessions
) -> None:
    writers = [await sessions.writer(name) for name in NAMES]
    items = [w.commit(b"e1") for w in writers]
    cluster.nodes[2].stop()
    with pytest.raises(StoreUnavailable):
        await store.commits.commit(items)
    cluster.nodes[2].start()

    async def whole() -> bool:
        try:
            return await store.commits.commit(items) == [Committed(1)] * len(NAMES)
        except StoreUnavailable:
            return False

    await eventually(whole, "all is committed, once")
    page = await store.sessions.read(NAMES[0], 0, 10)
    assert page.events == [b"e1"]


async def test_key_in_motion_is_asked_for_where_it_goes(
    cluster: RedisCluster, store: Store
) -> None:
    key = "motion"
    slot = key_slot(key.encode())
    source = cluster.owner(slot)
    target = next(node for node in cluster.nodes if node is not source)
    await store.ping()
    names = [talk(n.port, "CLUSTER", "MYID").split("\r\n")[1] for n in (source, target)]
    talk(target.port, "CLUSTER", "SETSLOT", str(slot), "IMPORTING", names[0])
    talk(source.port, "CLUSTER", "SETSLOT", str(slot), "MIGRATING", names[1])
    try:
        assert await store.route.run([command(key, "SET", key, "x")]) == [b"OK"]
        assert await store.route.run([command(key, "GET", key)]) == [b"x"]
        assert await store.route.run([command(key, "DEL", key)]) == [1]
    finally:
        for node in (source, target):
            talk(node.port, "CLUSTER", "SETSLOT", str(slot), "STABLE")


@pytest.fixture
def unnamed(cluster: RedisCluster) -> Iterator[None]:
    """The cluster, of which no node names its host."""
    name = "cluster-preferred-endpoint-type"
    for node in cluster.nodes:
        assert talk(node.port, "CONFIG", "SET", name, "unknown-endpoint") == "+OK\r\n"
    yield
    for node in cluster.nodes:
        talk(node.port, "CONFIG", "SET", name, "ip")


@pytest.mark.usefixtures("unnamed")
async def test_nodes_that_name_no_host_are_at_the_one_that_was_asked(
    cluster: RedisCluster, store: Store, sessions: Sessions
) -> None:
    writers = [await sessions.writer(name) for name in NAMES]
    found = {store.route.node_of(keys.meta(name)) for name in NAMES}
    assert found == {("127.0.0.1", node.port) for node in cluster.nodes}
    results = await store.commits.commit([writer.commit(b"e1") for writer in writers])
    assert results == [Committed(1)] * len(NAMES)
    await test_key_in_motion_is_asked_for_where_it_goes(cluster, store)


async def test_node_that_does_not_know_its_host_is_at_the_one_that_was_asked(
    program: Path,
) -> None:
    with redis_server(program, settings="--cluster-enabled yes") as lone:
        talk(lone.port, "CLUSTER", "ADDSLOTSRANGE", "0", "16383")
        until(lambda: "cluster_state:ok" in talk(lone.port, "CLUSTER", "INFO"), "the node serves")
        assert "$0\r\n\r\n" in talk(lone.port, "CLUSTER", "SLOTS")
        store = Store(lone.url)
        try:
            assert await Sessions(store).start() == "one"
            assert store.route.node_of("any") == ("127.0.0.1", lone.port)
        finally:
            await store.close()


async def test_calls_of_models_are_admitted_and_settled_in_one_slot(store: Store) -> None:
    calls = Calls(store.model_gate)
    budgets = [("day:2026-11-21", 100), ("user:ada:2026-11-21", 100)]
    scopes = [scope for scope, _ in budgets]
    for i in range(10):
        told = await calls.admit(f"n{i}", budgets=budgets, reserve=10, per_minute=10)
        assert told.verdict == "ok"
        await calls.settle(f"n{i}", budgets=scopes, cost=10, record=b"{}")
    assert await calls.verdict(budgets=budgets, reserve=10) == "over_budget"
    assert [await calls.gate.spent(scope) for scope in scopes] == [100, 100]
    assert await calls.gate.usage("2026-11-21") == [b"{}"] * 10
    for i in range(10):
        await calls.gate.remember(f"answer-{i}", b"text", ttl_ms=60_000)
        assert await calls.gate.recall(f"answer-{i}") == b"text"


async def test_rate_limits_of_a_group_are_taken_in_one_slot(store: Store) -> None:
    limits = [RateLimit("site", 1, 3), RateLimit("address", 1, 2)]
    for number in range(10):
        group = f"guests:2001:db8:{number}::"
        told = [await store.rate_limits.take(group, limits) for _ in range(4)]
        assert told.count(0) == 2


async def test_alarms_ring_once_on_every_node(store: Store, sessions: Sessions) -> None:
    past, late = Queued("alarm:5:end", 5, b"raw"), Queued(f"alarm:{2**45}:end", 2**45, b"raw")
    for number, name in enumerate(NAMES):
        writer = await sessions.writer(name)
        await writer.finish("c1", b"e1", alarm=late if number % 2 else past)
        await store.steps.touch([name], 0)
    found = await store.leases.due(100)
    assert sorted(found) == sorted(NAMES)
    for name in found:
        taken = await asyncio.gather(*(store.leases.acquire(name, f"w{i}") for i in range(3)))
        commands = [one.command for one in taken if isinstance(one, Acquired)]
        if NAMES.index(name) % 2:
            assert taken == [Idle()] * 3
            assert await store.leases.set_aside(name)
            assert float(await raw(store, "ZSCORE", keys.running(), name)) == 2**45
        else:
            assert commands == [past]
            assert not await store.leases.set_aside(name)
    assert await raw(store, "ZCARD", keys.running()) == len(NAMES)


async def test_no_alarm_is_lost_among_sweeps_and_commands(store: Store, sessions: Sessions) -> None:
    await race(store, sessions)
