"""How many guests an address and a site make, whichever workers they ask."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import AsyncExitStack, ExitStack
from dataclasses import replace

import httpx
import pytest

from protocol.errors import RateLimited
from server.admission.newcomers import Newcomers
from server.settings.sections import LimitSettings
from store.store import Store
from tests.processes import Server, Servers
from tests.redis_servers import RedisServer, talk

USUAL = LimitSettings()

SLOW = replace(USUAL, guests_per_second=1, guests_burst=5)
"""So few that no more come free while a test runs."""

NewWorker = Callable[..., Newcomers]


@pytest.fixture
async def new_worker(redis: RedisServer) -> AsyncIterator[NewWorker]:
    """Makes what admits newcomers in one worker of several, on an empty Redis."""
    assert talk(redis.port, "FLUSHALL") == "+OK\r\n"
    async with AsyncExitStack() as stack:

        def make(limits: LimitSettings = USUAL, url: str = redis.url) -> Newcomers:
            store = Store(url)
            stack.push_async_callback(store.close)
            return Newcomers(store.rate_limits, limits)

        yield make


async def made(addresses: Iterable[str], *workers: Newcomers) -> int:
    """How many guests those workers, by turns, let these addresses make at once."""

    async def make(worker: Newcomers, address: str) -> bool:
        try:
            await worker.admit(address)
        except RateLimited:
            return False
        return True

    asked = enumerate(addresses)
    told = await asyncio.gather(*(make(workers[n % len(workers)], one) for n, one in asked))
    return sum(told)


async def test_workers_let_an_address_make_no_more_guests_than_one_does(
    new_worker: NewWorker,
) -> None:
    workers = [new_worker(SLOW) for _ in range(3)]
    assert await made(["203.0.113.7"] * 50, *workers) in (5, 6)
    assert await made(["203.0.113.8"] * 5, *workers) == 5


async def test_class_behind_one_address_gets_in_at_once(new_worker: NewWorker) -> None:
    workers = [new_worker(), new_worker()]
    assert await made(["203.0.113.7"] * 30, *workers) == 30
    assert await made([f"2001:db8:1:2::{n:x}" for n in range(30)], *workers) == 30
    assert await made(["203.0.113.7"] * 200, *workers) in range(70, 75)


async def test_site_that_turns_through_its_networks_gets_no_more_than_its_share(
    new_worker: NewWorker,
) -> None:
    workers = [new_worker(), new_worker()]
    turning = [f"2001:db8:1:{n:x}::1" for n in range(1000)]
    share = USUAL.site_guests_burst
    assert await made(turning, *workers) in range(share, share + 20)
    assert await made(["2001:db8:2::1"] * 30, *workers) == 30


async def test_first_network_of_a_site_is_told_from_the_site(new_worker: NewWorker) -> None:
    worker = new_worker(SLOW)
    assert await made(["2001:db8:1::1"] * 50, worker) in (5, 6)
    assert await made(["2001:db8:1:1::1"] * 5, worker) == 5


async def test_worker_whose_redis_is_away_keeps_to_the_same_limits_by_itself(
    new_worker: NewWorker,
) -> None:
    nowhere = "redis://127.0.0.1:1/0"
    worker = new_worker(SLOW, nowhere)
    assert await made(["203.0.113.7"] * 50, worker) in (5, 6)
    turning = [f"2001:db8:1:{n:x}::1" for n in range(500)]
    share = USUAL.site_guests_burst
    assert await made(turning, new_worker(USUAL, nowhere)) in range(share, share + 20)


async def test_refusal_says_when_to_try_again(new_worker: NewWorker) -> None:
    worker = new_worker(replace(USUAL, guests_per_second=1, guests_burst=1))
    await worker.admit("203.0.113.7")
    with pytest.raises(RateLimited, match="Try again in 1 s") as refused:
        await worker.admit("203.0.113.7")
    assert 0 < (refused.value.retry_ms or 0) <= 1000


@pytest.mark.slow
def test_two_workers_of_two_servers_share_the_limit_of_an_address(
    servers: Servers, redis: RedisServer
) -> None:
    few = {"CAREERPILOT_GUESTS_BURST": "5", "CAREERPILOT_GUESTS_PER_SECOND": "1"}
    both = [servers.start(redis_url=redis.url, workers=2, **few) for _ in range(2)]
    assert talk(redis.port, "FLUSHALL") == "+OK\r\n"
    answers = [guest_from("203.0.113.7", both[n % 2]) for n in range(40)]
    assert 5 <= [answer.status_code for answer in answers].count(200) <= 10
    refused = next(answer for answer in answers if answer.status_code != 200)
    assert refused.json()["code"] == "rate_limited"
    assert refused.headers["retry-after"] == "1"


def guest_from(address: str, server: Server) -> httpx.Response:
    """A new guest over a connection of its own, which any of the server's workers may take."""
    with ExitStack() as stack:
        http = stack.enter_context(httpx.Client(base_url=server.url, trust_env=False))
        return http.post("/v1/auth/guest", headers={"X-Forwarded-For": address})
