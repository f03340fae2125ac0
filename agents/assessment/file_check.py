"""Whether software can read a résumé's file: eleven checks.

Their weights follow what makers of recruiting systems say in their own documentation.

It says nothing of how good somebody is. Content counts nothing. What cannot be judged is left out,
and the points of the others are scaled to 100.
"""

import re
from collections.abc import Iterable, Sequence
from typing import Literal, NamedTuple, TypeAlias

from msgspec import Struct

from agents.assessment.file_facts import FileFacts, Part, Where
from agents.assessment.rounding import largest_remainder
from agents.assessment.sheet import Sheet
from agents.assessment.words import pattern
from agents.evidence.claims import word_count
from agents.reading.media_type import DOCX, PDF
from agents.results.types import Method
from agents.resume.facts import JobFact
from agents.resume.lines import fold, lines
from agents.resume.sections import Section, sections
from protocol.catalogue import Text

METHOD = Method("file", 1)

Check_: TypeAlias = Literal[
    "text_layer", "reading_order", "jobs", "contact", "dates", "headings", "hidden_text",
    "characters", "file", "length", "file_name",
]  # fmt: skip
WEIGHTS: dict[Check_, int] = {
    "text_layer": 18, "reading_order": 14, "jobs": 14, "contact": 12, "dates": 10, "headings": 8,
    "hidden_text": 8, "characters": 6, "file": 4, "length": 4, "file_name": 2,
}  # fmt: skip
LEAST_JUDGED = 50
"""Unscaled points that have to be judged for there to be a score."""
_TEXT_SHARE = 0.95
_MOST_BYTES = 2_621_440
"""2.5 MB."""
_LEAST_WORDS = 120
_PAGES = 2
_MORE_PAGES = {"DE": 3, "AT": 3, "CH": 3}
_WORDS_OF_PAGE = 800
"""More words than a page has; by them the pages of a pasted text are told."""
_PRIVATE = re.compile(r"[\ue000-\uf8ff\ufffd]")
_SPACED = re.compile(r"(?<!\S)(?:[^\W\d_] ){5,}[^\W\d_](?!\S)")
_SPACED_SHARE = 0.5
_VERSION = pattern("file_versions")


class Check(Struct, frozen=True):
    """One check: passed, or None where it could not be judged; its points; how to mend it."""

    check: Check_
    passed: bool | None
    points: int
    max_points: int
    detail: Text
    fix: Text | None = None


class FileCheck(Struct, frozen=True):
    """The score, 0–100, and what adds up to it. None where too little could be judged."""

    score: int | None
    checks: tuple[Check, ...]


class _Found(NamedTuple):
    """What a check found: the share of its points, None where it can't be judged."""

    share: float | None
    detail: Text
    fix: Text | None = None


def file_check(sheet: Sheet, language: str | None, country: str | None) -> FileCheck:
    """The check of a sheet. `language` is the document's, `country` where it is handed in."""
    file = None if sheet.pasted else (sheet.file or FileFacts())
    found: dict[Check_, _Found] = {
        "text_layer": _text_layer(file),
        "reading_order": _reading_order(file),
        "jobs": _jobs(sheet),
        "contact": _contact(sheet, file),
        "dates": _dates(sheet),
        "headings": _headings(sheet),
        "hidden_text": _hidden_text(file),
        "characters": _characters(sheet),
        "file": _file(file),
        "length": _length(sheet, file, country),
        "file_name": _file_name(sheet, file),
    }
    judged = [name for name in WEIGHTS if found[name].share is not None]
    whole = sum(WEIGHTS[name] for name in judged)
    scaled = largest_remainder([100 * WEIGHTS[n] / whole for n in judged], 100) if judged else []
    most = dict(zip(judged, scaled, strict=True))
    checks = tuple(_check(name, found[name], most.get(name, 0)) for name in WEIGHTS)
    score = sum(check.points for check in checks) if whole >= LEAST_JUDGED else None
    return FileCheck(score, checks)


def _check(name: Check_, found: _Found, most: int) -> Check:
    if found.share is None:
        return Check(name, None, 0, 0, found.detail)
    passed = found.share >= 1
    points = most if passed else int(most * found.share + 1e-9)
    return Check(name, passed, points, most, found.detail, None if passed else found.fix)


def _unjudged() -> _Found:
    return _Found(None, Text("assessment.file.not_measured"))


def _kind(file: FileFacts | None) -> str:
    """The sort of file that a fix is told for."""
    return {PDF: "pdf", DOCX: "docx"}.get(file.media_type if file else "", "other")


