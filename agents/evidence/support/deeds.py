"""Deeds that the sources do not hold, or hold at a lower rank."""

import re
from collections.abc import Iterator

from agents.evidence.support.findings import Finding
from agents.evidence.support.known import Known, Line, content, stands
from agents.evidence.support.names import NAMED_CATEGORIES
from agents.evidence.support.statements import Statement
from agents.evidence.verbs import Deed, deeds
from agents.resume.lines import Slice, fold
from agents.resume.skills import mentions

_LEAST = 0.34
"""The share of what is told that the sources must have words for."""
_LEADS = 3
_CLAUSE = re.compile(r"[,;:—–()\n]|\s(?:and|but|while|which|where|who)\s|(?<=[가-힣][고며])\s")


def unheld_deeds(statement: Statement, known: Known) -> Iterator[Finding]:
    """The first deed of a statement that is of a higher rank than its source, or has none."""
    told = content(statement.text, statement.language)
    if not told:
        return
    invented = _invented(statement, told, known)
    if invented:
        yield invented
        return
    for deed in deeds(statement.text):
        listed = _only_listed(deed, known)
        if listed:
            at = max(0, statement.text.find(listed))
            yield Finding(
                "deed", at, at + len(listed), f"The sources list {listed} and tell no use of it."
            )
            return
        held = _rank_held(deed, statement, known)
        if held is not None and _is_raised(deed.rank, held):
            at = statement.text.lower().find(deed.verb.lower())
            start = max(0, at)
            yield Finding(
                "deed",
                start,
                start + len(deed.verb),
                f"{deed.verb!r} says more than the sources do.",
            )
            return


def _invented(statement: Statement, told: list[str], known: Known) -> Finding | None:
    """The statement where its words are of no source, or those of the job."""
    distinct = list(dict.fromkeys(told))
    new = [one for one in distinct if not _is_known(one, statement.language, known)]
    share = 1 - len(new) / len(distinct)
    of_job = [one for one in new if _of_job(one, statement.language, known)]
    is_jobs = (len(of_job) >= 2 and share < 0.75) or (len(of_job) == 1 and share <= 0.5)
    if not is_jobs and not (len(new) >= 2 and share < _LEAST):
        return None
    why = (
        "Only the job says this, and of what it asks for."
        if is_jobs
        else "No source says anything of this."
    )
    start = len(statement.text) - len(statement.text.lstrip())
    return Finding("deed", start, len(statement.text.rstrip()), why)


def _is_known(one: str, language: str, known: Known) -> bool:
    if language == "ko":
        return one[:2] in known.text or one in known.folded
    if one in known.names:
        return True
    return one in known.stems or (
        len(one) > 4 and any(held.startswith(one[:5]) for held in known.stems)
    )


def _of_job(one: str, language: str, known: Known) -> bool:
    if language == "ko":
        return any(one[:3] in text for text in known.jobs)
    return one in known.job_stems


def _rank_held(deed: Deed, statement: Statement, known: Known) -> int | None:
    """The highest rank that the sources tell of what a deed was done to; None if none speaks of it."""
    language = statement.language
    objects = set(content(" ".join(deed.words), language)) or set(content(statement.text, language))
    scored = [(len(objects & line.stems), line) for line in known.lines]
    best = max((score for score, _ in scored), default=0)
    if best == 0:
        return None
    lines = [line for score, line in scored if score == best]
    return max(_rank_of(line, known) for line in lines)


def _only_listed(deed: Deed, known: Known) -> str | None:
    """A skill with which something was done, while the sources only list it."""
    if deed.rank < 1:
        return None
    for mention in mentions([Slice(" ".join(deed.written), 0)]):
        if mention.skill is None or mention.skill.category not in NAMED_CATEGORIES:
            continue
        spelled = [fold(one.text) for one in mention.skill.spellings]
        lines = [
            line for line in known.lines if any(stands(one, fold(line.text)) for one in spelled)
        ]
        if lines and all(line.is_list or line.is_credential for line in lines):
            return mention.said.text
    return None


def _rank_of(line: Line, known: Known) -> int:
    """The rank of the deeds of a line; a duty without a verb is done, what is listed is only known."""
    found = [deed.rank for deed in deeds(line.text)]
    titled = re.search(
        r"(?i)\b(?:manager|head|lead|leader|director|supervisor|chief|teacher|trainer)\b|팀장|파트장|리더|책임|반장|조장",
        line.text,
    )
    if titled:
        return _LEADS
    if found:
        return max(found)
    return -1 if line.is_list else 1


def _is_raised(told: int, held: int) -> bool:
    """Whether a deed is told at a higher rank; what one did, one may have improved."""
    if held <= 0:
        return told > max(held, 0) or (held < 0 and told >= 1)
    return told > held and told == _LEADS
