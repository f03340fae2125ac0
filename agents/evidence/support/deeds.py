"""Deeds that the sources do not hold, or hold at a lower rank."""

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from itertools import pairwise

from agents.career.titles import ends_in_title
from agents.evidence.support.bearings import is_duty, moved_deed
from agents.evidence.support.findings import Finding
from agents.evidence.support.known import Known, Line
from agents.evidence.support.names import NAMED_CATEGORIES
from agents.evidence.support.statements import Statement
from agents.evidence.support.words import content, stands, stems
from agents.evidence.text import STOPWORDS, stem
from agents.evidence.verbs import Deed, deeds, form_of, made_in, originates, sorts, words_of
from agents.evidence.word_lists import words
from agents.resume.lines import Slice, fold
from agents.resume.skills import mentions

_LEAST = 0.34
"""The share of what is told that the sources must have words for."""
_HEADING = 2
"""Words of a heading, which names no deed."""
_SAME_PHRASE = 4
"""What it counts that a line tells a deed in the same phrase: "take charge of the unit"."""
_IMPROVES = 2
_LEADS = 3
_THEM = frozenset(("them", "it", "these", "those", "both"))
_TEACHES = re.compile(
    r"teach|taught|train|tutor|coach|instruct|lectur|educat|mentor|guid|onboard|on-board|induct|멘토|가르|교육|지도|강의"
)
_TEACHER = re.compile(
    r"(?i)\b(?:teacher|trainer|tutor|lecturer|instructor|coach|mentor|professor|educator|assessor)|강사|교사|교수|선생"
)
_AT_NAME = re.compile(r"\bat\s(?:the\s)?(?:[A-Z][\w&’'-]*\s?)+")
_USES = frozenset(("use", "uses", "used", "using"))
_AT_WORK = re.compile(
    r"\b(?:in production|daily|every (?:day|week|shift)|professionally|at work|in all|"
    r"for .{1,20} years?)\b"
)
_BEFORE_OWN = frozenset(("there", "once", "twice", "first", "later", "ago"))
_LEARNT = re.compile(
    r"(?i)\b(?:course|module|workshop|seminar|webinar|introductory|introduction to|"
    r"beginners?|basics|self-study|learning|studying)\b|"
    r"(?:과정|연수|강의|교육)(?:\s?\d|\s?(?:이수|수료|수강))|수강|학습 중|공부 중|독학"
)
"""What was learnt and not said to have been done since."""
_BELONGS = re.compile(
    r"(?i)\b(?:member|trustee|volunteer|attendee|participant|observer|subscriber)\b|"
    r"회원|위원(?!장)|팀원|참관|봉사자"
)
"""What one is without having done more than to take part."""
_CLAUSE = re.compile(r"[,;:—–()\n]|\s(?:and|but|while|which|where|who)\s|(?<=[가-힣][고며])\s")


def unheld_deeds(statement: Statement, known: Known) -> Iterator[Finding]:
    """The first deed of a statement that is of a higher rank than its source, or has none."""
    told = statement.told
    if moved := moved_deed(statement, known):
        yield moved
        return
    invented = _invented(statement, sorted(told), known) if told else None
    if invented:
        yield invented
        return
    for deed in deeds(statement.text):
        if statement.language == "en" and not _is_theirs(deed, known):
            continue
        unlike = _of_other_kind(deed, known)
        if unlike:
            at = max(0, statement.text.lower().find(deed.verb.lower()))
            yield Finding("deed", at, at + len(deed.verb), f"No source tells of any {unlike}.")
            return
        listed = _only_listed(deed, known)
        if listed:
            at = max(0, statement.text.find(listed))
            yield Finding(
                "deed", at, at + len(listed), f"The sources list {listed} and tell no use of it."
            )
            return
        held = _rank_held(deed, statement, known)
        made = held == 1 and deed.rank == _IMPROVES and _is_new(deed, statement, known)
        if held is not None and (made or _is_raised(deed.rank, held)):
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
    unknown = [one for one in told if not _is_known(one, statement.language, known)]
    new = [one for one in unknown if one not in _verb_stems()]
    distinct = len(told) - len(unknown) + len(new)
    share = 1 - len(new) / distinct if distinct else 1.0
    of_job = [one for one in new if _of_job(one, statement.language, known)]
    copied = _copied(statement, known)
    is_jobs = copied or (len(of_job) >= 2 and share < 0.75) or (len(of_job) == 1 and share <= 0.5)
    if not is_jobs and not (len(new) >= 2 and share < _LEAST) and not _told_anew(statement, known):
        return None
    why = (
        "Only the job says this, and of what it asks for."
        if is_jobs
        else "No source says anything of this."
    )
    start = len(statement.text) - len(statement.text.lstrip())
    return Finding("deed", start, len(statement.text.rstrip()), why)


