"""What a WebSocket's peer may send: how many frames, in how many pieces, and what it must take.

Sockets are real, and in one loop with the server.
"""

import asyncio
import contextlib
import gc
import struct
from asyncio import StreamReader, StreamWriter
from collections.abc import AsyncIterator

import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.routing import WebSocketRoute
from starlette.websockets import WebSocket
from uvicorn.server import ServerState
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed
from websockets.frames import Frame

from protocol.errors import CloseCode
from server.http.http_protocol import HTTPProtocol
from server.http.websocket_protocol import MAX_FRAGMENTS, WebSocketProtocol

FRAMES = 3000
CLOSE, PING, PONG = 8, 9, 10

HANDSHAKE = (
    b"GET /ws HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"
)


class Site:
    """An application that echoes, and sends what a test has it send."""

    def __init__(self) -> None:
        self.state = ServerState()
        self.stuck = asyncio.Event()
        self.sockets: list[WebSocketProtocol] = []
        site = self

        class Watched(WebSocketProtocol.limited(FRAMES)):  # type: ignore[misc]
            def pause_writing(self) -> None:
                super().pause_writing()
                site.stuck.set()

            def connection_made(self, transport: asyncio.BaseTransport) -> None:
                super().connection_made(transport)
                site.sockets.append(self)

        self.config = uvicorn.Config(
            Starlette(routes=[WebSocketRoute("/ws", self._echo)]),
            ws=Watched,
            ws_ping_interval=None,
            ws_per_message_deflate=False,
            log_config=None,
        )
        self.config.load()

    def protocol(self) -> HTTPProtocol:
        return HTTPProtocol(self.config, self.state, {})

    async def _echo(self, ws: WebSocket) -> None:
        await ws.accept()
        async for text in ws.iter_text():
            if text == "flood me":
                await ws.send_text("a" * 30_000_000)
            await ws.send_text(text)


@pytest.fixture
async def site() -> Site:
    return Site()


@pytest.fixture
async def port(site: Site) -> AsyncIterator[int]:
    loop = asyncio.get_running_loop()
    server = await loop.create_server(site.protocol, "127.0.0.1", 0)
    yield server.sockets[0].getsockname()[1]
    server.close()
    for one in site.sockets:
        one.transport.abort()
    await asyncio.gather(*site.state.tasks)


@pytest.fixture
async def ws(port: int) -> AsyncIterator[ClientConnection]:
    url = f"ws://127.0.0.1:{port}/ws"
    async with connect(url, ping_interval=None, proxy=None, compression=None, max_size=None) as one:
        yield one


@pytest.fixture
async def raw(port: int) -> AsyncIterator[tuple[StreamReader, StreamWriter]]:
    """A peer that has shaken hands."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=4096)
    writer.write(HANDSHAKE)
    await reader.readuntil(b"\r\n\r\n")
    yield reader, writer
    writer.transport.abort()


def frame(opcode: int, payload: bytes = b"", fin: bool = True) -> bytes:
    """A masked frame of less than 126 bytes (RFC 6455 §5.2)."""
    return bytes([0x80 * fin | opcode, 0x80 | len(payload)]) + bytes(4) + payload


async def next_frame(reader: StreamReader) -> tuple[int, bytes]:
    """The opcode and the payload of the server's next frame."""
    async with asyncio.timeout(30):
        head, size = await reader.readexactly(2)
        if size == 126:
            (size,) = struct.unpack("!H", await reader.readexactly(2))
        elif size == 127:
            (size,) = struct.unpack("!Q", await reader.readexactly(8))
        return head & 0x0F, await reader.readexactly(size)


async def test_message_in_many_pieces_is_taken(ws: ClientConnection) -> None:
    # The library ends a message by one more, which is empty.
    pieces = ["ü" * 100] * (MAX_FRAGMENTS - 1)
    await ws.send(pieces)
    assert await ws.recv() == "".join(pieces)


async def test_message_in_too_many_pieces_closes(ws: ClientConnection) -> None:
    await ws.send([""] * (MAX_FRAGMENTS + 2))
    with pytest.raises(ConnectionClosed):
        await ws.recv()
    assert ws.close_code == CloseCode.MALFORMED


async def test_as_many_messages_as_may_be_sent_in_a_second_are_taken(ws: ClientConnection) -> None:
    for n in range(FRAMES - 1):
        await ws.send(str(n))
    assert [await ws.recv() for _ in range(FRAMES - 1)] == [str(n) for n in range(FRAMES - 1)]


@pytest.mark.parametrize("said", [frame(PING), frame(PONG), frame(1, b"a")], ids=str)
async def test_more_frames_than_may_be_sent_in_a_second_close(
    said: bytes, raw: tuple[StreamReader, StreamWriter]
) -> None:
    reader, writer = raw
    writer.write(said * (FRAMES + 1))
    while (got := await next_frame(reader))[0] != CLOSE:
        pass
    assert struct.unpack("!H", got[1][:2]) == (CloseCode.RATE_LIMITED,)


async def test_pings_are_answered(ws: ClientConnection) -> None:
    for _ in range(3):
        await asyncio.wait_for(await ws.ping(), 30)


async def test_of_pings_that_come_at_once_the_newest_is_answered(
    raw: tuple[StreamReader, StreamWriter],
) -> None:
    reader, writer = raw
    writer.write(b"".join(frame(PING, str(n).encode()) for n in range(20)))
    while (got := await next_frame(reader))[1] != b"19":
        assert got[0] == PONG


async def test_peer_that_reads_nothing_is_not_read_and_then_answered_by_its_newest_ping(
    site: Site, raw: tuple[StreamReader, StreamWriter]
) -> None:
    reader, writer = raw
    writer.write(frame(1, b"flood me") + frame(PING, b"before"))
    (socket,) = site.sockets
    async with asyncio.timeout(30):
        await site.stuck.wait()
    waiting = socket.transport.get_write_buffer_size()
    for n in range(100):
        writer.write(frame(PING, str(n).encode()))
        await asyncio.sleep(0)
    assert socket.transport.get_write_buffer_size() <= waiting
    assert not socket.transport.is_reading()
    seen = []
    while not seen or seen[-1] != (PONG, b"99"):
        seen.append(await next_frame(reader))
    assert (1, b"flood me") in seen or (await next_frame(reader)) == (1, b"flood me")
    assert len(seen) < 50
    assert socket.transport.is_reading()


@pytest.mark.slow(seconds=2)
@pytest.mark.parametrize("said", [frame(0, b"a", fin=False), frame(PING), frame(PONG)], ids=str)
async def test_peer_that_is_refused_leaves_none_of_its_frames(
    said: bytes, raw: tuple[StreamReader, StreamWriter]
) -> None:
    reader, writer = raw
    gc.collect()
    gc.disable()
    try:
        writer.write(frame(1, b"a", fin=False) + said * (2 * FRAMES))
        with contextlib.suppress(ConnectionError):
            await reader.read()
        assert sum(isinstance(one, Frame) for one in gc.get_objects()) < 10
    finally:
        gc.enable()
