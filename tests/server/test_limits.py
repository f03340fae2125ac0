"""Token buckets on a clock that the test moves."""

from hypothesis import given
from hypothesis import strategies as st

from server.limits import Buckets, TokenBucket


@given(st.lists(st.floats(0, 2), min_size=1, max_size=200))
def test_bucket_never_lets_more_pass_than_burst_plus_rate(gaps: list[float]) -> None:
    bucket = TokenBucket(rate=5, burst=10, now=0)
    now = 0.0
    passed = 0
    for gap in gaps:
        now += gap
        passed += bucket.take(now) == 0
    assert passed <= 10 + 5 * now + 1e-6


def test_caller_who_waits_as_long_as_told_may_pass() -> None:
    bucket = TokenBucket(rate=2, burst=1, now=0)
    assert bucket.take(0) == 0
    wait_ms = bucket.take(0)
    assert wait_ms > 0
    assert bucket.take(wait_ms / 1000 + 0.001) == 0


def test_callers_do_not_share_a_bucket() -> None:
    buckets = Buckets(rate=1, burst=1)
    assert buckets.take("a", 0) == 0
    assert buckets.take("a", 0) > 0
    assert buckets.take("b", 0) == 0


def test_many_callers_do_not_grow_memory() -> None:
    buckets = Buckets(rate=1, burst=1)
    for number in range(3 * Buckets.FORGET_AT):
        buckets.take(f"user-{number}", now=number / 1000)
    assert len(buckets._buckets) <= Buckets.FORGET_AT
