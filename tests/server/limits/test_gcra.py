"""The limits of one worker, against a plain model and against those that all workers share."""

import asyncio
import uuid
from collections.abc import Sequence

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from server.limits.gcra import FORGET_AT, LocalLimits
from store.rate_limits.rate_limits import RateLimits
from store.rate_limits.types import Claim, Claimed, Left, Part
from store.store import Store
from tests.redis_clock import Timed
from tests.redis_servers import RedisServer

START_MS = 1_795_219_200_000

NAMES = ("a", "b")


class Bucket:
    """What a limit is meant to be, in whole µs: a bucket that fills as time passes."""

    def __init__(self, count: int, seconds: int) -> None:
        self.count = count
        self.interval_us = -(-seconds * 1_000_000 // count)
        self.level_us = self.full_us = self.interval_us * count

    def passes(self, us: int) -> None:
        self.level_us = min(self.full_us, self.level_us + us)

    def wait_us(self, cost: int) -> int:
        return max(0, cost * self.interval_us - self.level_us)

    def left(self) -> Left:
        there = self.level_us // self.interval_us
        more = (there + 1) * self.interval_us - self.level_us
        return Left(there, -(-more // 1000) if there < self.count else 0)


class Model:
    """What becomes of claims by such buckets."""

    def __init__(self, rates: dict[str, tuple[int, int]]) -> None:
        self.buckets = {name: Bucket(*rate) for name, rate in rates.items()}

    def claim(self, parts: Sequence[Part]) -> Claimed:
        waits = [self.buckets[part.name].wait_us(part.cost) for part in parts]
        wait = max(waits)
        refused = parts[waits.index(wait)] if wait else None
        for part in () if wait else parts:
            bucket = self.buckets[part.name]
            bucket.level_us -= part.cost * bucket.interval_us
        left = [self.buckets[part.name].left() for part in parts]
        if refused is None:
            return Claimed(None, 0, left)
        return Claimed(refused.name, 0 if refused.cost > refused.count else -(-wait // 1000), left)


steps = st.tuples(
    st.integers(0, 90_000),  # ms that pass before
    st.lists(st.sampled_from(NAMES), min_size=1, max_size=2, unique=True),
    st.integers(1, 3),
)
rates = st.tuples(st.integers(1, 12), st.sampled_from([60, 3600]))


@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    rate=st.dictionaries(st.sampled_from(NAMES), rates, min_size=2, max_size=2),
    taken=st.lists(steps, min_size=1, max_size=40),
)
def test_limits_of_a_worker_and_of_all_agree_with_a_plain_model(
    redis: RedisServer,
    rate: dict[str, tuple[int, int]],
    taken: Sequence[tuple[int, list[str], int]],
) -> None:
    asyncio.run(_agree(redis.url, rate, taken))


async def _agree(
    url: str, rate: dict[str, tuple[int, int]], taken: Sequence[tuple[int, list[str], int]]
) -> None:
    now_ms, owner = START_MS, uuid.uuid4().hex
    model, local, store = Model(rate), LocalLimits(), Store(url)
    shared = RateLimits(Timed(store.route, lambda: now_ms))
    try:
        for ms, names, cost in taken:
            now_ms += ms
            for bucket in model.buckets.values():
                bucket.passes(ms * 1000)
            claim = Claim(owner, [Part(name, *rate[name], cost) for name in names])
            expected = model.claim(claim.parts)
            assert local.claim(claim, now_ms * 1000) == expected
            ((told,), _) = await shared.claim([claim])
            assert told == expected
    finally:
        await store.close()
        await asyncio.sleep(0)


def test_what_is_given_back_may_be_taken_again() -> None:
    limits, claim = LocalLimits(), Claim("ada", [Part("a", 2, 60), Part("b", 5, 60)])
    assert [limits.claim(claim, 0).refused for _ in range(3)] == [None, None, "a"]
    limits.give_back([claim])
    assert [limits.claim(claim, 0).refused for _ in range(2)] == [None, "a"]


def test_limits_of_many_owners_are_forgotten_where_they_are_free_again() -> None:
    limits = LocalLimits()
    for n in range(FORGET_AT):
        limits.claim(Claim(f"u{n}", [Part("a", 1, 60)]), 0)
    limits.claim(Claim("late", [Part("a", 1, 60)]), 61_000_000)
    assert len(limits) == 1
