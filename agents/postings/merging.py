"""A job from what is seen of its posting and from what programs are told of it.

What is seen wins, since that is what whoever applies has read and may hold up. What only programs
are told fills what the posting does not say. Where the two disagree, both are listed.
"""

import re
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from msgspec.structs import replace

from agents.postings.told import line
from agents.results.job import JobPosting, JobWarning, Salary
from agents.resume.lines import fold

Differs = tuple[tuple[str, str, str], ...]

HEAD_LINES = 25
"""Lines of a posting in which its title and its employer stand."""
OLD_DAYS = 90
"""Days after which a posting without a deadline is old."""
_MOST_LINES = 400
_PARTS = (re.compile(r"\n"), re.compile(r"\t|\s[|·•–—-]\s|[•:：]"), re.compile(r"[,\t·|]"))
"""What parts the cells of a line, from the widest to the closest."""
_WORD = re.compile(r"[^\W_]+")
_MOST_TOLD = 200
_NO_TITLE = "–"


def merged(
    seen: JobPosting,
    told: JobPosting,
    text: str = "",
    *,
    is_shown: bool = False,
    today: date | None = None,
) -> tuple[JobPosting, Differs]:
    """The job, and where the two disagree: the field, what is seen, and what else was said.

    `text` is what is seen of the posting: a title or an employer that programs are told and that
    stands there is right, whatever else was taken for it. What is told of a job of another title or
    employer fills nothing. With `is_shown`, title, employer, places, kind and pay are fields that
    the system shows above the text, and hold. With `today`, the warnings say what is stale.
    """
    lines = text.split("\n", _MOST_LINES)[:_MOST_LINES]
    named = replace(seen, title="") if seen.title == _NO_TITLE else seen
    pair = _Pair(named, told, lines, is_shown)
    job = pair.merged()
    return _warned(job, today), tuple(pair.differs)


class _Pair:
    """What is seen of a job and what is told of it, on the way to one."""

    def __init__(
        self, seen: JobPosting, told: JobPosting, lines: Sequence[str], is_shown: bool
    ) -> None:
        self._seen, self._told = seen, told
        self._lines = lines
        self._is_shown = is_shown
        self.differs: list[tuple[str, str, str]] = []

    def merged(self) -> JobPosting:
        seen, told = self._seen, self._told
        title = self._name("title", seen.title, told.title)
        employer = self._name(
            "hiringOrganization", seen.hiring_organization, told.hiring_organization
        )
        places, pay = self._places(), self._pay()
        posted = self._day("datePosted", seen.date_posted, told.date_posted)
        until = self._day("validThrough", seen.valid_through, told.valid_through)
        job = replace(seen, title=(title or _NO_TITLE)[:_MOST_TOLD])
        if not self._is_shown and {"title", "hiringOrganization"} & {
            one[0] for one in self.differs
        }:
            # It tells of another job, or of what this one was before.
            return job
        return replace(
            job,
            hiring_organization=employer,
            job_location=places,
            remote=self._first(seen.remote, told.remote),
            employment_type=self._first(seen.employment_type, told.employment_type) or [],
            base_salary=pay,
            salary_text=seen.salary_text
            if pay == seen.base_salary or self._is_same_pay()
            else None,
            date_posted=posted,
            valid_through=until,
        )

    def _first(self, seen: Any, told: Any) -> Any:
        return (told or seen) if self._is_shown else (seen or told)

    def _differ(self, field: str, seen: str, told: str) -> None:
        self.differs.append((field, seen[:_MOST_TOLD], told[:_MOST_TOLD]))

    def _name(self, field: str, seen: str | None, told: str | None) -> str | None:
        """The name that holds."""
        if not seen or not told:
            return seen or told
        head = self._lines[:HEAD_LINES]
        if is_same(seen, told):
            return told if self._is_shown or _stands_in(told, head) else seen
        if self._is_shown:
            return told
        if _stands_in(told, head) or _stands_often(told, self._lines):
            return told
        self._differ(field, seen, told)
        return seen

    def _places(self) -> list[str]:
        seen, told = self._seen.job_location, self._told.job_location
        if not seen or not told:
            return seen or told
        if self._is_shown:
            return told
        if not {w for one in seen for w in _words(one)} & {w for one in told for w in _words(one)}:
            self._differ("jobLocation", "; ".join(seen), "; ".join(told))
        return seen

    def _pay(self) -> Salary | None:
        """The pay. Where a page says it in words alone, no amount fills.

        A system's own amounts hold: it shows them, and needs no words to be understood.
        """
        seen, told = self._seen.base_salary, self._told.base_salary
        if seen is not None and told is not None and self._is_same_pay():
            unit, currency = seen.unit or told.unit, seen.currency or told.currency
            return replace(seen, currency=currency, unit=unit)
        if told is None or (seen is None and self._seen.salary_text is None):
            return seen or told
        words = self._seen.salary_text or _amounts(seen)
        self._differ("baseSalary", words, _amounts(told))
        return told if self._is_shown else seen

    def _is_same_pay(self) -> bool:
        seen, told = self._seen.base_salary, self._told.base_salary
        if seen is None or told is None:
            return seen is None
        return (seen.min, seen.max) == (told.min, told.max)

    def _day(self, field: str, seen: str | None, told: str | None) -> str | None:
        if seen and told and seen != told:
            self._differ(field, seen, told)
        return seen or told


def is_same(one: str, other: str) -> bool:
    """Whether two names are the same, one of them with an addition: "(m/w/d)", "GmbH"."""
    words, others = set(_words(one)), set(_words(other))
    return words <= others or others <= words


def _stands_in(name: str, lines: Sequence[str]) -> bool:
    """Whether a name is a line, or a cell of one."""
    wanted = _words(name)
    cells = (cell for row in lines for by in _PARTS for cell in by.split(row[:500]))
    return any(_words(cell) == wanted for cell in cells)


def _stands_often(name: str, lines: Sequence[str]) -> bool:
    """Whether a name stands in several lines."""
    wanted = f" {' '.join(_words(name))} "
    found = sum(wanted in f" {' '.join(_words(row[:2_000]))} " for row in lines)
    return len(wanted) > 4 and found >= 2


def _words(text: str) -> list[str]:
    return _WORD.findall(fold(text))


def _amounts(pay: Salary | None) -> str:
    if pay is None:
        return ""
    ends = list(dict.fromkeys(f"{one:g}" for one in (pay.min, pay.max) if one is not None))
    return " ".join(filter(None, ["–".join(ends), pay.currency, pay.unit]))


def _warned(job: JobPosting, today: date | None) -> JobPosting:
    """The job with the warnings that hold when all is known."""
    kept = [
        one for one in job.warnings if one.code != "no_employer" or job.hiring_organization is None
    ]
    if today is None:
        return replace(job, warnings=kept)
    is_stale = _is_stale(job, today)
    had = any(one.code == "stale" for one in kept)
    if is_stale and not had:
        kept.append(JobWarning("stale"))
    if had and not is_stale:
        kept = [one for one in kept if one.code != "stale"]
    return replace(job, warnings=kept)


def _is_stale(job: JobPosting, today: date) -> bool:
    until, posted = _day(job.valid_through), _day(job.date_posted)
    if until is not None:
        return until < today
    return posted is not None and posted < today - timedelta(days=OLD_DAYS)


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None


def same_title(job: JobPosting, names: Sequence[str]) -> bool:
    """Whether one of these names is the job's title, or has it in it."""
    wanted = " ".join(_words(job.title))
    return any(wanted in " ".join(_words(line(one) or "")) for one in names)
