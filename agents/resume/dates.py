"""Dates and times as resumes write them, in some thirty languages, no more precise than they are.

A time is two dates and what is between them ("03/2019 – 05/2021", "2019년 3월 ~ 현재"), one of them
("seit 2019", "until May 2020"), or one date that stands for all of it ("Summer 2013").
"""

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

import msgspec

from agents.data_files import listed, read
from agents.resume.lines import Slice, fold

_BROKEN_MONTH = re.compile(r"\s{0,9}[-–—~]?\s{0,9}([^\W\d_]+)\.?(?:\s{1,9}([^\W\d_]+))?")
_BROKEN_DASH = re.compile(r"\s{0,9}[-–—~]\s{0,9}(?:\t|$)")
FIRST_YEAR, LAST_YEAR = 1940, 2079
_MAY_BE_DATED = re.compile(r"(?:19|20)\d\d|\b\d\d\s?[./]\s?\d\d|['’‘]\d\d|平成|令和|昭和")
_TOKEN = re.compile(
    r"\d+|[\u0e00-\u0e7f]+(?:\.[\u0e00-\u0e7f]+)*|(?:[^\W\d_]|[\u05f3\u0900-\u0dff])+|[^\s\w]"
)
_DASHES = frozenset("-–—−‒―‐‑~〜～∼→>")
_MARKS = frozenset("'’‘")
_YEAR_SIGNS = ("년", "年", "年度")
_ERAS = {"昭和": 1925, "平成": 1988, "令和": 2018}
_ORDINALS = frozenset(("st", "nd", "rd", "th", "er", "º", "ª", ".", "°", "e", "ste"))
_SEASONS = {"spring": (3, 5), "summer": (6, 8), "autumn": (9, 11), "winter": (12, 12)}
_QUARTERS = frozenset(("q", "qtr", "quarter", "quartal", "t", "trimestre", "kwartał", "kvartal"))
_LONGEST = 400
"""Tokens of a line that are looked at: no line of a resume that names a time has more."""


class Date(msgspec.Struct, frozen=True):
    """A date as precise as it was written: from the first to the last of the months that it means.

    Both are None where the year alone stands there.
    """

    year: int
    first: int | None = None
    last: int | None = None

    @property
    def begins(self) -> int:
        """Its first month, counted from the year 0."""
        return self.year * 12 + (self.first or 1) - 1

    @property
    def ends(self) -> int:
        """Its last month, counted from the year 0."""
        return self.year * 12 + (self.last or 12) - 1

    def written(self, *, end: bool = False) -> str:
        """`YYYY-MM`, or `YYYY` where there is no month; as the beginning of a time, or its end."""
        month = self.last if end else self.first
        return f"{self.year:04d}-{month:02d}" if month else f"{self.year:04d}"


class Period(msgspec.Struct, frozen=True):
    """A time that a line names. `ranged` says that it has two ends, or is open at one of them."""

    said: Slice
    start: Date | None
    end: Date | None
    current: bool = False
    ranged: bool = True


class _Token(NamedTuple):
    text: str
    word: str
    start: int
    end: int

    @property
    def number(self) -> int | None:
        return int(self.text) if self.text.isdigit() and len(self.text) <= 4 else None


class _Read(NamedTuple):
    """A date that begins at some token: what it is, the next token, and whether it is certain."""

    date: Date
    next: int
    certain: bool = True


def _tokens(match: re.Match[str]) -> Iterator[_Token]:
    """A token; two where a file has lost the blank between "de" and the month."""
    begun, word = match.start(), fold(match.group())
    if word.startswith("de") and word not in _months() and word[2:] in _months():
        yield _Token(match.group()[:2], word[:2], begun, begun + 2)
        begun += 2
    text = match.group()[begun - match.start() :]
    yield _Token(text, fold(text), begun, match.end())


def periods(said: Slice) -> list[Period]:
    """The times that a line, or a part of one, names."""
    if not _MAY_BE_DATED.search(said.text):
        return []
    tokens = [
        token
        for m, _ in zip(_TOKEN.finditer(said.text), range(_LONGEST), strict=False)
        for token in _tokens(m)
    ]
    return list(_Reader(said, tokens).periods())


