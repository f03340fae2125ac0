"""Looks whether programs that serve models run on this machine: a GET of their lists, no more.

Any program may listen on a port. So nothing is sent but the plain request for the list, to
127.0.0.1 alone; redirects are not followed; an answer is bounded in size and in time, and but for
what `listing` takes of it nobody is shown any of it.
"""

import asyncio
from collections.abc import Iterable, Sequence

import httpcore2
import msgspec

from server.local_models.listing import SORTS, UNKNOWN, Listing, LocalModel, Sort, listing

HOST = "127.0.0.1"

LOOK_S = 1.5
"""How long all lists of one program may take together."""

MOST_BYTES = 1024 * 1024
"""The longest list that is read."""

_FIELDS = (("User-Agent", "CareerPilot"), ("Accept", "application/json"), ("Connection", "close"))


class Place(msgspec.Struct, frozen=True):
    """Where one is looked for: by its name in `SORTS`, or another, on a port of this machine."""

    sort: str
    port: int


class Found(msgspec.Struct, frozen=True):
    """A server of models that runs here. `title` is what people call it."""

    sort: str
    title: str
    port: int
    models: tuple[LocalModel, ...]

    @property
    def url(self) -> str:
        """The base of its OpenAI API."""
        return f"http://{HOST}:{self.port}/v1"


def places(settings: Iterable[str]) -> list[Place]:
    """Where is looked, of CAREERPILOT_LOCAL_MODELS: `NAME=PORT`."""
    pairs = (text.rpartition("=") for text in settings)
    return [Place(name, int(port)) for name, _, port in pairs]


def look(where: Sequence[Place]) -> list[Found]:
    """The servers of models that run there, in that order. Takes LOOK_S at most."""
    return asyncio.run(find(where)) if where else []


async def find(where: Sequence[Place]) -> list[Found]:
    """As `look`, in an event loop."""
    found = await asyncio.gather(*map(_look, where))
    return [one for one in found if one is not None]


async def _look(place: Place) -> Found | None:
    sort = SORTS.get(place.sort, UNKNOWN)
    try:
        async with asyncio.timeout(LOOK_S):
            listed = await _listing(place.port, sort)
    except TimeoutError:
        return None
    if listed is None:
        return None
    return Found(place.sort, listed.title, place.port, listed.models)


async def _listing(port: int, sort: Sort) -> Listing | None:
    """The first of a program's lists that is one."""
    for path in sort.lists:
        body = await _get(port, path)
        if body is not None and (listed := listing(body, sort)) is not None:
            return listed
    return None


async def _get(port: int, path: str) -> bytes | None:
    """The body of what is there; None where nobody answers well, or with too much."""
    url = httpcore2.URL(scheme="http", host=HOST, port=port, target=path)
    fields = (("Host", f"{HOST}:{port}"), *_FIELDS)
    try:
        async with (
            httpcore2.AsyncConnectionPool() as pool,
            pool.stream("GET", url, headers=fields) as response,
        ):
            if response.status != 200:
                return None
            body = bytearray()
            async for piece in response.aiter_stream():
                body += piece
                if len(body) > MOST_BYTES:
                    return None
            return bytes(body)
    except (httpcore2.NetworkError, httpcore2.TimeoutException, httpcore2.ProtocolError):
        return None
