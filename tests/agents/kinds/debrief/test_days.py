"""The day that is meant, counted from that of the interview."""

import datetime as dt

import pytest

from agents.kinds.debrief.days import day_in

WEDNESDAY = dt.date(2026, 11, 25)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("We get back by Friday", "2026-11-27"),
        ("on Wednesday", "2026-12-02"),
        ("Friday next week", "2026-12-04"),
        ("sometime next week", "2026-12-04"),
        ("early next week", "2026-12-02"),
        ("the week after next", "2026-12-11"),
        ("this week still", "2026-11-27"),
        ("tomorrow or the day after", "2026-11-27"),
        ("within a week", "2026-12-02"),
        ("in about two weeks", "2026-12-09"),
        ("within 3 working days", "2026-11-30"),
        ("within 24 hours", "2026-11-26"),
        ("before 11 December", "2026-12-11"),
        ("on Jan 4th", "2027-01-04"),
        ("by the end of the month", "2026-11-30"),
        ("on 2026-12-24", "2026-12-24"),
        ("금요일까지", "2026-11-27"),
        ("다음 주 수요일까지", "2026-12-02"),
        ("다음 주 초에", "2026-12-02"),
        ("다음주 중으로", "2026-12-04"),
        ("일주일 안에", "2026-12-02"),
        ("3일 이내", "2026-11-28"),
        ("12월 3일에", "2026-12-03"),
        ("내일 오후에", "2026-11-26"),
        ("이달 말까지", "2026-11-30"),
        ("when they have time", None),
        ("곧 연락 준대요", None),
        ("30 February", None),
    ],
)
def test_day_is_counted_from_the_interview(text: str, day: str | None) -> None:
    found = day_in(text, WEDNESDAY)
    assert (found.isoformat() if found else None) == day


def test_day_that_is_counted_is_none_where_nobody_knows_from_when() -> None:
    assert day_in("by Friday", None) is None
    assert day_in("on 2026-12-24", None) == dt.date(2026, 12, 24)
