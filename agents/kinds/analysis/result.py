"""What an analysis gives: what is asked for and shown, what to do, and numbers with their parts."""

from typing import Annotated, Literal, TypeAlias

from msgspec import UNSET, Meta, Struct, UnsetType

from agents.results.types import (
    Evidence,
    Finding,
    Level,
    Line,
    Passage,
    Requirement,
    Result,
    Score,
)

Points: TypeAlias = Annotated[int, Meta(ge=0, le=100)]
ScoreName: TypeAlias = Literal["ats", "readiness", "coverage"]
Quotes: TypeAlias = Annotated[tuple[Evidence, ...], Meta(max_length=10)]


class ReadinessPart(Struct, frozen=True):
    """A part of the readiness: its points, the most that there are, and why."""

    name: Literal["must", "nice", "scope", "proof", "field"]
    score: Points
    weight: Points
    why: Passage


class FileCheck(Struct, frozen=True, rename="camel"):
    """Something that software needs to read a file. `passed` is null where nothing tells."""

    check: Line
    passed: bool | None
    points: Points
    max_points: Points
    detail: Passage
    fix: Passage | UnsetType = UNSET


class SkillGap(Struct, frozen=True, rename="camel"):
    """What is asked for and not shown as it is asked for, as far as the text says."""

    skill: Passage
    status: Literal["notShown", "unproven", "stale", "below"]
    current_level: Level | None
    required_level: Level
    priority: Literal["high", "medium", "low"]
    why: Passage
    evidence: Quotes = ()
    ask: Passage | UnsetType = UNSET


class Recommendation(Struct, frozen=True):
    """One thing to do. `gain` is in points of `score`; null where it is of none."""

    text: Passage
    tier: Literal["knockout", "must", "proof", "file"]
    score: ScoreName | None
    gain: Points | None


Requirements: TypeAlias = Annotated[list[Requirement], Meta(max_length=50)]
Gaps: TypeAlias = Annotated[list[SkillGap], Meta(max_length=50)]
Findings: TypeAlias = Annotated[list[Finding], Meta(max_length=10)]


class AnalysisResult(Result, kw_only=True):
    """What a résumé shows of what is asked for: conditions first, numbers last.

    Nothing in it says what somebody can do, or how likely anything is: it is of a text on a day.
    """

    requirements: Requirements
    """Conditions first, then what must be, then what is nice."""
    recommendations: Annotated[list[Recommendation], Meta(max_length=3)]
    strengths: Findings
    weaknesses: Findings
    """What a reader may ask about."""
    skill_gaps: Gaps
    coverage_score: Score | None
    """How much of what the job asks for is shown; null without a job."""
    readiness_score: Score | None
    """How much of what is asked for is shown, and how well; no forecast."""
    readiness_range: tuple[Score, Score] | None
    readiness: Annotated[list[ReadinessPart], Meta(max_length=5)]
    ats_score: Score | None
    """Whether software can read the file; content counts nothing."""
    ats: Annotated[list[FileCheck], Meta(max_length=20)]
