"""What stands better elsewhere in its list: results first, the newest first."""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Literal, NamedTuple

from agents.resume.pointers import TOLD, pointer
from agents.resume.results import is_measured

_GOES_ON = "9999"
_CHANGE = re.compile(
    r"(?i)→|->|⇒|\d\s?%|\bfrom\b.{1,40}\bto\b.{0,12}\d|\b(?:reduc|increas|improv|cut\b|sav(?:ed|ing)|grew|grow|rose|fell|"
    r"halved|doubled|tripled|won\b|raised|recovered|exceed|shorten|down from|up from|under budget)"
    r"|단축|절감|감소|증가|향상|개선|달성|줄였|줄임|늘렸|늘림|높였|높임|낮췄|낮춤"
)
"""What tells that a figure is of something that became better, and not of its size."""
_DATE = re.compile(r"(?:19|20)\d\d(?:-\d\d)?")
_LEAST_LINES = 3


class Move(NamedTuple):
    """Something that moves in its list."""

    path: str
    to: str
    text: str
    why: Literal["result_first", "newest_first"]


def moved(resume: Mapping[str, Any]) -> Iterator[Move]:
    """At most one line of an entry, and the jobs that are in no order by their dates."""
    jobs = resume.get("work")
    if isinstance(jobs, list) and all(_is_told(job) for job in jobs):
        yield from _newest_first("work", jobs)
    for section in TOLD:
        for at, entry in enumerate(resume.get(section) or []):
            lines = entry.get("highlights") if isinstance(entry, Mapping) else None
            if isinstance(lines, list):
                yield from _result_first((section, at, "highlights"), lines)


def _result_first(place: tuple[str | int, ...], lines: list[Any]) -> Iterator[Move]:
    texts = [line if isinstance(line, str) else "" for line in lines]
    if len(texts) < _LEAST_LINES or _has_result(texts[0]):
        return
    for at, text in enumerate(texts):
        if at > 1 and _has_result(text):
            yield Move(pointer((*place, at)), pointer((*place, 0)), text, "result_first")
            return


def _has_result(text: str) -> bool:
    return is_measured(text) and _CHANGE.search(text) is not None


def _is_told(job: Any) -> bool:
    """Whether a job says what it was and where; what does not may be none."""
    return isinstance(job, Mapping) and bool(job.get("name")) and bool(job.get("position"))


def _newest_first(section: str, entries: list[Any]) -> Iterator[Move]:
    """The moves that bring entries in order, one by one; none where a date is not known."""
    times = [_time(entry) for entry in entries]
    if len(entries) < 2 or None in times:
        return
    order = list(range(len(entries)))
    wanted = sorted(order, key=lambda at: times[at] or ("", ""), reverse=True)
    for goal, at in enumerate(wanted):
        if order[goal] != at:
            order.remove(at)
            order.insert(goal, at)
            yield Move(
                pointer((section, at)), pointer((section, goal)), _told(entries[at]), "newest_first"
            )


def _time(entry: Any) -> tuple[str, str] | None:
    """When an entry ended, and began; what goes on is the newest."""
    if not isinstance(entry, Mapping):
        return None
    start, end = entry.get("startDate"), entry.get("endDate")
    if end is None and start is None:
        return None
    known = [one for one in (start, end) if one is not None]
    if not all(isinstance(one, str) and _DATE.match(one) for one in known):
        return None
    return end or _GOES_ON, start or ""


def _told(entry: Mapping[str, Any]) -> str:
    names = ("position", "name", "organization", "studyType", "area", "institution")
    return " · ".join(str(entry[name]) for name in names if isinstance(entry.get(name), str))
