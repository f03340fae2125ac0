"""What a file of each form is: its media type, and how its name ends."""

from collections.abc import Mapping
from typing import NamedTuple

from agents.kind.exports import Format

MARKDOWN = "text/markdown"
HTML = "text/html"
JSON = "application/json"
CALENDAR = "text/calendar"


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
    "ics": FileType(CALENDAR, "ics"),
    "resume.json": FileType(JSON, "resume.json", negotiable=False),
}
"""The forms that can be written."""


def file_name(kind: str, title: str, day: str, ending: str) -> str:
    """What a file says that it is: of which kind, what it is about, and of which day."""
    parts = [title] if title.startswith(kind) or not kind else [kind, title]
    return f"{' - '.join(filter(None, (*parts, day)))}.{ending}"
