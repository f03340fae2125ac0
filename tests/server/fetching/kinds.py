"""A kind of session that fetches one page and says what came."""

from typing import ClassVar

import msgspec

from agents.kind import Kind, NoMemory, On, Turn


class Place(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which page."""

    url: str


class Found(msgspec.Struct, frozen=True):
    """What came."""

    status: int
    text: str


class Fetching(Kind):
    """Fetches a page."""

    name, title, initial = "fetching", "A page", "new"
    description = "Fetches a page."
    input_type, memory_type, result_type = Place, NoMemory, Found
    table: ClassVar = {"new": {"start": On("begin", ("done",))}, "done": {}}
    final: ClassVar = frozenset({"done"})
    sets: ClassVar = ("status", "text")

    async def begin(self, turn: Turn[Place, NoMemory]) -> str:
        """Fetch it."""

        async def effect() -> Found:
            page = await turn.services.web.fetch(turn.caller, turn.input.url)
            return Found(page.status, page.body.decode())

        found = await turn.once("page", effect, Found)
        turn.fill(status=found.status, text=found.text)
        return "done"
