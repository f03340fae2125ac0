"""What is done at regular times goes on whatever happens to one turn of it."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from server.runs.tickers import Ticker
from store.errors import StoreUnavailable


async def ticked(work: Callable[[int], Awaitable[None]], times: int) -> Ticker:
    """A ticker that has done its work so often."""
    turns = 0
    enough = asyncio.Event()

    async def count() -> None:
        nonlocal turns
        turns += 1
        try:
            await work(turns)
        finally:
            if turns == times:
                enough.set()

    ticker = Ticker("test", 0.001, count)
    ticker.start()
    await asyncio.wait_for(enough.wait(), 5)
    await ticker.stop()
    return ticker


async def test_ticker_goes_on_after_a_failure(caplog: pytest.LogCaptureFixture) -> None:
    async def fail_once(turn: int) -> None:
        if turn == 1:
            raise RuntimeError("a bug")

    assert (await ticked(fail_once, 3)).last_ok is not None


async def test_ticker_that_never_succeeds_has_no_last_success() -> None:
    async def away(turn: int) -> None:
        raise StoreUnavailable("refused")

    assert (await ticked(away, 3)).last_ok is None


async def test_ticker_says_once_that_redis_is_away_and_once_that_it_is_back(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async def away_twice(turn: int) -> None:
        if turn <= 2:
            raise StoreUnavailable("refused")

    caplog.set_level("INFO", "store")
    await ticked(away_twice, 5)
    told = [(line.message, vars(line)["part"]) for line in caplog.records]
    assert told == [("redis_away", "test"), ("redis_back", "test")]
    assert vars(caplog.records[0])["error"] == "refused"


async def test_ticker_stops_in_the_middle_of_its_work() -> None:
    begun = asyncio.Event()

    async def forever() -> None:
        begun.set()
        await asyncio.Event().wait()

    ticker = Ticker("test", 1, forever)
    ticker.start()
    await begun.wait()
    await asyncio.wait_for(ticker.stop(), 1)
