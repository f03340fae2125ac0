"""A CV that the kind made, as a file: our own reader finds the facts that stand in the result."""

import datetime as dt
from typing import Any

import pytest
from msgspec.json import encode

from agents.reading.read import read
from agents.resume.facts import Facts, Reading
from server.exports.session import Head, handed_docx
from tests.agents.kinds.cv.cases import NOW_MS, begun, result, text_of

TODAY = dt.datetime.fromtimestamp(NOW_MS / 1000, dt.UTC).date()
MADE = [
    ("warehouse_lead.txt", "en_shift_manager.txt", "standard"),
    ("software_mid.md", "en_backend.md", "lebenslauf"),
    ("ko_nurse.txt", "ko_icu_nurse.txt", "iryeokseo"),
    ("ko_developer.md", "ko_backend.txt", "standard"),
    ("ko_marketer.txt", "ko_production.txt", "careerDescription"),
]


async def made(resume: str, posting: str, form: str) -> dict[str, Any]:
    """The result of a session."""
    given = {
        "resume": text_of("resumes", resume).strip(),
        "job": text_of("postings", posting),
        "style": {"form": form},
    }
    return result(await begun(given))


def assert_same_facts(found: Facts, resume: dict[str, Any]) -> None:
    """Who it is of, the jobs and schools with their dates, and what they can do."""
    basics = resume["basics"]
    assert (found.name, found.email) == (basics["name"], basics["email"])
    digits = [one for one in basics["phone"] if one.isdigit()]
    assert (found.phone or "").endswith("".join(digits[-9:]))
    assert [(one.employer, one.title, one.start, one.end) for one in found.jobs] == [
        (one.get("name"), one.get("position"), one.get("startDate"), one.get("endDate"))
        for one in resume.get("work", [])
    ]
    assert [(one.institution, one.start, one.end) for one in found.education] == [
        (one.get("institution"), one.get("startDate"), one.get("endDate"))
        for one in resume.get("education", [])
    ]
    known = {name for one in found.skills for name in (one.name, one.written)}
    lost = {one["name"] for one in resume.get("skills", [])} - known
    assert len(lost) <= 1, lost


@pytest.mark.parametrize(("resume", "posting", "form"), MADE)
async def test_docx_of_a_cv_says_the_same(resume: str, posting: str, form: str) -> None:
    found = await made(resume, posting, form)
    head = Head("A title", "cv", "CV", TODAY.isoformat(), "en")
    document = read(handed_docx(head, found, encode({"style": {"form": form}}), None).data)
    assert document.hidden == []
    assert_same_facts(Reading(document.text).facts(TODAY), found["resume"])
    told = " ".join(document.text.split())
    for job in found["resume"]["work"]:
        assert [one for one in job.get("highlights", []) if " ".join(one.split()) not in told] == []
