"""What is said after an analysis: what decides, what a number is made of, and it all in short."""

import re
from collections.abc import Mapping
from typing import Any, Literal, TypeAlias

from agents.data_files import listed
from agents.kinds.analysis.analyse import Analysis
from agents.kinds.analysis.result import SkillGap
from agents.kinds.analysis.wording import text
from protocol.catalogue import Said, Text

Score: TypeAlias = Literal["readiness", "coverage", "ats"]

SHORT = {"strengths": 1, "weaknesses": 1, "recommendations": 1}
"""How many are left of each list where it is to be short."""
_NUMBER = re.compile(r"(?<![\d.,])\d{1,3}(?![\d.,]?\d)")


def outcome(analysis: Analysis) -> Said:
    """What decides, in a few sentences: conditions, what is shown, what to do next."""
    said: list[Said] = []
    if analysis.open_conditions:
        names = "; ".join(analysis.open_conditions[:3])
        said.append(text("says.first", names=names))
    if not analysis.known:
        said.append(text("says.nothing_known", role=analysis.title))
    elif not analysis.overlaps:
        said.append(Text("delivery.no_overlap", role=analysis.title))
    elif analysis.counts.all:
        counts = analysis.counts
        said.append(
            text("says.counts", shown=counts.shown, all=counts.all, partly=counts.partly)
            if counts.partly
            else text("says.counts_whole", shown=counts.shown, all=counts.all)
        )
    if analysis.nearest:
        said.append(Text("delivery.nearest", names=", ".join(analysis.nearest)))
    if analysis.recommendations:
        said.append(text("says.next"))
    return joined(said)


def explained(analysis: Analysis, score: Score) -> Said:
    """What a score is made of, part by part, as far as there is one."""
    if score == "ats":
        return _of_file(analysis)
    if score == "coverage":
        return _of_coverage(analysis)
    return _of_readiness(analysis)


def _of_readiness(analysis: Analysis) -> Said:
    if analysis.readiness is None or analysis.range is None:
        return analysis.not_judged.get("readinessScore", "")
    low, high = analysis.range
    head = text("explains.readiness", score=analysis.readiness, low=low, high=high)
    parts = [
        text(
            "explains.part",
            name=text(f"parts.{part.name}"),
            score=part.score,
            weight=part.weight,
            why=part.why,
        )
        for part in analysis.parts
        if part.weight
    ]
    return joined([head, *parts, text("explains.same")], "\n")


def _of_coverage(analysis: Analysis) -> Said:
    if analysis.coverage is None:
        return analysis.not_judged.get("coverageScore", "")
    lines = [
        text("explains.status", what=one.text, status=text(f"statuses.{one.status}"))
        for one in analysis.requirements
        if not one.knockout
    ]
    head = text("explains.coverage", score=analysis.coverage)
    return joined([head, *lines], "\n")


def _of_file(analysis: Analysis) -> Said:
    if analysis.ats is None:
        return analysis.not_judged.get("atsScore", "")
    lines = [
        text("explains.check", points=one.points, most=one.max_points, detail=one.detail)
        for one in analysis.checks
        if one.passed is not None
    ]
    head = text(
        "explains.ats" if not analysis.pasted else "explains.ats_pasted", score=analysis.ats
    )
    return joined([head, *lines], "\n")


def score_meant(wish: str, analysis: Analysis) -> Score:
    """The score that somebody speaks of: by its name, else by its number, else the readiness."""
    said = wish.casefold()
    for name in ("ats", "coverage", "readiness"):
        if any(word in said for word in listed(__package__, "names", name)):
            return name
    numbers = {int(number) for number in _NUMBER.findall(wish)}
    values: list[tuple[Score, int | None]] = [
        ("readiness", analysis.readiness),
        ("coverage", analysis.coverage),
        ("ats", analysis.ats),
    ]
    return next((name for name, value in values if value in numbers), "readiness")


def shortened(fields: Mapping[str, Any]) -> dict[str, Any]:
    """The lists of a result in short: the first of each, and the gaps that matter most."""
    gaps: list[SkillGap] = fields["skillGaps"]
    first = [gap for gap in gaps if gap.priority == "high"] or gaps[:1]
    return {
        **fields,
        **{name: list(fields[name])[:most] for name, most in SHORT.items()},
        "skillGaps": first,
    }


def joined(said: list[Said], by: Literal[" ", "\n"] = " ") -> Said:
    """Several things said one after the other, in a line or in lines of their own."""
    if not said:
        return ""
    *others, last = said
    whole: Said = last
    for one in reversed(others):
        whole = (
            text("says.both", first=one, second=whole)
            if by == " "
            else text("says.lines", first=one, second=whole)
        )
    return whole
