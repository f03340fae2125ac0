"""A plan of weeks as a calendar (RFC 5545): weeks, their tasks and milestones as whole days.

An event's UID stays the same for as long as what it is of is part of the plan, and a later export
has a higher SEQUENCE: who imports it again has one calendar, not two.
"""

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from hashlib import sha256
from typing import Any, NamedTuple

from server.exports.names import Names

OCTETS = 75
"""Of a line, without its end (section 3.1)."""
_WORK_DAYS = 6
"""Tasks of a week are on its first days; the last is free."""
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
_SAFE = re.compile(r"[A-Za-z0-9-]{1,60}")
_ID = 16
_MOST = 2_000
"""Characters of a text of an event."""


class Made(NamedTuple):
    """Of which session a plan is, its title, and when that began and was last changed (in ms)."""

    session: str
    title: str
    created: int
    updated: int


class Event(NamedTuple):
    """Whole days from `first` on."""

    id: str
    summary: str
    description: str
    first: dt.date
    days: int = 1


def calendar(result: Mapping[str, Any], made: Made, names: Names) -> bytes:
    """The plan as a file. What of it is no plan is left out."""
    stamp = _moment(made.updated)
    sequence = max(0, (made.updated - made.created) // 1000)
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//CareerPilot//Plan//EN",
        "CALSCALE:GREGORIAN",
        f"X-WR-CALNAME:{_escaped(made.title)}",
        f"X-WR-TIMEZONE:{_escaped(str(result.get('timeZone') or 'UTC'))}",
    ]
    # Of two that have one name the first counts.
    events = {event.id: event for event in reversed(list(_events(result, names)))}
    for event in reversed(events.values()):
        lines += [
            "BEGIN:VEVENT",
            f"UID:{made.session}-{event.id}@careerpilot",
            f"DTSTAMP:{stamp}",
            f"LAST-MODIFIED:{stamp}",
            f"SEQUENCE:{sequence}",
            f"DTSTART;VALUE=DATE:{event.first:%Y%m%d}",
            f"DTEND;VALUE=DATE:{event.first + dt.timedelta(days=event.days):%Y%m%d}",
            f"SUMMARY:{_escaped(event.summary)}",
            f"DESCRIPTION:{_escaped(event.description)}",
            "TRANSP:TRANSPARENT",
            "END:VEVENT",
        ]
    lines.append("END:VCALENDAR")
    return "".join(map(_folded, lines)).encode("utf-8", "ignore")


def _events(result: Mapping[str, Any], names: Names) -> Iterator[Event]:
    starts: dict[Any, dt.date] = {}
    for place, week in enumerate(_objects(result.get("weeks")), 1):
        day, number = _day(week.get("starts")), week.get("number")
        if day is None or number is None:
            continue
        starts[number] = day
        tasks = _objects(week.get("tasks"))
        theme = str(week.get("theme") or "")
        title = names.text("page.plan.week", number=number, theme=theme)
        told = "\n".join(_line(task, names) for task in tasks)
        yield Event(f"week-{place}", title, told, day, 7)
        for at, task in enumerate(tasks):
            later = dt.timedelta(days=at * _WORK_DAYS // len(tasks))
            id = str(task.get("id") or f"{place}-{at}")
            name = id if _SAFE.fullmatch(id) else _digest(id)
            yield Event(f"task-{name}", _line(task, names), _source(task), day + later)
    for milestone in _objects(result.get("milestones")):
        number = milestone.get("week")
        day = starts.get(number)
        title = str(milestone.get("title") or "")
        if day is None or not title:
            continue
        summary = f"{names.name('milestones')}: {title}"
        last = day + dt.timedelta(days=6)
        # Its place in the list is another when something is left out.
        yield Event(f"shown-{_digest(title)}", summary, str(milestone.get("proof") or ""), last)


def _line(task: Mapping[str, Any], names: Names) -> str:
    """A task with its hours, and a mark where it is done."""
    mark = "✓ " if task.get("done") is True else ""
    hours = task.get("hours")
    size = f"{hours:g}" if isinstance(hours, int | float) else "?"
    return f"{mark}{task.get('title') or ''} ({names.text('page.plan.hours', hours=size)})"


def _source(task: Mapping[str, Any]) -> str:
    """Where it can be learnt, if that is known."""
    resource = task.get("resource")
    if not isinstance(resource, dict):
        return ""
    return "\n".join(str(resource[key]) for key in ("title", "url") if resource.get(key))


def _digest(text: str) -> str:
    return sha256(text.encode("utf-8", "ignore")).hexdigest()[:_ID]


def _objects(value: Any) -> list[Mapping[str, Any]]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def _day(value: Any) -> dt.date | None:
    try:
        day = dt.date.fromisoformat(value)
        day + dt.timedelta(days=7)
    except (TypeError, ValueError, OverflowError):
        return None
    return day


def _moment(ms: int) -> str:
    return f"{dt.datetime.fromtimestamp(ms / 1000, dt.UTC):%Y%m%dT%H%M%SZ}"


def _escaped(text: str) -> str:
    """A text as a value (section 3.3.11)."""
    plain = _CONTROLS.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))[:_MOST]
    for mark in ("\\", ";", ","):
        plain = plain.replace(mark, f"\\{mark}")
    return plain.replace("\n", "\\n")


def _folded(line: str) -> str:
    """A line in pieces of at most 75 octets, no character cut in two."""
    pieces, size = [""], 0
    for letter in line:
        width = len(letter.encode("utf-8", "ignore"))
        if size + width > OCTETS:
            pieces.append(" ")
            size = 1
        pieces[-1] += letter
        size += width
    return "".join(f"{piece}\r\n" for piece in pieces)
