"""Rate limits that all who use one Redis keep to together."""

import asyncio
import uuid
from collections.abc import Sequence

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from store import keys
from store.errors import StoreUnavailable
from store.rate_limits.rate_limits import RateLimits
from store.rate_limits.types import Claim, Part, RateLimit
from store.store import Store
from tests.redis_clock import Timed
from tests.redis_servers import RedisServer
from tests.store.writers import NewStore, raw

START_MS = 1_795_219_200_000

ADDRESS = RateLimit("address", per_second=2, burst=5)
SITE = RateLimit("site", per_second=4, burst=8)


class Clock:
    """Redis' clock, which the test moves."""

    def __init__(self) -> None:
        self.ms = START_MS

    def __call__(self) -> int:
        return self.ms


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def limits(store: Store, clock: Clock) -> RateLimits:
    """On an empty Redis with that clock."""
    return RateLimits(Timed(store.route, clock))


async def passed(limits: RateLimits, n: int, *wanted: RateLimit, group: str = "one") -> int:
    """How many of n pass that come at once."""
    return [await limits.take(group, wanted) for _ in range(n)].count(0)


async def test_burst_passes_at_once_and_the_next_is_told_when(
    limits: RateLimits, clock: Clock
) -> None:
    assert await passed(limits, 5, ADDRESS) == 5
    assert await limits.take("one", [ADDRESS]) == 500
    clock.ms += 499
    assert await limits.take("one", [ADDRESS]) == 1
    clock.ms += 1
    assert await passed(limits, 5, ADDRESS) == 1


async def test_who_is_refused_pays_nothing(limits: RateLimits, clock: Clock) -> None:
    await passed(limits, 100, ADDRESS)
    clock.ms += 500
    assert await passed(limits, 100, ADDRESS) == 1


async def test_groups_do_not_share_a_limit(limits: RateLimits) -> None:
    assert await passed(limits, 9, ADDRESS, group="one") == 5
    assert await passed(limits, 9, ADDRESS, group="two") == 5


async def test_limit_that_others_share_is_theirs_together(limits: RateLimits) -> None:
    other = RateLimit("another", ADDRESS.per_second, ADDRESS.burst)
    assert await passed(limits, 9, ADDRESS, SITE) == 5
    assert await passed(limits, 9, other, SITE) == 3


async def test_one_that_a_limit_refuses_is_taken_from_no_other(
    limits: RateLimits, clock: Clock
) -> None:
    await passed(limits, 100, ADDRESS, SITE)
    assert await passed(limits, 9, SITE) == SITE.burst - ADDRESS.burst
    clock.ms += 500
    assert await passed(limits, 9, ADDRESS, SITE) == 1


async def test_two_stores_keep_to_one_limit(new_store: NewStore) -> None:
    many = RateLimit("many", per_second=1, burst=50)
    stores = [new_store(), new_store()]
    told = await asyncio.gather(
        *(stores[n % 2].rate_limits.take("one", [many]) for n in range(150))
    )
    # A second's worth may have come free while they were asked.
    assert 50 <= told.count(0) <= 52
    assert all(0 <= wait <= 1000 for wait in told)


async def test_clock_that_is_set_back_shuts_nobody_out(limits: RateLimits, clock: Clock) -> None:
    await passed(limits, 5, ADDRESS)
    clock.ms -= 86_400_000
    assert await limits.take("one", [ADDRESS]) == 500
    clock.ms += 500
    assert await limits.take("one", [ADDRESS]) == 0


async def test_limit_that_was_lowered_holds_at_once_and_is_waited_for_no_longer(
    limits: RateLimits, clock: Clock
) -> None:
    await passed(limits, 100, RateLimit("address", per_second=1, burst=1000))
    lower = RateLimit("address", per_second=10, burst=2)
    assert await limits.take("one", [lower]) == 100
    clock.ms += 100
    assert await passed(limits, 3, lower) == 1


@pytest.mark.parametrize("per_second", [1000, 3_000, 100_000, 1_000_000])
async def test_high_rate_lets_its_burst_pass(limits: RateLimits, per_second: int) -> None:
    # More may pass: it comes free within moments, and Redis forgets it then by its own clock.
    assert await passed(limits, 10, RateLimit("any", per_second, burst=10)) == 10