def _text_layer(file: FileFacts | None) -> _Found:
    if file is None or file.text_share is None:
        return _unjudged()
    share = file.text_share
    if share >= _TEXT_SHARE:
        return _Found(1.0, Text("assessment.file.text_layer.passed"))
    return _Found(
        share,
        Text("assessment.file.text_layer.failed", percent=round(share * 100)),
        Text("assessment.file.text_layer.fix"),
    )


def _reading_order(file: FileFacts | None) -> _Found:
    if file is None or file.switches is None:
        return _unjudged()
    if file.switches <= 1 and not file.torn_rows:
        return _Found(1.0, Text("assessment.file.reading_order.passed"))
    return _Found(
        0.0,
        Text("assessment.file.reading_order.failed"),
        Text(f"assessment.file.reading_order.fix.{_kind(file)}"),
    )


def _jobs(sheet: Sheet) -> _Found:
    jobs = sheet.facts.jobs
    if not jobs:
        return _Found(0.0, Text("assessment.file.jobs.none"), Text("assessment.file.jobs.fix_none"))
    whole = sum(_is_whole(job) for job in jobs)
    if whole == len(jobs):
        return _Found(1.0, Text("assessment.file.jobs.passed", count=whole))
    job = next(job for job in jobs if not _is_whole(job))
    return _Found(
        whole / len(jobs),
        Text("assessment.file.jobs.failed", whole=whole, all=len(jobs)),
        Text("assessment.file.jobs.fix", missing=_missing(job), job=_called(job)),
    )


def _is_whole(job: JobFact) -> bool:
    return bool(job.employer and job.title and job.start and (job.end or job.current))


def _missing(job: JobFact) -> Text:
    """What of a job could not be told, the first of it."""
    if not job.employer:
        return Text("assessment.file.jobs.employer")
    if not job.title:
        return Text("assessment.file.jobs.title")
    return Text("assessment.file.jobs.dates")


def _called(job: JobFact) -> str:
    return (job.employer or job.title or job.start or "?")[:60]


def _contact(sheet: Sheet, file: FileFacts | None) -> _Found:
    facts = sheet.facts
    known: dict[Part, str | None] = {
        "name": facts.name, "email": facts.email, "phone": facts.phone,
    }  # fmt: skip
    elsewhere = file.contact if file else {}
    good = [part for part, value in known.items() if value and part not in elsewhere]
    if len(good) == len(known):
        return _Found(1.0, Text("assessment.file.contact.passed"))
    part = next(part for part in known if part not in good)
    where = elsewhere.get(part)
    if where:
        return _Found(
            len(good) / 3,
            Text("assessment.file.contact.elsewhere", part=_part(part), where=_where(where)),
            Text("assessment.file.contact.fix_elsewhere", part=_part(part)),
        )
    return _Found(
        len(good) / 3,
        Text("assessment.file.contact.missing", part=_part(part)),
        Text("assessment.file.contact.fix_missing", part=_part(part)),
    )


def _part(part: Part) -> Text:
    return Text(f"assessment.file.contact.{part}")


def _where(where: Where) -> Text:
    return Text(f"assessment.file.where.{where}")


def _dates(sheet: Sheet) -> _Found:
    jobs = sheet.facts.jobs
    if not jobs:
        return _Found(0.0, Text("assessment.file.dates.none"), Text("assessment.file.dates.fix"))
    style = _style(jobs)
    good = sum(_is_dated(job, style) for job in jobs)
    if good == len(jobs):
        return _Found(1.0, Text("assessment.file.dates.passed"))
    return _Found(
        good / len(jobs),
        Text("assessment.file.dates.failed", good=good, all=len(jobs)),
        Text("assessment.file.dates.fix"),
    )


def _style(jobs: Sequence[JobFact]) -> int:
    """The length in which most dates are written: with months, or years alone."""
    lengths = [len(date) for date in _all_dates(jobs)]
    return max(sorted(set(lengths), reverse=True), key=lengths.count, default=0)


def _all_dates(jobs: Iterable[JobFact]) -> list[str]:
    return [date for job in jobs for date in (job.start, job.end) if date]


def _is_dated(job: JobFact, style: int) -> bool:
    if not job.start or not (job.end or job.current):
        return False
    if any(len(date) != style for date in _all_dates([job])):
        return False
    return not job.end or job.start <= job.end


