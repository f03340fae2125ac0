"""Days as postings write them, and when one was posted and until when one may apply.

A day is read where it has its year, or where the weekday beside it leaves but one year for it.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from agents.postings.clauses import sentences
from agents.postings.fields.labels import Fact, said_of
from agents.postings.phrases import language_spoken, pattern, phrases
from agents.resume.dates import month_of
from agents.resume.lines import Slice

_YEARS = range(2000, 2080)
_ISO = re.compile(
    r"(?<![\d.])(?P<y>20\d\d)\s?(?:[-./]|년|年)\s?(?P<m>\d{1,2})\s?(?:[-./]|월|月)\s?(?P<d>\d{1,2})(?!\d)\s?(?:일|日|号|號)?"
)
_FIGURES = re.compile(
    r"(?<![\d.,/-])(?P<d>\d{1,2})(?P<sign>[./-])\s?(?P<m>\d{1,2})(?P=sign)\s?(?P<y>20\d\d|\d\d)(?![\d/])"
)
_DAY_FIRST = re.compile(
    r"(?<![\d.,])(?P<d>\d{1,2})(?:st|nd|rd|th|er|\.|º|°|-)?\s(?:of\s|de\s|d['’]\s?)?"
    r"(?P<m>[^\W\d_]{3,12})\.?,?\s(?:de\s|del\s|do\s)?(?P<y>20\d\d)"
)
_MONTH_FIRST = re.compile(
    r"\b(?P<m>[A-Za-z]{3,9})\.?\s(?P<d>\d{1,2})(?:st|nd|rd|th)?,?\s(?P<y>20\d\d)"
)
_SHORT_END = re.compile(
    r"\s{0,3}(?:\([^)]{1,3}\))?\s{0,3}[~–〜～至到-]\s{0,3}(?:(?P<m>\d{1,2})\s?(?:[./-]|월|月)\s?)(?P<d>\d{1,2})(?!\d)"
)
_MOST = 20_000
_NEAR = 40
_OLD = timedelta(days=90)
_YEAR = timedelta(days=365)
_TOP, _TOP_LINES = 1_000, 6
_PARTS = re.compile(r"\t+|\s[|·•–—]\s")
_ENDS = re.compile(r"[.!?]\s(?=[^\W\da-z])|\n|。")
_AGO = pattern("ago")
_IS_ENDED = pattern("until_here")
_NO_DEADLINE = pattern("no_deadline")


class Day(NamedTuple):
    """A day, and where in the text it stands."""

    day: date
    start: int
    end: int


def days(text: str, whole: str = "") -> list[Day]:
    """The days that a text names, in its order; not those that may be either of two.

    `whole` is the posting: its currency tells in which order figures stand.
    """
    found: list[Day] = []
    taken = 0
    for one in sorted(_all(text[:_MOST], whole or text), key=lambda day: (day.start, -day.end)):
        if one.start >= taken:
            found.append(one)
            taken = one.end
            if short := _SHORT_END.match(text, one.end):
                end = _made(one.day.year, int(short["m"]), int(short["d"]), short)
                if end:
                    found.append(end)
                    taken = end.end
    return found


def _all(text: str, whole: str) -> Iterator[Day]:
    for match in _ISO.finditer(text):
        yield from _kept(match, int(match["m"]), int(match["d"]))
    for expected in (_DAY_FIRST, _MONTH_FIRST):
        for match in expected.finditer(text):
            if month := month_of(match["m"]):
                yield from _kept(match, month, int(match["d"]))
    for match in _FIGURES.finditer(text):
        first, second = int(match["d"]), int(match["m"])
        if match["sign"] == "/" and language_spoken() in {"en", None}:
            order = _order(whole, first, second)
            if order is None:
                continue
            first, second = order
        if second > 12 >= first and language_spoken() in {"en", None}:
            first, second = second, first
        yield from _kept(match, second, first)


def _order(text: str, first: int, second: int) -> tuple[int, int] | None:
    """Day and month of figures with strokes, of which English has two orders."""
    if first > 12 or first == second:
        return first, second
    if second > 12:
        return second, first
    if "£" in text or "€" in text:
        return first, second
    return (second, first) if "$" in text else None


def _kept(match: re.Match[str], month: int, day: int) -> Iterator[Day]:
    year = int(match["y"])
    if made := _made(year + 2000 if year < 100 else year, month, day, match):
        yield made


def _made(year: int, month: int, day: int, match: re.Match[str]) -> Day | None:
    try:
        made = date(year, month, day)
    except ValueError:
        return None
    return Day(made, match.start(), match.end()) if year in _YEARS else None


class Dated(NamedTuple):
    """A day, and the words of the posting that say it."""

    day: date
    quote: str


def posted(text: str, told: Sequence[Fact], today: date) -> Dated | None:
    """When it was posted; None where nothing says so, or says another thing with the same words."""
    for fact in said_of(told, "posted"):
        if found := days(fact.value.text, text):
            return Dated(found[0].day, _quote(text, fact.label, fact.value))
        if ago := _ago(fact.value.text, today):
            return Dated(ago, _quote(text, fact.label, fact.value))
    for start, end in phrases("dates", "posted").spans(text[:_MOST]):
        near = text[end : end + _NEAR].split("\n")[0]
        first = next(iter(days(near, text)), None)
        if first and _is_joint(near[: first.start]):
            return Dated(first.day, text[start : end + first.end])
        if (ago := _ago(near, today)) and _is_joint(near[: _start_of_ago(near)]):
            return Dated(ago, text[start : end + len(near)])
    return _alone(text, today)


def _alone(text: str, today: date) -> Dated | None:
    """A day that stands by itself at the top, beside who hires and where: when it was posted."""
    cells = (cell for row in text[:_TOP].split("\n")[:_TOP_LINES] for cell in _PARTS.split(row))
    found = [(one[0], cell) for cell in cells if (one := days(cell, text))]
    alone = [
        Dated(one.day, cell.strip())
        for one, cell in found
        if not (cell[: one.start] + cell[one.end :]).strip(" .,()")
    ]
    is_past = len(found) == len(alone) == 1 and timedelta(0) <= today - alone[0].day <= _YEAR
    return alone[0] if is_past else None


def deadline(text: str, told: Sequence[Fact], applying: Sequence[Slice]) -> Dated | None:
    """Until when one may apply; None where it is open, or where nothing says so.

    `applying` are the passages about how one applies: in them a day behind "by" is the deadline.
    """
    for fact in said_of(told, "deadline"):
        if found := days(fact.value.text, text):
            last = found[-1] if len(found) < 3 else found[0]
            return Dated(last.day, _quote(text, fact.label, fact.value))
    for start, end in phrases("labels", "deadline").spans(text[:_MOST]):
        near = _ENDS.split(text[end : end + _NEAR])[0]
        if first := next(iter(days(near, text)), None):
            return Dated(first.day, text[start : end + first.end])
    for said in applying:
        for sentence in sentences(said):
            if _NO_DEADLINE.search(sentence.text):
                continue
            for one in days(sentence.text, text):
                before = sentence.text[max(0, one.start - _NEAR) : one.start]
                is_until = phrases("dates", "deadline").in_(before)
                if is_until or _IS_ENDED.match(sentence.text, one.end):
                    return Dated(one.day, sentence.text)
    return None


def is_old(posted_on: date, today: date) -> bool:
    """Whether it was posted so long ago that it may be filled."""
    return today - posted_on > _OLD


def _is_joint(between: str) -> bool:
    return len(between.strip(" :：-–—|·(")) <= 3


def _quote(text: str, label: Slice, value: Slice) -> str:
    return text[label.start : value.end] if label.start < value.start else value.text


def _start_of_ago(text: str) -> int:
    match = _AGO.search(text)
    return match.start() if match else len(text)


def _ago(text: str, today: date) -> date | None:
    """So many days, or weeks, before today."""
    match = _AGO.search(text)
    if match is None:
        return None
    count = int(match["days"] or match["weeks"])
    return today - timedelta(days=count * (1 if match["days"] else 7)) if count < 400 else None