@cache
def _verb_stems() -> frozenset[str]:
    """The stems of verbs of deeds: other ones may tell the same."""
    return frozenset(map(stem, words_of("en")))


def _is_theirs(deed: Deed, known: Known) -> bool:
    """Whether the person does a deed: not so in "the shop opened", "the team that built it"."""
    word = deed.verb.split()[0]
    if not deed.subject or form_of(word) not in {"past", "s"}:
        return True
    *_, before = deed.subject
    plain = before.lower()
    if plain in {"that", "which"}:
        return False
    if not before[:1].islower() or plain in STOPWORDS or plain in words("en", "plain"):
        return True
    return plain.endswith("ly") or plain in _BEFORE_OWN or ends_in_title(plain)


def _of_other_kind(deed: Deed, known: Known) -> str | None:
    """What sort of deed it is, where that is one which the sources tell by its own words or not at
    all: who trained people has not hired any."""
    for row in sorts():
        if not row.isdisjoint((deed.verb, deed.verb.split()[0])):
            return None if any(stands(one, known.folded) for one in row) else min(row)
    return None


def _told_anew(statement: Statement, known: Known) -> bool:
    """Whether a clause tells a deed of which no source has a word."""
    for deed in deeds(statement.text):
        if statement.language == "en" and form_of(deed.verb.split()[0]) not in {"past", "base"}:
            continue
        if statement.language == "en" and not _is_theirs(deed, known):
            continue
        told = content(" ".join(deed.words), statement.language)
        new = sum(not _is_known(one, statement.language, known) for one in told)
        if new >= 2 and 1 - new / len(told) < _LEAST:
            return True
    return False


