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
    assert [(one.institution, one.start, one.end, one.score) for one in found.education] == [
        (one.get("institution"), one.get("startDate"), one.get("endDate"), one.get("score"))
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


GRADED = {
    "en": ("EDUCATION\nBSc Statistics, University of Glasgow, 2022–2026, GPA 3.8/4.0", "3.8/4.0"),
    "ko": ("학력\n2018.03 ~ 2024.08 부산대학교 회계학과 졸업 (학점 3.9/4.5)", "3.9/4.5"),
}


@pytest.mark.parametrize("language", sorted(GRADED))
async def test_score_of_a_school_is_kept_and_read_back(language: str) -> None:
    school, score = GRADED[language]
    work = {
        "en": "EXPERIENCE\nSales assistant, Marlowe Books, May 2023 to present\n- the stock count",
        "ko": "경력\n대성물류 총무팀 사원 2024.09 ~ 현재\n- 전표 입력, 근태 관리",
    }[language]
    text = f"Jonas Lindholm\njonas.lindholm@mail.example\n\n{work}\n\n{school}"
    given = {"resume": text, "targetRole": "Data analyst", "language": language}
    found = result(await begun(given))
    assert [one["score"] for one in found["resume"]["education"]] == [score]
    head = Head("A title", "cv", "CV", TODAY.isoformat(), language)
    data = handed_docx(head, found, encode({}), None).data
    assert [one.score for one in Reading(read(data).text).facts(TODAY).education] == [score]
