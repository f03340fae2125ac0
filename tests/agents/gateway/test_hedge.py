"""Two ways to one end."""

import asyncio

import pytest

from agents.gateway.hedge import hedged

LATE_S = 0.02


class Runner:
    """Ends when it is told to."""

    def __init__(self) -> None:
        self.begun = asyncio.Event()
        self.cancelled = False
        self._end: asyncio.Future[str | None] = asyncio.get_running_loop().create_future()

    async def run(self) -> str | None:
        self.begun.set()
        try:
            return await self._end
        except asyncio.CancelledError:
            self.cancelled = True
            raise

    def ends(self, result: str | Exception | None) -> None:
        if isinstance(result, Exception):
            self._end.set_exception(result)
        else:
            self._end.set_result(result)


class Race:
    """A race of two, under way."""

    def __init__(self) -> None:
        self.first, self.second = Runner(), Runner()
        self.task = asyncio.create_task(hedged(self.first.run(), self.second.run, LATE_S))

    async def both_run(self) -> None:
        async with asyncio.timeout(5):
            await self.second.begun.wait()

    async def ended(self) -> str | None:
        async with asyncio.timeout(5):
            return await self.task


@pytest.fixture
async def race() -> Race:
    """The first has been begun."""
    race = Race()
    await asyncio.sleep(0)
    return race


async def test_first_that_is_in_time_runs_alone(race: Race) -> None:
    race.first.ends("first")
    assert await race.ended() == "first"
    assert not race.second.begun.is_set()


async def test_first_that_gives_nothing_in_time_has_no_second(race: Race) -> None:
    race.first.ends(None)
    assert await race.ended() is None
    assert not race.second.begun.is_set()


async def test_second_that_is_faster_wins_and_the_first_is_cancelled(race: Race) -> None:
    await race.both_run()
    race.second.ends("second")
    assert await race.ended() == "second"
    assert race.first.cancelled


async def test_first_that_wins_after_all_has_the_second_cancelled(race: Race) -> None:
    await race.both_run()
    race.first.ends("first")
    assert await race.ended() == "first"
    assert race.second.cancelled


@pytest.mark.parametrize("giving_up", ["first", "second"])
async def test_one_that_gives_nothing_leaves_it_to_the_other(race: Race, giving_up: str) -> None:
    await race.both_run()
    one, other = race.first, race.second
    if giving_up == "second":
        one, other = other, one
    one.ends(None)
    await asyncio.sleep(0)
    other.ends("done")
    assert await race.ended() == "done"


async def test_neither_gives_anything(race: Race) -> None:
    await race.both_run()
    race.first.ends(None)
    race.second.ends(None)
    assert await race.ended() is None


async def test_error_of_one_ends_the_race(race: Race) -> None:
    await race.both_run()
    race.second.ends(LookupError())
    with pytest.raises(LookupError):
        await race.ended()
    assert race.first.cancelled


async def test_cancelled_race_cancels_both(race: Race) -> None:
    await race.both_run()
    race.task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await race.ended()
    assert race.first.cancelled
    assert race.second.cancelled
