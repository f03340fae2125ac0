"""How bytes are kept: compressed where they are many. The byte before them says which."""

import asyncio
import zlib
from collections.abc import Callable

PLAIN, ZLIB = b"\0", b"\1"

SMALL = 1024
"""So many bytes are not worth compressing."""

LARGE = 16 * 1024
"""More bytes are packed and unpacked beside the event loop. So few are 16 MB at most, unpacked."""


async def pack(plain: bytes) -> bytes:
    """Bytes as they are kept."""
    return await _apart(_pack, plain)


async def unpack(kept: bytes) -> bytes:
    """What was packed."""
    return await _apart(_unpack, kept)


async def _apart(work: Callable[[bytes], bytes], given: bytes) -> bytes:
    return work(given) if len(given) <= LARGE else await asyncio.to_thread(work, given)


def _pack(plain: bytes) -> bytes:
    packed = zlib.compress(plain) if len(plain) > SMALL else plain
    return ZLIB + packed if len(packed) < len(plain) else PLAIN + plain


def _unpack(kept: bytes) -> bytes:
    return zlib.decompress(kept[1:]) if kept[:1] == ZLIB else kept[1:]
