"""A job from what is seen of its posting and from what programs are told of it.

What is seen wins, since that is what whoever applies has read and may hold up. What only programs
are told fills what the posting does not say. Where the two disagree, both are listed.
"""

import re
from collections.abc import Iterator, Sequence
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

    `text` is what is seen of the posting: a title or an employer that both are told and stand in
    its head are right, whatever else was taken for them. With `is_shown`, title, employer, places,
    kind and dates are fields that the system shows above the text, and are seen, too.
    """
    head = tuple(text.split("\n", 400)[:400])
    both: dict[str, Any] = {}
    differs: list[tuple[str, str, str]] = []
    names = (
        ("title", seen.title if seen.title != _NO_TITLE else None, told.title),
        ("hiringOrganization", seen.hiring_organization, told.hiring_organization),
    )
    for field, here, there in names:
        kept, other = _name(here, there, head, is_shown=is_shown)
        both[field] = kept
        if other:
            differs.append((field, kept or "", other))
    where, other = _where(seen, told, text, is_shown=is_shown)
    if other:
        differs.append(("jobLocation", "; ".join(where), other))
    pay, other = _pay(seen, told)
    if other:
        differs.append(("baseSalary", seen.salary_text or _amounts(seen.base_salary), other))
    dates = dict(_dates(seen, told, is_shown=is_shown))
    for field, (here, there) in dates.items():
        if here and there and here != there:
            differs.append((field, here, there))
    job = replace(
        seen,
        title=(both["title"] or _NO_TITLE)[:_MOST_TOLD],
        hiring_organization=both["hiringOrganization"],
        job_location=where,
        remote=(told.remote or seen.remote) if is_shown else (seen.remote or told.remote),
        employment_type=_kinds(seen, told, is_shown=is_shown),
        base_salary=pay,
        date_posted=next(filter(None, dates["datePosted"]), None),
        valid_through=next(filter(None, dates["validThrough"]), None),
    )
    return _warned(job, today), tuple(differs)


def _name(
    seen: str | None, told: str | None, head: Sequence[str], *, is_shown: bool
) -> tuple[str | None, str | None]:
    """The name that holds, and the other where it is another one."""
    if seen is None or told is None:
        return seen or told, None
    if _is_same(seen, told):
        stands = _stands_in(told, head)
        return (told if is_shown or (stands and len(told) < len(seen)) else seen), None
    if is_shown:
        return told, seen if _stands_in(seen, head[1:HEAD_LINES]) else None
    if _stands_in(told, head[:HEAD_LINES]) or _stands_often(told, head):
        return told, None
    return seen, told


def _is_same(one: str, other: str) -> bool:
    """Whether two names are the same, one of them with an addition: "(m/w/d)", "GmbH"."""
    words, others = set(_words(one)), set(_words(other))
    return words <= others or others <= words


def _stands_in(name: str, lines: Sequence[str]) -> bool:
    """Whether a name is a line, or a cell of one."""
    wanted = _words(name)
    cells = (cell for row in lines for cell in re.split(r"\t| [|·•–—-] |[•:：]", row[:500]))
    return any(_words(cell) == wanted for cell in cells)


def _stands_often(name: str, lines: Sequence[str]) -> bool:
    """Whether a name stands in several lines."""
    wanted = f" {' '.join(_words(name))} "
    found = sum(wanted in f" {' '.join(_words(row[:2_000]))} " for row in lines)
    return len(wanted) > 4 and found >= 2


def _words(text: str) -> list[str]:
    return _WORD.findall(fold(text))


def _where(
    seen: JobPosting, told: JobPosting, text: str, *, is_shown: bool
) -> tuple[list[str], str | None]:
    if not seen.job_location or not told.job_location:
        return seen.job_location or told.job_location, None
    known = {word for place in seen.job_location for word in _words(place)}
    other = {word for place in told.job_location for word in _words(place)}
    if is_shown:
        return told.job_location, None
    return seen.job_location, None if known & other else "; ".join(told.job_location)


def _pay(seen: JobPosting, told: JobPosting) -> tuple[Salary | None, str | None]:
    """The pay, and what else was told. No amount fills where the posting says it in words."""
    if told.base_salary is None or (seen.base_salary is None and seen.salary_text is None):
        return seen.base_salary or told.base_salary, None
    one, other = seen.base_salary, told.base_salary
    if one is None or (one.min, one.max) != (other.min, other.max):
        return one, _amounts(other)
    currency, unit = one.currency or other.currency, one.unit or other.unit
    return replace(one, currency=currency, unit=unit), None


def _amounts(pay: Salary | None) -> str:
    if pay is None:
        return ""
    ends = list(dict.fromkeys(f"{one:g}" for one in (pay.min, pay.max) if one is not None))
    return " ".join(filter(None, ["–".join(ends), pay.currency, pay.unit]))


def _dates(
    seen: JobPosting, told: JobPosting, *, is_shown: bool
) -> Iterator[tuple[str, tuple[str | None, str | None]]]:
    """The dates, that which holds first."""
    pairs = (
        ("datePosted", seen.date_posted, told.date_posted),
        ("validThrough", seen.valid_through, told.valid_through),
    )
    for field, here, there in pairs:
        yield field, (here, there)


def _kinds(seen: JobPosting, told: JobPosting, *, is_shown: bool) -> list[Any]:
    first, second = seen.employment_type, told.employment_type
    return (second or first) if is_shown else (first or second)


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
