"""What is shown of the material, against what somebody expected who had not seen the code.

The expectations are data that nobody changes; the floors are what was reached.
"""

import datetime as dt
import json
from functools import cache
from itertools import combinations
from pathlib import Path
from typing import Any

import msgspec
import pytest

from agents.assessment.coverage import coverage
from agents.assessment.file_check import file_check
from agents.assessment.readiness import readiness
from agents.assessment.sheet import Sheet, sheet_of
from agents.assessment.shown import Shown, shown
from agents.postings.asked import Asked
from agents.postings.conditions import asked_of
from agents.postings.read import read_posting
from agents.postings.target import Target, target_of
from agents.resume.lines import Slice
from tests.documents import ROOT

TODAY = dt.date(2026, 11, 30)
MATERIAL = ROOT / "tests" / "material"
MEASURED = Path(__file__).parent / "measured"

LEAST_AGREEMENT = 0.96
MOST_CONFUSED = 0.02
"""Of all requirements, those that are shown and told as not shown, or the other way round."""
MOST_OUT_OF_ORDER = {"Warehouse Shift Manager": 1, "Backend Developer": 1}
"""Pairs of those that are no ties; all of them are within ten points."""
SAME = 10


def read(name: str) -> Any:
    return json.loads((MEASURED / f"{name}.json").read_text(encoding="utf-8"))


@cache
def sheet(path: str) -> Sheet:
    return sheet_of((MATERIAL / path).read_text(encoding="utf-8"), TODAY)


def asked(requirement: dict[str, Any], number: int) -> Asked:
    found = asked_of(Slice(requirement["requirement"], 0), requirement["kind"], number)
    return msgspec.structs.replace(found, knockout=requirement["knockout"])


def judged() -> list[tuple[dict[str, Any], Shown]]:
    found: list[tuple[dict[str, Any], Shown]] = []
    for pair in read("pairs"):
        expected = pair["requirements"]
        wanted = [asked(one, at) for at, one in enumerate(expected, 1)]
        found += zip(expected, shown(wanted, sheet(pair["resume"]), TODAY), strict=True)
    return found


def is_as_expected(expected: dict[str, Any], found: Shown) -> bool:
    return found.status in {expected["status"], *expected.get("alsoAcceptable", ())}


def test_statuses_agree_with_those_expected() -> None:
    pairs = judged()
    wrong = [(e["status"], f.status) for e, f in pairs if not is_as_expected(e, f)]
    confused = [pair for pair in wrong if set(pair) == {"shown", "notShown"}]
    assert 1 - len(wrong) / len(pairs) >= LEAST_AGREEMENT
    assert len(confused) / len(pairs) <= MOST_CONFUSED


def test_every_quote_is_verbatim_and_stands_where_it_says() -> None:
    for pair in read("pairs"):
        own = sheet(pair["resume"])
        wanted = [asked(one, at) for at, one in enumerate(pair["requirements"], 1)]
        for one in shown(wanted, own, TODAY):
            assert (one.status == "notShown") == (not one.evidence)
            for evidence in one.evidence:
                assert evidence.span is not None
                assert own.text[slice(*evidence.span)] == evidence.quote


def scores(target: Target, resumes: list[str]) -> dict[str, int]:
    found = {}
    for path in resumes:
        own = sheet(path)
        ready = readiness(target, shown(target.asked, own, TODAY), own, TODAY)
        found[path] = ready.score or 0
    return found


@pytest.mark.parametrize("role", read("order")["roles"], ids=lambda role: role["role"])
def test_resumes_keep_the_order_that_was_fixed_beforehand(role: dict[str, Any]) -> None:
    ties = {frozenset(pair) for pair in role["ties"]}
    ordered = [entry["resume"] for entry in role["order"]]
    found = scores(target_of(role["role"], role["level"], None, None), ordered)
    wrong = {
        (first, second): found[second] - found[first]
        for first, second in combinations(ordered, 2)
        if found[first] <= found[second] and frozenset((first, second)) not in ties
    }
    assert len(wrong) <= MOST_OUT_OF_ORDER[role["role"]]
    assert all(difference < SAME for difference in wrong.values())


@pytest.mark.parametrize(
    "case",
    [case for case in read("known_bad") if "resume_text" in case],
    ids=lambda case: f"{case['scorer']}: {case['role']}",
)
def test_known_bad_one_scores_low(case: dict[str, Any]) -> None:
    own = sheet_of(case["resume_text"], TODAY)
    posting = read_posting(case["job_text"]) if case.get("job_text") else None
    target = target_of(case["role"], None, posting, None)
    found = shown(target.asked, own, TODAY)
    score = {
        "file": lambda: file_check(own, None, None).score,
        "coverage": lambda: coverage(found) if posting else None,
        "readiness": lambda: readiness(target, found, own, TODAY).score,
    }[case["scorer"]]()
    if case["must"] == "null":
        assert score is None or score <= case.get("ceiling", 0)
    else:
        assert score is not None
        assert score <= case["ceiling"]
