"""Sites on loopback that answer as they are told, and networks that only take notes."""

import asyncio
import gzip
import ssl
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

import httpcore2

Handler = Callable[["Site", asyncio.StreamWriter], object]


def answer(
    body: bytes = b"", status: int = 200, *, type: str = "text/html; charset=utf-8", **fields: str
) -> bytes:
    """A whole answer; fields by their names with `_` for `-`."""
    named = {name.replace("_", "-"): value for name, value in fields.items()}
    head = {"Content-Type": type, "Content-Length": str(len(body)), **named}
    lines = [f"HTTP/1.1 {status} So", *(f"{n}: {v}" for n, v in head.items() if v)]
    return "\r\n".join([*lines, "", ""]).encode("latin-1") + body


def redirect(to: str, status: int = 302, **fields: str) -> bytes:
    """An answer that leads elsewhere."""
    return answer(status=status, Location=to, **fields)


def zipped(body: bytes) -> bytes:
    """An answer that is compressed."""
    return answer(gzip.compress(body), Content_Encoding="gzip")


@dataclass
class Site:
    """What a site answers by path, in pieces that come as fast as they are taken; and who asked."""

    paths: dict[str, bytes | Iterable[bytes]] = field(default_factory=dict)
    heads: list[str] = field(default_factory=list)
    port: int = 0
    connections: int = 0
    gate: asyncio.Event | None = None
    """Where there is one, every answer but that of the rules waits for it."""
    came: asyncio.Event = field(default_factory=asyncio.Event)
    """Set once a page was asked for."""
    writers: list[asyncio.StreamWriter] = field(default_factory=list)
    sent: int = 0
    """Bytes that were taken by whoever asked."""

    @property
    def asked(self) -> list[str]:
        """The paths that were asked for, in their order, but for the rules."""
        return [path for path in self.all_asked if path != "/robots.txt"]

    @property
    def all_asked(self) -> list[str]:
        return [head.split(" ")[1] for head in self.heads]

    @property
    def place(self) -> str:
        return f"127.0.0.1:{self.port}"

    def url(self, path: str = "/") -> str:
        return f"http://{self.place}{path}"

    async def talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer on one connection."""
        self.connections += 1
        self.writers.append(writer)
        with suppress(ConnectionError, asyncio.IncompleteReadError, ssl.SSLError):
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
                self.heads.append(head)
                path = head.split(" ")[1]
                if path != "/robots.txt":
                    self.came.set()
                    if self.gate:
                        await self.gate.wait()
                said = self.paths.get(path, answer(b"no", 404))
                pieces = [said] if isinstance(said, bytes) else said
                for piece in pieces:
                    writer.write(piece)
                    await writer.drain()
                    self.sent += len(piece)
                if not isinstance(said, bytes):
                    break
        writer.close()


@asynccontextmanager
async def serving(
    site: Site, tls: ssl.SSLContext | None = None, port: int = 0
) -> AsyncIterator[Site]:
    """The site, on that port, or one of its own."""
    server = await asyncio.start_server(site.talk, "127.0.0.1", port, ssl=tls)
    site.port = server.sockets[0].getsockname()[1]
    try:
        yield site
    finally:
        server.close()
        for writer in site.writers:
            writer.transport.abort()
            with suppress(OSError, ssl.SSLError):
                await writer.wait_closed()


class Notes(httpcore2.AsyncNetworkBackend):
    """A network that takes no connection, and notes where to one was wanted."""

    def __init__(self) -> None:
        self.wanted: list[tuple[str, int]] = []

    async def connect_tcp(self, host: str, port: int, *rest: object, **more: object) -> "Stream":
        self.wanted.append((host, port))
        raise httpcore2.ConnectError

    async def sleep(self, seconds: float) -> None:
        raise AssertionError


Stream = httpcore2.AsyncNetworkStream


class Names:
    """A resolver with these names: it gives their answers by turns, the last one for good."""

    def __init__(self, **answers: list[list[str]]) -> None:
        self._answers = answers
        self.asked: list[str] = []

    async def __call__(self, host: str, port: int) -> list[str]:
        self.asked.append(host)
        answers = self._answers.get(host.rstrip(".").partition(".")[0], [[]])
        found = answers.pop(0) if len(answers) > 1 else answers[0]
        if not found:
            raise OSError
        return found
