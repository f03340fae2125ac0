"""The load generator's WebSocket reads frames however they are cut."""

import asyncio
from unittest.mock import Mock

import pytest
from websockets.frames import Frame, Opcode

from bench.wire import WebSocket

TEXTS = [b"a", b"b" * 125, b"c" * 126, b"d" * 65_535, b"e" * 65_536, b""]
ACCEPTED = b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n"
STREAM = ACCEPTED + b"".join(Frame(Opcode.TEXT, text).serialize(mask=False) for text in TEXTS)


async def read(chunks: list[bytes]) -> list[bytes]:
    texts: list[bytes] = []
    websocket = WebSocket(1, "/", "", lambda payload, now: texts.append(payload))
    websocket.connection_made(Mock(spec=asyncio.Transport))
    for chunk in chunks:
        websocket.data_received(chunk)
    assert websocket.opened.done()
    return texts


@pytest.mark.parametrize("size", [1, 3, 60, 1000, 65_537, len(STREAM)])
async def test_websocket_reads_every_frame_however_it_is_cut(size: int) -> None:
    """RFC 6455, section 5.2: three forms of length."""
    chunks = [STREAM[start : start + size] for start in range(0, len(STREAM), size)]
    assert await read(chunks) == TEXTS


async def test_websocket_refuses_what_is_not_a_101() -> None:
    """The refusal carries the status line."""
    websocket = WebSocket(1, "/", "", lambda payload, now: None)
    websocket.connection_made(Mock(spec=asyncio.Transport))
    websocket.data_received(b"HTTP/1.1 404 Not Found\r\n\r\n")
    with pytest.raises(ConnectionRefusedError, match="404"):
        await websocket.opened
