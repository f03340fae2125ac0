"""A web in memory: the addresses that it has are put in by the test."""

from collections.abc import Mapping

from agents.kind import Refused
from agents.kind.services import Fetched
from agents.models.request import Caller
from protocol.catalogue import Text


class Pages:
    """The door to a web (`Services.web`) of these pages, which says what it was asked for."""

    def __init__(self, pages: Mapping[str, Fetched]) -> None:
        self.pages = dict(pages)
        self.asked: list[str] = []
        """The addresses that it was asked for, in their order."""

    async def fetch(self, caller: Caller, url: str) -> Fetched:
        """What stands there. Raises Refused where nothing does."""
        self.asked.append(url)
        if url not in self.pages:
            raise Refused(Text("runs.no_web"), "not_found")
        return self.pages[url]


def html(url: str, body: str | bytes, status: int = 200) -> Fetched:
    """A page of the web."""
    raw = body.encode() if isinstance(body, str) else body
    return Fetched(url, status, "text/html", raw, "utf-8", 0)
