"""Months of work, gaps and seniority, by rules that anybody can check with a calendar.

Months are counted from the year 0. The first and the last month of a job both count, what overlaps
counts once, a bare year is from January to December, and nothing after today counts.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Literal

import msgspec

from agents.resume.dates import Period
from agents.resume.patterns import pattern

Seniority = Literal["junior", "mid", "senior", "lead", "executive"]
LONGEST_GAP = 6
"""Months without a job that are no gap yet."""
_MID, _SENIOR = 24, 72
"""Months of work from which on somebody is no longer junior, and is senior."""
_RANKS: tuple[Seniority, ...] = ("executive", "lead", "senior", "junior")
"""The ranks that titles name, the one that goes before others first."""
_PRODUCT = pattern(__name__, "product")
"""Titles that have the word of somebody who leads and say what they look after."""


class Gap(msgspec.Struct, frozen=True, rename={"start": "from", "end": "to"}):
    """A time without a job: its first and last month, `YYYY-MM`, and how many there are."""

    start: str
    end: str
    months: int


def worked(times: Iterable[Period | None], today: dt.date) -> list[tuple[int, int]]:
    """The months of work as first and last ones, in order, overlaps made one, up to today."""
    now = month_of(today)
    found = sorted(filter(None, (_months(time, now) for time in times)))
    joined: list[tuple[int, int]] = []
    for first, last in found:
        if joined and first <= joined[-1][1] + 1:
            joined[-1] = (joined[-1][0], max(joined[-1][1], last))
        else:
            joined.append((first, last))
    return joined


def months_worked(times: Iterable[Period | None], today: dt.date) -> int | None:
    """How many months; None where no job says when it was."""
    spans = worked(times, today)
    return sum(last - first + 1 for first, last in spans) if spans else None


def gaps(times: Iterable[Period | None], today: dt.date) -> list[Gap]:
    """The times of more than six months without a job, one that lasts until today included."""
    spans = worked(times, today)
    if not spans:
        return []
    ends = [*spans[1:], (month_of(today) + 1, 0)]
    between = [(last + 1, after - 1) for (_, last), (after, _) in zip(spans, ends, strict=True)]
    return [
        Gap(_written(first), _written(last), last - first + 1)
        for first, last in between
        if last - first + 1 > LONGEST_GAP
    ]


def seniority(titles: Sequence[str], months: int | None) -> Seniority | None:
    """By what the latest title says, else by the months of work; None where neither is known."""
    for title in titles[:1]:
        for rank in _RANKS:
            if pattern(__name__, rank).search(title) and not (
                rank == "lead" and _PRODUCT.search(title)
            ):
                return rank
    if months is None:
        return None
    return "junior" if months < _MID else "mid" if months < _SENIOR else "senior"


def month_of(day: dt.date) -> int:
    """The month of a day, counted from the year 0."""
    return day.year * 12 + day.month - 1


def _months(time: Period | None, now: int) -> tuple[int, int] | None:
    """The first and last month of a job; None where it has no beginning or no end."""
    if time is None or time.start is None or (time.end is None and not time.current):
        return None
    first = time.start.begins
    last = min(now, now if time.end is None else time.end.ends)
    return (first, last) if first <= last else None


def _written(month: int) -> str:
    return f"{month // 12:04d}-{month % 12 + 1:02d}"
