"""The day that is meant by "by Friday", "within a week", "12월 3일까지", counted from another.

Of a span it is the last day: what is said to come next week has come by its Friday.
"""

import calendar
import datetime as dt
import re
from functools import cache

from agents.data_files import read

_ISO = re.compile(r"\b(20\d\d)-(\d\d)-(\d\d)\b")
_SPAN = re.compile(
    r"\b(?:with)?in(?: about| around| the next| the coming| roughly)? "
    r"(?P<many>\d{1,2}|a couple of|an?|one|two|three|four|five|six|ten)"
    r"(?:(?: to |-)\d{1,2})? "
    r"(?P<unit>(?:working |business )?days?|weeks?|fortnights?|months?|hours?)\b"
)
_SPAN_KO = re.compile(
    r"(?P<many>\d{1,2}|일|이|한|두|세|일이|이삼) ?(?P<unit>주일?|일|시간|달|개월)"
    r" ?(?:안|이내|내|뒤|후|정도|쯤)"
)
_MONTH = r"(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]{0,6}"
_MONTH_DAY = re.compile(
    rf"\b(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?: of)? (?P<month>{_MONTH})\b"
    rf"|\b(?P<month2>{_MONTH})\.? (?P<day2>\d{{1,2}})(?:st|nd|rd|th)?\b"
)
_MONTH_DAY_KO = re.compile(
    r"(?:(?P<month>\d{1,2})월 ?)?(?P<day>\d{1,2})일(?! ?(?:안|이내|내|뒤|후|정도|쯤|간))"
)
_FRIDAY = 4


def day_in(text: str, told: dt.date | None) -> dt.date | None:
    """The day that a sentence names, said on the day `told`; None where it names none.

    Without `told` only a date that names its year is one.
    """
    said = " ".join(text.lower().split())
    if match := _ISO.search(said):
        return _date(*map(int, match.groups()))
    if told is None:
        return None
    for find in (_span, _of_month, _near, _weekday, _week):
        if (day := find(said, told)) is not None:
            return day
    return None


def _date(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def _span(said: str, told: dt.date) -> dt.date | None:
    match = _SPAN.search(said) or _SPAN_KO.search(said)
    if match is None:
        return None
    many, unit = match["many"], match["unit"]
    count = int(many) if many.isdigit() else _table("numbers").get(many, 0)
    if not count:
        return None
    if unit.startswith(("working", "business")):
        return _working(told, count)
    if unit.startswith(("hour", "시간")):
        return told + dt.timedelta(hours=max(24, count))
    if unit.startswith(("month", "달", "개월")):
        return told + dt.timedelta(days=30 * count)
    each = {"w": 7, "f": 14, "주": 7}.get(unit[0], 1)
    return told + dt.timedelta(days=each * count)


def _working(day: dt.date, count: int) -> dt.date:
    while count:
        day += dt.timedelta(days=1)
        count -= day.weekday() < 5
    return day


def _of_month(said: str, told: dt.date) -> dt.date | None:
    for match in _MONTH_DAY.finditer(said):
        name = (match["month"] or match["month2"])[:3]
        month = _table("months").get(name)
        if month:
            return _coming(told, month, int(match["day"] or match["day2"]))
    if korean := _MONTH_DAY_KO.search(said):
        return _coming(told, int(korean["month"] or 0), int(korean["day"]))
    return None


def _coming(told: dt.date, month: int, day: int) -> dt.date | None:
    """The next such day of the calendar; month 0 is any."""
    year, at = told.year, month or told.month
    found = _date(year, at, day)
    if found is None or found >= told:
        return found
    if month:
        # Half a year back is no slip: what comes next is next year's.
        return _date(year + 1, at, day)
    year, at = (year + 1, 1) if at == 12 else (year, at + 1)
    return _date(year, at, day)


def _near(said: str, told: dt.date) -> dt.date | None:
    for name, days in _table("near").items():
        if _says(said, name):
            return told + dt.timedelta(days=days)
    if any(_says(said, name) for name in _list("month_end")):
        return told.replace(day=calendar.monthrange(told.year, told.month)[1])
    return None


def _weekday(said: str, told: dt.date) -> dt.date | None:
    for name, number in _table("weekdays").items():
        if not _says(said, name):
            continue
        for weeks, key in ((2, "week_after"), (1, "next_week")):
            if any(_says(said, one) for one in _list(key)):
                return _monday(told, weeks) + dt.timedelta(days=number)
        return told + dt.timedelta(days=(number - told.weekday() - 1) % 7 + 1)
    return None


def _week(said: str, told: dt.date) -> dt.date | None:
    early = any(_says(said, name) for name in _list("early"))
    for weeks, key in ((2, "week_after"), (1, "next_week"), (0, "this_week")):
        if any(_says(said, name) for name in _list(key)):
            days = 2 if early and weeks else _FRIDAY
            return max(told, _monday(told, weeks) + dt.timedelta(days=days))
    return None


def _monday(told: dt.date, weeks: int) -> dt.date:
    return told + dt.timedelta(days=7 * weeks - told.weekday())


def _says(said: str, name: str) -> bool:
    if name.isascii():
        return re.search(rf"(?<![\w-]){re.escape(name)}(?!\w)", said) is not None
    return name in said or name.replace(" ", "") in said.replace(" ", "")


@cache
def _table(name: str) -> dict[str, int]:
    table: dict[str, int] = read(__package__, "days")[name]
    return table


@cache
def _list(name: str) -> tuple[str, ...]:
    return tuple(one.strip() for one in read(__package__, "days")["lists"][name].split(","))
