"""What a form's answers are made of: the lines of the résumé, and who is applied to."""

import datetime as dt
import re
from collections.abc import Mapping
from typing import Any

from msgspec import Struct

from agents.evidence.sentences import sentence_spans
from agents.evidence.sources import Source, find_quote
from agents.evidence.text import clip, one_line
from agents.kinds.answers.private import private
from agents.kinds.answers.telling import SAID, told
from agents.postings.asked import Posting
from agents.postings.fields.applying import blind
from agents.postings.read import posting_of, prepared, read_posting
from agents.results.types import Evidence
from agents.resume.facts import facts_of
from agents.resume.lines import lines
from agents.resume.schools import names_degree

MOST_LINES = 80
_LEAST = 8
_LONGEST = 300
"""Characters of a line that tells anything."""
_NUMBERED = re.compile(r"\d{1,2}[.)]\s")
_MARK = re.compile(r"^[\s•·▪◦‣*>\-–—]{1,9}")


class Form(Struct, frozen=True):
    """What is known of the person and of the job, as far as answers go.

    `lines` are those of the résumé that tell of work. What is not known is None.
    """

    lines: tuple[Evidence, ...] = ()
    employers: tuple[str, ...] = ()
    name: str | None = None
    firm: str | None = None
    title: str | None = None
    blind: bool = False
    blind_told: bool = False
    """Whether it was the posting that said so."""


def form_of(
    resume: str,
    job: str | Mapping[str, Any] | None,
    role: str | None,
    is_blind: bool | None,
    today: dt.date,
) -> Form:
    """What the résumé and the job say, as of a day."""
    facts = facts_of(resume, today=today)
    lines_told = [bullet for job_fact in facts.jobs for bullet in job_fact.bullets]
    if not lines_told:
        lines_told = [_MARK.sub("", line) for line in resume.splitlines()]
    sources = [Source("resume", resume)]
    found = []
    for line in [one for whole in lines_told for _, one in sentence_spans(whole)][:MOST_LINES]:
        quote = clip(one_line(line), _LONGEST)
        if len(quote) < _LEAST or private(quote) or not _tells(quote):
            continue
        place = find_quote(quote, sources)
        if place:
            found.append(Evidence(quote, "resume", span=place[1]))
    posting = _posting(job)
    says = _says_blind(job) if is_blind is None else None
    return Form(
        lines=tuple(found),
        employers=tuple(dict.fromkeys(fact.employer for fact in facts.jobs if fact.employer)),
        name=facts.name,
        firm=posting.employer if posting else None,
        title=role or (posting.title if posting else None),
        blind=bool(says if is_blind is None else is_blind),
        blind_told=bool(says),
    )


def _tells(line: str) -> bool:
    """Whether a line tells of something done, or of how much: no heading, and no degree."""
    if _NUMBERED.match(line) or names_degree(line):
        return False
    return any(one.rank >= SAID for one in told(line))


def _posting(job: str | Mapping[str, Any] | None) -> Posting | None:
    if job is None:
        return None
    return read_posting(job) if isinstance(job, str) else posting_of(job)


def _says_blind(job: str | Mapping[str, Any] | None) -> bool | None:
    """Whether the posting says that applications are read blind."""
    if isinstance(job, str):
        return blind(job, lines(prepared(job)))
    return job.get("blind") if job else None
