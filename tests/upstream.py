"""A server that plays OpenAI, Anthropic and Gemini on the wire, well or badly, as it is told.

A test puts scenes into it (`play`), lets the real SDKs talk to it and looks at what came (`calls`).
"""

import asyncio
import contextlib
import json
import re
import socket
import struct
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from types import TracebackType
from typing import Literal, Self

import httptools

from tests.wires import (
    DIALECTS,
    WIRES,
    Finish,
    Json,
    Status,
    Tokens,
    Wire,
    bad_key,
    content_refused,
    no_quota,
    overloaded,
    prefill_rejected,
    rate_limited,
    too_long,
)

__all__ = [
    "DIALECTS",
    "Answer",
    "Cue",
    "Empty",
    "ErrorBody",
    "Raw",
    "Received",
    "Reset",
    "Scene",
    "Silent",
    "Status",
    "Tokens",
    "Upstream",
    "bad_key",
    "content_refused",
    "no_quota",
    "overloaded",
    "prefill_rejected",
    "rate_limited",
    "too_long",
]


USUAL = Tokens(12, 4)
"""What an answer took, where the scene does not say."""


@dataclass(frozen=True)
class Answer:
    """A streamed answer: reasoning, then tokens, then calls, then why it ends and the usage.

    With `stops` every token is followed by a reason to stop, as some servers have it. `spoilt` says
    what follows on the last one: one chunk that is no JSON, or the vendor's in-stream error.
    `…_after` count tokens: after so many the connection is reset (cut), ended in good order but
    with no end of the answer (end), left silent until the client goes (stall), given one chunk
    that is no JSON before it goes on (broken), or the vendor's in-stream error (error).
    `hold` says after how many tokens it waits, and for what, before it goes on.
    Without `sentinel` the vendor's last word does not come, and the connection stays open.
    `why` is the vendor's reason where it is `filtered`.
    """

    tokens: Sequence[str] = ("Hello", ", ", "world", ".")
    usage: Tokens | None = USUAL
    interval_s: float = 0.0
    first_after_s: float = 0.0
    reasoning: Sequence[str] = ()
    calls: Sequence[tuple[str, str, str]] = ()
    finish: Finish = "stop"
    why: str = ""
    cut_after: int | None = None
    end_after: int | None = None
    stall_after: int | None = None
    broken_after: int | None = None
    error_after: int | None = None
    error: tuple[int, str] = (529, "Overloaded")
    hold: tuple[int, asyncio.Event] | None = None
    sentinel: bool = True
    stops: bool = False
    spoilt: Literal["broken", "error"] | None = None


@dataclass(frozen=True)
class Reset:
    """The connection is reset before there are headers."""


@dataclass(frozen=True)
class Silent:
    """The request is taken and nothing is said until the client goes."""


@dataclass(frozen=True)
class Empty:
    """Status 200 and an empty body."""


@dataclass(frozen=True)
class ErrorBody:
    """Status 200 with the JSON of an error in place of a stream."""

    code: int = 500
    message: str = "Internal error encountered."


@dataclass(frozen=True)
class Raw:
    """A body as it is, with what its head says; in pieces of that many bytes where it says so."""

    body: bytes
    headers: dict[str, str] = field(default_factory=dict)
    code: int = 200
    piece: int | None = None


Scene = Answer | Status | Reset | Silent | Empty | ErrorBody | Raw


@dataclass
class Received:
    """A request that came. `closed` once the client went away or has its whole answer."""

    dialect: str
    model: str
    key: str
    body: Json
    at: float
    headers: dict[str, str]
    closed: asyncio.Event = field(default_factory=asyncio.Event)
    completed: bool = False


Cue = Scene | Callable[[Received], Scene]
"""What to play, or what decides on it when it sees the request."""


