"""Résumés that come as data: JSON Resume, and the flat form that some programs have."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import msgspec

from agents.reading.document import Document
from agents.reading.errors import ReadingError
from agents.reading.limits import ReadingLimits
from agents.reading.lines import Line, text_of
from agents.reading.media_type import JSON
from agents.reading.warnings import cut
from protocol.catalogue import Text

_JSON_RESUME = frozenset({
    "basics", "work", "volunteer", "education", "awards", "certificates", "publications",
    "skills", "languages", "interests", "references", "projects",
})  # fmt: skip
_FLAT = frozenset({
    "contact_info", "work_experiences", "personal_projects", "technical_skills",
    "total_experience_months",
})  # fmt: skip
_NAMES: Mapping[str, tuple[str, ...]] = {
    "name": ("company", "company_name", "employer", "organization", "name"),
    "position": ("position", "title", "job_title", "role"),
    "location": ("location", "city"),
    "startDate": ("start_date", "startDate", "start", "from"),
    "endDate": ("end_date", "endDate", "end", "to"),
    "summary": ("summary", "description"),
    "highlights": ("highlights", "bullets", "responsibilities", "achievements", "accomplishments"),
    "url": ("url", "link", "github", "website"),
    "keywords": ("technologies", "tech_stack", "skills", "keywords"),
}
"""Fields of JSON Resume, and what the flat form calls them."""
_ENTRY = ("name", "position", "location", "startDate", "endDate", "summary", "highlights", "url")
_PROJECT = ("name", "summary", "highlights", "startDate", "endDate", "url", "keywords")
_BETWEEN = re.compile(r"\s{1,9}[-–—~]\s{1,9}|\s{0,9}[–—~]\s{0,9}|\s{1,9}(?:to|until|bis)\s{1,9}")
MAX_ENTRIES = 200


def decoded(text: str) -> Any:
    """The value of a JSON text; None where it is none."""
    try:
        return msgspec.json.decode(text)
    except (msgspec.DecodeError, RecursionError, UnicodeError):
        return None


def resume_of(value: Any) -> dict[str, Any] | None:
    """JSON Resume of a value that is one, or the flat form of one; else None."""
    if not isinstance(value, dict):
        return None
    if _FLAT & set(value):
        return _of_flat(value)
    own = _JSON_RESUME & set(value)
    return value if "basics" in own or len(own) > 1 else None


def _of_flat(value: Mapping[str, Any]) -> dict[str, Any]:
    contact = value.get("contact_info")
    given = contact if isinstance(contact, dict) else {}
    basics: dict[str, Any] = {
        "name": _text(value.get("name") or given.get("name")),
        "label": _text(value.get("title") or value.get("headline")),
        "email": _text(given.get("email")),
        "phone": _text(given.get("phone") or given.get("phone_number")),
        "url": _text(given.get("website") or given.get("portfolio") or given.get("url")),
        "summary": _text(value.get("summary")),
    }
    place = _text(given.get("location") or given.get("address"))
    profiles = [
        {"network": network, "url": _text(given[network])}
        for network in ("linkedin", "github")
        if _text(given.get(network))
    ]
    basics |= {"location": {"address": place}} if place else {}
    basics |= {"profiles": profiles} if profiles else {}
    if isinstance(contact, str):
        basics["summary"] = "\n".join(filter(None, (contact, basics["summary"])))
    made = {
        "basics": {key: part for key, part in basics.items() if part},
        "work": [_entry(_dated(e), _ENTRY) for e in _entries(value.get("work_experiences"))],
        "projects": [_entry(_dated(e), _PROJECT) for e in _entries(value.get("personal_projects"))],
        "education": [
            msgspec.to_builtins(e) for e in _entries(value.get("education")) if isinstance(e, dict)
        ],
        "skills": _skills(value.get("technical_skills")),
    }
    total = value.get("total_experience_months")
    if isinstance(total, int) and not isinstance(total, bool):
        made["meta"] = {"totalExperienceMonths": total}
    return {key: part for key, part in made.items() if part}


def _dated(entry: Any) -> Any:
    """An entry whose time is one text ("May 2018 - Dec 2021") with both of its ends."""
    time = _text(entry.get("duration") or entry.get("dates")) if isinstance(entry, dict) else ""
    ends = _BETWEEN.split(time, maxsplit=1)
    named = set(entry) & {*_NAMES["startDate"], *_NAMES["endDate"]} if time else set()
    if not time or named:
        return entry
    return entry | {"start_date": ends[0], "end_date": ends[-1]}


def _entry(entry: Any, fields: Iterable[str]) -> dict[str, Any]:
    if not isinstance(entry, dict):
        return {"name": _text(entry)}
    made: dict[str, Any] = {}
    for field in fields:
        value = next((entry[n] for n in _NAMES[field] if entry.get(n) not in (None, "")), None)
        if value is None:
            continue
        if field in ("highlights", "keywords"):
            made[field] = _texts(value)
        elif isinstance(value, list):
            made["highlights"] = [*made.get("highlights", []), *_texts(value)]
        else:
            made[field] = _text(value)
    return made


def _skills(value: Any) -> list[dict[str, Any]]:
    if isinstance(value, dict):
        groups = list(value.items())[:MAX_ENTRIES]
        return [{"name": _text(name), "keywords": _texts(words)} for name, words in groups]
    return [
        {"name": _text(skill.get("name"))} if isinstance(skill, dict) else {"name": skill}
        for skill in (_entries(value) if not isinstance(value, str) else _texts(value))
    ]


def _entries(value: Any) -> list[Any]:
    return value[:MAX_ENTRIES] if isinstance(value, list) else []


def _text(value: Any) -> str:
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, bool) or not isinstance(value, int | float):
        return ""
    return str(value)


def _texts(value: Any) -> list[str]:
    if isinstance(value, str):
        parts = (
            value.split("\n") if "\n" in value else value.split(",") if "," in value else [value]
        )
        return [part.strip() for part in parts if part.strip()]
    return [text for item in _entries(value) if (text := _text(item))]


def lines_of(resume: Mapping[str, Any]) -> Iterator[Line]:
    """A résumé as the lines of a plain one. What is not of the type it should be is left out."""
    basics = _dict(resume.get("basics"))
    yield Line(_text(basics.get("name")), heading=True)
    yield Line(_text(basics.get("label")))
    place = _dict(basics.get("location"))
    town = [_text(place.get(k)) for k in ("address", "postalCode", "city", "region", "countryCode")]
    profiles = [
        _text(_dict(p).get("url")) or _text(_dict(p).get("username"))
        for p in _entries(basics.get("profiles"))
    ]
    contact = [_text(basics.get(key)) for key in ("email", "phone", "url")]
    for text in (*contact, ", ".join(filter(None, town)), *profiles):
        yield Line(text)
    yield from _section("Summary", [[Line(_text(basics.get("summary")))]])
    for title, key, first, second in _SECTIONS:
        entries = [_entry_lines(_dict(e), first, second) for e in _entries(resume.get(key))]
        yield from _section(title, entries)
    yield from _section("Skills", [_skill_lines(_dict(s)) for s in _entries(resume.get("skills"))])
    for section in map(_dict, _entries(resume.get("other"))):
        lines = [Line(text, item=True) for text in _texts(section.get("highlights"))]
        yield from _section(_text(section.get("name")) or "Other", [lines])
    for title, key, name, level in (
        ("Languages", "languages", "language", "fluency"),
        ("Interests", "interests", "name", "keywords"),
    ):
        lines = [_pair(_dict(e), name, level) for e in _entries(resume.get(key))]
        yield from _section(title, [lines])


_SECTIONS = (
    ("Experience", "work", ("position",), ("name", "location")),
    ("Projects", "projects", ("name",), ("entity",)),
    ("Education", "education", ("studyType", "area"), ("institution",)),
    ("Volunteering", "volunteer", ("position",), ("organization",)),
    ("Certificates", "certificates", ("name",), ("issuer",)),
    ("Awards", "awards", ("title",), ("awarder",)),
    ("Publications", "publications", ("name",), ("publisher",)),
)
"""Title, key, and the fields of an entry's first line: those before the comma, and after it."""


