"""Clients of one session over WebSocket, SSE or long-poll, with real sockets.

    async with open_client(server.url, session, token) as client:
        await client.send(Start("c1", kind="chat", input={}))
        await client.until(lambda: client.history.runs_ended == 1)
        await client.drop()
        await client.connect(other.url)

A client keeps what it holds in `history`, over any number of connections, to any worker. The
cursor and the dropping of repeats are those of `protocol.client`; `history` does both again on
the bare JSON, and the two must agree.
"""

import asyncio
import contextlib
import random
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from typing import Any, Literal

import httpx
import msgspec
import orjson

from protocol.client import ClientConnection, Transport
from protocol.codec import encode_command
from protocol.commands import Command
from protocol.cursor import Cursor
from protocol.errors import RemoteProtocolError
from protocol.frames import Ack, Goaway, Problem, Welcome
from tests.links import OPENERS, Link, LostError, Place, RefusedError

PATIENCE_S = 10.0
_WATCH_S = 0.2

Json = dict[str, Any]


class History:
    """What a client holds: events by number, from `base` on; a snapshot stands for those before.

    `earlier` are the histories that snapshots have replaced.
    """

    def __init__(self) -> None:
        self.epoch = ""
        self.base = 0
        self.snapshot: list[Json] | None = None
        self.events: list[Json] = []
        self.runs_ended = 0
        self.earlier: list[tuple[str, int, list[Json]]] = []

    @property
    def seq(self) -> int:
        """The number of the last event."""
        return self.base + len(self.events)

    def take(self, frame: Json) -> None:
        """Take in a frame; events that are held already are dropped."""
        if frame["type"] == "welcome" and not self.seq:
            self.epoch = frame["epoch"]
        elif frame["type"] == "snapshot":
            self.earlier.append((self.epoch, self.base, self.events))
            self.epoch, self.base, self.events = frame["epoch"], frame["seq"], []
            self.snapshot = frame["events"]
        elif frame["type"] == "events":
            first = frame["seq"] - len(frame["events"]) + 1
            new = frame["events"][max(0, self.seq + 1 - first) :]
            self.events += new
            ended = [event for event in new if event["type"] in ("RUN_FINISHED", "RUN_ERROR")]
            self.runs_ended += len(ended)


