"""What follows from what is shown: gaps, strengths, what a reader may ask about, and what to do."""

import datetime as dt
import itertools
from collections.abc import Iterator, Mapping, Sequence
from typing import Literal, TypeAlias

from msgspec import Struct

from agents.assessment.file_check import FileCheck
from agents.assessment.levels import has_result
from agents.assessment.readiness import Gain, Readiness
from agents.assessment.sheet import Sheet
from agents.assessment.shown import Gap, Shown, evidence_of_point
from agents.results.types import Evidence
from agents.resume.experience import month_of, seniority
from agents.resume.facts import JobFact
from protocol.catalogue import Text

Priority: TypeAlias = Literal["high", "medium", "low"]
Tier: TypeAlias = Literal["knockout", "must", "proof", "file"]
ScoreName: TypeAlias = Literal["ats", "readiness", "coverage"]

_ORDER: dict[Gap, int] = {"notShown": 0, "unproven": 1, "stale": 2, "below": 3}
_TIERS: dict[Tier, int] = {"knockout": 0, "must": 1, "proof": 2, "file": 3}
_MOST_STRENGTHS = 5
_MOST_ASKED = 6
_SHORT_STAY, _LONG_STAY = 12, 120
"""Months in a job below which, and from which on, a reader may ask why."""
_RANKS = {"junior": 0, "mid": 1, "senior": 2, "lead": 3, "executive": 4}
_MOST_TOLD = 100


class SkillGap(Struct, frozen=True):
    """Something asked for that is not shown as it is asked for. Levels as in `Shown`."""

    id: str
    skill: str
    status: Gap
    current_level: int | None
    required_level: int
    priority: Priority
    why: Text
    evidence: tuple[Evidence, ...]
    ask: Text | None = None


class Noticed(Struct, frozen=True):
    """Something that speaks for somebody, or that a reader may ask about, and what shows it."""

    text: Text
    evidence: tuple[Evidence, ...] = ()


class Recommendation(Struct, frozen=True):
    """One thing to do. `gain` is in points of that score; None where it is of none."""

    text: Text
    tier: Tier
    score: ScoreName | None
    gain: int | None
    of: str
    """The id of what is asked for, the part of the score, or the check."""


def skill_gaps(shown: Sequence[Shown]) -> tuple[SkillGap, ...]:
    """The gaps, those that an hour of writing closes first, and of these what must be before what
    is nice. Conditions are not among them: they have no level."""
    found = [
        SkillGap(
            one.asked.id,
            told_short(one.asked.text),
            one.gap,
            one.level,
            one.required,
            _priority(one),
            _gap_text(one),
            one.evidence,
            one.ask or None,
        )
        for one in shown
        if one.gap and one.required is not None and not one.asked.knockout
    ]
    kinds = {one.asked.id: one.asked.kind == "nice" for one in shown}
    return tuple(sorted(found, key=lambda gap: (_ORDER[gap.status], kinds[gap.id])))


def told_short(text: str) -> str:
    """A requirement in one line that is not too long to be told."""
    line = " ".join(text.split()).rstrip(".;,")
    return line if len(line) <= _MOST_TOLD else line[: _MOST_TOLD - 1].rstrip() + "…"


def _priority(one: Shown) -> Priority:
    if one.asked.kind == "nice":
        return "low"
    return "high" if one.fit < 0.5 else "medium"


def _gap_text(one: Shown) -> Text:
    if one.gap == "below":
        return Text("assessment.gap.below", level=one.level or 0, needed=one.required or 0)
    if one.gap == "stale":
        return Text("assessment.gap.stale")
    if one.gap == "unproven":
        return Text("assessment.gap.unproven")
    return Text("assessment.gap.not_shown")


def strengths(shown: Sequence[Shown], sheet: Sheet) -> tuple[Noticed, ...]:
    """What speaks for somebody: first deeds with a result that are of what is asked for."""
    points = sheet.outline.points
    counts: dict[int, int] = {}
    for one in shown:
        for number in one.points:
            counts[number] = counts.get(number, 0) + (3 if one.asked.kind == "must" else 1)
    best = [
        number
        for number in sorted(counts, key=lambda at: (-counts[at], -(points[at].ends or 0), at))
        if points[number].context in {"job", "project"} and has_result(points[number].text)
    ]
    found = [
        Noticed(Text("assessment.strength.result"), (evidence_of_point(points[number]),))
        for number in best[:_MOST_STRENGTHS]
    ]
    told = {one.evidence[0].span for one in found}
    for one in sorted(shown, key=lambda each: -(each.level or 0)):
        is_new = bool(one.evidence) and one.evidence[0].span not in told
        if is_new and one.status == "shown" and one.gap is None and one.asked.kind == "must":
            what = told_short(one.asked.text)
            found.append(Noticed(Text("assessment.strength.must", what=what), one.evidence[:1]))
            told.add(one.evidence[0].span)
    return tuple(found[:_MOST_STRENGTHS])


def reader_may_ask(sheet: Sheet, today: dt.date) -> tuple[Noticed, ...]:
    """What a reader may stumble over, with what to have ready. It is part of no score."""
    found = [*_times(sheet), *_stays(sheet, today), *_steps(sheet), *_without_results(sheet)]
    return tuple(found[:_MOST_ASKED])


