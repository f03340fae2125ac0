"""The embedded Redis of a server: started with it, started again when it dies, stopped with it."""

import asyncio
import os
import shutil
import signal

import pytest

from protocol.commands import Start
from tests.clients import Client, guest, new_http
from tests.processes import Servers, eventually, lines_of

pytestmark = pytest.mark.slow

SESSION = "0b8a2f60-6c3e-4d0a-9a55-0d6a4d2b8f11"


async def test_run_goes_on_when_the_embedded_redis_was_killed(servers: Servers) -> None:
    server = servers.start(CAREERPILOT_KINDS="tests.chaos.kinds")
    given = {"seed": 3, "steps": 2, "words": 200, "perSecond": 100}
    async with new_http() as http:
        client = Client(SESSION, await guest(server.url, http), http)
        await client.connect(server.url)
        await client.send(Start("c1", kind="relay", input=given))
        await client.until(lambda: client.history.seq > 20)
        first = server.embedded_redis()
        assert first is not None
        os.kill(first, signal.SIGKILL)
        await asyncio.to_thread(
            eventually, lambda: server.embedded_redis() not in (None, first), "another Redis"
        )
        while client.history.runs_ended == 0:
            if not client.connected:
                await client.connect(server.url)
            await client.rest(1.0)
        events = (client.history.snapshot or []) + client.history.events
        assert events[-1]["type"] == "RUN_FINISHED"
        await client.close()
    last = server.embedded_redis()
    assert server.stop() == 0
    assert last is not None
    with pytest.raises(ProcessLookupError):
        os.kill(last, 0)


def test_server_goes_on_when_another_that_started_their_redis_stops(servers: Servers) -> None:
    first = servers.start()
    second = servers.start(data_dir=first.data_dir)
    redis = first.embedded_redis()
    assert redis is not None
    assert first.stop() == 0
    assert second.embedded_redis() == redis
    assert second.is_ready()
    assert second.stop() == 0
    assert second.embedded_redis() is None


def test_server_looks_after_the_redis_of_another_that_was_killed(servers: Servers) -> None:
    first = servers.start()
    second = servers.start(data_dir=first.data_dir)
    redis = first.embedded_redis()
    assert redis is not None
    first.kill()
    os.kill(redis, signal.SIGKILL)
    eventually(lambda: second.embedded_redis() not in (None, redis), "another Redis")
    eventually(second.is_ready, "it is ready again")
    assert second.stop() == 0
    assert second.embedded_redis() is None


@pytest.mark.parametrize("workers", [1, 2])
def test_server_whose_data_directory_is_removed_says_so_and_ends_with_its_redis(
    servers: Servers, workers: int
) -> None:
    server = servers.start(workers=workers)
    redis = server.embedded_redis()
    assert redis is not None
    shutil.rmtree(server.data_dir)
    assert server.wait() == 1
    with pytest.raises(ProcessLookupError):
        os.kill(redis, 0)
    said = [(line["event"], line["level"]) for line in lines_of(server.output())]
    assert ("data_dir_removed", "error") in said
    assert "was removed" in server.output()
    assert not server.data_dir.exists()