def _copied(statement: Statement, known: Known) -> bool:
    """Whether two words stand side by side as they do in the job, and no source has one of them."""
    told = statement.told
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
    if any(one[:size] in known.stems for size in range(5, len(one))):
        return True
    size = max(5, -(-3 * len(one) // 4))
    return one in known.stems or one[:size] in known.beginnings(size)


def _of_job(one: str, language: str, known: Known) -> bool:
    if language == "ko":
        return any(one[:3] in text for text in known.jobs)
    return one in known.job_stems


def _rank_held(deed: Deed, statement: Statement, known: Known) -> int | None:
    """The highest rank that is told of what a deed was done to; None if nothing speaks of it."""
    language = statement.language
    words = _AT_NAME.sub(" ", " ".join(deed.written))
    named = set(content(words, language))
    if not named and language == "en" and _is_named_doer(deed, known):
        return deed.rank
    objects = named or set(statement.told) or set(stems(words))
    same = stem(deed.verb.split()[0]) if language == "en" else deed.verb[:2]
    scored = [
        (overlap + _same_verb(line, same, deed, overlap, language), line)
        for line in known.lines_of({*objects, same})
        if not line.is_head or _BELONGS.search(line.text)
        for overlap in (len(objects & line.stems),)
    ]
    if _TEACHES.match(deed.verb):
        taught = [line for line in known.lines_of(objects) if _TEACHER.search(line.text)]
        if taught:
            return _LEADS
    best = max((score for score, _ in scored), default=0)
    if best == 0:
        scored = [(len(objects & line.stems), line) for line in known.lines_of(objects)]
        best = max((score for score, _ in scored), default=0)
    if best == 0:
        return None
    lines = [line for score, line in scored if score == best]
    return max(_rank_of(line, deed, objects, known) for line in lines)


def _only_listed(deed: Deed, known: Known) -> str | None:
    """A skill with which something was done, while the sources only list it."""
    if deed.rank < 1 and not (deed.verb in _USES and _AT_WORK.search(" ".join(deed.words))):
        return None
    for mention in mentions([Slice(" ".join(deed.written), 0)]):
        if mention.skill is None or mention.skill.category not in NAMED_CATEGORIES:
            continue
        spelled = [fold(one.text) for one in mention.skill.spellings]
        lines = [
            line for line in known.lines if any(stands(one, fold(line.text)) for one in spelled)
        ]
        if lines and all(line.is_list or line.is_credential or _is_learnt(line) for line in lines):
            return mention.said.text
    return None


@lru_cache(maxsize=4096)
def _objects(deed: Deed) -> frozenset[str]:
    return frozenset(stems(" ".join([*deed.ahead, *deed.words])))


def _rank_of(line: Line, told: Deed, objects: set[str], known: Known) -> int:
    """The rank of the deed of a line that is most like what is told.

    A duty without a verb is done, what is listed is only known.
    """
    every = deeds(line.text)
    same = stem(told.verb.split()[0])
    if any(one.rank == 0 and same in map(stem, one.words[:3]) for one in every):
        return 0
    overlaps = [len(objects & _objects(one)) for one in every]
    alike = max(overlaps, default=0)
    found = [
        max(one.rank, told.rank) if _names_doer(one.verb, told.verb) else _for(one, told)
        for one, overlap in zip(every, overlaps, strict=True)
        if overlap == alike or (one.verb == told.verb and not _THEM.isdisjoint(one.words))
    ]
    if _TEACHES.match(told.verb) and _TEACHER.search(line.text):
        return _LEADS
    titled = not line.is_item and re.search(
        r"(?i)\b(?:manager|head(?!\s(?:office|quarters))|lead|leader|director|supervisor|chief)\b|팀장|파트장|리더|책임|반장|조장",
        line.text,
    )
    if titled:
        return _LEADS
    if found:
        used = any(one.rank == 0 and one.verb in _USES and " for " in line.text for one in every)
        return max(*found, 1) if used and told.rank == 1 else max(found)
    if _is_learnt(line):
        return 0
    if _BELONGS.search(line.text):
        return 0
    return -1 if line.is_list and not is_duty(line, known) else 1


def _for(held: Deed, told: Deed) -> int:
    """The rank of a deed beside one that is told: who taught people has not led them."""
    if held.rank == told.rank == _LEADS and _is_teaching(held) and not _is_teaching(told):
        return 1
    return held.rank


def _is_teaching(deed: Deed) -> bool:
    if deed.verb[:1] >= "가":
        return _TEACHES.search(f"{deed.words[0]}{deed.verb}") is not None
    return _TEACHES.match(deed.verb) is not None


def _is_learnt(line: Line) -> bool:
    """Whether a line tells of what was learnt, and of nothing that was done."""
    return _LEARNT.search(line.text) is not None and all(one.rank < 1 for one in deeds(line.text))


def _same_verb(line: Line, same: str, deed: Deed, overlap: int, language: str) -> int:
    """What it counts that a line has the verb: of the same thing, or as a noun of what was done."""
    _, _, phrase = deed.verb.partition(" ")
    if phrase and overlap and any(one.verb.partition(" ")[2] == phrase for one in deeds(line.text)):
        return _SAME_PHRASE
    if deed.verb in words("en", "plain"):
        return 0
    if same not in line.stems and not (language == "ko" and same in line.text):
        return 0
    sentence = language == "en" and len(line.text.split()) > _HEADING
    named = sentence and all(
        one.verb.split()[0] != deed.verb.split()[0] for one in deeds(line.text)
    )
    return 2 if overlap or named else 0


def _names_doer(noun: str, verb: str) -> bool:
    """Whether a noun names who does that: a tester has tested."""
    plain = stem(verb.split()[0])
    return (
        len(plain) > 3 and noun != verb and noun.startswith(plain) and noun.endswith(("er", "or"))
    )


def _is_new(deed: Deed, statement: Statement, known: Known) -> bool:
    """Whether a deed says that a thing is there by it, and no line says that it was made."""
    if not originates(deed.verb):
        return False
    verb = stem(deed.verb.split()[0]) if statement.language == "en" else deed.verb[:2]
    return not any(
        verb in line.stems or verb in line.text or made_in(line.text, statement.language)
        for line in known.lines_of(statement.told)
        if not line.is_head
    )


def _is_named_doer(deed: Deed, known: Known) -> bool:
    """Whether the sources name the person by the deed: a developer has developed."""
    plain = stem(deed.verb.split()[0])
    return len(plain) > 3 and not known.tokens.isdisjoint((f"{plain}er", f"{plain}or"))


def _is_raised(told: int, held: int) -> bool:
    """Whether a deed is told at a higher rank; what one did, one may have improved."""
    if held <= 0:
        return told > max(held, 0) or (held < 0 and told >= 1)
    return told > held and told == _LEADS