class Client:
    """One client. `transport` may be set between connections; `http` may be shared by many."""

    def __init__(
        self,
        session: str,
        token: str,
        http: httpx.AsyncClient,
        transport: Transport = "websocket",
        rng: random.Random | None = None,
    ) -> None:
        self.session = session
        self.history = History()
        self.protocol = ClientConnection((rng or random.Random()).random)
        self.protocol.transport = transport
        self.welcome: Welcome | None = None
        self.goaway: Goaway | None = None
        self.close_code: int | None = None
        self.failures: list[str] = []
        self.place = Place("", session, token, http)
        self._acks: dict[str, asyncio.Future[Ack | None]] = {}
        self._changed = asyncio.Event()
        self.link: Link | None = None
        self._tasks: list[asyncio.Task[None]] = []
        self._heard_at = 0.0

    @property
    def connected(self) -> bool:
        """Whether there is a connection that has not ended."""
        return self.link is not None

    async def connect(self, base: str, cursor: Cursor | None = None) -> None:
        """Connect to a worker, with the cursor held or another. Raises LostError, RefusedError."""
        assert self.link is None, "connected already"
        self.protocol.connecting(_now_ms())
        self.place = replace(self.place, base=base)
        self.welcome = self.close_code = None
        first = cursor or self.protocol.cursor
        link = await OPENERS[self.protocol.transport](
            self.place, first, lambda: self.protocol.cursor
        )
        self.link = link
        self._heard_at = time.monotonic()
        reader = asyncio.create_task(self._read(link))
        self._tasks = [reader, asyncio.create_task(self._watch(link, reader))]
        if self.protocol.transport != "poll":
            await self.until(lambda: self.welcome is not None or not self.connected)
            if self.welcome is None:
                raise LostError(f"no welcome, closed with {self.close_code}")

    async def drop(self) -> None:
        """Lose the connection from one moment to the next."""
        await self._end("drop")

    async def close(self) -> None:
        """Close the connection, if there is one."""
        await self._end("close")

    async def _end(self, how: Literal["drop", "close"]) -> None:
        link, self.link = self.link, None
        tasks, self._tasks = self._tasks, []
        if link is not None:
            await (link.drop() if how == "drop" else link.close())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        self._forget_acks()

    async def send(self, command: Command) -> Ack:
        """Send a command and wait for its ack. Raises LostError; it may then be sent again."""
        if self.protocol.transport != "websocket":
            return await self._post(command)
        if self.link is None:
            raise LostError("not connected")
        ack = self._acks[command.id] = asyncio.get_running_loop().create_future()
        await self.link.send(encode_command(command))
        try:
            answer: Ack | None = await asyncio.wait_for(ack, PATIENCE_S)
        except TimeoutError:
            answer = None
        finally:
            self._acks.pop(command.id, None)
        if answer is None:
            raise LostError(f"no ack for {command.id}")
        return answer

    async def _post(self, command: Command) -> Ack:
        place = self.place
        try:
            answer = await place.http.post(
                f"{place.url}/commands", content=encode_command(command), headers=place.headers
            )
        except httpx.TransportError as error:
            raise LostError(repr(error)) from error
        if answer.status_code >= 500:
            raise LostError(answer.text)
        document = answer.json()
        if document.get("type") == "ack":
            return msgspec.convert(document, Ack)
        return Ack(command.id, "rejected", Problem(document["code"], document["title"]))

    async def until(self, condition: Callable[[], object], seconds: float = PATIENCE_S) -> None:
        """Wait until a condition on this client holds. AssertionError when it does not."""
        assert await self._wait(condition, seconds), f"not within {seconds} s: {self}"

    async def rest(self, seconds: float) -> None:
        """Wait until the connection ends, but not longer than that."""
        await self._wait(lambda: not self.connected, seconds)

    async def _wait(self, condition: Callable[[], object], seconds: float) -> bool:
        """Whether the condition holds, looked at after every message, within the time."""
        deadline = time.monotonic() + seconds
        while not condition():
            self._changed.clear()
            try:
                await asyncio.wait_for(self._changed.wait(), deadline - time.monotonic())
            except TimeoutError:
                return bool(condition())
        return True

    def __repr__(self) -> str:
        held = f"{self.history.epoch}:{self.history.seq}"
        state = "connected" if self.connected else f"closed with {self.close_code}"
        return f"<Client {self.session} {self.protocol.transport} {held} {state} {self.failures}>"

    async def _read(self, link: Link) -> None:
        try:
            async with contextlib.aclosing(link.messages()) as messages:
                async for message in messages:
                    await self._hear(link, message)
        except RemoteProtocolError as error:
            # What the server sent is not what it may send: tests look at this list.
            self.failures.append(f"{error.code}: {error.message}")
            await link.drop()
        except RefusedError as refusal:
            self.failures.append(str(refusal))
        except LostError:
            pass
        finally:
            self.close_code = link.close_code
            self.link = None if self.link is link else self.link
            self._forget_acks()
            self._changed.set()

    async def _hear(self, link: Link, message: bytes | None) -> None:
        self._heard_at = time.monotonic()
        if message is not None:
            self._take(message)
            for frame in self.protocol.to_send():
                await link.send(frame)

    async def _watch(self, link: Link, reader: asyncio.Task[None]) -> None:
        """Give up a connection that has been silent for two heartbeats (PROTOCOL §7)."""
        while self.link is link:
            await asyncio.sleep(_WATCH_S)
            if time.monotonic() - self._heard_at > 2 * self.protocol.heartbeat_ms / 1000:
                await link.drop()
                reader.cancel()
                return

    def _take(self, message: bytes) -> None:
        polled = self.protocol.transport == "poll"
        for frame in self.protocol.receive(message, _now_ms()):
            if isinstance(frame, Welcome):
                self.welcome = frame
            elif isinstance(frame, Goaway):
                self.goaway = frame
            elif isinstance(frame, Ack) and frame.id in self._acks:
                self._acks.pop(frame.id).set_result(frame)
        raw = orjson.loads(message)
        for part in raw if polled else [raw]:
            self.history.take(part)
        if self.history.seq != (self.protocol.cursor.seq or 0):
            self.failures.append(f"{self.history.seq} counted, {self.protocol.cursor} kept")
        self._changed.set()

    def _forget_acks(self) -> None:
        for ack in self._acks.values():
            if not ack.done():
                ack.set_result(None)


@contextlib.asynccontextmanager
async def new_http() -> AsyncIterator[httpx.AsyncClient]:
    """An HTTP client for as many connections as there are."""
    limits = httpx.Limits(max_connections=None, max_keepalive_connections=None)
    timeout = httpx.Timeout(PATIENCE_S, read=30.0)
    async with httpx.AsyncClient(
        limits=limits, timeout=timeout, verify=False, trust_env=False
    ) as http:
        yield http


@contextlib.asynccontextmanager
async def open_client(
    base: str,
    session: str,
    token: str,
    transport: Transport = "websocket",
    cursor: Cursor | None = None,
) -> AsyncIterator[Client]:
    """A client that is connected at the start of the block and closed at its end."""
    async with new_http() as http:
        client = Client(session, token, http, transport)
        await client.connect(base, cursor)
        try:
            yield client
        finally:
            await client.close()


async def guest(base: str, http: httpx.AsyncClient) -> str:
    """An access token of a new guest."""
    answer = await http.post(f"{base}/v1/auth/guest")
    answer.raise_for_status()
    return str(answer.json()["accessToken"])


def _now_ms() -> int:
    return time.monotonic_ns() // 1_000_000
