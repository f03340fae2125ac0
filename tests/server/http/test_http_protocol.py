"""What comes of peers that bring no whole request: each ends, and none of the others does.

Sockets are real, and in one loop with the server; time is the test's own.
"""

import asyncio
import gc
import json
import weakref
from asyncio import StreamReader, StreamWriter
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket
from uvicorn.server import ServerState
from websockets.asyncio.client import connect

from protocol.errors import RemoteProtocolError
from server.http.http_protocol import HEAD_S, MAX_HEAD, MAX_PIPELINED, PIECE, HTTPProtocol
from server.http.problems import on_remote_error
from server.http.requests import BODY_S, body_of
from server.http.websocket_protocol import WebSocketProtocol
from server.process.serve import KEEP_ALIVE_SECONDS

Peer = tuple[StreamReader, StreamWriter]

GET = b"GET / HTTP/1.1\r\nHost: x\r\n"
HALF = GET + b"X-A: "
WEBSOCKET = (
    b"GET /ws HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"
)
CHUNKED = b"POST %s HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"


def post(path: bytes, size: int) -> bytes:
    """The head of a request with a body."""
    return b"POST %s HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n" % (path, size)


def head_of(size: int) -> bytes:
    """A whole head of so many bytes."""
    return HALF + b"a" * (size - len(HALF) - 4) + b"\r\n\r\n"


class Watched(HTTPProtocol):
    """One that tells the test how much it has taken."""

    def __init__(self, site: "Site", config: uvicorn.Config) -> None:
        super().__init__(config, site.state, {})
        self._site = site

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._site.heard.set()

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        self._site.taken += len(data)
        self._site.heard.set()


