"""The time that counts against a call."""

import asyncio
from collections.abc import Callable

import pytest

from agents.gateway.clock import Clock


async def test_clock_that_stood_still_shows_so_much_less(leap: Callable[[float], None]) -> None:
    clock = Clock()
    start = clock.time()
    leap(10)
    clock.stop()
    clock.stop()
    leap(100)
    stopped = clock.time() - start
    clock.go()
    clock.go()
    leap(1)
    assert stopped == pytest.approx(10, abs=1)
    assert clock.time() - start == pytest.approx(11, abs=1)


async def test_moment_by_the_clock_is_as_far_ahead_in_the_loops_time(
    leap: Callable[[float], None],
) -> None:
    clock = Clock()
    deadline = clock.time() + 10
    clock.stop()
    leap(100)
    now = asyncio.get_running_loop().time()
    assert clock.ahead(deadline) - now == pytest.approx(10, abs=1)


async def test_limit_ends_what_takes_longer() -> None:
    with pytest.raises(TimeoutError):
        async with Clock().limit(0.01):
            await asyncio.Event().wait()


async def test_limit_waits_while_the_clock_stands_still_and_counts_from_there(
    leap: Callable[[float], None],
) -> None:
    clock = Clock()

    async def wait() -> None:
        async with clock.limit(60):
            await asyncio.Event().wait()

    before = asyncio.create_task(wait())
    await asyncio.sleep(0)
    clock.stop()
    after = asyncio.create_task(wait())
    leap(1000)
    assert await pending(before, after)
    clock.go()
    leap(30)
    assert await pending(before, after)
    leap(40)
    for task in (before, after):
        with pytest.raises(TimeoutError):
            await task


async def pending(*tasks: asyncio.Task[None]) -> bool:
    """Whether all of them still wait, once every timer that is due has rung."""
    await asyncio.sleep(0.01)
    return not any(task.done() for task in tasks)


async def test_limit_that_has_just_run_out_is_not_moved(leap: Callable[[float], None]) -> None:
    clock = Clock()

    async def wait() -> None:
        async with clock.limit(1):
            await asyncio.Event().wait()

    waiting = asyncio.create_task(wait())
    await asyncio.sleep(0)
    # The limit's timer rings first, and the clock stops before the task has heard of it.
    for step in (clock.stop, clock.go):
        asyncio.get_running_loop().call_later(1.5, step)
    leap(2)
    with pytest.raises(TimeoutError):
        await waiting
