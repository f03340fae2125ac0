"""What is counted of a résumé before and after its changes. Pure."""

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from typing import Any

from msgspec import Struct

from agents.assessment.coverage import coverage
from agents.assessment.file_check import file_check
from agents.assessment.file_facts import FileFacts
from agents.assessment.sheet import sheet_of
from agents.assessment.shown import shown
from agents.evidence.sources import Source, find_quote
from agents.kinds.optimize.applying import applied, settled
from agents.kinds.optimize.types import Change
from agents.postings.asked import Asked
from agents.resume.pointers import points
from agents.resume.results import is_measured

_WORD = re.compile(r"[^\W_]+")


class Measured(Struct, frozen=True):
    """A résumé as it stands: scores (None: nothing could judge), points with a result, words."""

    ats: int | None
    coverage: int | None
    results: int
    words: int


class Figures(Struct, frozen=True):
    """Both of them."""

    before: Measured
    after: Measured


class Given(Struct, frozen=True):
    """What is measured: a résumé as text and as data, and what is asked for."""

    text: str
    resume: Mapping[str, Any]
    asked: tuple[Asked, ...]
    file: FileFacts | None
    written: str | None
    country: str | None
    today: dt.date


def figures(given: Given, changes: Sequence[Change]) -> Figures:
    """What a résumé counts before its changes, and with all that are not rejected.

    The text after is the text before with what is worded anew in its place: the file, and what is
    not touched, stay what they are. Open places count nothing.
    """
    taken = [change for change in changes if change.status != "rejected"]
    after = changed_text(given.text, taken)
    resume = applied(given.resume, taken)
    return Figures(_measured(given, given.text, given.resume), _measured(given, after, resume))


def changed_text(text: str, changes: Sequence[Change]) -> str:
    """A text with changes where what they change stands; one that does not stand there is left."""
    for change in changes:
        found = find_quote(change.before, [Source("resume", text)]) if change.before else None
        if found is None or change.op not in ("replace", "remove"):
            continue
        begun, end = found[1]
        made = settled(change.before, change.after) if change.after else ""
        if change.op == "replace":
            # The file's lines stay where they are.
            made = made.replace("\n", "; ") or text[begun:end]
        text = f"{text[:begun]}{made}{text[end:]}"
    return text


def _measured(given: Given, text: str, resume: Mapping[str, Any]) -> Measured:
    sheet = sheet_of(text, given.today, given.file)
    lines = [point.text for point in points(resume)]
    return Measured(
        file_check(sheet, given.written, given.country).score,
        coverage(shown(given.asked, sheet, given.today)) if given.asked else None,
        sum(is_measured(line) for line in lines),
        sum(len(_WORD.findall(line)) for line in lines),
    )
