"""Bodies that may be large: taken as they come, for as long as they make progress."""

import asyncio
from collections.abc import Callable
from typing import NamedTuple

from starlette.requests import Request

from protocol.catalogue import Text
from protocol.errors import TooLarge, TooSlow

PIECE = 32 * 1024
"""Bytes that are handed on at a time: others have their turn between."""


class Pace(NamedTuple):
    """How fast a body comes: so many bytes in any so many seconds, and all of it in so many."""

    bytes: int
    seconds: float
    whole_s: float


def declared_size(request: Request) -> int:
    """How many bytes the request says that its body has; 0 where it does not say."""
    value = request.headers.get("content-length", "")
    return int(value) if value.isascii() and value.isdigit() else 0


async def receive(
    request: Request, take: Callable[[bytes], None], *, most: int, pace: Pace
) -> None:
    """Hand a request's body on, in pieces, as it comes.

    Raises TooLarge where it has over `most` bytes, before anything was read where it says so
    itself; TooSlow where it does not keep the pace; and what `take` raises.
    """
    if declared_size(request) > most:
        raise _too_large(most)
    loop = asyncio.get_running_loop()
    end = loop.time() + pace.whole_s
    size = due = 0
    try:
        async with asyncio.timeout(min(pace.seconds, pace.whole_s)) as timeout:
            async for chunk in request.stream():
                size += len(chunk)
                due += len(chunk)
                if size > most:
                    raise _too_large(most)
                if due >= pace.bytes:
                    due = 0
                    timeout.reschedule(min(end, loop.time() + pace.seconds))
                for at in range(0, len(chunk), PIECE):
                    take(chunk[at : at + PIECE])
                    if at + PIECE < len(chunk):
                        await asyncio.sleep(0)
    except TimeoutError:
        raise TooSlow(
            Text(
                "errors.too_slow.file",
                kilobytes=f"{pace.bytes / 1000:g}",
                seconds=f"{pace.seconds:g}",
                whole=f"{pace.whole_s:g}",
            )
        ) from None


def _too_large(most: int) -> TooLarge:
    return TooLarge(Text("errors.too_large.megabytes", megabytes=f"{most / 1e6:g}"))
