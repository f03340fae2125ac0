"""What is to be done with all that somebody has, noted before it is begun: any worker ends it."""

import time
from collections.abc import Callable

from msgspec import Struct

from store.redis.route import Route
from store.redis.scripts import command

AT_ONCE = 10
"""So many are begun in one sweep."""


class Note(Struct, frozen=True):
    """Of whom it is, and how often all of it was gone through."""

    about: str
    passes: int


class Notes:
    """Notes of one sort, which lie in the sorted set of that `key`, by when somebody is to look.

    What is noted is done in steps that may be done again, so two may work on one note.
    """

    def __init__(self, route: Route, key: Callable[[], str]) -> None:
        self._route = route
        self._key = key

    async def write(self, note: Note, in_ms: int) -> None:
        """Have somebody look in so many ms; where it is noted already, it stays as it was."""
        key = self._key()
        await self._route.run([command(key, "ZADD", key, "NX", _now_ms() + in_ms, _raw(note))])

    async def due(self, claim_ms: int) -> list[Note]:
        """Those that somebody is to look at now: nobody else does so for `claim_ms`."""
        key, now = self._key(), _now_ms()
        words = ("ZRANGEBYSCORE", key, "-inf", now, "LIMIT", 0, AT_ONCE)
        (found,) = await self._route.run([command(key, *words)])
        await self._route.run(
            [command(key, "ZADD", key, "XX", now + claim_ms, raw) for raw in found]
        )
        return [_note(raw) for raw in found]

    async def all(self) -> list[Note]:
        """All that there are."""
        key = self._key()
        return [
            _note(raw) for raw in (await self._route.run([command(key, "ZRANGE", key, 0, -1)]))[0]
        ]

    async def passed(self, note: Note, in_ms: int) -> None:
        """All of it was gone through; somebody is to look once more in so many ms."""
        await self.write(Note(note.about, note.passes + 1), in_ms)
        await self.erase(note)

    async def erase(self, note: Note) -> None:
        """It is done."""
        key = self._key()
        await self._route.run([command(key, "ZREM", key, _raw(note))])

    async def has(self, about: str) -> bool:
        """Whether anything of it is noted."""
        return any(note.about == about for note in await self.all())


def _now_ms() -> int:
    return time.time_ns() // 1_000_000


def _raw(note: Note) -> str:
    return f"{note.about} {note.passes}"


def _note(raw: bytes) -> Note:
    about, _, passes = raw.decode().rpartition(" ")
    return Note(about, int(passes))
