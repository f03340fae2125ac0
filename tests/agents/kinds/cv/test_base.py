"""The résumé as data to choose from: nothing is lost, nothing is new."""

import datetime as dt
from typing import Any

import pytest

from agents.kinds.cv.base import base_of
from agents.kinds.cv.job_lines import job_of
from tests.agents.kinds.cv.cases import text_of

TODAY = dt.date(2026, 11, 30)


def base(name: str) -> dict[str, Any]:
    return base_of(text_of("resumes", name), TODAY)


def jobs(name: str) -> list[tuple[str | None, str | None]]:
    return [(one.get("name"), one.get("position")) for one in base(name)["work"]]


def test_jobs_without_a_heading_are_jobs() -> None:
    assert jobs("customer_support.txt") == [
        ("Canopy Ledger Inc.", "Tier 2 Support Specialist"),
        ("Buckeye Home Warranty", "Customer Service Representative"),
        ("Sunny's Car Wash", "Shift Supervisor"),
    ]
    assert jobs("ko_marketer.txt")[0] == ("주식회사 담은식탁", "마케팅팀 대리")


def test_employer_above_a_line_is_that_of_its_job() -> None:
    assert jobs("ko_production.txt") == [
        ("유진정밀테크", "생산관리팀 과장"),
        ("대상금속공업", "생산팀 사원, 대리"),
    ]


def test_point_with_a_year_is_no_job_and_a_title_is_whole() -> None:
    first = base("nurse.txt")["work"][0]
    assert first["position"].startswith("Staff Nurse (Band 5), then Senior Staff Nurse (Band 6)")
    assert first["startDate"] == "2019-10"
    assert any("14 students signed off since 2021" in line for line in first["highlights"])


def test_what_stands_below_a_heading_of_its_own_is_of_no_job() -> None:
    found = base("returner.txt")
    assert found["work"][-1]["highlights"] == []
    assert [one["name"] for one in found["other"]][:1] == ["During caring"]
    assert "education" not in found


def test_phone_stands_as_it_was_written() -> None:
    assert base("warehouse_lead.txt")["basics"]["phone"] == "07700 900155"


@pytest.mark.parametrize(
    ("line", "job"),
    [
        (
            "2020-08 to now -- Clydemark Insurance, backend engineer",
            {"name": "Clydemark Insurance", "position": "backend engineer", "startDate": "2020-08"},
        ),
        (
            "Shift Supervisor. Sunny's Car Wash, 2018–2021",
            {"name": "Sunny's Car Wash", "position": "Shift Supervisor", "startDate": "2018",
             "endDate": "2021"},
        ),
        (
            "2017-now. Self-employed, for Tredegar",
            {"position": "Self-employed", "startDate": "2017", "highlights": ["for Tredegar"]},
        ),
        ("BA English, University of Hull, 2017–2020", None),
        ("I have been a shift manager since June 2024 and like it", None),
        ("육군 만기 전역 (2015.11 – 2017.08)", None),
        ("Chess, running", None),
        ("", None),
    ],
)  # fmt: skip
def test_line_that_heads_a_job_is_told(line: str, job: dict[str, Any] | None) -> None:
    assert job_of(line) == job
