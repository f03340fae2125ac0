"""From which day on a plan goes, and for how many weeks."""

import datetime as dt
from typing import Literal, TypeAlias
from zoneinfo import ZoneInfo

from msgspec import Struct

MOST_WEEKS = 52
_REACH = 730
"""Days from today on in which a plan may begin, and before it half as many."""
Fault: TypeAlias = Literal["dates", "far", "time_zone"]


class Span(Struct, frozen=True):
    """The first day, how many weeks, and how many days of the last one count."""

    start: dt.date
    weeks: int
    last_days: int = 7


def zone_of(name: str | None) -> ZoneInfo | None:
    """The time zone of that name (IANA), UTC where none is named; None where there is no such."""
    try:
        return ZoneInfo(name or "UTC")
    except (KeyError, ValueError, OSError):
        return None


def span_of(
    today: dt.date, start: dt.date | None, weeks: int, until: dt.date | None
) -> Span | Fault:
    """The weeks of a plan, or what is wrong with its days.

    Without a start it begins on the next Monday, or today where that is after `until`.
    """
    begins = start or today + dt.timedelta(days=7 - today.weekday())
    if start is None and until is not None and until < begins:
        begins = today
    if not -_REACH // 2 <= (begins - today).days <= _REACH:
        return "far"
    if until is None:
        return Span(begins, weeks)
    days = (until - begins).days + 1
    if days < 1:
        return "dates"
    count = min(MOST_WEEKS, -(-days // 7))
    return Span(begins, count, min(7, days - 7 * (count - 1)))


def reach(today: dt.date) -> tuple[dt.date, dt.date]:
    """The first and the last day on which a plan may begin."""
    return today - dt.timedelta(days=_REACH // 2), today + dt.timedelta(days=_REACH)
