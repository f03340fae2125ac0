"""What Redis publishes reaches those who follow, and losses are told."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import pytest

from store.bus import Bus
from store.errors import StoreFault, StoreUnavailable
from store.store import Store
from tests.redis_servers import RedisServer, free_port, redis_server, talk, until
from tests.store.writers import NewStore, Sessions, Writer, eventually

pytestmark = pytest.mark.slow


class Ear:
    """Notes all that it is told."""

    def __init__(self) -> None:
        self.heard: list[tuple[object, ...]] = []

    def on_events(self, session: str, seq: int, raws: Sequence[bytes]) -> None:
        self.heard.append((session, seq, *raws))

    def on_deleted(self, session: str) -> None:
        self.heard.append(("deleted", session))

    def on_left(self, session: str) -> None:
        self.heard.append(("left", session))

    def on_epoch(self, session: str) -> None:
        self.heard.append(("epoch", session))

    def on_notice(self, session: str) -> None:
        self.heard.append(("notice", session))

    def on_reset(self) -> None:
        self.heard.append(("reset",))

    async def hears(self, *expected: tuple[object, ...]) -> None:
        """Wait until exactly this was told, since the last time."""

        async def told() -> bool:
            return len(self.heard) >= len(expected)

        await eventually(told, f"{expected} is heard")
        assert self.heard == list(expected)
        self.heard.clear()


@pytest.fixture
def ear() -> Ear:
    return Ear()


@pytest.fixture
async def bus(store: Store, ear: Ear) -> AsyncIterator[Bus]:
    bus = store.bus("w1", ear)
    await bus.start()
    yield bus
    await bus.close()


async def test_follower_hears_what_is_appended_as_it_was_sent(
    bus: Bus, ear: Ear, sessions: Sessions
) -> None:
    writer, other = await sessions.writer("one"), await sessions.writer("two")
    await bus.subscribe("one")
    await writer.append(b"e1", b"e2")
    await other.append(b"x")
    await writer.append(b"e3", step=("s", b"r"))
    await writer.finish("c1", b"e4")
    await ear.hears(("one", 2, b"e1", b"e2"), ("one", 3, b"e3"), ("one", 4, b"e4"))


async def test_repeated_commit_is_published_once(
    bus: Bus, ear: Ear, store: Store, sessions: Sessions
) -> None:
    writer = await sessions.writer()
    await bus.subscribe("one")
    item = writer.commit(b"e1")
    await store.commits.commit([item])
    await store.commits.commit([item])
    writer.head = 1
    await writer.append(b"e2")
    await ear.hears(("one", 1, b"e1"), ("one", 2, b"e2"))


async def test_follower_hears_that_the_session_was_deleted(
    bus: Bus, ear: Ear, store: Store, sessions: Sessions
) -> None:
    await sessions.start()
    await bus.subscribe("one")
    await store.sessions.delete("one", "ada")
    await ear.hears(("deleted", "one"))


async def test_follower_hears_that_the_log_has_a_new_epoch_before_what_is_written_under_it(
    bus: Bus, ear: Ear, store: Store, sessions: Sessions
) -> None:
    writer = await sessions.writer()
    await bus.subscribe("one")
    await writer.append(b"e1")
    await store.sessions.verify("one", writer.epoch, 2)
    await writer.append(b"e2")
    await ear.hears(("one", 1, b"e1"), ("epoch", "one"), ("one", 2, b"e2"))


async def test_worker_hears_of_commands_for_sessions_that_it_holds(
    bus: Bus, ear: Ear, sessions: Sessions
) -> None:
    await sessions.writer("one", "w1")
    await sessions.writer("two", "w2")
    await sessions.say("one", "c2")
    await sessions.say("two", "c2")
    await sessions.say("one", "x", "cancel")
    await ear.hears(("notice", "one"), ("notice", "one"))


async def test_nothing_is_heard_after_unsubscribe(bus: Bus, ear: Ear, sessions: Sessions) -> None:
    one, two = await sessions.writer("one"), await sessions.writer("two")
    await bus.subscribe("one")
    await bus.subscribe("two")
    await bus.unsubscribe("one")
    await bus.unsubscribe("one")
    await bus.unsubscribe("never followed")
    await bus.subscribe("three")
    await one.append(b"e1")
    await two.append(b"e1")
    await ear.hears(("two", 1, b"e1"))


async def test_subscriptions_of_one_tick_share_one_command(
    bus: Bus, redis: RedisServer, ear: Ear, sessions: Sessions
) -> None:
    talk(redis.port, "CONFIG", "RESETSTAT")
    names = [f"s{i}" for i in range(200)]
    await asyncio.gather(*(bus.subscribe(name) for name in (*names, *names)))
    assert "cmdstat_subscribe:calls=1," in talk(redis.port, "INFO", "commandstats")
    await (await sessions.writer("s199")).append(b"e")
    await ear.hears(("s199", 1, b"e"))


async def test_last_word_of_a_tick_counts(bus: Bus, ear: Ear, sessions: Sessions) -> None:
    one, two = await sessions.writer("one"), await sessions.writer("two")
    await bus.subscribe("one")
    await asyncio.gather(
        bus.unsubscribe("one"),
        bus.subscribe("one"),
        bus.subscribe("two"),
        bus.unsubscribe("two"),
        bus.subscribe("three"),
    )
    await two.append(b"e1")
    await one.append(b"e1")
    await ear.hears(("one", 1, b"e1"))


async def test_broken_connection_is_restored_and_told(
    bus: Bus, ear: Ear, redis: RedisServer, sessions: Sessions
) -> None:
    writer = await sessions.writer()
    await bus.subscribe("one")
    talk(redis.port, "CLIENT", "KILL", "TYPE", "pubsub")
    await ear.hears(("reset",))
    await writer.append(b"e1")
    await sessions.say("one", "c2")
    await ear.hears(("one", 1, b"e1"), ("notice", "one"))


async def test_follower_that_redis_drops_for_reading_slowly_is_told(
    bus: Bus, ear: Ear, redis: RedisServer, sessions: Sessions
) -> None:
    writer = await sessions.writer()
    await bus.subscribe("one")
    limit = "client-output-buffer-limit"
    talk(redis.port, "CONFIG", "SET", limit, "pubsub 1 1 0")
    await writer.append(b"e" * 200_000)

    async def dropped() -> bool:
        return ("reset",) in ear.heard

    await eventually(dropped, "the reset is heard")
    talk(redis.port, "CONFIG", "SET", limit, "pubsub 33554432 8388608 60")


async def following(store: Store, ear: Ear) -> tuple[Bus, Writer]:
    """A bus that follows a session, and the session's writer."""
    writer = await Sessions(store).writer()
    bus = store.bus("w1", ear)
    await bus.start()
    await bus.subscribe("one")
    return bus, writer


