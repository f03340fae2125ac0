"""The network as the door sees it: connections to the very addresses that were checked.

A name is resolved here, once for each connection, all that it resolves to is checked, and what is
connected to is one of these addresses, not the name: there is no second answer of a resolver that
could be another. TLS still checks the name, which httpcore2 hands to it.
"""

import asyncio
import contextlib
import socket
import ssl
import threading
from collections.abc import Awaitable, Callable, Iterable
from itertools import zip_longest
from typing import Any, TypeAlias

import httpcore2

from server.fetching.addresses import Address, is_address, is_special, parsed
from server.fetching.allowed import Allowed

CONNECT_S = 1.5
"""How long one address may take to be connected to."""

REACH_S = 4.0
"""How long it may take to look a name up and to connect to one of its addresses."""

MOST_ADDRESSES = 6
"""So many addresses of a name are tried, those of IPv4 and of IPv6 by turns."""

PIECE = 4096
"""So many bytes are taken from the network at once: a piece of thousands of tiny chunks, or of
heads that say nothing, holds the event loop for a few ms."""

LOOKUPS = 8
"""So many names are looked up at once. A resolver that does not answer keeps a thread for long."""

Resolve: TypeAlias = Callable[[str, int], Awaitable[Iterable[str]]]
"""Gives all addresses of a name. Raises OSError where it has none."""


class Unreachable(Exception):
    """There is no address that may be asked, or none of them takes a connection."""


class Flooded(Exception):
    """More came than was allowed."""


class Meter:
    """How many bytes a connection may still bring: none come beyond that."""

    def __init__(self) -> None:
        self._left = 0

    def allow(self, count: int) -> None:
        """Let so many come from now on."""
        self._left = count

    def take(self, count: int) -> None:
        """So many came. Raises Flooded."""
        self._left -= count
        if self._left < 0:
            raise Flooded


class Network(httpcore2.AsyncNetworkBackend):
    """Connects to addresses that are public, or `allowed`, and to no other.

    `resolve` looks names up; `outside` is what makes connections to addresses in the end.
    """

    def __init__(
        self,
        allowed: Allowed,
        meter: Meter,
        resolve: Resolve,
        outside: httpcore2.AsyncNetworkBackend,
    ) -> None:
        self._allowed = allowed
        self._meter = meter
        self._resolve = resolve
        self._outside = outside

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore2.SOCKET_OPTION] | None = None,
    ) -> httpcore2.AsyncNetworkStream:
        """A connection to one of the addresses of a name. Raises Unreachable."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(REACH_S):
                for address in await self._addresses(host, port):
                    with contextlib.suppress(httpcore2.ConnectError, httpcore2.ConnectTimeout):
                        stream = await self._outside.connect_tcp(
                            address, port, CONNECT_S, local_address, socket_options
                        )
                        return Metered(stream, self._meter)
        raise Unreachable

    async def connect_unix_socket(
        self,
        path: str,
        timeout: float | None = None,
        socket_options: Iterable[httpcore2.SOCKET_OPTION] | None = None,
    ) -> httpcore2.AsyncNetworkStream:
        """Raise Unreachable: no page is there."""
        raise Unreachable

    async def sleep(self, seconds: float) -> None:
        """Wait."""
        await asyncio.sleep(seconds)

    async def _addresses(self, host: str, port: int) -> list[str]:
        """All addresses of a host, each of which may be asked. Raises Unreachable."""
        is_place = self._allowed.names(host, port)
        try:
            found = parsed(await self._looked_up(host, port, is_place=is_place))
        except (OSError, ValueError):
            raise Unreachable from None
        if not found or not (is_place or all(map(self._allowed.has, found))):
            raise Unreachable
        return [str(address) for address in by_turns(found)[:MOST_ADDRESSES]]

    async def _looked_up(self, host: str, port: int, *, is_place: bool) -> Iterable[str]:
        if is_address(host):
            return [host]
        # A dot at the end keeps a resolver from trying names of its own network.
        return await self._resolve(host if is_place or is_special(host) else f"{host}.", port)


class Metered(httpcore2.AsyncNetworkStream):
    """A connection that brings small pieces, and no more of them than its meter allows."""

    def __init__(self, stream: httpcore2.AsyncNetworkStream, meter: Meter) -> None:
        self._stream = stream
        self._meter = meter

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """The next piece. Raises Flooded."""
        piece = await self._stream.read(min(max_bytes, PIECE), timeout)
        self._meter.take(len(piece))
        return piece

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Send all of it."""
        await self._stream.write(buffer, timeout)

    async def aclose(self) -> None:
        """Close it."""
        await self._stream.aclose()

    async def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore2.AsyncNetworkStream:
        """The same under TLS, whose certificate is that of `server_hostname`."""
        stream = await self._stream.start_tls(ssl_context, server_hostname, timeout)
        return Metered(stream, self._meter)

    def get_extra_info(self, info: str) -> Any:
        """What httpcore2 asks of a connection."""
        return self._stream.get_extra_info(info)


def by_turns(addresses: Iterable[Address]) -> list[Address]:
    """Addresses of the two families by turns, each in its order, the first one first (RFC 8305,
    section 4): where one family leads nowhere, the other is tried soon."""
    of_first: list[Address] = []
    of_other: list[Address] = []
    for address in addresses:
        same = not of_first or address.version == of_first[0].version
        (of_first if same else of_other).append(address)
    pairs = zip_longest(of_first, of_other)
    return [address for pair in pairs for address in pair if address is not None]


class Resolver:
    """The system's resolver, in threads of its own, so that names that nobody answers for keep
    nothing else waiting. They end with the process, whatever they wait for.
    """

    def __init__(self) -> None:
        self._places = threading.BoundedSemaphore(LOOKUPS)

    async def __call__(self, host: str, port: int) -> list[str]:
        """All addresses of a name. Raises OSError, also where too many are being looked up."""
        if not self._places.acquire(blocking=False):
            raise OSError
        loop = asyncio.get_running_loop()
        found: asyncio.Future[list[str]] = loop.create_future()

        def tell(addresses: list[str] | None) -> None:
            if found.done():
                return
            if addresses is None:
                found.set_exception(OSError())
            else:
                found.set_result(addresses)

        def look() -> None:
            try:
                addresses = addresses_of(host, port)
            finally:
                self._places.release()
            with contextlib.suppress(RuntimeError):  # the loop has ended meanwhile
                loop.call_soon_threadsafe(tell, addresses)

        threading.Thread(target=look, name="lookup", daemon=True).start()
        return await found


def addresses_of(host: str, port: int) -> list[str] | None:
    """All addresses of a name, in the system's order; None where it has none."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        return None
    return list(dict.fromkeys(str(address[0]) for *_, address in found))
