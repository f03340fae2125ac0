"""Limits on waits."""

import asyncio
import math

import pytest

from agents.gateway.stall_timeout import StallTimeout


async def never() -> None:
    await asyncio.Event().wait()


async def soon(value: str = "done") -> str:
    await asyncio.sleep(0)
    return value


@pytest.fixture
async def stall() -> StallTimeout:
    """A timeout without a deadline."""
    return StallTimeout(math.inf)


async def test_wait_that_ends_in_time_gives_its_result(stall: StallTimeout) -> None:
    assert [await stall.wait(soon(str(n)), 1.0) for n in range(3)] == ["0", "1", "2"]
    stall.stop()


async def test_wait_that_takes_too_long_ends(stall: StallTimeout) -> None:
    with pytest.raises(TimeoutError):
        await stall.wait(never(), 0.02)


@pytest.mark.timing
async def test_shorter_wait_after_a_longer_one_ends_in_its_own_time(stall: StallTimeout) -> None:
    loop = asyncio.get_running_loop()
    await stall.wait(soon(), 30.0)
    start = loop.time()
    with pytest.raises(TimeoutError):
        await stall.wait(never(), 0.02)
    assert loop.time() - start < 1.0
    stall.stop()


async def test_time_between_waits_does_not_count(stall: StallTimeout) -> None:
    """Whoever reads slowly is not cut off."""
    await stall.wait(soon(), 0.02)
    await asyncio.sleep(0.06)
    assert await stall.wait(soon(), 0.02) == "done"
    stall.stop()


async def test_many_waits_need_one_timer(stall: StallTimeout) -> None:
    await stall.wait(soon(), 10.0)
    timer = stall.timer
    for _ in range(100):
        await stall.wait(soon(), 10.0)
    assert stall.timer is timer
    stall.stop()


async def test_deadline_ends_a_wait_that_had_more_time() -> None:
    stall = StallTimeout(asyncio.get_running_loop().time() + 0.02)
    with pytest.raises(TimeoutError):
        await stall.wait(never(), 30.0)


async def test_deadline_that_ended_a_wait_is_told_from_a_wait_that_took_too_long() -> None:
    loop = asyncio.get_running_loop()
    for deadline, seconds, overdue in ((0.02, 30.0, True), (30.0, 0.02, False)):
        stall = StallTimeout(loop.time() + deadline)
        with pytest.raises(TimeoutError):
            await stall.wait(never(), seconds)
        assert stall.overdue == overdue
        stall.stop()


async def test_task_that_was_timed_out_is_not_left_cancelled(stall: StallTimeout) -> None:
    task = asyncio.current_task()
    assert task is not None
    with pytest.raises(TimeoutError):
        await stall.wait(never(), 0.01)
    assert task.cancelling() == 0
    assert await stall.wait(soon(), 1.0) == "done"
    stall.stop()


async def test_cancellation_from_elsewhere_is_no_timeout(stall: StallTimeout) -> None:
    task = asyncio.create_task(stall.wait(never(), 30.0))
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    stall.stop()


async def test_cancellation_from_elsewhere_goes_before_a_timeout(stall: StallTimeout) -> None:
    """Both in one turn of the loop: whoever cancelled the task gets it cancelled."""

    async def both() -> None:
        task = asyncio.current_task()
        assert task is not None
        asyncio.get_running_loop().call_later(0.01, task.cancel)
        await stall.wait(stubborn(), 0.01)

    async def stubborn() -> None:
        await asyncio.Event().wait()

    task = asyncio.create_task(both())
    with pytest.raises((asyncio.CancelledError, TimeoutError)) as caught:
        await task
    assert caught.type is asyncio.CancelledError or task.cancelling() == 0
    stall.stop()


async def test_error_of_what_was_awaited_comes_through(stall: StallTimeout) -> None:
    async def fails() -> None:
        raise LookupError

    with pytest.raises(LookupError):
        await stall.wait(fails(), 1.0)
    stall.stop()