def _times(sheet: Sheet) -> Iterator[Noticed]:
    for gap in sheet.facts.gaps:
        yield Noticed(Text("assessment.reader.gap", start=gap.start, end=gap.end))


def _stays(sheet: Sheet, today: dt.date) -> Iterator[Noticed]:
    jobs = sheet.facts.jobs
    latest = max((job.start or "" for job in jobs), default="")
    for at, job in enumerate(jobs):
        months = _months(job, today)
        if months is None:
            continue
        shown = _of_job(sheet, at)
        if months < _SHORT_STAY and not job.current:
            yield Noticed(Text("assessment.reader.short_stay", count=months), shown)
        if months >= _LONG_STAY and job.title and job.start == latest:
            years = months // 12
            told = told_short(job.title)
            yield Noticed(Text("assessment.reader.long", title=told, years=years), shown)


def _months(job: JobFact, today: dt.date) -> int | None:
    """The months of a job that says both months."""
    begun = _month(job.start)
    ended = month_of(today) if job.current else _month(job.end)
    return None if begun is None or ended is None else ended - begun + 1


def _month(date: str | None) -> int | None:
    if not date or len(date) < 7:
        return None
    return int(date[:4]) * 12 + int(date[5:7]) - 1


def _steps(sheet: Sheet) -> Iterator[Noticed]:
    """A title below the one before it."""
    jobs = [job for job in sheet.facts.jobs if job.start and job.title]
    jobs.sort(key=lambda job: job.start or "")
    for before, after in itertools.pairwise(jobs):
        ranks = [seniority([job.title or ""], None) for job in (before, after)]
        high, low = (_RANKS.get(rank or "mid", 1) for rank in ranks)
        if high >= _RANKS["lead"] and low <= _RANKS["mid"]:
            at = sheet.facts.jobs.index(after)
            yield Noticed(
                Text(
                    "assessment.reader.step_back",
                    title=told_short(after.title or ""),
                    before=told_short(before.title or ""),
                ),
                _of_job(sheet, at),
            )


def _without_results(sheet: Sheet) -> Iterator[Noticed]:
    told = [
        point
        for point in sheet.outline.points
        if point.context in {"job", "project"} and not point.is_head
    ]
    if len(told) > 2 and not any(has_result(point.text) for point in told):
        yield Noticed(
            Text("assessment.reader.no_results"),
            tuple(evidence_of_point(point) for point in told[:1]),
        )


def _of_job(sheet: Sheet, at: int) -> tuple[Evidence, ...]:
    """Where a job's title, or its employer, stands."""
    for name in ("title", "employer"):
        place = sheet.facts.places.get(f"/jobs/{at}/{name}")
        if place:
            quote = sheet.text[slice(*place.span)]
            pointer = "position" if name == "title" else "name"
            return (Evidence(quote, "resume", f"/work/{at}/{pointer}", place.span),)
    return ()


def recommendations(
    shown: Sequence[Shown], ready: Readiness, file: FileCheck
) -> tuple[Recommendation, ...]:
    """What to do, by what decides: conditions, what must be, proof, the file; in each the biggest
    gain first."""
    gains = {gain.of: gain for gain in ready.gains}
    found = [
        *_conditions(shown),
        *_asked(shown, gains),
        *_parts(gains),
        *_file(file),
    ]
    return tuple(sorted(found, key=lambda one: (_TIERS[one.tier], -(one.gain or 0))))


def _conditions(shown: Sequence[Shown]) -> Iterator[Recommendation]:
    for one in shown:
        if one.asked.knockout and one.status != "shown" and one.ask:
            told = Text("assessment.recommend.answer", ask=one.ask)
            yield Recommendation(told, "knockout", None, None, one.asked.id)


def _asked(shown: Sequence[Shown], gains: Mapping[str, Gain]) -> Iterator[Recommendation]:
    for one in shown:
        gain = gains.get(one.asked.id)
        if one.asked.knockout or gain is None:
            continue
        tier: Tier = "must" if one.asked.kind == "must" else "proof"
        yield Recommendation(_what_to_do(one), tier, "readiness", gain.points, one.asked.id)


def _what_to_do(one: Shown) -> Text:
    what = told_short(one.asked.text)
    if one.gap == "stale":
        return Text("assessment.recommend.refresh", what=what)
    if one.gap == "unproven":
        return Text("assessment.recommend.prove", what=what)
    if one.gap == "notShown" or one.level is None:
        return Text("assessment.recommend.write", what=what)
    return Text("assessment.recommend.more", what=what)


def _parts(gains: Mapping[str, Gain]) -> Iterator[Recommendation]:
    texts = {
        "proof": Text("assessment.recommend.proof"),
        "scope": Text("assessment.recommend.scope"),
        "field": Text("assessment.recommend.field"),
    }
    for name, text in texts.items():
        if name in gains:
            yield Recommendation(text, "proof", "readiness", gains[name].points, name)


def _file(file: FileCheck) -> Iterator[Recommendation]:
    for check in file.checks:
        if check.fix and check.points < check.max_points:
            gain = check.max_points - check.points if file.score is not None else None
            score: ScoreName | None = "ats" if file.score is not None else None
            yield Recommendation(check.fix, "file", score, gain, check.check)
