"""Pages of the web that were fetched, kept for a while, for all workers and users."""

from hashlib import sha256
from typing import Final

from store import keys
from store.packing import pack, unpack
from store.redis.route import Route
from store.redis.scripts import Word, load, run

GET = load("redis/clock.lua", "pages/get.lua")
PUT = load("redis/clock.lua", "pages/put.lua")

MOST: Final = 64 * 1024 * 1024
"""Bytes that all pages may take together, packed. Those that end first make room for others."""

LARGEST: Final = 1024 * 1024
"""A page that is larger than this, packed, is not kept."""

ENTRY: Final = 200
"""What a page takes besides its own bytes, in bytes."""


class Pages:
    """Bytes by the name that they were asked by, of which only a hash is kept.

    They lie in one slot of a cluster, by Redis' clock, and within one limit: whoever has pages
    fetched pushes out others' sooner, and fills nothing. Raises StoreUnavailable.
    """

    def __init__(self, route: Route, most: int = MOST) -> None:
        self._route = route
        self._most = most

    async def get(self, name: str) -> bytes | None:
        """What is kept under this name, if it still is."""
        (kept,) = await self._route.run([run(GET, keys.pages(), _id(name))])
        return None if kept is None else await unpack(kept)

    async def put(self, name: str, page: bytes, ttl_ms: int) -> None:
        """Keep a page for so long at most, in place of the one before. Again changes nothing."""
        packed = await pack(page)
        if len(packed) <= LARGEST:
            words: list[Word] = [_id(name), packed, ttl_ms, self._most, ENTRY]
            await self._route.run([run(PUT, keys.pages(), *words)])


def _id(name: str) -> bytes:
    return sha256(name.encode()).digest()
