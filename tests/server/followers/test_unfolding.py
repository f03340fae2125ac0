"""Large sessions are unfolded one after the other, small ones at once."""

import asyncio
from itertools import count

from server.followers.unfolding import LARGE, Unfolding
from store.sessions.types import Snapshot


def stored(size: int) -> Snapshot:
    return Snapshot([b"x" * size], None, None, [])


async def test_large_sessions_are_unfolded_one_at_a_time_by_turns_of_users() -> None:
    unfolding, inside, done = Unfolding(), count(), list[str]()
    most = 0

    async def unfold(user: str, size: int) -> None:
        nonlocal most
        async with unfolding.turn(user, stored(size)):
            most = max(most, next(inside) - len(done) + 1)
            await asyncio.sleep(0)
            done.append(user)

    await asyncio.gather(*(unfold("ada", LARGE) for _ in range(5)), unfold("ben", LARGE))
    assert most == 1
    assert done.index("ben") <= 2
    assert sorted(done) == ["ada"] * 5 + ["ben"]


async def test_small_session_does_not_wait_for_large_ones() -> None:
    unfolding = Unfolding()
    large, small = stored(LARGE), stored(LARGE - 1)
    async with asyncio.timeout(1), unfolding.turn("ada", large), unfolding.turn("ben", small):
        pass


async def test_turn_is_given_on_when_who_has_it_or_waits_gives_up() -> None:
    unfolding = Unfolding()

    async def stuck() -> None:
        async with unfolding.turn("ada", stored(LARGE)):
            await asyncio.Event().wait()

    both = [asyncio.create_task(stuck()) for _ in range(2)]
    await asyncio.sleep(0)
    for task in both:
        task.cancel()
    await asyncio.gather(*both, return_exceptions=True)
    async with asyncio.timeout(1), unfolding.turn("ben", stored(LARGE)):
        pass