class Upstream:
    """`async with Upstream() as up:` and hand `up.url("openai")` to an adapter."""

    def __init__(self, port: int = 0) -> None:
        self.calls: list[Received] = []
        self.connections = 0
        """How many were ever made."""
        self.port = port
        self._scenes: deque[Cue] = deque()
        self._then: Cue = Answer()
        self._news = asyncio.Condition()
        self.peers: set[_Peer] = set()
        self._server: asyncio.Server | None = None

    async def __aenter__(self) -> Self:
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(lambda: _Peer(self), "127.0.0.1", self.port)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        assert self._server is not None
        self._server.close()
        for peer in list(self.peers):
            await peer.end()
        await self._server.wait_closed()

    def url(self, dialect: str) -> str:
        """The base URL for the adapter of that name (`compatible`: OpenAI's wire, no key asked)."""
        root = f"http://127.0.0.1:{self.port}"
        paths = {"openai": "/v1", "compatible": "/compatible/v1", "anthropic": "", "gemini": ""}
        return root + paths[dialect]

    def play(self, *scenes: Cue, then: Cue | None = None) -> None:
        """These for the next calls, in order, and `then` (an Answer) for all after them."""
        self._scenes = deque(scenes)
        self._then = then or Answer()

    async def called(self, n: int = 1, timeout_s: float = 5.0) -> Received:
        """The n-th call, once it came."""
        async with asyncio.timeout(timeout_s), self._news:
            await self._news.wait_for(lambda: len(self.calls) >= n)
        return self.calls[n - 1]

    async def deserted(self, timeout_s: float = 5.0) -> None:
        """Wait until nobody is connected."""
        async with asyncio.timeout(timeout_s):
            await asyncio.gather(*(peer.left.wait() for peer in self.peers))

    async def next(self, call: Received) -> Scene:
        """Note the call and say what to play for it."""
        async with self._news:
            self.calls.append(call)
            self._news.notify_all()
        wrong = _wrong(call)
        if wrong:
            return wrong
        cue = self._scenes.popleft() if self._scenes else self._then
        return cue(call) if callable(cue) else cue


_PATHS = re.compile(
    r"/(?P<openai>(?:compatible/)?v1/chat/completions)|/(?P<anthropic>v1/messages)"
    r"|/(?P<gemini>v1beta/models/(?P<model>[^:/]+):streamGenerateContent)"
)


def _received(url: str, headers: dict[str, str], raw: bytes, at: float) -> Received | None:
    path, _, query = url.partition("?")
    match = _PATHS.fullmatch(path)
    if match is None or (match["gemini"] and "alt=sse" not in query):
        return None
    dialect = next(name for name in DIALECTS if match[name])
    body = json.loads(raw)
    return Received(
        dialect=dialect,
        model=match["model"] or body.get("model", ""),
        key=_key(dialect, headers) or ("none" if path.startswith("/compatible") else ""),
        body=body,
        at=at,
        headers=headers,
    )


def _key(dialect: str, headers: dict[str, str]) -> str:
    """Where the vendor looks for it. Anthropic takes it in either header."""
    if dialect == "gemini":
        return headers.get("x-goog-api-key", "")
    bearer = headers.get("authorization", "").removeprefix("Bearer ")
    return bearer or (headers.get("x-api-key", "") if dialect == "anthropic" else "")


def _wrong(call: Received) -> Status | None:
    """The vendor's refusal of a request that it would not take."""
    if not call.key:
        return Status(401, message="You didn't provide an API key.")
    if not call.model:
        return Status(400, message="you must provide a model parameter")
    if call.dialect != "gemini" and call.body.get("stream") is not True:
        return Status(400, message="stream: this server only streams")
    if call.dialect == "anthropic" and "anthropic-version" not in call.headers:
        return Status(400, message="anthropic-version: header is required")
    if call.dialect == "anthropic" and not call.body.get("max_tokens"):
        return Status(400, message="max_tokens: Field required")
    return _wrong_turns(call)


def _wrong_turns(call: Received) -> Status | None:
    turns = call.body.get("contents" if call.dialect == "gemini" else "messages")
    if not turns:
        return Status(400, message="messages: at least one message is required")
    roles = [turn.get("role") for turn in turns if turn.get("role") not in ("system", "developer")]
    if roles[0] != "user":
        return Status(400, message="messages: first message must use the user role")
    if call.dialect != "openai" and any(a == b for a, b in pairwise(roles)):
        return Status(400, message="messages: roles must alternate")
    last = turns[-1].get("content")
    if roles[-1] == "assistant" and isinstance(last, str) and last != last.rstrip():
        return Status(
            400,
            message="messages: final assistant content cannot end with trailing whitespace",
        )
    return None


class _Left(Exception):
    """The client went away."""


