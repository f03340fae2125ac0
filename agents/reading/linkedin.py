"""LinkedIn's data export: a ZIP of CSV files."""

import csv
import io
import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from agents.reading.document import Document
from agents.reading.json_resume import read_resume
from agents.reading.limits import ReadingLimits
from agents.reading.media_type import LINKEDIN
from agents.reading.plain import decoded
from agents.reading.zip_files import ZipFile

MAX_ROWS = 500
FILES = frozenset({"profile.csv", "positions.csv", "education.csv", "skills.csv"})
"""Files of an export that tell it from any other ZIP, in lower case."""

_WEBSITE = re.compile(r"\w:\s*([^\s,\[\]]+)")
"""A page in a list of them, each behind what it is: `[PERSONAL:ada.example,BLOG:blog.example]`."""

Row = Mapping[str, str]


def is_export(file: ZipFile) -> bool:
    """Whether a ZIP is such an export."""
    return bool(FILES & {_base(name) for name in file.names})


def _base(name: str) -> str:
    return name.rpartition("/")[2].lower()


def read_linkedin(file: ZipFile, limits: ReadingLimits) -> Document:
    """The résumé that an export comes to. Raises ReadingError."""
    return read_resume(_resume(file), limits, LINKEDIN)


def _resume(file: ZipFile) -> dict[str, Any]:
    profile = next(iter(_rows(file, "profile.csv")), {})
    emails = [row.get("email address", "") for row in _rows(file, "email addresses.csv")]
    phones = [row.get("number", "") for row in _rows(file, "phonenumbers.csv")]
    name = " ".join(filter(None, (profile.get("first name"), profile.get("last name"))))
    place = profile.get("geo location") or profile.get("address")
    basics = _filled(
        name=name,
        label=profile.get("headline"),
        summary=profile.get("summary"),
        email=next(filter(None, emails), None),
        phone=next(filter(None, phones), None),
        location={"address": place} if place else None,
        profiles=[{"url": url} for url in _WEBSITE.findall(profile.get("websites", ""))],
    )
    return _filled(
        basics=basics,
        work=[
            _entry(row, name="company name", position="title", location="location",
                   summary="description", startDate="started on", endDate="finished on")
            for row in _rows(file, "positions.csv")
        ],
        education=[
            _entry(row, institution="school name", studyType="degree name", area="notes",
                   startDate="start date", endDate="end date")
            for row in _rows(file, "education.csv")
        ],
        skills=[_entry(row, name="name") for row in _rows(file, "skills.csv")],
        languages=[
            _entry(row, language="name", fluency="proficiency")
            for row in _rows(file, "languages.csv")
        ],
        certificates=[
            _entry(row, name="name", issuer="authority", date="started on", url="url")
            for row in _rows(file, "certifications.csv")
        ],
        projects=[
            _entry(row, name="title", description="description", startDate="started on",
                   endDate="finished on", url="url")
            for row in _rows(file, "projects.csv")
        ],
    )  # fmt: skip


def _rows(file: ZipFile, wanted: str) -> Iterable[Row]:
    """The rows of a file of the export, by the titles of its columns in lower case."""
    name = next((name for name in file.names if _base(name) == wanted), None)
    data = file.read(name) if name else None
    if not data:
        return []
    reader = csv.reader(io.StringIO(decoded(data), newline=""))
    try:
        titles = [title.strip().lower() for title in next(reader, [])]
        rows = [
            dict(zip(titles, row, strict=False))
            for row, _ in zip(reader, range(MAX_ROWS), strict=False)
        ]
    except csv.Error:
        return []
    return [row for row in rows if any(value.strip() for value in row.values())]


def _entry(row: Row, **columns: str) -> dict[str, Any]:
    made = {field: row.get(column, "").strip() for field, column in columns.items()}
    dated = {f: _date(v) if f.endswith("Date") or f == "date" else v for f, v in made.items()}
    return {field: value for field, value in dated.items() if value}


def _date(text: str) -> str:
    """`Mar 2019` as 2019-03; any other as it stands."""
    for form in ("%b %Y", "%B %Y"):
        try:
            return datetime.strptime(text, form).strftime("%Y-%m")  # noqa: DTZ007 - of no clock
        except ValueError:
            continue
    return text


def _filled(**fields: Any) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value}