def broken_period(said: Slice, below: Slice) -> tuple[Period, Slice] | None:
    """A time that a narrow cell has broken: its end, or the year of it, begins the line below.

    With it what is left of that line. "May 2015 – April" goes on with "2020".
    """
    found, after = periods(said), periods(below)
    if len(found) != 1 or not after:
        return None
    first, second = found[0], after[0]
    begins = not second.ranged and second.said.start == below.start
    if first.start is None or second.start is None or (first.ranged and first.end) or not begins:
        return None
    stop = first.said.end - said.start
    tail, last = said.text[stop:], second.start
    if (ahead := _BROKEN_MONTH.match(tail)) and (month := _months().get(fold(ahead[1]))):
        last = last if last.first else Date(last.year, month, month)
        stop += ahead.end(2) if ahead[2] and fold(ahead[2]) in _words("filler") else ahead.end(1)
    elif not (_BROKEN_DASH.match(tail) or (first.said.text[-1] in _DASHES and tail[:1] == "\t")):
        return None
    if last.ends < first.start.begins:
        return None
    whole = said.part(first.said.start - said.start, stop)
    return Period(whole, first.start, last), below.part(second.said.end - below.start)


def month_of(word: str) -> int | None:
    """The month (1 to 12) that has this name in some language."""
    return _months().get(fold(word))


def is_season(word: str) -> bool:
    """Whether it is the name of a season, which with a year is a time."""
    return fold(word) in _seasons()


