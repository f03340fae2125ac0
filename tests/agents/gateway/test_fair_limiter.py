"""So many at a time, and fairly."""

import asyncio
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.gateway.fair_limiter import FairLimiter
from agents.models.request import Subscription


class Crowd:
    """Callers who wait, and in which order they are let in."""

    def __init__(self, limiter: FairLimiter) -> None:
        self.limiter = limiter
        self.let_in: list[str] = []
        self.tasks: list[asyncio.Task[None]] = []

    def comes(
        self, subscription: Subscription, name: str = "", *, later: bool = False
    ) -> asyncio.Task[None]:
        async def enter() -> None:
            await self.limiter.enter(subscription, later=later)
            self.let_in.append(name or subscription)

        task = asyncio.create_task(enter())
        self.tasks.append(task)
        return task

    async def goes(self, times: int = 1) -> None:
        """So many leave, one after the other."""
        for _ in range(times):
            self.limiter.leave()
            await settled()


async def settled() -> None:
    """Everybody who can go on has."""
    for _ in range(3):
        await asyncio.sleep(0)


@pytest.fixture
async def crowd() -> Crowd:
    """A crowd before a limiter of one, who is inside."""
    limiter = FairLimiter(1)
    await limiter.enter("guest")
    return Crowd(limiter)


async def test_no_more_than_the_limit_are_inside() -> None:
    crowd = Crowd(FairLimiter(2))
    for _ in range(5):
        crowd.comes("free")
    await settled()
    assert len(crowd.let_in) == 2
    await crowd.goes(3)
    assert len(crowd.let_in) == 5


async def test_who_came_first_goes_first_within_a_plan(crowd: Crowd) -> None:
    for name in "abc":
        crowd.comes("free", name)
    await settled()
    await crowd.goes(3)
    assert crowd.let_in == ["a", "b", "c"]


async def test_plans_take_turns_by_weight(crowd: Crowd) -> None:
    for subscription in ("guest", "free", "pro"):
        for _ in range(70):
            crowd.comes(subscription)  # type: ignore[arg-type]
    await settled()
    await crowd.goes(70)
    assert Counter(crowd.let_in) == {"pro": 40, "free": 20, "guest": 10}


async def test_guest_does_not_wait_for_ever(crowd: Crowd) -> None:
    crowd.comes("guest", "the guest")
    for _ in range(20):
        crowd.comes("pro")
    await settled()
    await crowd.goes(6)
    assert "the guest" in crowd.let_in


async def test_plan_that_was_absent_has_saved_up_no_turns(crowd: Crowd) -> None:
    for _ in range(40):
        crowd.comes("pro")
    await settled()
    await crowd.goes(30)
    for _ in range(10):
        crowd.comes("guest")
    await settled()
    await crowd.goes(5)
    assert Counter(crowd.let_in[30:])["guest"] <= 2


async def test_cancelled_caller_takes_no_place(crowd: Crowd) -> None:
    gone = crowd.comes("pro", "gone")
    crowd.comes("pro", "stays")
    await settled()
    gone.cancel()
    await settled()
    await crowd.goes()
    assert crowd.let_in == ["stays"]


async def test_place_that_was_given_to_a_caller_who_is_cancelled_goes_to_the_next(
    crowd: Crowd,
) -> None:
    gone = crowd.comes("pro", "gone")
    crowd.comes("pro", "next")
    await settled()
    crowd.limiter.leave()
    gone.cancel()
    await settled()
    assert crowd.let_in == ["next"]


@given(
    st.integers(1, 3),
    st.lists(st.tuples(st.sampled_from(["pro", "free", "guest"]), st.sampled_from("ecl"))),
)
def test_nobody_waits_while_there_is_room_and_no_place_is_lost(
    limit: int, moves: list[tuple[Subscription, str]]
) -> None:
    """Enter, cancel the last, leave, in any order: inside are as many as can be."""

    async def play() -> None:
        crowd = Crowd(FairLimiter(limit))
        inside = left = 0
        for subscription, move in moves:
            if move == "e":
                crowd.comes(subscription)
            elif move == "c" and crowd.tasks:
                crowd.tasks[-1].cancel()
            elif move == "l" and inside - left > 0:
                left += 1
                crowd.limiter.leave()
            await settled()
            inside = len(crowd.let_in)
            waiting = sum(not task.done() for task in crowd.tasks)
            assert inside - left <= limit
            assert waiting == 0 or inside - left == limit
        for task in crowd.tasks:
            task.cancel()
        await asyncio.gather(*crowd.tasks, return_exceptions=True)

    asyncio.run(play())


async def test_what_is_for_later_comes_after_others_and_not_never() -> None:
    limiter = FairLimiter(1)
    await limiter.enter("guest")
    crowd = Crowd(limiter)
    for _ in range(2):
        crowd.comes("pro", "later", later=True)
    for _ in range(12):
        crowd.comes("guest")
    await settled()
    for _ in range(14):
        limiter.leave(later=crowd.let_in[-1:] == ["later"])
        await settled()
    # One in five, as its weight is a fourth of a guest's.
    assert crowd.let_in.count("later") == 2
    assert crowd.let_in[:10].count("later") == 2
    assert crowd.let_in[:5].count("later") == 1


async def test_what_is_for_later_never_has_all_places() -> None:
    crowd = Crowd(FairLimiter(4))
    for _ in range(6):
        crowd.comes("guest", "later", later=True)
    await settled()
    assert crowd.let_in == ["later"] * 3
    crowd.comes("guest", "now")
    await settled()
    assert crowd.let_in[-1] == "now"
    crowd.limiter.leave()
    await settled()
    assert len(crowd.let_in) == 4
    crowd.limiter.leave(later=True)
    await settled()
    assert crowd.let_in[-1] == "later"


async def test_what_is_for_later_has_the_only_place_where_there_is_one() -> None:
    crowd = Crowd(FairLimiter(1))
    crowd.comes("guest", "later", later=True)
    await settled()
    assert crowd.let_in == ["later"]
