"""Months of work, gaps and seniority follow the calendar."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.resume.dates import Date, Period
from agents.resume.experience import gaps, month_of, months_worked, seniority, worked
from agents.resume.lines import Slice

TODAY = dt.date(2026, 6, 15)
NOW = month_of(TODAY)


def job(start: str, end: str | None) -> Period:
    return Period(Slice("", 0), date(start), date(end) if end else None, current=end is None)


def date(text: str) -> Date:
    year, _, month = text.partition("-")
    return Date(int(year), int(month) if month else None, int(month) if month else None)


def test_first_and_last_month_both_count():
    assert months_worked([job("2020-01", "2020-01")], TODAY) == 1
    assert months_worked([job("2020-01", "2020-12")], TODAY) == 12


def test_bare_year_is_from_january_to_december():
    assert months_worked([job("2019", "2021")], TODAY) == 36
    assert months_worked([job("2019-03", "2020")], TODAY) == 22


def test_overlap_counts_once():
    assert months_worked([job("2019-01", "2019-12"), job("2019-06", "2020-03")], TODAY) == 15


def test_what_goes_on_counts_to_today_and_nothing_after_it():
    assert months_worked([job("2026-01", None)], TODAY) == 6
    assert months_worked([job("2026", "2026")], TODAY) == 6
    assert months_worked([job("2027", None)], TODAY) is None


def test_job_without_a_beginning_or_an_end_counts_nothing():
    end_alone = Period(Slice("", 0), None, date("2020-01"))
    start_alone = Period(Slice("", 0), date("2020-01"), None)
    assert months_worked([end_alone, start_alone, None], TODAY) is None


def test_more_than_six_months_without_a_job_are_a_gap():
    six = [job("2020-01", "2020-06"), job("2021-01", None)]
    seven = [job("2020-01", "2020-05"), job("2021-01", None)]
    assert gaps(six, TODAY) == []
    assert [(gap.start, gap.end, gap.months) for gap in gaps(seven, TODAY)] == [
        ("2020-06", "2020-12", 7)
    ]


def test_gap_that_lasts_until_today_is_one():
    found = gaps([job("2020-01", "2025-06")], TODAY)
    assert [(gap.start, gap.end, gap.months) for gap in found] == [("2025-07", "2026-06", 12)]


MONTHS = st.integers(1960 * 12, NOW)
JOBS = st.lists(st.tuples(MONTHS, MONTHS).map(sorted), max_size=8)


def made(spans: list[list[int]]) -> list[Period]:
    def at(month: int) -> Date:
        return Date(month // 12, month % 12 + 1, month % 12 + 1)

    return [Period(Slice("", 0), at(first), at(last)) for first, last in spans]


@given(JOBS)
def test_months_are_those_of_the_calendar_each_once(spans: list[list[int]]):
    months = {month for first, last in spans for month in range(first, last + 1)}
    assert (months_worked(made(spans), TODAY) or 0) == len(months)


@given(JOBS)
def test_months_of_work_and_gaps_fill_the_time_up_to_today(spans: list[list[int]]):
    times = made(spans)
    found = worked(times, TODAY)
    long_gaps = sum(gap.months for gap in gaps(times, TODAY))
    if found:
        between = NOW - found[0][0] + 1 - sum(last - first + 1 for first, last in found)
        assert long_gaps <= between
        assert between - long_gaps <= 6 * len(found)


@given(JOBS, st.randoms())
def test_order_of_jobs_does_not_matter(spans: list[list[int]], chance):
    shuffled = [*spans]
    chance.shuffle(shuffled)
    assert worked(made(spans), TODAY) == worked(made(shuffled), TODAY)


@pytest.mark.parametrize(
    ("title", "months", "rank"),
    [
        ("Chief Financial Officer", 12, "executive"),
        ("대표이사", 12, "executive"),
        ("Head of Sales", 12, "lead"),
        ("Teamleiterin Einkauf", 12, "lead"),
        ("수간호사", 12, "lead"),
        ("Senior Nurse", 12, "senior"),
        ("선임 연구원", 12, "senior"),
        ("Trainee Chef", 120, "junior"),
        ("Praktikantin", 120, "junior"),
        ("Project Manager", 30, "mid"),
        ("Baker", 23, "junior"),
        ("Baker", 24, "mid"),
        ("Baker", 72, "senior"),
        ("Baker", None, None),
    ],
)
def test_rank_is_that_of_the_title_or_of_the_months(title: str, months: int | None, rank: str):
    assert seniority([title], months) == rank


def test_nothing_known_is_no_rank():
    assert seniority([], None) is None