class _Reader:
    """Goes through the tokens of a line."""

    def __init__(self, said: Slice, tokens: list[_Token]) -> None:
        self._said = said
        self._tokens = tokens

    def periods(self) -> Iterator[Period]:
        at = 0
        while at < len(self._tokens):
            found = self._period(at)
            if found:
                period, at = found
                yield period
            else:
                at += 1

    def _period(self, at: int) -> tuple[Period, int] | None:
        begun = at
        lead = self._word(at)
        if len(lead) == 2 and self._text(at).isupper():
            lead = ""  # "Tucson, AZ 2019": not the Czech "až"
        is_month = lead in _months() and self._word(at + 1) not in _months()
        since = lead in _words("since") and not is_month and not self._glued(at)
        until = lead in _words("until")
        elided = lead == "d" and self._text(at + 1) in _MARKS and self._word(at + 2) in _months()
        since = since or elided
        if since or until:
            at += 1 + elided
        first = self._date(at) or self._shortened(at)
        if first is None:
            return None
        date, after, certain = first
        rest = self._second(date, after, certain=certain)
        if rest:
            end, after, current = rest
            return self._made(begun, after, date, end, current=current), after
        if not certain:
            return None
        if until and not since:
            return self._made(begun, after, None, date), after
        if since and lead in _words("open"):
            return self._made(begun, after, date, None, current=True), after
        begun += since + elided
        return self._made(begun, after, date, date, ranged=False), after

    def _made(
        self,
        at: int,
        after: int,
        start: Date | None,
        end: Date | None,
        *,
        current: bool = False,
        ranged: bool = True,
    ) -> Period:
        begun, stop = self._tokens[at].start, self._tokens[after - 1].end
        said = self._said.part(begun, stop)
        if start and end and start.begins > end.ends:
            start, end = end, start
        return Period(said, start, end, current, ranged)

    def _second(
        self, first: Date, at: int, *, certain: bool
    ) -> tuple[Date | None, int, bool] | None:
        """What comes after the first date, if that is the other end of a time."""
        short = self._number(at + 1)
        if self._text(at) == "/" and short and _century(short) == first.year + 1:
            return Date(first.year + 1), at + 2, False
        while self._text(at) in {".", ",", ")", "("} and self._joins(at + 1):
            at += 1
        joint = self._joint(at)
        if joint == at and not self._text(at - 1).endswith(("부터", "から")):
            return self._present(at) if self._word(at) in _words("present") else None
        present = self._present(joint)
        if present:
            return present
        second = self._date(joint)
        if second and (second.certain or not certain or self._text(at) in _DASHES):
            return second.date, second.next, False
        short_end = self._shorter(first, joint)
        if short_end:
            return short_end, joint + 1, False
        is_open = self._text(at) in _DASHES and self._text(joint) in {"", ")", "|", ",", "·", "("}
        return (None, joint, True) if certain and is_open else None

    def _shorter(self, first: Date, at: int) -> Date | None:
        """The other end where its year is that of the first, or in short: "2019.03 - 08"."""
        number = self._number(at)
        if not number or self._goes_on(at + 1):
            return None
        if first.first:
            return Date(first.year, number, number) if first.first < number <= 12 else None
        is_year = len(self._text(at)) == 2 and _century(number) > first.year
        return Date(_century(number)) if is_year else None

    def _joint(self, at: int) -> int:
        """The token behind what stands between two ends: a dash, "to", the Dutch "t/m"."""
        if self._word(at) == "t" and self._word(at + 2) == "m":
            return at + 3
        joint = at
        while self._joins(joint) and joint < at + 3:
            joint += 1
        return joint

    def _present(self, at: int) -> tuple[None, int, bool] | None:
        """The words that say that a time has not ended: "the present day", "à ce jour"."""
        if [self._word(at), self._text(at + 1), self._word(at + 2)] == ["d", ".", "d"]:
            return None, at + 3 + (self._text(at + 3) == "."), True  # "dags dato"
        for ahead in range(at, at + 4):
            if self._word(ahead) in _words("present") or self._text(ahead) in {"현재", "至今"}:
                while self._word(ahead + 1) in _words("present") | {"'", "’", "중"}:
                    ahead += 1
                return None, ahead + 1, True
            if not self._word(ahead).isalpha() or self._number(ahead) is not None:
                break
        return None

    def _joins(self, at: int) -> bool:
        return self._text(at) in _DASHES or self._word(at) in _words("to")

    def _goes_on(self, at: int) -> bool:
        return self._number(at) is not None or self._text(at) in {".", "/", ":", "%"}

    def _date(self, at: int) -> _Read | None:
        """The date that begins here."""
        number = self._number(at)
        if number is not None:
            return self._by_year(at) if self._is_year(at) else self._by_number(at, number)
        word = self._word(at)
        if not word:
            return None
        if word in _months():
            return self._by_month(at)
        if word in _seasons():
            first, last = _seasons()[word]
            year = self._year_near(at + 1)
            return _Read(Date(year.date.year, first, last), year.next) if year else None
        if word in _QUARTERS:
            return self._by_quarter(at)
        if self._text(at) in _ERAS:
            return self._by_era(at)
        if word in {"thang", "thg"} and 1 <= (self._number(at + 1) or 0) <= 12:
            month, year = int(self._text(at + 1)), self._year_near(at + 2)
            return _Read(Date(year.date.year, month, month), year.next) if year else None
        if word in _words("filler") and self._is_year(at + 1):
            return self._by_year(at + 1)
        return self._by_short_year(at) if self._text(at) in _MARKS else None

    def _by_short_year(self, at: int) -> _Read | None:
        """`'19`, which is a date in the company of another alone, or `'19.3`."""
        if len(self._text(at + 1)) != 2 or not self._number(at + 1):
            return None
        year, month = _century(int(self._text(at + 1))), self._number(at + 3)
        dotted = (
            self._text(at + 2) in {".", "/"} and self._is_near(at + 2) and self._is_near(at + 3)
        )
        if dotted and month and month <= 12:
            return _Read(Date(year, month, month), at + 4 + (self._text(at + 4) == "."))
        return _Read(Date(year), at + 2, certain=False)

    def _by_year(self, at: int) -> _Read | None:
        """A date whose year comes first."""
        year = int(self._text(at))
        if self._text(at + 1)[:1] in _YEAR_SIGNS and self._text(at + 1):
            month = self._number(at + 2)
            if month and self._text(at + 3).startswith(("분기", "季度")) and month <= 4:
                return _Read(Date(year, month * 3 - 2, month * 3), at + 4)
            if month and 1 <= month <= 12 and self._text(at + 3)[:1] in {"월", "月"}:
                after = at + 4
                if self._number(after) and self._text(after + 1)[:1] in {"일", "日"}:
                    after += 2
                return _Read(Date(year, month, month), after)
            return _Read(Date(year), at + 2)
        if self._word(at + 1) == "q" and (self._number(at + 2) or 9) <= 4:
            quarter = int(self._text(at + 2))
            return _Read(Date(year, quarter * 3 - 2, quarter * 3), at + 3)
        sign, month = self._text(at + 1), self._number(at + 2)
        near = self._is_near(at + 1) and (sign == "." or self._is_near(at + 2))
        if sign in {".", "/", "-", "‑"} and month and near and len(self._text(at + 2)) <= 2:
            if month <= 12:
                return self._with_day(year, month, at)
            if sign != "." and _century(month) == year + 1:
                return _Read(Date(year), at + 1)
        ahead = at + 1 + (self._text(at + 1) in {",", "-", "/", "."})
        if self._word(ahead) in _months() and not self._year_near(ahead + 1):
            month = _months()[self._word(ahead)]
            return _Read(Date(year, month, month), ahead + 1 + (self._text(ahead + 1) == "."))
        return None if self._is_amount(at) else _Read(Date(year), at + 1)

    def _with_day(self, year: int, month: int, at: int) -> _Read:
        """`2019.03`, and the day that may follow."""
        sign, after = self._text(at + 1), at + 3
        if self._text(after) == sign and (self._number(after + 1) or 99) <= 31:
            day_is_month = sign == "." and not self._is_near(after + 1) and self._is_year(after + 1)
            if not day_is_month and len(self._text(after + 1)) <= 2 and self._is_near(after):
                after += 2
        if self._text(after) == "." and sign == ".":
            after += 1
        return _Read(Date(year, month, month), after)

    def _by_number(self, at: int, number: int) -> _Read | None:
        """A date that begins with a month, a day or a short year in digits."""
        sign, second = self._text(at + 1), self._number(at + 2)
        if sign in {".", "/", "-"} and self._is_year(at + 2) and 1 <= number <= 12:
            return _Read(Date(int(self._text(at + 2)), number, number), at + 3)
        if second and self._is_year(at + 4):
            year, last_sign = int(self._text(at + 4)), self._text(at + 3)
            is_day = sign in {".", "/", "-"} and last_sign == sign and max(number, second) <= 31
            month = number if second > 12 else second
            if is_day and 1 <= month <= 12:
                return _Read(Date(year, month, month), at + 5)
            if sign in {"-", "–"} and last_sign in {"/", "."} and 1 <= number < second <= 12:
                return _Read(Date(year, number, number), at + 1)
        ahead = at + 1 + (self._word(at + 1) in _ORDINALS)
        ahead += self._word(ahead) in _words("filler")
        if self._word(ahead) in _months() and number <= 31:
            return self._by_month(ahead)
        if self._word(ahead) in _QUARTERS and 1 <= number <= 4:
            near = self._year_near(ahead + 1)
            if near:
                return _Read(Date(near.date.year, number * 3 - 2, number * 3), near.next)
        return self._short(at, number, sign, second)

    def _short(self, at: int, number: int, sign: str, second: int | None) -> _Read | None:
        """`19.03` or `03/19`, which are dates in the company of another alone."""
        if second is None or not all(len(self._text(at + ahead)) == 2 for ahead in (0, 2)):
            return None
        if not (self._is_near(at + 1) and self._is_near(at + 2)) or sign not in {".", "/"}:
            return None
        after = at + 3
        if self._text(after) == sign and len(self._text(after + 1)) == 2 and number > 12:
            after += 2
        if 1 <= second <= 12 < number or (number == 0 and second <= 12):
            return _Read(Date(_century(number), second, second), after, certain=False)
        if 1 <= number <= 12 and sign == "/":
            return _Read(Date(_century(second), number, number), after, certain=False)
        return None

    def _by_month(self, at: int) -> _Read | None:
        month = _months()[self._word(at)]
        after = at + 1 + (self._text(at + 1) == ".")
        year = self._year_near(after)
        if year:
            return _Read(Date(year.date.year, month, month), year.next, year.certain)
        day = self._number(after)
        if day and day <= 31:
            ahead = after + 1 + (self._word(after + 1) in _ORDINALS)
            year = self._year_near(ahead)
            if year and year.certain:
                return _Read(Date(year.date.year, month, month), year.next)
        return None

    def _by_quarter(self, at: int) -> _Read | None:
        quarter = self._number(at + 1)
        if not quarter or quarter > 4:
            return None
        year = self._year_near(at + 2)
        months = (quarter * 3 - 2, quarter * 3)
        return _Read(Date(year.date.year, *months), year.next) if year else None

    def _by_era(self, at: int) -> _Read | None:
        is_first = self._text(at + 1).startswith("元")
        number = 1 if is_first else self._number(at + 1)
        if not number or number > 64:
            return None
        year, after = _ERAS[self._text(at)] + number, at + 2 + (not is_first)
        month = self._number(after)
        if month and month <= 12 and self._text(after + 1).startswith("月"):
            return _Read(Date(year, month, month), after + 2)
        return _Read(Date(year), after)

    def _year_near(self, at: int) -> _Read | None:
        """The year that follows a month: at once, after "de", or in short."""
        for _ in range(2):
            at += self._word(at) in _words("filler") or self._text(at) in {",", ".", "-", "/", "’"}
        if self._is_year(at):
            after = at + 1 + (self._text(at + 1) in _YEAR_SIGNS)
            if self._text(after) == "/" and len(self._text(after + 1)) == 2:
                after += 2  # "WS 2019/20" begins in the first of the two
            return _Read(Date(int(self._text(at))), after)
        at += self._text(at) in {"'", "‘", "’"}
        short = self._number(at)
        if short is not None and len(self._text(at)) == 2:
            marked = self._text(at - 1) in {"'", "‘", "’"}
            if marked or not self._year_near_is_day(at):
                return _Read(Date(_century(short)), at + 1, certain=marked)
        return None

    def _year_near_is_day(self, at: int) -> bool:
        """Whether the two digits after a month are its day."""
        return self._is_year(at + 1) or self._is_year(at + 2)

    def _shortened(self, at: int) -> _Read | None:
        """A month whose year stands with the other end: "Mar – Aug 2019"."""
        month = _months().get(self._word(at))
        after = at + 1 + (self._text(at + 1) == ".")
        if not month or not self._joins(after):
            return None
        second = self._date(after + 1)
        if second and second.certain and second.date.first:
            return _Read(Date(second.date.year, month, month), after)
        return None

    def _is_year(self, at: int) -> bool:
        text = self._text(at)
        return len(text) == 4 and text.isdigit() and FIRST_YEAR <= int(text) <= LAST_YEAR

    def _is_amount(self, at: int) -> bool:
        """Whether what looks like a year is part of another number, or of money."""
        token = self._tokens[at]
        before = self._said.text[max(0, token.start - 2) : token.start].rstrip()
        after = self._said.text[token.end : token.end + 2]
        glued = before[-1:].isalpha() and before[-1:].isascii() and self._glued(at)
        return (
            before[-1:] in set("$€£¥₩#+")
            or glued
            or after[:1] in set("%+€$")
            or bool(re.match(r"[.,]\d", after))
            or bool(re.search(r"\d[.,]$|\+\d{1,3} $", self._said.text[: token.start][-5:]))
        )

    def _glued(self, at: int) -> bool:
        """Whether a letter or digit stands right before it."""
        start = self._tokens[at].start
        return start > 0 and self._said.text[start - 1].isalnum()

    def _is_near(self, at: int) -> bool:
        """Whether no blank stands before it."""
        if at >= len(self._tokens):
            return False
        return self._tokens[at].start == self._tokens[at - 1].end

    def _text(self, at: int) -> str:
        return self._tokens[at].text if 0 <= at < len(self._tokens) else ""

    def _word(self, at: int) -> str:
        return self._tokens[at].word if 0 <= at < len(self._tokens) else ""

    def _number(self, at: int) -> int | None:
        return self._tokens[at].number if 0 <= at < len(self._tokens) else None


def _century(short: int) -> int:
    """The year of which two digits are written."""
    return 2000 + short if short < 60 else 1900 + short


@cache
def _months() -> dict[str, int]:
    found = read(__package__, "months").items()
    return {fold(" ".join(n.split())): int(k) for k, names in found for n in names.split(",")}


@cache
def _seasons() -> dict[str, tuple[int, int]]:
    found = read(__package__, "dates")["seasons"].items()
    return {fold(n.strip()): _SEASONS[k] for k, names in found for n in names.split(",")}


@cache
def _words(key: str) -> frozenset[str]:
    return frozenset(map(fold, listed(__package__, "dates", key)))
