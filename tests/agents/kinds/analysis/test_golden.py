"""What an analysis is without a model: a change in one of the files is a change for people."""

import difflib

import pytest

from agents.evidence.sources import Source, find_quote
from agents.kinds.analysis.kind import AnalysisKind
from tests.agents.kinds.analysis.cases import CASES, GOLDEN, Case, analysed, read, written


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
async def test_analysis_is_the_one_that_was_looked_at(case: Case) -> None:
    found = await analysed(case)
    path = GOLDEN / f"{case.name}.json"
    before, now = path.read_text(encoding="utf-8"), written(found)
    lines = difflib.unified_diff(before.splitlines(), now.splitlines(), "looked at", "now", n=2)
    assert before == now, "\n".join(lines) + (
        "\nIf that is better: python -m tests.agents.kinds.analysis.cases"
    )
    holds(found["result"], read("resumes", case.resume))


def holds(result: dict, resume: str) -> None:
    """What is true of every analysis: quotes are verbatim, points add up, conditions come first."""
    AnalysisKind().check_result(result | {"next": []})
    groups = ("requirements", "skillGaps", "strengths", "weaknesses")
    shown = [e for name in groups for part in result[name] for e in part["evidence"]]
    source = [Source("resume", resume)]
    assert [e["quote"] for e in shown if find_quote(e["quote"], source) is None] == []
    order = [(not r["knockout"], r["kind"] == "nice") for r in result["requirements"]]
    assert order == sorted(order)
    if result["readinessScore"] is not None:
        assert sum(part["score"] for part in result["readiness"]) == result["readinessScore"]
        assert sum(part["weight"] for part in result["readiness"]) == 100
        low, high = result["readinessRange"]
        assert low <= result["readinessScore"] <= high
    if result["atsScore"] is not None:
        assert sum(check["points"] for check in result["ats"]) == result["atsScore"]
        assert sum(check["maxPoints"] for check in result["ats"]) == 100
    tiers = [one["tier"] for one in result["recommendations"]]
    assert tiers == sorted(tiers, key=["knockout", "must", "proof", "file"].index)
    for tier in set(tiers):
        gains = [one["gain"] or 0 for one in result["recommendations"] if one["tier"] == tier]
        assert gains == sorted(gains, reverse=True)
    nulls = {
        name for name in ("coverageScore", "readinessScore", "atsScore") if result[name] is None
    }
    assert nulls <= set(result["notJudged"])
