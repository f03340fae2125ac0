"""How long a first token is waited for."""

from hypothesis import given
from hypothesis import strategies as st

from agents.gateway.latency import ENOUGH, SAMPLES, FirstTokenLatency
from agents.gateway.policy import Limits

MODEL = ("openai", "gpt-6-luna")


def taught(*seconds: float) -> FirstTokenLatency:
    latency = FirstTokenLatency(Limits())
    for taken in seconds:
        latency.note(*MODEL, taken)
    return latency


def test_unknown_pace_is_waited_for_ten_seconds() -> None:
    assert taught(*[1.0] * (ENOUGH - 1)).limit(*MODEL) == 10.0


def test_known_pace_is_waited_for_half_as_long_again() -> None:
    assert taught(*[4.0] * ENOUGH).limit(*MODEL) == 6.0


def test_limit_goes_by_the_slow_ones() -> None:
    assert taught(*[1.0] * 94, *[6.0] * 6).late(*MODEL) == 6.0
    assert taught(*[1.0] * 96, *[6.0] * 4).late(*MODEL) == 1.0


def test_only_the_last_hundred_count() -> None:
    assert taught(*[9.0] * 50, *[2.0] * SAMPLES).limit(*MODEL) == 3.0


def test_model_that_became_slower_is_waited_for_again() -> None:
    latency = taught(*[1.0] * SAMPLES)
    for _ in range(50):
        latency.note(*MODEL, latency.limit(*MODEL))
    assert latency.limit(*MODEL) == 15.0


def test_models_have_paces_of_their_own() -> None:
    assert taught(*[4.0] * ENOUGH).limit("openai", "another") == 10.0


@given(st.lists(st.floats(0, 1e6), max_size=200))
def test_limit_stays_within_its_bounds(seconds: list[float]) -> None:
    assert 2.0 <= taught(*seconds).limit(*MODEL) <= 15.0