async def test_bus_survives_a_restart_of_redis(
    program: Path, new_store: NewStore, ear: Ear
) -> None:
    with redis_server(program) as server:
        bus, writer = await following(new_store(server.url), ear)
        server.stop()

        async def away() -> bool:
            return not bus.connected

        await eventually(away, "the bus knows")
        with pytest.raises(StoreUnavailable):
            await bus.subscribe("two")
        server.start()
        await ear.hears(("reset",))
        await writer.append(b"e1")
        await ear.hears(("one", 1, b"e1"))
        await bus.close()


async def test_bus_that_starts_before_redis_connects_later(
    program: Path, new_store: NewStore, ear: Ear
) -> None:
    with redis_server(program) as server:
        server.stop()
        bus = new_store(server.url).bus("w1", ear)
        await bus.start()
        assert not bus.connected
        server.start()
        await ear.hears(("reset",))
        assert bus.connected
        await bus.close()


async def test_bus_that_redis_is_away_from_says_so_and_that_it_is_back(
    program: Path, new_store: NewStore, ear: Ear, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO", "store")
    with redis_server(program) as server:
        bus = new_store(limited(server, "resetpass")).bus("w1", ear)
        await bus.start()
        limited(server)
        await ear.hears(("reset",))
        await bus.close()
    away, back = caplog.records
    assert (away.message, back.message) == ("redis_away", "redis_back")
    assert "password" in vars(away)["error"]
    assert "hunter2" not in vars(away)["error"]


def limited(server: RedisServer, *rules: str) -> str:
    """The address for a user who may do all, but for what the rules say."""
    words = ("ACL", "SETUSER", "ada", "on", ">hunter2", "~*", "&*", "+@all")
    assert talk(server.port, *words, *rules) == "+OK\r\n"
    return f"redis://ada:hunter2@127.0.0.1:{server.port}"


async def test_bus_that_lacks_a_permission_at_its_start_says_which(
    program: Path, new_store: NewStore, ear: Ear
) -> None:
    with redis_server(program) as server:
        bus = new_store(limited(server, "-info")).bus("w1", ear)
        with pytest.raises(StoreFault, match="info"):
            await asyncio.wait_for(bus.start(), 10)
        await bus.close()


async def test_bus_that_lacks_a_permission_later_says_so_and_tries_again(
    program: Path, new_store: NewStore, ear: Ear, caplog: pytest.LogCaptureFixture
) -> None:
    with redis_server(program, settings="--cluster-enabled yes") as server:
        talk(server.port, "CLUSTER", "ADDSLOTSRANGE", "0", "16383")
        until(lambda: "cluster_state:ok" in talk(server.port, "CLUSTER", "INFO"), "the node serves")
        bus = new_store(limited(server)).bus("w1", ear)
        await bus.start()
        limited(server, "-cluster")
        talk(server.port, "CLIENT", "KILL", "TYPE", "pubsub")

        async def said() -> bool:
            return "bus_failed" in caplog.messages

        await eventually(said, "the bus says so")
        limited(server)
        await ear.hears(("reset",))
        await bus.close()


async def test_bus_that_may_not_follow_channels_says_so_until_it_may(
    program: Path, new_store: NewStore, ear: Ear, caplog: pytest.LogCaptureFixture
) -> None:
    with redis_server(program) as server:
        bus = new_store(limited(server, "resetchannels")).bus("w1", ear)
        await bus.start()
        assert not bus.connected
        (line,) = (line for line in caplog.records if line.message == "redis_away")
        assert "permission" in vars(line)["error"]
        limited(server)
        await ear.hears(("reset",))
        await bus.close()


async def test_listener_that_fails_is_told_that_it_may_have_missed_something(
    bus: Bus,
    ear: Ear,
    sessions: Sessions,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fail(session: str, seq: int, raws: Sequence[bytes]) -> None:
        raise RuntimeError("a bug")

    writer = await sessions.writer()
    await bus.subscribe("one")
    with monkeypatch.context() as broken:
        broken.setattr(ear, "on_events", fail)
        await writer.append(b"e1")
        await ear.hears(("reset",))
    assert "bus_failed" in caplog.messages
    await writer.append(b"e2")
    await ear.hears(("one", 2, b"e2"))


async def test_silent_connection_is_given_up(
    program: Path, new_store: NewStore, ear: Ear, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("store.redis.pubsub.QUIET_S", 0.1)
    with redis_server(program) as server:
        bus = new_store(server.url, timeout=0.2).bus("w1", ear)
        await bus.start()
        server.freeze()

        async def away() -> bool:
            return not bus.connected

        await eventually(away, "the bus knows")
        server.thaw()
        await ear.hears(("reset",))
        await bus.close()


async def test_subscriptions_that_redis_did_not_confirm_when_it_was_back_are_restored_later(
    program: Path,
    new_store: NewStore,
    ear: Ear,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    with redis_server(program) as server:
        bus, writer = await following(new_store(server.url), ear)
        server.freeze()
        with monkeypatch.context() as hurried:
            hurried.setattr("store.bus.CONFIRM_S", 0.1)
            bus.broken(StoreUnavailable("cut"))

            async def tried_in_vain() -> bool:
                return "redis_away" in caplog.text

            await eventually(tried_in_vain, "a connection was made, and nothing confirmed")
        server.thaw()
        await ear.hears(("reset",))
        await writer.append(b"e1")
        await ear.hears(("one", 1, b"e1"))
        await bus.close()


async def test_bus_of_a_redis_that_is_away_closes(new_store: NewStore, ear: Ear) -> None:
    bus = new_store(f"redis://127.0.0.1:{free_port()}").bus("w1", ear)
    await bus.start()
    await bus.close()
    assert ear.heard == []
