"""What an interview uses of a posting, and of the times in a résumé."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

import msgspec

from agents.bank.types import Posted
from agents.evidence.text import one_line
from agents.postings.details import details_of
from agents.resume import experience
from agents.resume.facts import Reading

MOST = 12
"""Requirements, or duties, that are asked about: more than an interview has questions."""
MOST_TEXT = 200
"""Characters of one of them: a longer one is no single thing."""
MOST_GAPS = 3


class _Entry(msgspec.Struct):
    text: str = ""
    knockout: bool = False


class _Stored(msgspec.Struct, rename="camel"):
    """What is used of a stored job."""

    title: str = ""
    hiring_organization: str | None = None
    must_have: list[_Entry] = []
    responsibilities: list[str] = []


def posted(job: str | Mapping[str, Any], day: str, language: str | None) -> Posted:
    """What a posting asks for; a stored one is in the names of schema.org's JobPosting.

    `day` is today, as "YYYY-MM-DD". What it does not say is empty.
    """
    said: Mapping[str, Any] = job if isinstance(job, Mapping) else _read(job, day, language)
    known = {name: value for name, value in said.items() if value is not None}
    try:
        found = msgspec.convert(known, _Stored)
    except msgspec.ValidationError:
        return Posted()
    return Posted(
        title=one_line(found.title),
        company=one_line(found.hiring_organization or ""),
        must=_short([entry.text for entry in found.must_have]),
        conditions=_short([entry.text for entry in found.must_have if entry.knockout]),
        duties=_short(found.responsibilities),
    )


def _read(job: str, day: str, language: str | None) -> Mapping[str, Any]:
    found = details_of(job, dt.date.fromisoformat(day), language)
    return msgspec.to_builtins(found)  # type: ignore[no-any-return]


def _short(texts: list[str]) -> tuple[str, ...]:
    lines = (one_line(text) for text in texts)
    return tuple(line for line in lines if 0 < len(line) <= MOST_TEXT)[:MOST]


def gaps(resume: str, day: str) -> list[tuple[str, str]]:
    """Times of more than six months without a job, as "YYYY-MM" from and to, the newest first."""
    times = [job.period for job in Reading(resume).jobs]
    found = experience.gaps(times, dt.date.fromisoformat(day))
    return [(gap.start, gap.end) for gap in reversed(found)][:MOST_GAPS]
