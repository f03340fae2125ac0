"""What comes in a crowd is started a few at a time, in order; what comes alone at once."""

import asyncio

from server.http.starts import AT_ONCE, Starts


async def test_what_comes_alone_is_started_at_once() -> None:
    starts, begun = Starts(), list[int]()
    starts.start(asyncio.get_running_loop(), lambda: begun.append(1))
    assert begun == [1]


async def test_crowd_is_started_in_order_a_few_in_each_turn() -> None:
    loop, starts, begun = asyncio.get_running_loop(), Starts(), list[int]()
    for number in range(3 * AT_ONCE + 1):
        starts.start(loop, lambda number=number: begun.append(number))
    seen = [len(begun)]
    while len(begun) < 3 * AT_ONCE + 1:
        await asyncio.sleep(0)
        seen.append(len(begun))
    assert seen == [AT_ONCE, 2 * AT_ONCE, 3 * AT_ONCE, 3 * AT_ONCE + 1]
    assert begun == sorted(begun)


async def test_who_comes_while_others_wait_stands_behind_them() -> None:
    loop, starts, begun = asyncio.get_running_loop(), Starts(), list[str]()
    for _ in range(AT_ONCE + 1):
        starts.start(loop, lambda: begun.append("crowd"))
    starts.start(loop, lambda: begun.append("late"))
    await asyncio.sleep(0)
    assert begun == ["crowd"] * (AT_ONCE + 1) + ["late"]
