"""Hours over milestones: they add up, and none is nothing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.kinds.projects.sizes import spread

WEIGHTS = st.lists(st.floats(0, 100, allow_nan=False), min_size=1, max_size=4)


@given(st.integers(1, 200), WEIGHTS)
def test_hours_add_up_and_no_milestone_is_empty(hours: int, weights: list[float]) -> None:
    found = spread(hours, weights)
    assert sum(found) == hours
    assert len(found) == len(weights)
    assert min(found) > 0
    assert all(time * 4 == int(time * 4) for time in found)


def test_heavier_milestone_has_more_hours() -> None:
    assert spread(20, [25, 45, 30]) == (5.0, 9.0, 6.0)


def test_too_many_milestones_for_the_time_are_refused() -> None:
    with pytest.raises(ValueError, match="too few"):
        spread(1, [1] * 5)
