"""Asking one page after the other over connections of their own, for one fetch."""

import ssl
from collections.abc import Iterable, Mapping, Sequence
from types import TracebackType
from typing import Final, Self

import httpcore2
from msgspec import Struct

from server.fetching.allowed import Allowed
from server.fetching.decoding import CODINGS, Damaged, Decoder
from server.fetching.media_types import ACCEPTED, is_read, media_type
from server.fetching.network import Flooded, Meter, Network, Resolve, Unreachable
from server.fetching.refusals import broken, too_large, unreachable, unsupported
from server.fetching.urls import WebAddress

HEAD_BYTES: Final = 64 * 1024
"""What comes before a body, all of it: more is no page."""

MOST_PIECES: Final = 50_000
"""Pieces that a body may come in: those of a few bytes cost more than they bring."""

REDIRECTS = frozenset({301, 302, 303, 307, 308})


class Wanted(Struct, frozen=True):
    """What of an answer is taken."""

    most: int
    """Bytes, decoded."""
    cut: bool = False
    """Whether of a longer one the beginning is taken; else it is refused."""
    any_type: bool = False


class Reply(Struct, frozen=True):
    """What was answered: of a redirect only where to, of an error only what can be read."""

    status: int
    media_type: str = ""
    charset: str | None = None
    body: bytes = b""
    location: bytes | None = None
    kept: bool = True
    """Whether it may be kept: the site has not said `no-store` (RFC 9111, section 5.2.2.5)."""


class Visit:
    """Asks pages, and forgets everything at its end: no cookie, credential or referrer is sent.

    Connections live as long as the visit, so that what was checked for one page holds for the next
    one of the same origin.
    """

    def __init__(
        self,
        allowed: Allowed,
        agent: str,
        resolve: Resolve,
        outside: httpcore2.AsyncNetworkBackend,
        tls: ssl.SSLContext,
    ) -> None:
        self._meter = Meter()
        self._agent = agent
        self._pool = httpcore2.AsyncConnectionPool(
            ssl_context=tls,
            max_connections=4,
            network_backend=Network(allowed, self._meter, resolve, outside),
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._pool.aclose()

    async def ask(self, address: WebAddress, wanted: Wanted) -> Reply:
        """What is answered. Raises Refused; takes as long as it takes."""
        self._meter.allow(HEAD_BYTES)
        try:
            return await self._ask(address, wanted)
        except (Unreachable, httpcore2.NetworkError, httpcore2.TimeoutException):
            raise unreachable() from None
        except (Damaged, httpcore2.ProtocolError, httpcore2.UnsupportedProtocol):
            raise broken() from None
        except Flooded:
            raise too_large(wanted.most) from None

    async def _ask(self, address: WebAddress, wanted: Wanted) -> Reply:
        url = httpcore2.URL(
            scheme=address.scheme,
            host=address.host,
            port=address.port,
            target=address.target,
        )
        async with self._pool.stream("GET", url, headers=self._fields(address)) as response:
            fields = _joined(response.headers)
            if response.status in REDIRECTS and "location" in fields:
                return Reply(response.status, location=fields["location"].encode("latin-1"))
            type_, charset = media_type(fields.get("content-type", ""))
            kept = "no-store" not in fields.get("cache-control", "").lower()
            if not (wanted.any_type or is_read(type_)):
                if response.status < 400:
                    raise unsupported()
                return Reply(response.status, type_, charset, kept=kept)
            body = await self._body(response, fields, wanted)
            return Reply(response.status, type_, charset, body, kept=kept)

    async def _body(
        self, response: httpcore2.Response, fields: Mapping[str, str], wanted: Wanted
    ) -> bytes:
        said = fields.get("content-length", "")
        if not wanted.cut and said.isdecimal() and int(said[:20]) > wanted.most:
            raise too_large(wanted.most)
        decoder = Decoder(fields.get("content-encoding", "").strip().lower(), wanted.most)
        self._meter.allow(2 * wanted.most + HEAD_BYTES)
        pieces = 0
        async for piece in response.aiter_stream():
            decoder.feed(piece)
            pieces += 1
            if decoder.full or pieces > MOST_PIECES:
                break
        if (decoder.full and not wanted.cut) or pieces > MOST_PIECES:
            raise too_large(wanted.most)
        return decoder.whole()

    def _fields(self, address: WebAddress) -> Sequence[tuple[str, str]]:
        return [
            ("Host", address.authority),
            ("User-Agent", self._agent),
            ("Accept", ACCEPTED),
            ("Accept-Encoding", CODINGS),
        ]


def _joined(fields: Iterable[tuple[bytes, bytes]]) -> dict[str, str]:
    """Fields by their names in small letters; what comes several times, by commas."""
    found: dict[str, str] = {}
    for raw_name, raw in fields:
        name, value = raw_name.decode("latin-1").lower(), raw.decode("latin-1")
        found[name] = f"{found[name]}, {value}" if name in found else value
    return found
