"""One connection to a session over WebSocket, SSE or long-poll: the sockets of tests/clients.py."""

import contextlib
import socket
import struct
from collections.abc import AsyncGenerator, Awaitable, Callable
from dataclasses import dataclass
from typing import Protocol

import httpx
from websockets.asyncio.client import ClientConnection as Socket
from websockets.asyncio.client import connect as connect_socket
from websockets.exceptions import ConnectionClosed, InvalidHandshake
from websockets.typing import Subprotocol

from protocol.client import Transport
from protocol.cursor import Cursor, event_id
from protocol.frames import SUBPROTOCOL
from protocol.sse import SSEParser

OPEN_S = 10.0
POLL_WAIT_S = 5.0
_NO_LINGER = struct.pack("ii", 1, 0)


class LostError(ConnectionError):
    """The connection has ended, or could not be made; what was sent may or may not have arrived."""


class RefusedError(Exception):
    """The server answers, and says no for good."""


@dataclass(frozen=True)
class Place:
    """A session on a worker, and who wants it."""

    base: str
    session: str
    token: str
    http: httpx.AsyncClient

    @property
    def url(self) -> str:
        """Of the session."""
        return f"{self.base}/v1/sessions/{self.session}"

    @property
    def headers(self) -> dict[str, str]:
        """Of every request."""
        return {"Authorization": f"Bearer {self.token}"}


class Link(Protocol):
    """One connection."""

    def messages(self) -> AsyncGenerator[bytes | None, None]:
        """What the server says, None for mere signs of life.

        It ends, or raises LostError, when the connection has ended; closing it closes that.
        """

    async def send(self, frame: bytes) -> None:
        """Send one frame. Raises LostError."""

    async def drop(self) -> None:
        """Vanish; where the transport can, with RST."""

    async def close(self) -> None:
        """Close in order."""

    @property
    def close_code(self) -> int | None:
        """The WebSocket's close code, None where there was none."""


class WebSocketLink:
    """A WebSocket."""

    def __init__(self, websocket: Socket) -> None:
        self.websocket = websocket

    async def messages(self) -> AsyncGenerator[bytes | None, None]:
        """Every text frame."""
        with contextlib.suppress(ConnectionClosed):
            while True:
                yield await self.websocket.recv(decode=False)

    async def send(self, frame: bytes) -> None:
        """As text."""
        try:
            await self.websocket.send(frame, text=True)
        except ConnectionClosed as error:
            raise LostError(repr(error)) from error

    async def drop(self) -> None:
        """RST."""
        _no_linger(self.websocket.transport.get_extra_info("socket"))
        self.websocket.transport.abort()

    async def close(self) -> None:
        """The closing handshake."""
        await self.websocket.close()

    @property
    def close_code(self) -> int | None:
        """What the server gave."""
        return self.websocket.close_code


class SSELink:
    """A response that does not end."""

    close_code = None

    def __init__(self, response: httpx.Response) -> None:
        self._response = response

    async def messages(self) -> AsyncGenerator[bytes | None, None]:
        """Every event's data; comments are signs of life."""
        parser = SSEParser()
        try:
            async for chunk in self._response.aiter_raw():
                yield None
                for event in parser.feed(chunk):
                    yield event.data
        except (httpx.TransportError, httpx.StreamError) as error:
            raise LostError(repr(error)) from error
        finally:
            await self._response.aclose()

    async def send(self, frame: bytes) -> None:
        """There is no way back; pings are comments and need no answer."""
        raise AssertionError(f"nothing can be sent over SSE: {frame!r}")

    async def drop(self) -> None:
        """RST, when `messages` is closed."""
        _no_linger(self._response.extensions["network_stream"].get_extra_info("socket"))

    async def close(self) -> None:
        """FIN, when `messages` is closed."""


class PollLink:
    """One request after the other, each with the cursor that the one before has left."""

    close_code = None

    def __init__(self, place: Place, first: Cursor, cursor: Callable[[], Cursor]) -> None:
        self._place = place
        self._first = first
        self._cursor = cursor
        self._over = False

    async def messages(self) -> AsyncGenerator[bytes | None, None]:
        """Every answer."""
        cursor = self._first
        while not self._over:
            yield await self._poll(cursor)
            cursor = self._cursor()

    async def _poll(self, cursor: Cursor) -> bytes:
        place = self._place
        params = _query(cursor) | {"wait": str(POLL_WAIT_S)}
        headers = place.headers | {"Accept": "application/json"}
        try:
            response = await place.http.get(f"{place.url}/events", params=params, headers=headers)
        except httpx.TransportError as error:
            raise LostError(repr(error)) from error
        _expect_ok(response, response.content)
        return response.content

    async def send(self, frame: bytes) -> None:
        """There is no way back."""
        raise AssertionError(f"nothing can be sent by long-poll: {frame!r}")

    async def drop(self) -> None:
        """No request after the one that is under way, which ends with its reader."""
        self._over = True

    async def close(self) -> None:
        """As drop."""
        self._over = True


Opener = Callable[[Place, Cursor, Callable[[], Cursor]], Awaitable[Link]]


async def _open_websocket(place: Place, first: Cursor, _: Callable[[], Cursor]) -> Link:
    query = "&".join(f"{name}={value}" for name, value in _query(first).items())
    try:
        websocket = await connect_socket(
            f"ws{place.url.removeprefix('http')}/ws?{query}",
            subprotocols=[Subprotocol(SUBPROTOCOL)],
            additional_headers=place.headers,
            compression=None,
            ping_interval=None,
            open_timeout=OPEN_S,
            close_timeout=1.0,
            max_size=None,
            proxy=None,
        )
    except (OSError, InvalidHandshake, EOFError) as error:
        raise LostError(repr(error)) from error
    return WebSocketLink(websocket)


async def _open_sse(place: Place, first: Cursor, _: Callable[[], Cursor]) -> Link:
    headers = place.headers | {"Accept": "text/event-stream"}
    params = _query(first)
    if first.epoch is not None and first.seq is not None:
        headers["Last-Event-ID"], params = event_id(first.epoch, first.seq), {}
    request = place.http.build_request("GET", f"{place.url}/events", params=params, headers=headers)
    try:
        response = await place.http.send(request, stream=True)
        if response.status_code != 200:
            _expect_ok(response, await response.aread())
    except httpx.TransportError as error:
        raise LostError(repr(error)) from error
    return SSELink(response)


async def _open_poll(place: Place, first: Cursor, cursor: Callable[[], Cursor]) -> Link:
    return PollLink(place, first, cursor)


OPENERS: dict[Transport, Opener] = {
    "websocket": _open_websocket,
    "sse": _open_sse,
    "poll": _open_poll,
}
"""How to connect, from a cursor. The function tells the cursor as it is later on."""


def _expect_ok(response: httpx.Response, body: bytes) -> None:
    if response.status_code >= 500:
        raise LostError(body.decode())
    if response.status_code != 200:
        raise RefusedError(f"{response.status_code}: {body.decode()}")


def _query(cursor: Cursor) -> dict[str, str]:
    given = {"after": cursor.seq, "epoch": cursor.epoch}
    return {name: str(value) for name, value in given.items() if value is not None}


def _no_linger(raw: socket.socket | None) -> None:
    """Have the kernel send RST instead of FIN when the socket is closed."""
    if raw is not None:
        with contextlib.suppress(OSError):
            raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _NO_LINGER)