@pytest.mark.parametrize("per_second", [1, 3, 7, 50])
async def test_any_rate_lets_its_burst_pass_and_no_more(
    limits: RateLimits, per_second: int
) -> None:
    limit = RateLimit("any", per_second, burst=10)
    assert await passed(limits, 20, limit) == 10


async def test_what_came_free_takes_no_memory(store: Store) -> None:
    place = keys.rate_limit("one", "address")
    assert await store.rate_limits.take("one", [RateLimit("address", 2, 100)]) == 0
    assert 0 < await raw(store, "PTTL", place) <= 500
    await passed(store.rate_limits, 99, RateLimit("address", 2, 100))
    assert await raw(store, "PTTL", place) <= 50_000


async def test_limit_says_that_redis_is_away(redis: RedisServer) -> None:
    store = Store("redis://127.0.0.1:1/0")
    with pytest.raises(StoreUnavailable):
        await store.rate_limits.take("one", [ADDRESS])
    await store.close()


# Against a plain model.

NAMES = ("a", "b", "all")


class Bucket:
    """What a limit is meant to be, in whole µs: a bucket that fills as time passes."""

    def __init__(self, interval_us: int, burst: int) -> None:
        self.interval_us = interval_us
        self.full_us = self.level_us = interval_us * burst

    def passes(self, us: int) -> None:
        self.level_us = min(self.full_us, self.level_us + us)

    @property
    def wait_us(self) -> int:
        return max(0, self.interval_us - self.level_us)


steps = st.tuples(
    st.integers(0, 3_000),  # ms that pass before
    st.lists(st.sampled_from(NAMES), min_size=1, max_size=3, unique=True),
)
rates = st.tuples(st.integers(1, 3), st.integers(30, 60))


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    rate=st.dictionaries(st.sampled_from(NAMES), rates, min_size=len(NAMES), max_size=len(NAMES)),
    taken=st.lists(steps, min_size=1, max_size=120),
)
def test_limits_agree_with_a_plain_model(
    redis: RedisServer,
    rate: dict[str, tuple[int, int]],
    taken: Sequence[tuple[int, list[str]]],
) -> None:
    asyncio.run(_agree(redis.url, uuid.uuid4().hex, rate, taken))


async def _agree(
    url: str,
    group: str,
    rate: dict[str, tuple[int, int]],
    taken: Sequence[tuple[int, list[str]]],
) -> None:
    clock, store = Clock(), Store(url)
    limits = RateLimits(Timed(store.route, clock))
    buckets = {name: Bucket(-(-1_000_000 // a), burst) for name, (a, burst) in rate.items()}
    try:
        for ms, names in taken:
            clock.ms += ms
            for bucket in buckets.values():
                bucket.passes(ms * 1000)
            wait_us = max(buckets[name].wait_us for name in names)
            told = await limits.take(group, [RateLimit(name, *rate[name]) for name in names])
            assert told == -(-wait_us // 1000)
            for name in () if wait_us else names:
                buckets[name].level_us -= buckets[name].interval_us
    finally:
        await store.close()
        await asyncio.sleep(0)


async def test_nothing_is_left_of_a_user_who_is_forgotten(store: Store) -> None:
    claim = Claim("ada", [Part("messages", 5, 60)], runs=3, session="s1")
    ((told,), _) = await store.rate_limits.claim([claim])
    assert told.refused is None
    await store.rate_limits.take("fetch:ada", [RateLimit("fetches", 1, 5)])
    left = [await raw(store, "EXISTS", key) for key in keys.all_of_limits("ada")]
    assert left == [1, 1, 1]
    await store.rate_limits.forget("ada")
    assert not any([await raw(store, "EXISTS", key) for key in keys.all_of_limits("ada")])


async def test_names_that_items_were_taken_for_are_forgotten_after_a_day(
    store: Store, limits: RateLimits, clock: Clock
) -> None:
    for day in range(4):
        parts = [Part("items", 50, 86_400, 5)]
        await limits.claim([Claim("ada", parts, once=f"batch-{day}")])
        await limits.claim([Claim("ada", parts, once=f"batch-{day}")])
        clock.ms += 80_000_000
    place, _ = keys.limits("", "ada")
    assert await raw(store, "HLEN", place) == 3, "the limit, and two names"
