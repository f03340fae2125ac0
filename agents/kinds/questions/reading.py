"""What a résumé and a job give to ask about, found once for a session."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from agents.assessment.sheet import sheet_of
from agents.assessment.shown import shown
from agents.career.question_types import question_types
from agents.delivery.given import apart, remarks
from agents.kinds.questions import bank
from agents.kinds.questions.bank import KOREAN, spoken
from agents.kinds.questions.material import passages
from agents.kinds.questions.memory import Found
from agents.kinds.questions.needs import Needs, needs_of
from agents.kinds.questions.results import Difficulty, Type
from agents.postings.asked import Posting
from agents.postings.read import posting_of, read_posting
from agents.postings.target import Target, target_of
from agents.resume.experience import Gap, month_of
from agents.resume.facts import Facts
from protocol.catalogue import told

_DIFFICULTIES: dict[str, Difficulty] = {
    "junior": "easy",
    "mid": "medium",
    "senior": "hard",
    "lead": "hard",
}
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip


def found(
    resume: str,
    job: str | Mapping[str, Any] | None,
    target_role: str | None,
    language: str | None,
    as_of: str,
) -> Found:
    """What there is to ask about. `language` is the one to ask in, None that of the texts."""
    today = dt.date.fromisoformat(as_of)
    sheet = sheet_of(resume, today)
    facts = sheet.facts
    posting = _posting(job)
    target = target_of(target_role, None, posting, facts)
    asked_in = language or (posting and posting.language) or facts.language
    aimed = target_role or (posting.title if posting else None)
    needs = Needs()
    assumed = remarks(resume, posting, facts)
    if posting or target_role:
        has = shown(target.asked, sheet, today)
        needs = needs_of(has, resume, asked_in, of_a_job=target.from_posting)
        assumed = [*target.assumed, *assumed, *apart(target, has, facts, asked_in)]
    return Found(
        passages=passages(resume),
        needs=needs,
        fitting=_fitting(target),
        known=_known(facts, posting, aimed, today, asked_in),
        difficulty=_DIFFICULTIES[target.seniority],
        role=aimed,
        language=asked_in,
        assumed=tuple(told(text, asked_in) for text in assumed),
    )


def _posting(job: str | Mapping[str, Any] | None) -> Posting | None:
    if job is None:
        return None
    return read_posting(job) if isinstance(job, str) else posting_of(job)


def _fitting(target: Target) -> tuple[Type, ...]:
    """The types that fit the field, in its order, of those that there are questions of."""
    known = set(bank.types())
    return tuple(type for type in question_types(target.field) if type in known)


def _known(
    facts: Facts, posting: Posting | None, role: str | None, today: dt.date, language: str | None
) -> dict[str, str]:
    """What standard questions need and is known."""
    known: dict[str, str | None] = {
        "employer": posting.employer if posting else None,
        "role": " ".join(role.split())[:100] if role else None,
        "current": next((job.employer for job in facts.jobs if job.current), None),
    }
    if facts.gaps:
        known |= _gap(facts.gaps[-1], today, language)
    kept = {name: value for name, value in known.items() if value}
    # What a standard question asks for by name: see `data/standard.toml`.
    return kept | {"job": kept["current"]} if "current" in kept else kept


def _gap(gap: Gap, today: dt.date, language: str | None) -> dict[str, str | None]:
    now = f"{today.year:04d}-{month_of(today) % 12 + 1:02d}"
    ended = None if gap.end >= now else _month(gap.end, language)
    return {"gap": gap.start, "from": _month(gap.start, language), "to": ended}


def _month(written: str, language: str | None) -> str:
    """A month (`YYYY-MM`) as people say it."""
    year, month = map(int, written.split("-"))
    return f"{year}년 {month}월" if spoken(language) == KOREAN else f"{_MONTHS[month - 1]} {year}"
