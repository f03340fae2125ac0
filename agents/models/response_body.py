"""The body of a response, decompressed here: in small pieces, up to a limit, with pauses.

The HTTP client would unpack what comes at one time in one go, and read the body of an error to its
end. A few kB of gzip are some MB then, for which the event loop stands still.
"""

import asyncio
import zlib
from collections.abc import (
    AsyncGenerator,
    AsyncIterable,
    AsyncIterator,
    Callable,
    Iterator,
    Sequence,
)
from contextlib import aclosing
from functools import cache
from http import HTTPStatus
from typing import TYPE_CHECKING, cast

from protocol.catalogue import Text
from protocol.errors import TooLarge

if TYPE_CHECKING:
    import httpx2

MAX_ANSWER = 16 * 1024 * 1024
"""Bytes of an answer, unpacked: some ten times what a long one has."""

MAX_REFUSAL = 65_536
"""Bytes that are read of any other response; what follows is of no use."""

PIECE = 8_192
"""Bytes that are handed on at once, and about as many as are handled without a pause."""

_PIECE_COSTS = 512
"""What handling a piece takes, however short, in bytes that take as long."""

_GZIP, _ZLIB, _DEFLATE = zlib.MAX_WBITS | 16, zlib.MAX_WBITS, -zlib.MAX_WBITS
_WBITS = {"gzip": _GZIP, "deflate": _ZLIB}
"""How zlib calls what is accepted."""

_HEAD = 2
"""Bytes of a zlib head (RFC 1950 §2.2): before that, nothing says that there is none."""


async def bound(response: "httpx2.Response") -> None:
    """Have the response give its body unpacked and within bounds: a hook for responses.

    Reading it raises TooLarge over MAX_ANSWER, and zlib.error for what does not unpack. What is no
    answer ends in either place, as if it were whole: its status says enough.
    """
    codings = ",".join(response.headers.get_list("content-encoding")).lower().split(",")
    packed = [name for coding in codings if (name := coding.strip().removeprefix("x-")) in _WBITS]
    body = cast("httpx2.AsyncByteStream", response.stream)
    response.stream = _stream()(body, packed, response.status_code == HTTPStatus.OK)
    response.headers.pop("content-encoding", None)
    # What the header names may be a codec of Python's that takes quadratic time.
    response.encoding = "utf-8"


HEADERS = {"accept-encoding": "gzip, deflate"}
"""What a client is to send: it takes what can be unpacked here."""

HOOKS = {"response": [bound]}
"""The client's event hooks."""


class _Plain:
    """Hands on what is not packed."""

    def feed(self, data: bytes) -> Iterator[bytes]:
        for start in range(0, len(data), PIECE):
            yield data[start : start + PIECE]


class _Unpacker:
    """Unpacks gzip, of which members may follow on each other, or deflate."""

    def __init__(self, wbits: int) -> None:
        self._wbits = wbits
        self._inner = zlib.decompressobj(wbits)
        self._head = b""
        self._over = False

    def feed(self, data: bytes) -> Iterator[bytes]:
        """What it is unpacked, piece by piece. Raises zlib.error."""
        full = False
        while (data or full) and not self._over:
            if self._inner.eof:
                if not data:
                    return
                # What follows on the last member and is none, is passed over.
                self._over = self._wbits != _GZIP or not data.startswith(b"\x1f")
                self._inner = zlib.decompressobj(self._wbits)
                continue
            piece, data = self._piece(data)
            full = len(piece) == PIECE
            yield piece

    def _piece(self, data: bytes) -> tuple[bytes, bytes]:
        """The next piece, and what is left to be unpacked."""
        try:
            piece = self._inner.decompress(data, PIECE)
        except zlib.error:
            if len(self._head) == _HEAD or self._wbits != _ZLIB:
                raise
            # Some servers send "deflate" without the head that RFC 9110 §8.4.1.2 asks for.
            self._wbits, self._inner = _DEFLATE, zlib.decompressobj(_DEFLATE)
            piece = self._inner.decompress(self._head + data, PIECE)
        self._head = (self._head + data)[:_HEAD]
        inner = self._inner
        return piece, inner.unused_data if inner.eof else inner.unconsumed_tail


async def _bounded(
    chunks: AsyncIterable[bytes], codings: Sequence[str], most: int
) -> AsyncGenerator[bytes]:
    """What the chunks unpack to. Raises TooLarge for more than `most` bytes, and zlib.error."""
    if len(codings) > 1:
        raise zlib.error("packed several times")
    unpacker = _Unpacker(_WBITS[codings[0]]) if codings else _Plain()
    done = packed = unpacked = 0
    async for chunk in chunks:
        packed += len(chunk)
        for piece in unpacker.feed(chunk):
            # Nothing else gives way while there is more to be had at once.
            if done >= PIECE:
                await asyncio.sleep(0)
                done = 0
            done += len(piece) + _PIECE_COSTS
            unpacked += len(piece)
            if unpacked > most:
                raise TooLarge(Text("errors.too_large.answer"))
            if piece:
                yield piece
        if packed > most:
            raise TooLarge(Text("errors.too_large.answer"))


@cache
def _stream() -> "Callable[[httpx2.AsyncByteStream, list[str], bool], httpx2.AsyncByteStream]":
    """The class of bounded bodies: httpx2 takes long to import, and is not needed before."""
    import httpx2

    class Bounded(httpx2.AsyncByteStream):
        def __init__(
            self, inner: httpx2.AsyncByteStream, codings: list[str], answers: bool
        ) -> None:
            self._inner = inner
            self._codings = codings
            self._answers = answers

        async def __aiter__(self) -> AsyncIterator[bytes]:
            most = MAX_ANSWER if self._answers else MAX_REFUSAL
            try:
                async with aclosing(_bounded(self._inner, self._codings, most)) as pieces:
                    async for piece in pieces:
                        yield piece
            except (TooLarge, zlib.error):
                if self._answers:
                    raise

        async def aclose(self) -> None:
            await self._inner.aclose()

    return Bounded
