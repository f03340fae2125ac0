"""Deeds that the sources do not hold, or hold at a lower rank."""

import re
from collections.abc import Iterator
from itertools import pairwise

from agents.evidence.support.findings import Finding
from agents.evidence.support.known import Known, Line, content, stands, stems
from agents.evidence.support.names import NAMED_CATEGORIES
from agents.evidence.support.statements import Statement
from agents.evidence.text import stem
from agents.evidence.verbs import Deed, deeds
from agents.resume.lines import Slice, fold
from agents.resume.skills import mentions

_LEAST = 0.34
"""The share of what is told that the sources must have words for."""
_LEADS = 3
_TEACHES = re.compile(r"teach|taught|train|tutor|coach|instruct|lectur|educat|가르|교육|지도|강의")
_TEACHER = re.compile(
    r"(?i)\b(?:teacher|trainer|tutor|lecturer|instructor|coach|mentor|professor|educator|assessor)|강사|교사|교수|선생"
)
_AT_NAME = re.compile(r"\bat\s(?:the\s)?(?:[A-Z][\w&’'-]*\s?)+")
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
    copied = _copied(statement, known)
    is_jobs = copied or (len(of_job) >= 2 and share < 0.75) or (len(of_job) == 1 and share <= 0.5)
    if not is_jobs and not (len(new) >= 2 and share < _LEAST):
        return None
    why = (
        "Only the job says this, and of what it asks for."
        if is_jobs
        else "No source says anything of this."
    )
    start = len(statement.text) - len(statement.text.lstrip())
    return Finding("deed", start, len(statement.text.rstrip()), why)


def _copied(statement: Statement, known: Known) -> bool:
    """Whether two words stand side by side as they do in the job, and no source has one of them."""
    told = set(content(statement.text, statement.language))
    return any(
        pair in known.job_pairs
        and any(one in told and not _is_known(one, statement.language, known) for one in pair)
        for pair in pairwise(stems(statement.text))
    )


def _is_known(one: str, language: str, known: Known) -> bool:
    if language == "ko":
        return one[:2] in known.text or one in known.folded
    if one in known.names:
        return True
    size = max(5, -(-3 * len(one) // 4))
    return one in known.stems or one[:size] in known.beginnings(size)


def _of_job(one: str, language: str, known: Known) -> bool:
    if language == "ko":
        return any(one[:3] in text for text in known.jobs)
    return one in known.job_stems


def _rank_held(deed: Deed, statement: Statement, known: Known) -> int | None:
    """The highest rank that the sources tell of what a deed was done to; None if none speaks of it."""
    language = statement.language
    words = _AT_NAME.sub(" ", " ".join(deed.written))
    objects = set(content(words, language)) or set(content(statement.text, language))
    same = stem(deed.verb.split()[0]) if language == "en" else deed.verb[:2]
    scored = [
        (overlap + 2 * (same in line.stems or (language == "ko" and same in line.text)), line)
        for line in known.lines
        if not line.is_head and (overlap := len(objects & line.stems))
    ]
    best = max((score for score, _ in scored), default=0)
    if best == 0:
        scored = [(len(objects & line.stems), line) for line in known.lines]
        best = max((score for score, _ in scored), default=0)
    if best == 0:
        return None
    lines = [line for score, line in scored if score == best]
    return max(_rank_of(line, deed, objects) for line in lines)


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


def _rank_of(line: Line, told: Deed, objects: set[str]) -> int:
    """The rank of the deed of a line that is most like what is told.

    A duty without a verb is done, what is listed is only known.
    """
    every = deeds(line.text)
    alike = max((len(objects & set(stems(" ".join(one.words)))) for one in every), default=0)
    found = [
        one.rank
        for one in every
        if one.verb == told.verb or len(objects & set(stems(" ".join(one.words)))) == alike
    ]
    if _TEACHES.match(told.verb) and _TEACHER.search(line.text):
        return _LEADS
    titled = not line.is_item and re.search(
        r"(?i)\b(?:manager|head|lead|leader|director|supervisor|chief)\b|팀장|파트장|리더|책임|반장|조장",
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
