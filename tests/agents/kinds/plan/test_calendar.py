"""From which day on a plan goes, and for how long."""

import datetime as dt

import pytest

from agents.kinds.plan.calendar import Fault, Span, span_of, zone_of

MONDAY = dt.date(2026, 11, 30)


def day(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None


@pytest.mark.parametrize(
    ("start", "until", "begins", "weeks", "last_days"),
    [
        (None, None, "2026-12-07", 12, 7),
        ("2026-12-02", None, "2026-12-02", 12, 7),
        (None, "2026-12-20", "2026-12-07", 2, 7),
        (None, "2026-12-22", "2026-12-07", 3, 2),
        (None, "2026-12-01", "2026-11-30", 1, 2),
        (None, "2030-12-01", "2026-12-07", 52, 7),
    ],
)
def test_weeks_follow_from_the_days(
    start: str | None, until: str | None, begins: str, weeks: int, last_days: int
) -> None:
    found = span_of(MONDAY, day(start), 12, day(until))
    assert found == Span(dt.date.fromisoformat(begins), weeks, last_days)


@pytest.mark.parametrize(
    ("start", "until", "fault"),
    [
        (None, "2026-11-29", "dates"),
        ("2026-12-10", "2026-12-09", "dates"),
        ("9999-12-31", None, "far"),
        ("0001-01-01", None, "far"),
    ],
)
def test_days_that_cannot_be_are_told(start: str | None, until: str | None, fault: Fault) -> None:
    assert span_of(MONDAY, day(start), 12, day(until)) == fault


@pytest.mark.parametrize("name", ["Mars/One", "../etc/passwd", "", "/etc/localtime", "a\0b"])
def test_time_zone_that_is_none_is_told(name: str) -> None:
    assert (zone_of(name) is None) == bool(name)
    assert zone_of("Asia/Seoul") is not None
