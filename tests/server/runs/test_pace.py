"""How long a worker waits between two trips to Redis."""

from hypothesis import given
from hypothesis import strategies as st

from server.runs.pace import BUDGET_S, FULL_S, LONGEST_S, SHORTEST_S, Pace

SESSIONS = st.integers(min_value=0, max_value=2000)
TRIP_S = st.floats(min_value=0.0, max_value=1.0)


def _after(*trips: tuple[int, float]) -> float:
    pace = Pace()
    for sessions, trip_s in trips:
        pace.saw(sessions, trip_s)
    return pace.pause_s


def _settled(sessions: int, trip_s: float) -> float:
    return _after(*[(sessions, trip_s)] * 100)


def test_pace_of_a_fresh_worker_is_none() -> None:
    assert Pace().pause_s == 0.0


def test_pace_of_one_session_is_under_the_clocks_step() -> None:
    assert _settled(1, 0.0003) < 0.0005


def test_pace_of_twenty_sessions_fills_the_budget_with_half_a_pause_and_a_trip() -> None:
    assert abs(_settled(20, 0.0009) / 2 + 0.0009 - BUDGET_S) < 1e-6


def test_pace_of_thirty_sessions_stays_between_its_ends_however_long_trips_are() -> None:
    assert abs(_settled(30, 0.0) - LONGEST_S) < 1e-6
    assert abs(_settled(30, 0.5) - SHORTEST_S) < 1e-6


def test_pace_of_hundreds_grows_so_that_deltas_merge() -> None:
    assert _settled(150, 0.008) > 0.006
    assert abs(_settled(1000, 0.05) - FULL_S) < 1e-6


def test_one_odd_trip_hardly_changes_the_pace() -> None:
    steady = [(20, 0.0009)] * 100
    assert _after(*steady, (1, 0.0003)) > _after(*steady) * 0.85


@given(st.lists(st.tuples(SESSIONS, TRIP_S)))
def test_pace_is_never_negative_nor_over_its_end(trips: list[tuple[int, float]]) -> None:
    assert 0.0 <= _after(*trips) <= FULL_S


@given(SESSIONS, SESSIONS, TRIP_S)
def test_pace_does_not_fall_where_more_sessions_speak(one: int, more: int, trip_s: float) -> None:
    fewer, many = sorted((one, more))
    assert _settled(fewer, trip_s) <= _settled(many, trip_s)


@given(SESSIONS, TRIP_S, TRIP_S)
def test_pace_does_not_grow_where_trips_take_longer(
    sessions: int, one: float, other: float
) -> None:
    short, long = sorted((one, other))
    assert _settled(sessions, long) <= _settled(sessions, short)
