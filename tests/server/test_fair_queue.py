"""The queue for one place: its order, its bounds, and that the place is never lost."""

import asyncio
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.fair_queue import AHEAD, FairQueue, QueueFull

USERS = st.sampled_from("abc")


async def entered(queue: FairQueue, user: str, order: list[str]) -> None:
    await queue.enter(user)
    order.append(user)


async def begun(queue: FairQueue, users: str, order: list[str]) -> list[asyncio.Task[None]]:
    """Users who wait, in that order, behind somebody who is inside."""
    await queue.enter("inside")
    tasks = [asyncio.create_task(entered(queue, user, order)) for user in users]
    await asyncio.sleep(0)
    return tasks


async def test_users_take_turns_however_many_calls_one_has() -> None:
    queue, order = FairQueue(100, 100), list[str]()
    tasks = await begun(queue, "aaaabbc", order)
    for task in tasks:
        queue.leave()
        await asyncio.sleep(0)
        assert len(order) == sum(task.done() for task in tasks)
    assert "".join(order) == "abcabaa"


async def test_as_many_are_let_in_as_there_are_places() -> None:
    queue, order = FairQueue(100, 100, places=2), list[str]()
    tasks = await begun(queue, "abc", order)
    assert order == ["a"]
    queue.leave()
    queue.leave()
    await asyncio.gather(*tasks[:3])
    assert order == ["a", "b", "c"]


async def test_more_than_may_wait_is_refused() -> None:
    queue = FairQueue(3, 2)
    tasks = await begun(queue, "aab", [])
    for user in "ac":
        with pytest.raises(QueueFull):
            await queue.enter(user)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    more = asyncio.create_task(queue.enter("a"))
    await asyncio.sleep(0)
    queue.leave()
    await more


@given(st.lists(st.tuples(USERS, st.booleans()), max_size=12), st.integers(0, 12))
def test_place_goes_to_everybody_who_still_waits(
    waiting: list[tuple[str, bool]], left_first: int
) -> None:
    async def play() -> None:
        queue, order = FairQueue(100, 100), list[str]()
        tasks = await begun(queue, "".join(user for user, _ in waiting), order)
        leavings = len(tasks) - min(left_first, len(tasks))
        for _ in range(len(tasks) - leavings):
            queue.leave()
        for task, (_, gives_up) in zip(tasks, waiting, strict=True):
            if gives_up:
                task.cancel()
        await asyncio.gather(*(task for task in tasks if task.cancelling()), return_exceptions=True)
        for _ in range(len(tasks) + 1):
            await asyncio.sleep(0)
            inside = len(order)
            queue.leave()
            await asyncio.sleep(0)
            if len(order) == inside:
                break
        stayed = Counter(user for user, gives_up in waiting if not gives_up)
        assert Counter(order) >= stayed
        await asyncio.wait_for(queue.enter("next"), 1)

    asyncio.run(play())


async def test_what_is_for_later_waits_for_others_but_not_for_ever() -> None:
    queue, order = FairQueue(100, 100), list[str]()
    await queue.enter("inside")

    async def enter(user: str, *, later: bool) -> None:
        await queue.enter(user, later=later)
        order.append(user)

    tasks = [asyncio.create_task(enter("l", later=True)) for _ in range(2)]
    tasks += [asyncio.create_task(enter("n", later=False)) for _ in range(AHEAD + 2)]
    for _ in tasks:
        await asyncio.sleep(0)
        queue.leave()
    await asyncio.gather(*tasks)
    assert "".join(order) == "n" * AHEAD + "l" + "nn" + "l"


async def test_user_may_have_as_many_again_for_later() -> None:
    queue = FairQueue(100, 1)
    await queue.enter("inside")
    tasks = [asyncio.create_task(queue.enter("a", later=later)) for later in (False, True)]
    await asyncio.sleep(0)
    for later in (False, True):
        with pytest.raises(QueueFull):
            await queue.enter("a", later=later)
    for _ in tasks:
        queue.leave()
    await asyncio.gather(*tasks)
