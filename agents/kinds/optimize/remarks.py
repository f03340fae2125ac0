"""What is said of a résumé and what it is for, before anything in it is changed. Pure."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from agents.assessment.sheet import sheet_of
from agents.assessment.shown import shown
from agents.delivery.given import apart, remarks
from agents.postings.read import posting_of, read_posting
from agents.postings.target import target_of
from protocol.catalogue import Text

_OF_NO_USE = "postings.assumed.level."
"""What is assumed of how far up somebody is: no change goes by it."""


def said_of(
    resume: str,
    job: str | Mapping[str, Any] | None,
    target_role: str,
    today: dt.date,
    language: str | None,
) -> list[Text]:
    """What is not known of the role, what in the texts counts for nothing, and what is far off."""
    posting = None
    if job is not None:
        posting = read_posting(job) if isinstance(job, str) else posting_of(job)
    sheet = sheet_of(resume, today)
    target = target_of(target_role, None, posting, sheet.facts)
    assumed = [one for one in target.assumed if not one.key.startswith(_OF_NO_USE)]
    has = shown(target.asked, sheet, today)
    told = remarks(resume, posting, sheet.facts)
    return [*assumed, *told, *apart(target, has, sheet.facts, language)]
