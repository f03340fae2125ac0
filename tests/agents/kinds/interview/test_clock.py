"""Time is counted between accepted commands."""

from typing import get_args

from hypothesis import given
from hypothesis import strategies as st

from agents.bank.types import Interview
from agents.kinds.interview.clock import Clock, question_count, share_ms


def test_clock_counts_only_while_it_runs():
    clock = Clock(1_000)
    clock.advance(50)
    clock.start(100)
    clock.advance(400)
    clock.stop()
    clock.advance(9_999)
    assert (clock.used_ms, clock.over) == (300, False)


def test_clock_never_runs_backwards():
    clock = Clock(1_000)
    clock.start(500)
    clock.advance(100)
    clock.advance(600)
    assert clock.used_ms == 100


def test_clock_that_stands_has_no_end():
    clock = Clock(1_000, 300)
    assert clock.ends_ms is None
    clock.start(50)
    clock.stop()
    assert clock.ends_ms is None


@given(st.integers(1, 10**7), st.integers(0, 2 * 10**7), st.integers(0, 2**45))
def test_clock_is_over_from_its_end_on_and_not_before(budget: int, used: int, since: int):
    def after(ms: int) -> Clock:
        clock = Clock(budget, used)
        clock.start(since)
        assert clock.ends_ms is not None
        clock.advance(clock.ends_ms + ms)
        return clock

    assert after(0).over
    assert after(0).used_ms == max(used, budget)
    assert after(-1).over == (used >= budget)


def test_clock_shows_no_more_than_its_budget():
    clock = Clock(1_000)
    clock.start(0)
    clock.advance(5_000)
    assert clock.view()["clock"] == {"budgetMs": 1_000, "usedMs": 1_000, "running": True}
    assert clock.over


@given(st.lists(st.tuples(st.sampled_from(["advance", "run", "stand"]), st.integers(0, 10**6))))
def test_clock_that_is_read_later_shows_what_it_will_have_counted(steps: list[tuple[str, int]]):
    clock = Clock(10**9)
    now_ms = 1_700_000_000_000
    for verb, ms in steps:
        now_ms += ms
        clock.advance(now_ms)
        if verb == "run":
            clock.start(now_ms)
        elif verb == "stand":
            clock.stop()
    seen = clock.view()
    assert (seen["clockAt"] is not None) == seen["clock"]["running"]
    later = now_ms + 5_000
    reckoned = seen["clock"]["usedMs"] + (later - seen["clockAt"] if seen["clockAt"] else 0)
    clock.advance(later)
    assert reckoned == clock.used_ms


@given(st.sampled_from(get_args(Interview)), st.integers(5, 60))
def test_questions_share_all_of_the_time(interview: str, minutes: int):
    total = question_count(interview, minutes)
    clock = Clock(minutes * 60_000)
    assert 1 <= total <= 12
    for asked in range(1, total + 1):
        share = share_ms(clock, asked, total)
        assert share > 0
        clock.used_ms += share
    assert clock.over