class Site:
    """A small application behind the protocol, on a clock that the test moves."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.state = ServerState()
        self.made: list[Watched] = []
        self.taken = 0
        self.heard = asyncio.Event()
        self.reading = asyncio.Event()
        self.go_on = asyncio.Event()
        self._ahead = 0.0
        loop = asyncio.get_running_loop()
        now = loop.time
        monkeypatch.setattr(loop, "time", lambda: now() + self._ahead)
        routes = [
            Route("/", self._deaf, methods=["GET", "POST"]),
            Route("/body", self._body, methods=["POST"]),
            Route("/stream", self._stream),
            WebSocketRoute("/ws", self._echo),
        ]
        handlers = {RemoteProtocolError: on_remote_error}
        self._config = uvicorn.Config(
            Starlette(routes=routes, exception_handlers=handlers),
            ws=WebSocketProtocol,
            ws_ping_interval=None,
            timeout_keep_alive=KEEP_ALIVE_SECONDS,
            log_config=None,
        )
        self._config.load()

    def protocol(self) -> HTTPProtocol:
        """That of one more connection."""
        self.made.append(Watched(self, self._config))
        return self.made[-1]

    async def forward(self, seconds: float) -> None:
        """Put the clock forward, and let the loop do what is due by then."""
        self._ahead += seconds
        for _ in range(3):
            await asyncio.sleep(0)

    async def has(self, size: int) -> None:
        """Wait until it has met a peer, and taken so many bytes."""
        async with asyncio.timeout(60):
            while not self.state.connections or self.taken < size:
                self.heard.clear()
                await self.heard.wait()

    async def _deaf(self, request: Request) -> Response:
        return PlainTextResponse("ok")

    async def _body(self, request: Request) -> Response:
        self.reading.set()
        return PlainTextResponse(str(len(await body_of(request))))

    async def _stream(self, request: Request) -> Response:
        async def words() -> AsyncIterator[str]:
            yield "one"
            await self.go_on.wait()
            yield "two"

        return StreamingResponse(words())

    async def _echo(self, ws: WebSocket) -> None:
        await ws.accept()
        async for text in ws.iter_text():
            await ws.send_text(text)


Dial = Callable[..., Awaitable[Peer]]


@pytest.fixture
async def site(monkeypatch: pytest.MonkeyPatch) -> Site:
    return Site(monkeypatch)


@pytest.fixture
async def port(site: Site) -> AsyncIterator[int]:
    loop = asyncio.get_running_loop()
    server = await loop.create_server(site.protocol, "127.0.0.1", 0)
    yield server.sockets[0].getsockname()[1]
    server.close()
    for one in site.made:
        one.cut_off()
    await asyncio.gather(*site.state.tasks)


@pytest.fixture
async def dial(port: int) -> AsyncIterator[Dial]:
    """Opens connections that say what they are told to."""
    peers: list[Peer] = []

    async def one(said: bytes = b"") -> Peer:
        peers.append(await asyncio.open_connection("127.0.0.1", port))
        peers[-1][1].write(said)
        return peers[-1]

    yield one
    for _, writer in peers:
        writer.transport.abort()


async def answer(reader: StreamReader) -> tuple[int, bytes]:
    """The status and the body of the next answer."""
    async with asyncio.timeout(60):
        head = (await reader.readuntil(b"\r\n\r\n")).lower()
        size = int(head.partition(b"content-length: ")[2].split(b"\r\n")[0])
        return int(head.split()[1]), await reader.readexactly(size)


async def assert_cut_off(reader: StreamReader) -> None:
    with pytest.raises(ConnectionResetError):
        async with asyncio.timeout(60):
            await reader.read()


async def assert_refused(reader: StreamReader) -> None:
    """431, as a problem document, and the end."""
    status, body = await answer(reader)
    assert (status, json.loads(body)["code"]) == (431, "too_large")
    assert str(MAX_HEAD) in json.loads(body)["detail"]
    assert await reader.read() == b""


async def fill(writer: StreamWriter) -> None:
    """Go on and on."""
    for _ in range(1000):
        writer.write(b"a" * MAX_HEAD)
        await writer.drain()


async def assert_serves(peer: Peer) -> None:
    peer[1].write(GET + b"\r\n")
    assert await answer(peer[0]) == (200, b"ok")


@pytest.mark.parametrize("said", [b"", b"\r\n", b"G", HALF], ids=repr)
async def test_peer_that_brings_no_head_is_cut_off(said: bytes, site: Site, dial: Dial) -> None:
    reader, _ = await dial(said)
    await site.has(len(said))
    await site.forward(HEAD_S)
    await assert_cut_off(reader)


async def test_peer_that_brings_its_head_byte_by_byte_has_no_longer(site: Site, dial: Dial) -> None:
    reader, writer = await dial(HALF)
    for n in range(10):
        await site.has(len(HALF) + n)
        await site.forward(HEAD_S / 10)
        writer.write(b"a")
    await assert_cut_off(reader)


@pytest.mark.parametrize(
    ("first", "then"),
    [
        (GET + b"\r\n", b"\r\n"),
        (GET + b"\r\n", HALF),
        (post(b"/", 100), b"a"),
        (post(b"/", 1), b"a" + HALF),
    ],
    ids=repr,
)
async def test_peer_that_goes_on_after_an_answer_and_brings_no_head_is_cut_off(
    first: bytes, then: bytes, site: Site, dial: Dial
) -> None:
    reader, writer = await dial(first)
    assert await answer(reader) == (200, b"ok")
    writer.write(then)
    await site.has(len(first + then))
    for _ in range(2):  # the late end of a body is followed by a time of rest
        await site.forward(KEEP_ALIVE_SECONDS)
    await assert_cut_off(reader)


async def test_peer_that_begins_a_head_during_an_answer_is_not_kept(site: Site, dial: Dial) -> None:
    stream = b"GET /stream HTTP/1.1\r\nHost: x\r\n\r\n"
    reader, _ = await dial(stream + HALF)
    await reader.readuntil(b"one")
    await site.forward(HEAD_S)
    site.go_on.set()
    await reader.readuntil(b"two\r\n0\r\n\r\n")
    await site.forward(KEEP_ALIVE_SECONDS)
    assert await reader.read() == b""


@pytest.mark.parametrize("step", [MAX_HEAD, MAX_HEAD - 1, 1000])
async def test_head_up_to_the_limit_is_taken(step: int, site: Site, dial: Dial) -> None:
    reader, writer = await dial()
    head = head_of(MAX_HEAD)
    for at in range(0, MAX_HEAD, step):
        await site.has(at)
        writer.write(head[at : at + step])
    assert await answer(reader) == (200, b"ok")
    await assert_serves((reader, writer))


@pytest.mark.parametrize("begin", [GET + b"X-A: ", b"GET /", b"\r\n"], ids=repr)
async def test_head_without_an_end_is_refused_at_the_limit(begin: bytes, dial: Dial) -> None:
    filling = begin if begin == b"\r\n" else b"a"
    reader, _ = await dial((begin + filling * MAX_HEAD)[:MAX_HEAD])
    await assert_refused(reader)


async def test_head_over_the_limit_is_refused_though_it_came_whole(dial: Dial) -> None:
    reader, _ = await dial(head_of(MAX_HEAD + 1))
    status, _ = await answer(reader)
    assert status == 431


@pytest.mark.parametrize(
    "begin",
    [HALF, b"GET /", CHUNKED % b"/" + b"0\r\nX-A: ", CHUNKED % b"/body" + b"1\r\na\r\n0\r\nX-A: "],
    ids=repr,
)
async def test_peer_that_never_ends_a_head_is_soon_closed(
    begin: bytes, site: Site, dial: Dial
) -> None:
    _, writer = await dial(begin)
    with pytest.raises(ConnectionError):
        await fill(writer)
    assert site.taken < 16 * MAX_HEAD


async def test_bodies_do_not_count_as_heads(site: Site, dial: Dial) -> None:
    size = 3 * MAX_HEAD
    plain = post(b"/body", size) + b"a" * size
    chunked = CHUNKED % b"/body" + b"1\r\na\r\n" * size + b"0\r\nX-A: y\r\n\r\n"
    reader, writer = await dial()
    for said in (plain, chunked, plain):
        writer.write(said)
        assert await answer(reader) == (200, b"%d" % size)


async def test_requests_of_one_write_are_all_answered(dial: Dial) -> None:
    reader, _ = await dial(head_of(MAX_HEAD // 2) * 5)
    for _ in range(5):
        assert await answer(reader) == (200, b"ok")


async def test_connection_that_rests_between_requests_is_kept(site: Site, dial: Dial) -> None:
    peer = await dial()
    await assert_serves(peer)
    await site.forward(HEAD_S)
    await assert_serves(peer)
    await site.forward(HEAD_S)
    await assert_serves(peer)


async def test_connection_whose_body_came_after_the_answer_is_kept(site: Site, dial: Dial) -> None:
    reader, writer = await dial(post(b"/", 1))
    assert await answer(reader) == (200, b"ok")
    writer.write(b"a")
    await site.has(len(post(b"/", 1)) + 1)
    await site.forward(HEAD_S)
    await assert_serves((reader, writer))


async def test_websocket_is_kept(site: Site, port: int) -> None:
    async with connect(f"ws://127.0.0.1:{port}/ws", ping_interval=None, proxy=None) as ws:
        await site.forward(10 * KEEP_ALIVE_SECONDS)
        await ws.send("a" * 2 * MAX_HEAD)
        assert await ws.recv() == "a" * 2 * MAX_HEAD


async def test_websocket_is_made_once_whatever_comes_with_its_head(site: Site, dial: Dial) -> None:
    reader, _ = await dial(
        b"GET /ws HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"
        + b"a"
        * MAX_HEAD
    )
    assert b" 101 " in await reader.readuntil(b"\r\n\r\n")
    assert len(site.state.tasks) < 2


async def test_stream_is_kept(site: Site, dial: Dial) -> None:
    reader, _ = await dial(b"GET /stream HTTP/1.1\r\nHost: x\r\n\r\n")
    await reader.readuntil(b"one")
    await site.forward(10 * KEEP_ALIVE_SECONDS)
    site.go_on.set()
    await reader.readuntil(b"two")


@pytest.mark.parametrize("said", [post(b"/body", 9) + b"a", CHUNKED % b"/body" + b"1\r\na\r\n"])
async def test_body_that_does_not_come_ends_the_connection_with_a_problem(
    said: bytes, site: Site, dial: Dial
) -> None:
    reader, _ = await dial(said)
    await site.reading.wait()
    await site.has(len(said))
    await site.forward(BODY_S)
    status, body = await answer(reader)
    assert (status, json.loads(body)["code"]) == (408, "too_slow")
    assert await reader.read() == b""


async def test_body_that_comes_late_but_in_time_is_read(site: Site, dial: Dial) -> None:
    reader, writer = await dial(post(b"/body", 2) + b"a")
    await site.reading.wait()
    await site.forward(BODY_S - 1)
    writer.write(b"a")
    assert await answer(reader) == (200, b"2")


OFFER = b"Connection: Upgrade, HTTP2-Settings\r\nUpgrade: %s\r\nHTTP2-Settings: AAMAAABk\r\n"


def offering(protocol: bytes, request: bytes) -> bytes:
    """A request that offers another protocol."""
    line, _, rest = request.partition(b"\r\n")
    return line + b"\r\n" + OFFER % protocol + rest


@pytest.mark.parametrize("protocol", [b"h2c", b"H2C", b"websocket", b"h2c, websocket", b"TLS/1.0"])
@pytest.mark.parametrize("step", [1, 50, 1000])
async def test_body_of_a_request_that_offers_a_protocol_is_read(
    protocol: bytes, step: int, dial: Dial
) -> None:
    plain = post(b"/body", 3) + b"abc"
    chunked = CHUNKED % b"/body" + b"3\r\nabc\r\n0\r\n\r\n"
    reader, writer = await dial()
    for request in (plain, chunked):
        said = offering(protocol, request)
        for at in range(0, len(said), step):
            writer.write(said[at : at + step])
            await asyncio.sleep(0)
        assert await answer(reader) == (200, b"3")
    await assert_serves((reader, writer))


async def test_requests_after_an_offer_are_answered(dial: Dial) -> None:
    said = offering(b"h2c", GET + b"\r\n") + offering(b"h2c", post(b"/body", 1) + b"a")
    reader, _ = await dial(3 * said + GET + b"\r\n")
    for _ in range(3):
        assert await answer(reader) == (200, b"ok")
        assert await answer(reader) == (200, b"1")
    assert await answer(reader) == (200, b"ok")


HANDSHAKE = (
    b"GET %s HTTP/%s\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n%s\r\n"
)


@pytest.mark.parametrize(
    "said",
    [
        HANDSHAKE % (b"/", b"1.1", b"Content-Length: 1\r\n") + b"x",
        HANDSHAKE % (b"/", b"1.1", b"Transfer-Encoding: chunked\r\n") + b"0\r\n\r\n",
        HANDSHAKE % (b"/", b"1.0", b""),
        offering(b"websocket", post(b"/", 1)) + b"x",
    ],
)
async def test_request_that_is_no_handshake_of_a_websocket_is_answered_as_any(
    said: bytes, dial: Dial
) -> None:
    reader, _ = await dial(said)
    assert await answer(reader) == (200, b"ok")


async def test_handshake_during_an_answer_does_not_get_into_it(site: Site, dial: Dial) -> None:
    stream = b"GET /stream HTTP/1.1\r\nHost: x\r\n\r\n"
    reader, _ = await dial(stream + HANDSHAKE % (b"/", b"1.1", b""))
    await reader.readuntil(b"one")
    site.go_on.set()
    await reader.readuntil(b"two\r\n0\r\n\r\n")
    assert await answer(reader) == (200, b"ok")


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        (b"X-A: b\r\n" * 200, 431),
        (b"X-A: " + b"b" * 20_000 + b"\r\n", 431),
        (b"Content-Length: 0\r\nX-A: \xff\r\nSec-WebSocket-Key: x\r\n", 400),
    ],
    ids=["many", "long", "twice"],
)
async def test_handshake_that_cannot_be_read_is_refused(
    fields: bytes, status: int, site: Site, dial: Dial
) -> None:
    reader, _ = await dial(HANDSHAKE % (b"/ws", b"1.1", fields))
    assert (await answer(reader))[0] == status
    assert await reader.read() == b""
    assert not site.state.connections


async def test_tunnel_is_refused(dial: Dial) -> None:
    reader, _ = await dial(b"CONNECT x:443 HTTP/1.1\r\nHost: x\r\n\r\n")
    assert (await answer(reader))[0] == 400
    assert await reader.read() == b""


async def test_peer_of_http_1_0_gets_no_chunks_and_the_end_with_the_connection(
    site: Site, dial: Dial
) -> None:
    site.go_on.set()
    reader, _ = await dial(b"GET /stream HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")
    head, _, body = (await reader.read()).partition(b"\r\n\r\n")
    assert b"transfer-encoding" not in head.lower()
    assert b"connection: close" in head.lower()
    assert body == b"onetwo"


async def test_peer_of_http_1_0_gets_the_length_where_there_is_one(dial: Dial) -> None:
    said = post(b"/body", 1).replace(b"HTTP/1.1", b"HTTP/1.0") + b"a"
    reader, _ = await dial(said.replace(b"Host", b"Expect: 100-continue\r\nHost"))
    assert await answer(reader) == (200, b"1")
    assert await reader.read() == b""


async def test_requests_that_wait_are_all_answered_and_few_are_parsed(
    site: Site, dial: Dial
) -> None:
    stream = b"GET /stream HTTP/1.1\r\nHost: x\r\n\r\n"
    body = post(b"/body", 3000) + b"a" * 3000
    said = stream + (GET + b"\r\n") * 2000 + body + GET + b"\r\n"
    reader, _ = await dial(said)
    await reader.readuntil(b"one")
    (one,) = site.made
    assert MAX_PIPELINED <= len(one.pipeline) < MAX_PIPELINED + PIECE / len(GET)
    site.go_on.set()
    await reader.readuntil(b"two\r\n0\r\n\r\n")
    for _ in range(2000):
        assert await answer(reader) == (200, b"ok")
    assert await answer(reader) == (200, b"3000")
    assert await answer(reader) == (200, b"ok")
    await site.forward(KEEP_ALIVE_SECONDS)
    assert await reader.read() == b""


async def test_peer_that_ends_what_waits_with_half_a_head_is_cut_off(
    site: Site, dial: Dial
) -> None:
    reader, _ = await dial((GET + b"\r\n") * 200 + HALF)
    for _ in range(200):
        assert await answer(reader) == (200, b"ok")
    await site.forward(KEEP_ALIVE_SECONDS)
    assert await reader.read() == b""


async def test_peer_that_leaves_while_requests_wait_ends_them_all(
    site: Site, dial: Dial, caplog: pytest.LogCaptureFixture
) -> None:
    stream = b"GET /stream HTTP/1.1\r\nHost: x\r\n\r\n"
    reader, _ = await dial(stream * 1000)
    await reader.readuntil(b"one")
    (one,) = site.made
    one.cut_off()
    await asyncio.gather(*site.state.tasks)
    assert not one.pipeline
    assert not caplog.records


@pytest.mark.parametrize("said", [b"", GET + b"\r\n", 3 * (GET + b"\r\n"), WEBSOCKET], ids=len)
async def test_connection_that_ends_leaves_nothing_for_the_garbage_collector(
    said: bytes, site: Site, dial: Dial
) -> None:
    gone = asyncio.Event()
    reader, writer = await dial(said)
    await site.has(len(said))
    if said:
        await reader.readuntil(b"\r\n\r\n")
    gc.disable()
    try:
        weakref.finalize(site.made.pop(), gone.set)
        writer.close()
        async with asyncio.timeout(10):
            await gone.wait()
    finally:
        gc.enable()