def _headings(sheet: Sheet) -> _Found:
    kinds = sections(lines(sheet.text, frozenset(sheet.file.prominent if sheet.file else ()))).kinds
    needed: tuple[Section, ...] = ("experience", "education", "skills")
    good = [kind for kind in needed if kind in kinds]
    if len(good) == len(needed):
        return _Found(1.0, Text("assessment.file.headings.passed"))
    missing = next(kind for kind in needed if kind not in good)
    return _Found(
        len(good) / len(needed),
        Text("assessment.file.headings.failed", section=Text(f"assessment.section.{missing}")),
        Text("assessment.file.headings.fix", section=Text(f"assessment.section.{missing}")),
    )


def _hidden_text(file: FileFacts | None) -> _Found:
    if file is None or file.hidden is None:
        return _unjudged()
    if not file.hidden:
        return _Found(1.0, Text("assessment.file.hidden_text.passed"))
    quote = " ".join(file.hidden[0].split())[:80]
    return _Found(
        0.0,
        Text("assessment.file.hidden_text.failed", quote=quote),
        Text(f"assessment.file.hidden_text.fix.{_kind(file)}"),
    )


def _characters(sheet: Sheet) -> _Found:
    said = [line for line in sheet.text.split("\n") if line.strip()]
    if not said:
        return _unjudged()
    bad = [line for line in said if _PRIVATE.search(line) or _is_spaced(line)]
    if not bad:
        return _Found(1.0, Text("assessment.file.characters.passed"))
    quote = " ".join(bad[0].split())[:60]
    return _Found(
        1 - len(bad) / len(said),
        Text("assessment.file.characters.failed", quote=quote),
        Text("assessment.file.characters.fix"),
    )


def _is_spaced(line: str) -> bool:
    """Whether its letters are set apart by blanks."""
    spaced = sum(len(match.group()) for match in _SPACED.finditer(line[:2_000]))
    return spaced > len(line.strip()) * _SPACED_SHARE


def _file(file: FileFacts | None) -> _Found:
    if file is None or not file.media_type or file.bytes is None:
        return _unjudged()
    if file.media_type not in {PDF, DOCX}:
        return _Found(0.0, Text("assessment.file.file.type"), Text("assessment.file.file.fix_type"))
    if file.bytes > _MOST_BYTES:
        size = f"{file.bytes / 1_048_576:.1f}"
        return _Found(
            0.0,
            Text("assessment.file.file.size", size=size),
            Text(f"assessment.file.file.fix_size.{_kind(file)}"),
        )
    return _Found(1.0, Text("assessment.file.file.passed"))


def _length(sheet: Sheet, file: FileFacts | None, country: str | None) -> _Found:
    words = word_count(sheet.text)
    least = _LEAST_WORDS if not _is_korean(sheet.text) else _LEAST_WORDS // 2
    if words < least:
        return _Found(
            0.0,
            Text("assessment.file.length.short", words=words, least=least),
            Text("assessment.file.length.fix_short"),
        )
    most = _MORE_PAGES.get(country or "", _PAGES)
    pages = file.pages if file and file.pages else -(-words // _WORDS_OF_PAGE)
    if pages > most and not _is_academic(sheet):
        return _Found(
            0.0,
            Text("assessment.file.length.long", pages=pages, most=most),
            Text("assessment.file.length.fix_long", most=most),
        )
    return _Found(1.0, Text("assessment.file.length.passed"))


def _is_academic(sheet: Sheet) -> bool:
    """Whether it is one of research, which has no bounds."""
    return bool(pattern("academic").search(sheet.text))


def _is_korean(text: str) -> bool:
    """Korean says with fewer words, as particles are parts of them."""
    letters = sum("\uac00" <= letter <= "\ud7a3" for letter in text[:4_000])
    return letters * 3 > len(text[:4_000])


def _file_name(sheet: Sheet, file: FileFacts | None) -> _Found:
    if file is None or not file.name:
        return _unjudged()
    name = fold(file.name.rsplit(".", 1)[0])
    own = [part for part in re.split(r"[\s.-]+", fold(sheet.facts.name or "")) if len(part) > 1]
    joined = re.sub(r"[\W_]+", "", name)
    has_name = any(part in joined for part in own) if own else None
    if has_name is None:
        return _unjudged()
    if _VERSION.search(name) or not has_name:
        key = "version" if has_name else "no_name"
        return _Found(
            0.0, Text(f"assessment.file.file_name.{key}"), Text("assessment.file.file_name.fix")
        )
    return _Found(1.0, Text("assessment.file.file_name.passed"))
