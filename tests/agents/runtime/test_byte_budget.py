"""The budget of bytes for showing an answer."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.runtime.byte_budget import FLOOR, RATE, SHARE, ByteBudget

SPENDINGS = st.lists(
    st.tuples(st.integers(0, 500), st.integers(0, 2_000), st.integers(0, 500)), max_size=60
)


@given(SPENDINGS)
def test_budget_is_never_overdrawn_nor_by_what_must_follow(
    spendings: list[tuple[int, int, int]],
) -> None:
    budget, written, spent = ByteBudget(0.0), 0, 0
    for more, cost, reserve in spendings:
        written += more
        if budget.spend(cost, reserve=reserve, written=written, now=0.0):
            spent += cost
            assert spent + reserve <= SHARE * max(written, FLOOR)


def test_what_is_written_pays_for_its_share() -> None:
    budget = ByteBudget(0.0)
    for n in range(1, 100):
        assert budget.spend(SHARE * 100, reserve=0, written=100 * n, now=0.0)


def test_time_pays_for_a_slow_writer() -> None:
    budget = ByteBudget(10.0)
    written = 3 * FLOOR
    assert budget.spend(SHARE * written, reserve=0, written=written, now=11.0)
    assert not budget.spend(RATE, reserve=0, written=written, now=11.0)
    late = 11.0 + SHARE * written / RATE
    assert budget.spend(RATE, reserve=0, written=written, now=late)


@pytest.mark.parametrize("saved", [0, 3_000])
def test_savings_are_not_spent_at_once(saved: int) -> None:
    budget = ByteBudget(0.0)
    written = FLOOR + saved
    assert budget.spend(0, reserve=0, written=written, now=0.0)
    assert not budget.spend(SHARE * written, reserve=0, written=written, now=0.0)
    assert budget.spend(SHARE * written // 10, reserve=0, written=written, now=0.0)