def _section(title: str, entries: Iterable[Iterable[Line]]) -> Iterator[Line]:
    told = [[line for line in entry if line.text] for entry in entries]
    if any(told):
        yield Line(title, heading=True)
    for number, entry in enumerate(filter(None, told)):
        for at, line in enumerate(entry):
            yield line._replace(apart=bool(number) and not at and len(entry) > 1)


def _entry_lines(
    entry: Mapping[str, Any], first: Iterable[str], second: Iterable[str]
) -> Iterator[Line]:
    one = " ".join(filter(None, (_text(entry.get(key)) for key in first)))
    other = ", ".join(filter(None, (_text(entry.get(key)) for key in second)))
    yield Line("\t".join(filter(None, (", ".join(filter(None, (one, other))), _period(entry)))))
    yield Line(_text(entry.get("summary")) or _text(entry.get("description")))
    for text in (*_texts(entry.get("highlights")), *_texts(entry.get("courses"))):
        yield Line(text, item=True)
    yield Line(", ".join(_texts(entry.get("keywords"))))
    yield Line(_text(entry.get("url")))


def _period(entry: Mapping[str, Any]) -> str:
    start, end = _text(entry.get("startDate")), _text(entry.get("endDate"))
    if not start:
        return end or _text(entry.get("date")) or _text(entry.get("releaseDate"))
    is_job = "position" in entry
    return f"{start} – {end}" if end else f"{start} – present" if is_job else start


def _skill_lines(skill: Mapping[str, Any]) -> Iterator[Line]:
    name, level = _text(skill.get("name")), _text(skill.get("level"))
    words = ", ".join(_texts(skill.get("keywords")))
    told = f"{name} ({level})" if name and level else name
    yield Line(": ".join(filter(None, (told, words))))


def _pair(entry: Mapping[str, Any], name: str, level: str) -> Line:
    more = _text(entry.get(level)) or ", ".join(_texts(entry.get(level)))
    told = _text(entry.get(name))
    return Line(f"{told} ({more})" if told and more else told or more)


def _dict(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def read_resume(resume: dict[str, Any], limits: ReadingLimits, media_type: str = JSON) -> Document:
    """A résumé that came as data, with a text that is made of it. Raises ReadingError."""
    made = text_of(lines_of(resume), limits.characters)
    if not made.text:
        raise ReadingError("no_text", Text("reading.nothing_in_resume"))
    basics = _dict(resume.get("basics"))
    urls = [_text(basics.get("url"))]
    urls += [_text(_dict(p).get("url")) for p in _entries(basics.get("profiles"))]
    return Document(
        media_type=media_type,
        text=made.text,
        prominent=made.prominent,
        links=list(dict.fromkeys(filter(None, urls))),
        warnings=[cut(None)] if made.cut else [],
        resume=resume,
    )
