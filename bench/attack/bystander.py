"""Another user of the attacked server, and what that one notices."""

import asyncio
import contextlib
import json
import time
from array import array
from collections.abc import Awaitable, Callable
from typing import Any

from bench.load import Stream
from bench.stamp import ages_ns
from bench.target import Running, new_id
from bench.wire import WebSocket, connect

PER_SECOND = 50.0
PAUSE_S = 0.02
"""Between the answer to a ping, or to the question whether the server lives, and the next one."""

MOST_S = 1000
"""How long the conversation goes on."""

PATIENCE_S = 30.0
_LONG_TEXT = "I led a team. " * 7000
_LIVE = b"GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n"


class Bystander:
    """Reads a conversation as it is streamed, sends pings, and asks whether the server lives.

    `tokens`, `lives` and `pings` say in ms how long each took since the last `forget`; of a token
    that is the time from its making to its coming.
    """

    def __init__(self, server: Running) -> None:
        self.tokens: list[float] = []
        self.lives: list[float] = []
        self.pings: list[float] = []
        self._server = server
        self._since_ns = 0
        self._fresh = asyncio.Event()
        self._pong = asyncio.Event()
        self._other: WebSocket
        self._tasks: list[asyncio.Task[None]] = []

    def forget(self) -> None:
        """Begin to measure anew."""
        for took in (self.tokens, self.lives, self.pings):
            took.clear()

    async def begin(self) -> None:
        """Connect, and be streamed to. What the server starts upon a long text it has, then."""
        await self._say_much()
        pulse = {"tokens": int(MOST_S * PER_SECOND), "perSecond": PER_SECOND}
        conversation = await self._connect(self._take_tokens)
        # Not by a model: what is measured is the server alone.
        conversation.send(_start("pulse", pulse, options={"provider": "offline"}))
        self._other = await self._connect(self._take_pong)
        await self.token()
        for act, took in ((self._ping, self.pings), (self._ask_for_life, self.lives)):
            self._tasks.append(asyncio.create_task(_repeat(act, took)))

    async def end(self) -> None:
        """Leave. Raises what went wrong meanwhile: nobody else may lose a connection."""
        for task in self._tasks:
            if task.done():
                task.result()
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def token(self) -> None:
        """Wait for a token that is made from now on. TimeoutError where none comes."""
        self._since_ns = time.monotonic_ns()
        self._fresh.clear()
        async with asyncio.timeout(PATIENCE_S):
            await self._fresh.wait()

    async def _say_much(self) -> None:
        talk = Stream(array("q"))
        await talk.open(self._server)
        talk.send(_start("chat", {}, options={"provider": "offline"}))
        await talk.finished()
        message = {"type": "message", "id": new_id(), "text": _LONG_TEXT}
        talk.send(json.dumps(message).encode())
        with contextlib.suppress(RuntimeError):  # a busy machine may need more time than there is
            await talk.finished()
        talk.drop()

    async def _connect(self, take: Callable[[bytes, int], None]) -> WebSocket:
        path = self._server.target.path(new_id())
        websocket: WebSocket

        def take_frame(payload: bytes, now: int) -> None:
            if payload.startswith(b'{"type":"ping"'):
                websocket.send(payload.replace(b"ping", b"pong", 1))
            else:
                take(payload, now)

        websocket = await connect(self._server.port, path, self._server.headers, take_frame)
        return websocket

    def _take_tokens(self, payload: bytes, now: int) -> None:
        ages = ages_ns(payload, now)
        self.tokens += [age / 1e6 for age in ages]
        if ages and now - min(ages) > self._since_ns:
            self._fresh.set()

    def _take_pong(self, payload: bytes, now: int) -> None:
        if payload.startswith(b'{"type":"pong"'):
            self._pong.set()

    async def _ping(self) -> None:
        self._pong.clear()
        self._other.send(b'{"type":"ping","t":1}')
        await self._pong.wait()

    async def _ask_for_life(self) -> None:
        """As a probe does: by a connection of its own."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self._server.port)
        try:
            writer.write(_LIVE)
            head = await reader.readuntil(b"\r\n\r\n")
            if not head.startswith(b"HTTP/1.1 200"):
                raise ConnectionError(head.partition(b"\r\n")[0].decode())
        finally:
            writer.close()


def _start(kind: str, given: dict[str, Any], **more: Any) -> bytes:
    start = {"type": "start", "id": new_id(), "kind": kind, "input": given}
    return json.dumps(start | more).encode()


async def _repeat(act: Callable[[], Awaitable[None]], took: list[float]) -> None:
    """Again and again, and note how long each time took, in ms."""
    while True:
        begun = time.monotonic()
        async with asyncio.timeout(PATIENCE_S):
            await act()
        took.append((time.monotonic() - begun) * 1e3)
        await asyncio.sleep(PAUSE_S)
