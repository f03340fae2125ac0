"""The parts of a resume, told by their headings, and what each may hold."""

import re
from bisect import bisect

from agents.data_files import listed

_HEADING = re.compile(
    r"(?m)(?:^|\|\|)[^\w\n|]{0,8}(?P<text>[A-Za-z][^\n|]{1,30}?)[^\w\n|]{0,8}(?=$|\|\|)"
)


class Parts:
    """Where the parts of a resume begin. Before the first heading anything may stand."""

    def __init__(self, resume: str) -> None:
        headings = ((match.start(), _kind(match["text"])) for match in _HEADING.finditer(resume))
        known = [(at, kind) for at, kind in headings if kind]
        self._starts = [at for at, _ in known]
        self._kinds = [kind for _, kind in known]

    def may_name_employer(self, at: int) -> bool:
        """Whether an employer can be named at this place."""
        return self._kind(at) == "work"

    def may_tell_result(self, at: int) -> bool:
        """Whether what the person achieved can be told at this place."""
        return self._kind(at) != "bare"

    def _kind(self, at: int) -> str:
        part = bisect(self._starts, at)
        return self._kinds[part - 1] if part else "work"


def is_bare(heading: str) -> bool:
    """Whether neither employers nor results stand under a heading, or after it in its line."""
    return heading.strip().lower() in listed(__package__, "resume", "bare_parts")


def _kind(heading: str) -> str | None:
    """What kind of part a heading begins; None where it does not look like a heading."""
    text = heading.lower()
    if is_bare(heading):
        return "bare"
    if text in listed(__package__, "resume", "deed_parts"):
        return "deed"
    if heading.isupper() or not listed(__package__, "resume", "work_parts").isdisjoint(
        text.split()
    ):
        return "work"
    return None
