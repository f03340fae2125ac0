"""Pauses between tries."""

from hypothesis import given
from hypothesis import strategies as st

from agents.gateway.backoff import BASE_S, CAP_S, pause


@given(st.integers(1, 10_000), st.floats(0, 1, exclude_max=True))
def test_pause_is_anything_up_to_a_bound_that_doubles_and_is_capped(
    failures: int, chance: float
) -> None:
    bound = min(CAP_S, BASE_S * 2 ** min(failures - 1, 50))
    assert 0 <= pause(failures, lambda: chance) <= bound


def test_pauses_grow_with_failures() -> None:
    assert [pause(n, lambda: 1.0) for n in (1, 2, 3, 4, 5)] == [0.25, 0.5, 1.0, 2.0, 2.0]
