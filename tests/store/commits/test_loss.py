"""Redis comes back without writes that it had accepted: seen, and told by a new epoch."""

import shutil
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from store import keys
from store.commits.types import Committed, Lost
from store.errors import StoreUnavailable
from store.leases.types import Fenced
from store.store import Store
from tests.redis_servers import RedisServer, redis_server, talk
from tests.store.writers import Sessions, eventually, raw


@pytest.fixture
def mortal(program: Path) -> Iterator[RedisServer]:
    """A server of the test's own, to be killed."""
    with redis_server(program) as server:
        yield server


@pytest.fixture
async def store(mortal: RedisServer) -> AsyncIterator[Store]:
    store = Store(mortal.url)
    yield store
    await store.close()


async def back(store: Store) -> None:
    """Wait until the store reaches Redis again."""

    async def reachable() -> bool:
        try:
            return await store.ping() > 0
        except StoreUnavailable:
            return False

    await eventually(reachable, "Redis is back")


def lose_newest(server: RedisServer, older: Path) -> None:
    """Kill Redis and start it on an older copy of its file, as a crash before the sync would."""
    server.kill()
    shutil.rmtree(server.directory / "appendonlydir", ignore_errors=True)
    for path in older.iterdir():
        target = server.directory / path.name
        if path.is_dir():
            shutil.copytree(path, target)
        else:
            shutil.copy(path, target)
    server.start()


def copy_of(server: RedisServer, tmp_path: Path) -> Path:
    """What its file holds now, all of it synced."""
    assert talk(server.port, "WAITAOF", "1", "0", "5000") or True
    server.stop()
    shutil.copytree(server.directory, tmp_path / "older")
    server.start()
    return tmp_path / "older"


async def test_writer_sees_that_its_events_are_gone(
    mortal: RedisServer, store: Store, sessions: Sessions, tmp_path: Path
) -> None:
    writer = await sessions.writer()
    await writer.append(b"e1", b"e2")
    older = copy_of(mortal, tmp_path)
    await back(store)
    assert await writer.append(b"e3") == Committed(3)
    lose_newest(mortal, older)
    await back(store)
    assert await writer.append(b"e4") == Lost()
    epoch, head = await store.sessions.verify("one", writer.epoch, writer.head, writer.token)
    assert head == 2
    assert epoch != writer.epoch
    assert await store.sessions.verify("one", writer.epoch, writer.head) == (epoch, 2), (
        "said only once"
    )


async def test_client_ahead_of_the_log_gets_a_snapshot_and_changes_nothing(
    store: Store, sessions: Sessions
) -> None:
    writer = await sessions.writer()
    await writer.append(b"e1")
    opened = await store.sessions.open("one", "ada", 2, writer.epoch, 10)
    assert opened.events is None
    assert opened.snapshot is not None
    assert (opened.info.epoch, opened.info.head) == (writer.epoch, 1)


async def test_reader_ahead_of_the_log_proves_the_loss(store: Store, sessions: Sessions) -> None:
    writer = await sessions.writer()
    await writer.append(b"e1")
    epoch, head = await store.sessions.verify("one", writer.epoch, 2)
    assert head == 1
    assert epoch != writer.epoch
    assert await store.sessions.verify("nowhere", "x", 1) is None


async def test_takeover_under_another_redis_starts_a_new_epoch(
    mortal: RedisServer, store: Store, sessions: Sessions
) -> None:
    writer = await sessions.writer()
    await writer.append(b"e1")
    mortal.restart()
    await back(store)
    await sessions.expire_lease()
    assert (await sessions.take("one", "w2")).epoch != writer.epoch


async def test_lease_that_redis_lost_shuts_its_holder_out_when_another_takes_it(
    mortal: RedisServer, store: Store, sessions: Sessions, tmp_path: Path
) -> None:
    await (await sessions.writer()).append(b"e1")
    await sessions.expire_lease()
    older = copy_of(mortal, tmp_path)
    await back(store)
    lost = await sessions.take("one", "w2")
    lose_newest(mortal, older)
    await back(store)
    await sessions.expire_lease()
    newer = await sessions.take("one", "w3")
    assert await lost.append(b"of the lost lease") == Fenced()
    assert await newer.append(b"e2") == Committed(2)
    assert await sessions.log() == [b"e1", b"e2"]


async def test_reader_that_saw_all_there_is_proves_nothing(
    mortal: RedisServer, store: Store, sessions: Sessions
) -> None:
    """Another worker's clients may have seen more than this reader."""
    writer = await sessions.writer()
    await writer.append(b"e1")
    mortal.restart()
    await back(store)
    assert await store.sessions.verify("one", writer.epoch, 1) == (writer.epoch, 1)
    await sessions.expire_lease()
    assert (await sessions.take("one", "w2")).epoch != writer.epoch


@pytest.mark.parametrize("how", ["verify", "finish"])
async def test_writer_that_finds_all_it_wrote_keeps_the_epoch(
    mortal: RedisServer, store: Store, sessions: Sessions, how: str
) -> None:
    writer = await sessions.writer()
    await writer.append(b"e1")
    await sessions.say("one", "c2")
    mortal.restart()
    await back(store)
    if how == "verify":
        assert await store.sessions.verify("one", writer.epoch, 1, writer.token) == (
            writer.epoch,
            1,
        )
    else:
        assert isinstance(await writer.finish("c1", b"e2"), Committed)
    await sessions.expire_lease()
    assert (await sessions.take("one", "w2")).epoch == writer.epoch


async def test_killed_redis_without_a_file_leaves_its_writers_fenced(program: Path) -> None:
    with redis_server(program, durable=False) as server:
        store = Store(server.url)
        sessions = Sessions(store)
        writer = await sessions.writer()
        await writer.append(b"e1")
        server.restart(kill=True)
        await back(store)
        assert await writer.append(b"e2") == Fenced()
        assert await store.sessions.read("one", 0, 10) is None
        successor = await sessions.writer()
        assert successor.token > writer.token
        assert successor.epoch != writer.epoch
        await store.close()


async def test_flushed_and_partly_restored_log_is_lost_to_its_writer(
    store: Store, sessions: Sessions
) -> None:
    writer = await sessions.writer()
    await writer.append(b"e1")
    dumps = {key: await raw(store, "DUMP", key) for key in keys.all_of("one")}
    await writer.append(b"e2", b"e3")
    await raw(store, "FLUSHALL", "SYNC")
    for key, dump in dumps.items():
        if dump is not None:
            await raw(store, "RESTORE", key, 0, dump)
    assert await writer.append(b"e4") == Lost()
    assert (await store.sessions.read("one", 0, 10)).events == [b"e1"]
