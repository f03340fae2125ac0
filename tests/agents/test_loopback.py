"""The guard that keeps the tests of models from real providers."""

import asyncio
import socket

import httpx2
import pytest

from tests.loopback import Escaped

ELSEWHERE = ("192.0.2.1", 443)
"""An address for documentation (RFC 5737), which nobody has."""


def test_connection_to_another_machine_is_refused() -> None:
    with socket.socket() as sock, pytest.raises(Escaped):
        sock.connect(ELSEWHERE)


def test_datagram_to_another_machine_is_refused() -> None:
    with socket.socket(type=socket.SOCK_DGRAM) as sock, pytest.raises(Escaped):
        sock.sendto(b"x", ELSEWHERE)


async def test_connection_by_asyncio_is_refused() -> None:
    with pytest.raises(Escaped):
        await asyncio.open_connection(*ELSEWHERE)


async def test_name_that_an_sdk_would_look_up_is_refused() -> None:
    async with httpx2.AsyncClient(trust_env=False) as client:
        with pytest.raises(Escaped):
            await client.get("https://model.example/")


async def test_connection_to_this_machine_is_made() -> None:
    async def take(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.close()

    server = await asyncio.start_server(take, "localhost", 0)
    async with server:
        _, writer = await asyncio.open_connection(*server.sockets[0].getsockname()[:2])
        writer.close()
        await writer.wait_closed()
