"""The one door to the web: what `agents.kind.services.Web` says."""

import asyncio
import ssl
import time
from contextlib import suppress
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from typing import Final
from weakref import WeakValueDictionary

import httpcore2
import msgspec

from agents.errors import Refused, RunFailure
from agents.kind.services import Fetched
from agents.models.request import Caller
from server.fair_queue import FairQueue, QueueFull
from server.fetching import robots
from server.fetching.allowed import Allowed
from server.fetching.network import Resolve, Resolver
from server.fetching.refusals import (
    busy,
    forbidden,
    led_away,
    too_many,
    too_slow,
)
from server.fetching.urls import WebAddress, followed, taken
from server.fetching.visit import Reply, Visit, Wanted
from server.logs import get_logger
from server.runs.patience import patiently
from server.settings.sections import FetchSettings
from store.errors import StoreUnavailable
from store.pages.pages import Pages
from store.rate_limits.rate_limits import RateLimits
from store.rate_limits.types import RateLimit

MOST_REDIRECTS: Final = 3

WAITING, WAITING_OF_USER = 100, 10
"""How many fetches may wait for a place, and how many of one user."""

SITE = RateLimit("site", per_second=2, burst=10)
"""How often all workers together ask one host."""

SITE_WAIT_MS = 3000
"""So long a fetch waits until its host may be asked again."""

RULES_SHARE = 0.5
"""The part of a fetch's time that a site's rules may take."""

BRIEFLY_MS = 60_000
"""How long an error is kept, and that rules could not be had: a site that is hurt has some rest."""

UNKNOWN = Reply(503)
"""What stands for rules that could not be had."""

QUICK_BYTES = 8192
"""Rules up to this length are looked through at once; longer ones beside the event loop."""

log = get_logger(__name__)


@dataclass
class _Flight:
    """A fetch that is under way, and how many wait for it."""

    task: "asyncio.Task[Fetched]"
    waiting: int = 0