class _Peer(asyncio.Protocol):
    """One connection: reads requests, plays scenes, notices when the client goes."""

    def __init__(self, upstream: Upstream) -> None:
        self._upstream = upstream
        self.left = asyncio.Event()
        self._parser = httptools.HttpRequestParser(self)
        self._url = b""
        self._headers: dict[str, str] = {}
        self._body = bytearray()
        self._task: asyncio.Task[None] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._upstream.connections += 1
        self._upstream.peers.add(self)

    def connection_lost(self, exc: Exception | None) -> None:
        self.left.set()
        self._upstream.peers.discard(self)

    def data_received(self, data: bytes) -> None:
        self._parser.feed_data(data)

    def on_message_begin(self) -> None:
        self._url, self._headers, self._body = b"", {}, bytearray()

    def on_url(self, url: bytes) -> None:
        self._url += url

    def on_header(self, name: bytes, value: bytes) -> None:
        self._headers[name.decode().lower()] = value.decode()

    def on_body(self, body: bytes) -> None:
        self._body += body

    def on_message_complete(self) -> None:
        loop = asyncio.get_running_loop()
        call = _received(self._url.decode(), self._headers, bytes(self._body), loop.time())
        self._task = loop.create_task(self._serve(call))

    async def end(self) -> None:
        """Drop the connection and whatever is being played."""
        self._transport.abort()
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def _serve(self, call: Received | None) -> None:
        if call is None:
            self._whole(404, {}, b'{"error":{"message":"not found"}}')
            return
        scene = await self._upstream.next(call)
        with contextlib.suppress(_Left):
            await self._play(scene, call)
        call.closed.set()

    async def _play(self, scene: Scene, call: Received) -> None:
        wire = WIRES[call.dialect]
        match scene:
            case Answer():
                await self._answer(scene, wire(call.model, call.body, scene.usage))
            case Status():
                body = scene.body or wire.error(scene.code, scene.message, **scene.more)
                self._whole(scene.code, scene.headers, json.dumps(body).encode())
            case Reset():
                self._reset()
            case Silent():
                await self._until_left()
            case Empty():
                self._whole(200, {"content-type": "text/event-stream"}, b"")
            case ErrorBody():
                body = wire.error(scene.code, scene.message)
                self._whole(200, {}, json.dumps(body).encode())
            case Raw():
                await self._raw(scene)
        call.completed = True

    async def _raw(self, raw: Raw) -> None:
        lines = {"content-type": "text/event-stream", "transfer-encoding": "chunked"} | raw.headers
        head = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
        self._transport.write(f"HTTP/1.1 {raw.code} X\r\n{head}\r\n".encode())
        size = raw.piece or len(raw.body) or 1
        for start in range(0, len(raw.body), size):
            self._chunk(raw.body[start : start + size])
            await self._pause(0)
        self._transport.write(b"0\r\n\r\n")

    async def _answer(self, answer: Answer, wire: Wire) -> None:
        await self._pause(answer.first_after_s)
        self._transport.write(
            b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream; charset=utf-8\r\n"
            b"transfer-encoding: chunked\r\n\r\n"
        )
        self._chunk(wire.opening())
        for text in answer.reasoning:
            self._chunk(wire.thought(text))
            await self._pause(answer.interval_s)
        for count, text in enumerate(answer.tokens):
            await self._after(answer, wire, count)
            self._chunk(wire.token(text))
            if answer.stops:
                self._chunk(wire.finish("stop", ""))
            await self._pause(answer.interval_s)
        await self._after(answer, wire, len(answer.tokens))
        for index, call in enumerate(answer.calls):
            self._chunk(wire.call(index, *call))
        self._chunk(wire.finish(answer.finish, answer.why))
        if answer.spoilt:
            spoilt = wire.broken if answer.spoilt == "broken" else wire.failure(*answer.error)
            self._chunk(spoilt)
        if not answer.sentinel:
            await self._until_left()
        self._chunk(wire.sentinel())
        self._transport.write(b"0\r\n\r\n")

    async def _after(self, answer: Answer, wire: Wire, count: int) -> None:
        """What is to happen after so many tokens."""
        if answer.hold and answer.hold[0] == count:
            await self._until(answer.hold[1])
        if answer.broken_after == count:
            self._chunk(wire.broken)
        if answer.cut_after == count:
            self._reset()
            raise _Left
        if answer.stall_after == count:
            await self._until_left()
        if answer.error_after == count:
            self._chunk(wire.failure(*answer.error))
        if count in (answer.end_after, answer.error_after):
            self._transport.write(b"0\r\n\r\n")
            self._transport.close()
            raise _Left

    def _chunk(self, data: bytes) -> None:
        if data:
            self._transport.write(b"%x\r\n%b\r\n" % (len(data), data))

    def _whole(self, status: int, headers: dict[str, str], body: bytes) -> None:
        lines = {"content-type": "application/json", "content-length": str(len(body))} | headers
        head = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
        self._transport.write(f"HTTP/1.1 {status} X\r\n{head}\r\n".encode() + body)

    def _reset(self) -> None:
        """End it by RST: a linger of zero makes the kernel send one."""
        sock: socket.socket = self._transport.get_extra_info("socket")
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self._transport.abort()

    async def _pause(self, seconds: float) -> None:
        """Wait, at least until others had their turn. Raises _Left where the client goes."""
        if seconds:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self.left.wait(), seconds)
        else:
            await asyncio.sleep(0)
        if self.left.is_set():
            raise _Left

    async def _until_left(self) -> None:
        await self.left.wait()
        raise _Left

    async def _until(self, event: asyncio.Event) -> None:
        """Wait for it. Raises _Left where the client goes first."""
        waits = [asyncio.ensure_future(one.wait()) for one in (event, self.left)]
        await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        for wait in waits:
            wait.cancel()
        if self.left.is_set():
            raise _Left
