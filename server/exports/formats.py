"""What a file of each form is: its media type, and how its name ends."""

from collections.abc import Mapping, Sequence
from functools import cache
from importlib.util import find_spec
from typing import NamedTuple

from agents.kind.exports import HANDED_IN, SET_HERE, Format

MARKDOWN = "text/markdown"
HTML = "text/html"
CSV = "text/csv"
JSON = "application/json"
CALENDAR = "text/calendar"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PDF = "application/pdf"


class FileType(NamedTuple):
    """A form as a file."""

    media_type: str
    ending: str
    negotiable: bool = True
    """Whether `Accept` may choose it: there is no other with its media type."""


FILES: Mapping[Format, FileType] = {
    "json": FileType(JSON, "json"),
    "md": FileType(MARKDOWN, "md"),
    "html": FileType(HTML, "html"),
    "csv": FileType(CSV, "csv"),
    "ics": FileType(CALENDAR, "ics"),
    "docx": FileType(DOCX, "docx"),
    "pdf": FileType(PDF, "pdf"),
    "resume.json": FileType(JSON, "resume.json", negotiable=False),
}
"""The forms that can be written."""


def formats_here(formats: Sequence[Format]) -> tuple[Format, ...]:
    """Those of a kind that this server can write: with `pdf`, where what sets it is installed."""
    known = tuple(name for name in formats if name in FILES)
    return (*known, SET_HERE) if HANDED_IN in known and can_set() else known


@cache
def can_set() -> bool:
    """Whether the extra `pdf` is installed."""
    return find_spec("typst") is not None


def file_name(kind: str, title: str, day: str, ending: str) -> str:
    """What a file says that it is: of which kind, what it is about, and of which day."""
    parts = [title] if title.startswith(kind) or not kind else [kind, title]
    return f"{' - '.join(filter(None, (*parts, day)))}.{ending}"