class Door:
    """Fetches what stands at public addresses, and at those that the operator allows.

    What was fetched is kept for a while, for all: nobody's credentials went into it. Those who ask
    for the same at once share one fetch. While Redis is away it waits, as the run does for which it
    is asked. `resolve` looks names up, `outside` makes connections to addresses that were checked,
    and `tls` says whose certificates are trusted. `url` is where the server itself is found, for
    those who wonder who asks.
    """

    def __init__(
        self,
        settings: FetchSettings,
        pages: Pages,
        limits: RateLimits,
        url: str | None = None,
        *,
        resolve: Resolve | None = None,
        outside: httpcore2.AsyncNetworkBackend | None = None,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self._settings = settings
        self._allowed = Allowed.of(settings.allow)
        self._pages = pages
        self._limits = limits
        self._agent = user_agent(url)
        self._resolve = resolve or Resolver()
        self._outside = outside or httpcore2.AnyIOBackend()
        self._tls = tls
        self._queue = FairQueue(WAITING, WAITING_OF_USER, settings.at_once)
        self._flights: dict[str, _Flight] = {}
        self._locks = WeakValueDictionary[str, asyncio.Lock]()

    async def fetch(self, caller: Caller, url: str) -> Fetched:
        """What stands there. Raises Refused and TimedOut, which say what to do."""
        address = taken(url, self._allowed)
        kept = await self._recall(address.url)
        if kept is not None:
            return kept
        # One at a time looks whether there is a fetch, so that only who begins it is counted.
        async with self._alone(address.url):
            flight = self._flights.get(address.url)
            if flight is None:
                await self._admit(caller)
                flight = self._begin(caller, address)
            flight.waiting += 1
        try:
            return await asyncio.shield(flight.task)
        finally:
            flight.waiting -= 1
            if not flight.waiting:
                self._forget(address.url, flight)
                flight.task.cancel()

    async def _admit(self, caller: Caller) -> None:
        """Count a fetch of the user. Raises Refused."""
        most = self._settings.per_minute
        limit = RateLimit("fetches", per_second=most / 60, burst=most)
        wait_ms = await patiently(lambda: self._limits.take(f"fetch:{caller.user}", [limit]))
        if wait_ms:
            raise too_many(wait_ms)

    def _alone(self, name: str) -> asyncio.Lock:
        """A lock of that name, for as long as anybody has it."""
        return self._locks.setdefault(name, asyncio.Lock())

    def _begin(self, caller: Caller, address: WebAddress) -> _Flight:
        task = asyncio.get_running_loop().create_task(self._take_off(caller, address))
        task.add_done_callback(_look)
        flight = self._flights[address.url] = _Flight(task)
        return flight

    def _forget(self, url: str, flight: _Flight) -> None:
        if self._flights.get(url) is flight:
            del self._flights[url]

    async def _take_off(self, caller: Caller, address: WebAddress) -> Fetched:
        try:
            await self._queue.enter(caller.user, later=caller.later)
        except QueueFull:
            raise busy() from None
        try:
            page, may_keep = await self._timed(address)
        except RunFailure as failure:
            log.info("not_fetched", code=failure.code, host=address.host)
            raise
        finally:
            self._queue.leave()
        if may_keep:
            await self._remember(address.url, page)
        return page

    async def _timed(self, address: WebAddress) -> tuple[Fetched, bool]:
        if self._tls is None:
            self._tls = await asyncio.to_thread(httpcore2.default_ssl_context)
        seconds = self._settings.seconds
        try:
            async with asyncio.timeout(seconds), self._visit(self._tls) as visit:
                return await self._page(visit, address)
        except TimeoutError:
            raise too_slow(seconds) from None

    def _visit(self, tls: ssl.SSLContext) -> Visit:
        return Visit(self._allowed, self._agent, self._resolve, self._outside, tls)

    async def _page(self, visit: Visit, address: WebAddress) -> tuple[Fetched, bool]:
        """The page, after redirects, and whether it may be kept."""
        wanted = Wanted(self._settings.bytes)
        for _ in range(1 + MOST_REDIRECTS):
            if not await self._permitted(visit, address):
                raise forbidden()
            await self._pace(address)
            reply = await visit.ask(address, wanted)
            if reply.location is None:
                return _fetched(address, reply), reply.kept
            address = followed(address, reply.location, self._allowed)
        raise led_away()

    async def _permitted(self, visit: Visit, address: WebAddress) -> bool:
        """Whether the site's rules let us ask for this. Raises Refused where nothing is there."""
        place = address.at(robots.PATH)
        name = f"rules of {place.url}"
        async with self._alone(name):
            kept = await self._recall(name)
            if kept is None:
                kept = _fetched(place, await self._rules(visit, place))
                await self._remember(name, kept)
        said = robots.rules(kept.status, kept.body)
        if len(said) <= QUICK_BYTES:
            return robots.permits(said, address)
        return await asyncio.to_thread(robots.permits, said, address)

    async def _rules(self, visit: Visit, place: WebAddress) -> Reply:
        """A site's rules; as those of a server's error where they can't be had.

        Raises Refused where the site itself can't be reached: then no page of it can.
        """
        wanted = Wanted(robots.MOST_BYTES, cut=True, any_type=True)
        address, reply = place, None
        try:
            async with asyncio.timeout(self._settings.seconds * RULES_SHARE):
                reply = await visit.ask(place, wanted)
                for _ in range(robots.MOST_REDIRECTS):
                    if reply.location is None:
                        break
                    address = followed(address, reply.location, self._allowed)
                    reply = await visit.ask(address, wanted)
        except TimeoutError:
            return UNKNOWN
        except Refused as refused:
            if reply is None and refused.code == "not_found":
                raise
            return UNKNOWN
        return reply

    async def _pace(self, address: WebAddress) -> None:
        """Wait until a host may be asked. Raises Refused where that would take too long."""
        group = f"site:{address.host}"
        try:
            wait_ms = await self._limits.take(group, [SITE])
            if 0 < wait_ms <= SITE_WAIT_MS:
                await asyncio.sleep(wait_ms / 1000)
                wait_ms = await self._limits.take(group, [SITE])
        except StoreUnavailable:
            return
        if wait_ms:
            raise too_many(wait_ms)

    async def _recall(self, name: str) -> Fetched | None:
        raw = await patiently(lambda: self._pages.get(name))
        try:
            return None if raw is None else msgspec.msgpack.decode(raw, type=Fetched)
        except msgspec.DecodeError:  # another release has kept it, in another form
            return None

    async def _remember(self, name: str, page: Fetched) -> None:
        """Keep an answer, one of an error briefly. Where Redis is away it is not kept."""
        most = self._settings.keep_seconds * 1000
        ttl_ms = most if page.status < 400 else min(most, BRIEFLY_MS)
        if ttl_ms:
            with suppress(StoreUnavailable):
                await self._pages.put(name, msgspec.msgpack.encode(page), ttl_ms)


def user_agent(url: str | None) -> str:
    """How we say who asks: what program in which version, and where whoever runs it is found."""
    product = robots.PRODUCT
    with suppress(PackageNotFoundError):  # a checkout may be served that is not installed
        product = f"{product}/{version('careerpilot')}"
    return f"{product} (+{url})" if url else product


def _fetched(address: WebAddress, reply: Reply) -> Fetched:
    return Fetched(
        url=address.url,
        status=reply.status,
        media_type=reply.media_type,
        body=reply.body,
        charset=reply.charset,
        fetched_at=time.time_ns() // 1_000_000,
    )


def _look(task: "asyncio.Task[Fetched]") -> None:
    """Look at how a fetch ended, for which nobody may wait any longer: then it is no fault."""
    if not task.cancelled():
        task.exception()
