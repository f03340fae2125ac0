"""When a batch looks again, and how long it still takes."""

from hypothesis import given
from hypothesis import strategies as st

from agents.kinds.batch.pace import LEAST_MS, MOST_MS, next_look, per_minute, seconds_left

MOMENTS = st.integers(0, 10**13)


@given(MOMENTS, st.none() | MOMENTS, st.lists(st.integers(0, 10**7), max_size=20))
def test_no_look_is_at_a_moment_of_an_earlier_one(
    now: int, before: int | None, took: list[int]
) -> None:
    at = next_look(now, before, took)
    assert at >= now + LEAST_MS
    assert at <= max(now + MOST_MS, (before or 0) + 1)
    assert before is None or at > before


def test_look_comes_sooner_where_items_are_quick() -> None:
    assert next_look(0, None, [100]) == LEAST_MS
    assert next_look(0, None, [8_000] * 3) == 2_000
    assert next_look(0, None, [90_000]) == MOST_MS


def test_time_left_follows_from_the_newest_and_is_not_told_before_there_are_some() -> None:
    assert per_minute([0, 1000], 2000) is None
    rate = per_minute([0, 1000, 2000, 3000], 4000)
    assert rate == 45
    assert seconds_left(rate, 45) == 60
    assert seconds_left(None, 45) is None
