"""A connection that answers trips, and is given up when nobody could say what answers what."""

import asyncio
import resource
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from redis.exceptions import InvalidResponse, ResponseError

from store.redis import address
from store.redis.connect import Connector
from store.redis.scripts import command
from store.redis.trips import PipelinedConnection
from tests.redis_servers import RedisServer


async def connect(url: str) -> PipelinedConnection:
    return PipelinedConnection(await Connector(address.parse(url), 1.0).primary())


@pytest.fixture
async def connection(redis: RedisServer) -> AsyncIterator[PipelinedConnection]:
    one = await connect(redis.url)
    yield one
    await one.close()


def soon(seconds: float = 10.0) -> float:
    return asyncio.get_running_loop().time() + seconds


def pack(*words: str | int | float) -> bytes:
    return command("", *map(str, words)).packed()


@asynccontextmanager
async def says(*answers: bytes) -> AsyncIterator[str]:
    """The address of a server that gives the next of these answers to whatever it is sent."""

    over: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        for answer in answers:
            await reader.read(1000)
            writer.write(answer)
        await reader.read()
        writer.close()
        await writer.wait_closed()
        over.set_result(None)

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with server:
        yield f"redis://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        await over


async def test_connection_brings_every_reply_in_order_with_errors_among_them(
    connection: PipelinedConnection,
) -> None:
    payload = pack("SET", "k", "x" * 100_000) + pack("INCR", "k") + pack("GET", "k")
    done, refused, value = await connection.exchange(payload, 3, soon())
    assert (done, value) == (b"OK", b"x" * 100_000)
    assert isinstance(refused, ResponseError)
    assert connection.usable


async def test_idle_connections_keep_nothing_of_the_large_replies_that_they_brought(
    redis: RedisServer,
) -> None:
    size, connections = 8_000_000, [await connect(redis.url) for _ in range(8)]
    await connections[0].exchange(pack("SET", "large", "x" * size), 1, soon())
    before = resident()
    for connection in connections:
        assert len((await connection.exchange(pack("GET", "large"), 1, soon()))[0]) == size
    assert resident() < before + 3 * size
    for connection in connections:
        await connection.close()


def resident() -> int:
    """The bytes that this process has in memory."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize()


async def test_connection_gives_up_a_trip_that_is_late(connection: PipelinedConnection) -> None:
    with pytest.raises(TimeoutError):
        await connection.exchange(pack("BLPOP", "none", 0), 1, soon(0.05))
    assert not connection.usable


async def test_connection_does_not_charge_a_trip_with_the_time_of_those_before_it(
    connection: PipelinedConnection,
) -> None:
    for _ in range(3):
        assert await connection.exchange(pack("BLPOP", "none", 0.2), 1, soon(0.5)) == [None]
    assert connection.usable


async def test_connection_that_hears_more_than_it_asked_for_is_given_up() -> None:
    async with says(b"+PONG\r\n+MORE\r\n") as url:
        connection = await connect(url)
        assert await connection.exchange(pack("PING"), 1, soon()) == [b"PONG"]
        assert not connection.usable
        await connection.close()


async def test_connection_that_hears_what_is_no_reply_is_given_up() -> None:
    async with says(b"HTTP/1.1 400 Bad Request\r\n") as url:
        connection = await connect(url)
        with pytest.raises(InvalidResponse):
            await connection.exchange(pack("PING"), 1, soon())
        assert not connection.usable
        await connection.close()
