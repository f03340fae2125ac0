"""Jobs over HTTP: in the names of schema.org, as a posting says them."""

from typing import Any

import pytest

from tests.server.api.files import PLENTY
from tests.server.calls import Caller, assert_problem

pytestmark = pytest.mark.slow

JOB: dict[str, Any] = {
    "title": "Warehouse operative",
    "hiringOrganization": "Example Logistics",
    "jobLocation": ["Leipzig"],
    "remote": "onsite",
    "employmentType": ["FULL_TIME"],
    "baseSalary": {"currency": "EUR", "min": 15, "max": 17.5, "unit": "HOUR"},
    "salaryText": "15 to 17.50 EUR an hour",
    "datePosted": "2026-11-02",
    "validThrough": None,
    "mustHave": [
        {"id": "r1", "text": "Licence for fork-lift trucks", "knockout": True,
         "skills": ["Fork-lift truck"], "quote": "You hold a licence"}
    ],
    "niceToHave": [],
    "experience": {"minYears": 1, "maxYears": None, "quote": "one year"},
    "education": {"text": "Vocational training", "requiredBy": "posting"},
    "responsibilities": ["Load lorries"],
    "benefits": [],
    "keywords": ["warehouse"],
    "apply": {"how": "By mail", "documents": ["CV"],
              "form": [{"question": "Why you?",
                        "length": {"max": 500, "unit": "characters", "spaces": True}}]},
    "blind": None,
    "warnings": [{"code": "stale", "quote": "since 2024"}],
    "language": "en",
    "source": {"kind": "page", "url": "https://example.com/job", "fetchedAt": 1790000000000},
}  # fmt: skip


@pytest.fixture(scope="module")
def settings() -> dict[str, str]:
    return PLENTY


def added(caller: Caller, job: dict[str, Any] = JOB) -> Any:
    answer = caller.http.post("/v1/jobs", json=job)
    assert answer.status_code == 201, answer.text
    return answer.json()


def test_job_that_is_sent_is_shown_as_it_was_sent(caller: Caller) -> None:
    one = added(caller)
    assert {name: one[name] for name in JOB} == JOB
    assert (one["status"], one["version"]) == ("ready", 1)
    assert caller.http.get(f"/v1/jobs/{one['id']}").json() == one


def test_job_is_listed_by_what_tells_it_from_others(caller: Caller) -> None:
    one = added(caller)
    (entry,) = caller.http.get("/v1/jobs").json()["jobs"]
    assert entry.items() <= one.items()
    assert entry["hiringOrganization"] == "Example Logistics"
    assert "mustHave" not in entry


def test_same_job_is_the_same(caller: Caller) -> None:
    one = added(caller)
    again = caller.http.post("/v1/jobs", json=JOB | {"id": one["id"], "judgedBy": "rules"})
    assert (again.status_code, again.json()) == (200, one)


def test_job_is_replaced_with_its_title(caller: Caller) -> None:
    one = added(caller)
    path = f"/v1/jobs/{one['id']}"
    new = JOB | {"title": "Warehouse lead"}
    answer = caller.http.put(path, json=new, headers={"If-Match": '"1"'})
    assert (answer.status_code, answer.headers["etag"]) == (200, '"2"')
    assert answer.json()["title"] == "Warehouse lead"
    stale = caller.http.put(path, json=JOB, headers={"If-Match": '"1"'})
    assert_problem(stale, 412, "stale")
    renamed = caller.http.patch(path, json={"title": "Mine"}).json()
    assert (renamed["title"], renamed["version"]) == ("Mine", 2)


def test_job_that_says_only_its_title_says_of_the_rest_that_it_is_not_known(caller: Caller) -> None:
    one = added(caller, {"title": "Nurse"})
    assert (one["hiringOrganization"], one["mustHave"]) == (None, [])
    assert one["source"] == {"kind": "text"}


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({"title": ""}, "$.title"),
        ({"remote": "sometimes"}, "$.remote"),
        ({"mustHave": [{"text": "x"}]}, "$.mustHave[0]"),
        ({"keywords": ["x"] * 51}, "$.keywords"),
        ({"datePosted": "yesterday"}, "$.datePosted"),
    ],
)
def test_job_that_does_not_fit_is_told_where(
    change: dict[str, Any], where: str, caller: Caller
) -> None:
    answer = caller.http.post("/v1/jobs", json=JOB | change)
    assert where in assert_problem(answer, 422, "malformed")["detail"]
    assert caller.http.get("/v1/jobs").json() == {"jobs": []}
