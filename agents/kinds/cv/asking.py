"""What only the person can fill in a CV, and the question that gets it. Pure."""

from collections.abc import Iterator
from typing import NamedTuple

from msgspec import UNSET

from agents.kinds.cv.arranging import IN_RESULT, Document
from agents.kinds.cv.inputs import Form
from agents.kinds.cv.memory import Read
from agents.kinds.cv.pieces import lines_of
from agents.kinds.cv.wording import text
from agents.resume.results import is_measured
from protocol.catalogue import Text

MOST = 30
_MOST_NAME = 80
_RESULTS = 3
"""So many of the newest jobs are asked what came of them."""
_UNSAID = ("notShown", "contradicted")


class Asking(NamedTuple):
    """A place in the result, and the question: a text of the kind's, or one that is there."""

    path: str
    ask: Text | str


def open_places(read: Read, document: Document, form: Form) -> list[Asking]:
    """Conditions and musts that are not shown, who one is, when one worked, and what the form needs
    besides."""
    found = [*_requirements(read), *_basics(document), *_jobs(document, form)]
    if document.closing:
        found.append(Asking(document.closing, text("asks.closing")))
    return found[:MOST]


def _requirements(read: Read) -> Iterator[Asking]:
    for at, one in enumerate(read.requirements):
        is_must = one.kind == "must" or one.knockout
        if is_must and one.status in _UNSAID and one.ask is not UNSET:
            yield Asking(f"/requirements/{at}", one.ask)


def _basics(document: Document) -> Iterator[Asking]:
    basics = document.resume["basics"]
    for name in ("name", "email"):
        if not basics.get(name):
            yield Asking(f"{IN_RESULT}/basics/{name}", text(f"asks.{name}"))


def _jobs(document: Document, form: Form) -> Iterator[Asking]:
    for at, job in enumerate(document.resume.get("work", [])):
        place = f"{IN_RESULT}/work/{at}"
        called = str(job.get("name") or job.get("position") or "")[:_MOST_NAME]
        if not job.get("startDate") and called:
            yield Asking(f"{place}/startDate", text("asks.start", name=called))
        is_asked = form == "careerDescription" and at < _RESULTS and called
        if is_asked and not any(map(is_measured, lines_of(job))):
            yield Asking(f"{place}/highlights", text("asks.result", name=called))
