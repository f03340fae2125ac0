"""Items of a session: sessions of their own that are in no list, and are deleted with it."""

import uuid
from collections.abc import Sequence
from hashlib import sha256

from store import keys
from store.redis.scripts import command, load
from store.sessions.types import Standing
from store.steps.steps import SESSION, Steps, on_session

ANNOUNCE = load(*SESSION, "sessions/announce.lua")
BEGIN = load(*SESSION, "sessions/begin.lua")


SPREAD_MS = 400
"""Workers sweep twice a second each, at moments of their own."""


def item_id(session: str, number: int) -> str:
    """The id of an item, by its number from 1 on: the same whoever asks for it, whenever."""
    name = sha256(f"{session}/item/{number}".encode()).digest()
    return str(uuid.UUID(bytes=name[:16], version=4))


class Items:
    """What is done with many items at once. They are made as any session is, with a `parent`."""

    def __init__(self, steps: Steps) -> None:
        self._steps = steps
        self._route = steps.route

    async def announce(self, session: str, owner: str, count: int) -> bool:
        """Note that a session has so many items, before the first is made: all of them are deleted
        with it. False: there is no such session of this owner.
        """
        return bool(await self._steps.step(ANNOUNCE, session, owner, count))

    async def begin(self, items: Sequence[str], owner: str, parent: str = "") -> None:
        """Have items run that wait; whoever sweeps next takes them. Again changes nothing.

        They are this owner's or, while what a guest has moves to a user one by one, that session's.
        """
        await self._steps.touch(items, self._steps.lease_ms)  # a crash in between loses none
        await self._route.run([on_session(BEGIN, item, owner, parent) for item in items])
        await self.wake(items)

    async def wake(self, items: Sequence[str]) -> None:
        """Have whoever sweeps look at items that were told something: one after the other within
        SPREAD_MS, as a sweep takes all that it finds.
        """
        for at, item in enumerate(items):
            await self._steps.touch([item], at * SPREAD_MS // len(items))

    async def standing(
        self, items: Sequence[str], owner: str, parent: str = ""
    ) -> list[Standing | None]:
        """How each stands; None where there is none of this owner, or of that session, any more."""
        fields = ("owner", "parent", "status", "waiting", "title", "head")
        calls = [command(keys.meta(one), "HMGET", keys.meta(one), *fields) for one in items]
        return [
            Standing(
                "waiting" if waiting else status.decode(), title.decode(), int(head), whose.decode()
            )
            if whose and (whose == owner.encode() or (parent and of == parent.encode()))
            else None
            for whose, of, status, waiting, title, head in await self._route.run(calls)
        ]
