"""All of an analysis that rules find out: facts, statuses, scores, and what follows from them.

One pure function of what was given. No model has a part in it.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from msgspec import UNSET, Struct

from agents.assessment.coverage import coverage
from agents.assessment.file_check import FileCheck as FoundFile
from agents.assessment.file_check import file_check
from agents.assessment.file_facts import FileFacts
from agents.assessment.findings import (
    Noticed,
    reader_may_ask,
    recommendations,
    skill_gaps,
    strengths,
)
from agents.assessment.findings import Recommendation as Found
from agents.assessment.notes import notes
from agents.assessment.readiness import Readiness, readiness
from agents.assessment.requirements import name_of, requirements
from agents.assessment.sheet import Sheet, sheet_of
from agents.assessment.shown import Shown, shown
from agents.delivery.given import MOST_NEAREST, overlaps, remarks, role_name
from agents.evidence.text import clip
from agents.kinds.analysis.result import (
    FileCheck,
    ReadinessPart,
    Recommendation,
    SkillGap,
)
from agents.kinds.analysis.wording import text
from agents.postings.asked import Asked, Posting
from agents.postings.read import posting_of, read_posting
from agents.postings.target import Target, nearest_roles, target_of
from agents.results.types import Finding, Requirement
from protocol.catalogue import Said, Text, told

MOST_RECOMMENDED = 3
MOST_EVIDENCE = 3
MOST_LINE, MOST_PASSAGE = 200, 1_000
MOST_TOLD = 80
"""Characters of a requirement that is named among others."""
MOST_CONDITIONS = 3
"""Conditions that are named together."""


class Given(Struct, frozen=True):
    """What an analysis is made of. `job` is the text of a posting, or what a stored one says.

    `today` is the date (ISO 8601) that things are computed as of; `language` the one in which
    people are told.
    """

    resume: str
    job: str | Mapping[str, Any] | None
    target_role: str
    level: str | None
    country: str | None
    today: str
    language: str | None
    file: FileFacts | None = None


class Counts(Struct, frozen=True):
    """Of what must be, conditions apart: how many there are, how many are shown, in all or part."""

    all: int = 0
    shown: int = 0
    partly: int = 0


class Analysis(Struct, frozen=True):
    """What was found, in the words of the language, each part as it stands in the result.

    `open_conditions` are conditions of which the text does not say whether they are met. `why` is
    what each part of the readiness is made of. `known` is false where nothing says what is asked.
    """

    title: str
    requirements: list[Requirement]
    recommendations: list[Recommendation]
    strengths: list[Finding]
    weaknesses: list[Finding]
    skill_gaps: list[SkillGap]
    coverage: int | None
    readiness: int | None
    range: tuple[int, int] | None
    parts: list[ReadinessPart]
    ats: int | None
    checks: list[FileCheck]
    not_judged: dict[str, str]
    assumed: list[str]
    notes: list[str]
    counts: Counts
    open_conditions: list[str]
    nearest: list[str]
    known: bool
    overlaps: bool
    pasted: bool


def analyse(given: Given) -> Analysis:
    """The analysis. The same for the same input; its cost grows with the texts, and no faster."""
    today = dt.date.fromisoformat(given.today)
    sheet = sheet_of(given.resume, today, given.file)
    posting = _posting(given.job)
    target = target_of(given.target_role, given.level, posting, sheet.facts)
    found = shown(target.asked, sheet, today)
    ready = readiness(target, found, sheet, today)
    file = file_check(sheet, sheet.facts.language, given.country)
    teller = _Teller(given.language)
    has_some = overlaps(found)
    nearest = [] if has_some and target.asked else list(nearest_roles(sheet.facts, MOST_NEAREST))
    scored = coverage(found) if posting is not None else None
    return Analysis(
        title=target.title,
        requirements=requirements(found, given.language),
        recommendations=teller.recommended(found, ready, file, has_some),
        strengths=teller.noticed(strengths(found, sheet)),
        weaknesses=teller.noticed(reader_may_ask(sheet, today)),
        skill_gaps=teller.gaps(found),
        coverage=scored,
        readiness=ready.score,
        range=ready.range,
        parts=[ReadinessPart(p.name, p.score, p.weight, teller.say(p.why)) for p in ready.parts],
        ats=file.score,
        checks=teller.checks(file),
        not_judged=teller.reasons(target, posting, scored, ready, file),
        assumed=[teller.line(one) for one in target.assumed],
        notes=[teller.line(one) for one in _notes(given, target, sheet, posting)],
        counts=_counts(found),
        open_conditions=[
            teller.name(one.asked) for one in found if one.asked.knockout and one.status != "shown"
        ],
        nearest=[role_name(one, given.language) for one in nearest],
        known=bool(target.asked),
        overlaps=has_some,
        pasted=sheet.pasted,
    )


def _posting(job: str | Mapping[str, Any] | None) -> Posting | None:
    if job is None:
        return None
    return read_posting(job) if isinstance(job, str) else posting_of(job)


def _abilities(found: Sequence[Shown]) -> list[Shown]:
    return [one for one in found if not one.asked.knockout]


def _counts(found: Sequence[Shown]) -> Counts:
    musts = [one for one in _abilities(found) if one.asked.kind == "must"]
    return Counts(
        len(musts),
        sum(one.status == "shown" for one in musts),
        sum(one.status == "partly" for one in musts),
    )


def _notes(given: Given, target: Target, sheet: Sheet, posting: Posting | None) -> list[Text]:
    """What was read and counts for nothing, and what is no résumé."""
    return [*notes(target.asked, sheet), *remarks(given.resume, posting, sheet.facts)]


class _Teller:
    """Says what was found in a language, as parts of the result."""

    def __init__(self, language: str | None) -> None:
        self._language = language

    def say(self, said: Said) -> str:
        return clip(told(said, self._language), MOST_PASSAGE)

    def line(self, said: Said) -> str:
        return clip(told(said, self._language), MOST_LINE)

    def name(self, asked: Asked) -> str:
        """What is asked for."""
        return name_of(asked, self._language)

    def recommended(
        self, found: Sequence[Shown], ready: Readiness, file: FoundFile, has_some: bool
    ) -> list[Recommendation]:
        """The three that decide. Conditions of which nothing is said are one of them together."""
        every = recommendations(found, ready, file)
        conditions = [one for one in every if one.tier == "knockout"]
        others = [one for one in every if one.tier != "knockout"]
        if len(conditions) > 1:
            asked = {one.asked.id: self.name(one.asked) for one in found}
            names = [clip(asked[one.of], MOST_TOLD) for one in conditions[:MOST_CONDITIONS]]
            both = text("says.conditions", names="; ".join(names))
            conditions = [Found(both, "knockout", None, None, "")]
        if not has_some:
            door = next((one for one in others if one.tier == "must"), None)
            names = [self.name(one.asked) for one in found if door and one.asked.id == door.of]
            if door and names:
                opens = text("says.door", what=clip(names[0], MOST_TOLD), how=door.text)
                others = [Found(opens, door.tier, door.score, door.gain, door.of)]
        return [
            Recommendation(self.say(one.text), one.tier, one.score, one.gain)
            for one in [*conditions, *others][:MOST_RECOMMENDED]
        ]

    def noticed(self, found: Sequence[Noticed]) -> list[Finding]:
        """Each once: what several points of one line show, they show together."""
        told = [Finding(self.say(one.text), one.evidence[:MOST_EVIDENCE]) for one in found]
        first = {(one.text, one.evidence[:1]): one for one in reversed(told)}
        return [one for one in told if one is first[one.text, one.evidence[:1]]]

    def gaps(self, found: Sequence[Shown]) -> list[SkillGap]:
        names = {one.asked.id: self.name(one.asked) for one in found}
        return [
            SkillGap(
                names[gap.id],
                gap.status,
                gap.current_level,
                gap.required_level,
                gap.priority,
                self.say(gap.why),
                gap.evidence,
                self.say(gap.ask) if gap.ask else UNSET,
            )
            for gap in skill_gaps(found)
        ]

    def checks(self, file: FoundFile) -> list[FileCheck]:
        return [
            FileCheck(
                one.check,
                one.passed,
                one.points,
                one.max_points,
                self.say(one.detail),
                self.say(one.fix) if one.fix else UNSET,
            )
            for one in file.checks
        ]

    def reasons(
        self,
        target: Target,
        posting: Posting | None,
        scored: int | None,
        ready: Readiness,
        file: FoundFile,
    ) -> dict[str, str]:
        """Why each score that is null is."""
        found: dict[str, Text] = {}
        if scored is None:
            reason = "no_job" if posting is None else "nothing_asked"
            found["coverageScore"] = text(f"not_judged.{reason}")
        if ready.score is None:
            reason = "nothing_asked" if target.asked else "unknown_role"
            why = text(f"not_judged.{reason}")
            found |= {"readinessScore": why, "readinessRange": why}
        if file.score is None:
            found["atsScore"] = text("not_judged.file")
        return {name: self.line(why) for name, why in found.items()}
