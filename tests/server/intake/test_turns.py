"""Turns: one after the other, with others' work in between."""

import asyncio

from server.intake.turns import SPACE_S, Turns


async def test_turns_are_taken_in_order_and_leave_room_for_others() -> None:
    turns = Turns()
    seen: list[str] = []

    async def upload(name: str) -> None:
        await turns.next()
        seen.append(name)

    async def stream() -> None:
        while "c" not in seen:
            seen.append("token")
            await asyncio.sleep(0)

    begun = asyncio.get_running_loop().time()
    await asyncio.gather(upload("a"), upload("b"), upload("c"), stream())
    assert asyncio.get_running_loop().time() - begun >= 2 * SPACE_S
    uploads = [one for one in seen if one != "token"]
    assert uploads == ["a", "b", "c"]
    assert all(seen[seen.index(name) - 1] == "token" for name in uploads)


async def test_turn_that_is_given_up_is_the_next_ones() -> None:
    turns = Turns()
    first = asyncio.create_task(turns.next())
    second = asyncio.create_task(turns.next())
    await asyncio.sleep(0)
    first.cancel()
    await asyncio.wait_for(second, 1)
