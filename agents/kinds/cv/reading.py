"""What a résumé and a job give to choose by, found once for a session. Pure."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from msgspec import Struct

from agents.assessment.requirements import requirements
from agents.assessment.sheet import sheet_of
from agents.assessment.shown import shown
from agents.delivery.given import apart, remarks
from agents.evidence.text import clip
from agents.kinds.cv.base import base_of
from agents.kinds.cv.grouping import mark_key
from agents.kinds.cv.memory import Read
from agents.kinds.cv.worth import worth_of
from agents.postings.asked import Posting
from agents.postings.fields.applying import blind
from agents.postings.read import posting_of, read_posting
from agents.postings.target import target_of
from agents.resume.lines import lines
from protocol.catalogue import told

_MOST_LINE = 200
_OF_NO_USE = "postings.assumed.level."
"""What is assumed of how far up somebody is: nothing here goes by it."""


class Given(Struct, frozen=True):
    """What a CV is made of. `data` is a stored résumé as JSON Resume; `job` the text of a posting,
    or what a stored one says; `today` a date (ISO 8601), `language` the one that people are told
    in."""

    text: str
    data: Mapping[str, Any] | None
    job: str | Mapping[str, Any] | None
    target_role: str | None
    today: str
    language: str | None


def read(given: Given) -> Read:
    """What is found. The same for the same; its cost grows with the texts, and no faster."""
    today = dt.date.fromisoformat(given.today)
    sheet = sheet_of(given.text, today)
    posting = _posting(given.job)
    target = target_of(given.target_role, None, posting, sheet.facts)
    found = shown(target.asked, sheet, today)
    base = base_of(given.text, today, given.data)
    worth = worth_of(base, found, sheet)
    said = [
        *(one for one in target.assumed if not one.key.startswith(_OF_NO_USE)),
        *remarks(given.text, posting, sheet.facts),
        *apart(target, found, sheet.facts, given.language),
    ]
    return Read(
        base=base,
        worth=worth.places,
        sections=worth.sections,
        marks={mark_key(line.text): line.mark for line in lines(given.text) if line.mark},
        requirements=tuple(requirements(found, given.language)),
        language=sheet.facts.language,
        role=target.title,
        year=today.year,
        blind=_is_blind(given.job),
        assumed=tuple(clip(told(one, given.language), _MOST_LINE) for one in said),
    )


def _posting(job: str | Mapping[str, Any] | None) -> Posting | None:
    if job is None:
        return None
    return read_posting(job) if isinstance(job, str) else posting_of(job)


def _is_blind(job: str | Mapping[str, Any] | None) -> bool:
    """Whether the posting says that applications are read blind."""
    if isinstance(job, str):
        return bool(blind(job, lines(job)))
    return bool(job and job.get("blind"))
