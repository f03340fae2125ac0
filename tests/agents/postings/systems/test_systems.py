"""What systems' data say of a posting, in the shapes of their public documentation."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.postings.systems.addresses import Address
from agents.postings.systems.systems import told_of
from agents.postings.told import Told

SYSTEMS = ("ashby", "greenhouse", "lever", "personio", "recruitee", "smartrecruiters", "workable")


def told(system: str, id_: str, value: Any) -> Told | None:
    body = value if isinstance(value, bytes) else json.dumps(value).encode()
    return told_of(Address(system, "acme", id_, ()), body)


def some(system: str, id_: str, value: Any) -> Told:
    found = told(system, id_, value)
    assert found is not None
    return found


def test_greenhouse() -> None:
    found = some("greenhouse", "127817", {
        "id": 127817, "title": "Vault Designer", "updated_at": "2026-01-14T10:55:28-05:00",
        "first_published": "2026-01-10T10:55:28-05:00", "company_name": "Vault-Tec",
        "location": {"name": "NYC"}, "absolute_url": "https://boards.greenhouse.io/v/jobs/127817",
        "content": "&lt;p&gt;Dig &amp;amp; build.&lt;/p&gt;&lt;ul&gt;&lt;li&gt;Rock&lt;/ul&gt;",
        "pay_input_ranges": [
            {"min_cents": 5000000, "max_cents": 7500000, "currency_type": "USD", "title": "NYC"}
        ],
    })  # fmt: skip
    job = found.job
    assert (job.title, job.hiring_organization, job.job_location) == (
        "Vault Designer", "Vault-Tec", ["NYC"],
    )  # fmt: skip
    assert job.base_salary is not None
    assert (job.base_salary.min, job.base_salary.max, job.base_salary.currency) == (
        50_000, 75_000, "USD",
    )  # fmt: skip
    assert job.date_posted == "2026-01-10"
    assert found.text == "Dig & build.\n\n• Rock"


def test_lever() -> None:
    found = some("lever", "x", {
        "text": "Infrastructure Engineer", "createdAt": 1_795_000_000_000,
        "categories": {"commitment": "Full-time", "location": "Oslo", "team": "IT",
                       "allLocations": ["Oslo", "Bergen"]},
        "description": "<div>We run ferries.</div>", "descriptionPlain": "We run ferries.",
        "lists": [{"text": "Must have", "content": "<li>Linux</li><li>Calm</li>"}],
        "additional": "<div>Apply by May.</div>", "workplaceType": "remote",
        "salaryRange": {"currency": "EUR", "interval": "per-year-salary", "min": 1, "max": 2},
    })  # fmt: skip
    job = found.job
    assert (job.remote, job.employment_type, job.job_location) == (
        "remote", ["FULL_TIME"], ["Oslo", "Bergen"],
    )  # fmt: skip
    assert job.base_salary is not None
    assert job.base_salary.unit == "YEAR"
    assert job.date_posted == "2026-11-18"
    assert found.text == "We run ferries.\n\nMust have\n• Linux\n• Calm\n\nApply by May."


def test_ashby() -> None:
    job = {
        "id": "b", "title": "Product Manager", "location": "Houston, TX", "isListed": True,
        "secondaryLocations": [{"location": "San Francisco", "address": {}}], "isRemote": True,
        "descriptionHtml": "<p>Join our team</p>", "descriptionPlain": "Join our team",
        "publishedAt": "2026-04-30T16:21:55.393+00:00", "employmentType": "FullTime",
        "jobUrl": "https://jobs.ashbyhq.com/acme/b", "compensation": {"summaryComponents": [
            {"compensationType": "Salary", "interval": "1 YEAR", "currencyCode": "USD",
             "minValue": 81000, "maxValue": 87000},
            {"compensationType": "EquityPercentage", "minValue": 0.5, "maxValue": 1.75},
        ]},
    }  # fmt: skip
    other = {"id": "a", "title": "Cook", "jobUrl": "https://jobs.ashbyhq.com/acme/a"}
    found = some("ashby", "b", {"apiVersion": "1", "jobs": [other, job]}).job
    assert (found.title, found.remote, found.employment_type) == (
        "Product Manager", "remote", ["FULL_TIME"],
    )  # fmt: skip
    assert found.job_location == ["Houston, TX", "San Francisco"]
    assert found.base_salary is not None
    assert (found.base_salary.min, found.base_salary.unit) == (81_000, "YEAR")
    assert told("ashby", "c", {"jobs": [other, job]}) is None


def test_workable() -> None:
    jobs = [{
        "title": "Baker", "shortcode": "9E41C07B2D", "employment_type": "Full-time",
        "telecommuting": False, "url": "https://apply.workable.com/j/9E41C07B2D",
        "published_on": "2026-11-11", "country": "Greece", "city": "Athens", "state": "Attica",
        "description": "<p>Bake.</p>",
    }]  # fmt: skip
    found = some("workable", "9E41C07B2D", {"name": "Kalliope", "jobs": jobs}).job
    assert (found.hiring_organization, found.job_location, found.date_posted) == (
        "Kalliope", ["Athens, Attica, Greece"], "2026-11-11",
    )  # fmt: skip
    assert found.remote is None
    single = {"title": "Baker", "workplace": "on_site", "requirements": "<ul><li>Flour</ul>",
              "location": {"city": "Athens", "country": "GR"},
              "description": "<p>Bake.</p>"}  # fmt: skip
    alone = some("workable", "9E41C07B2D", single)
    assert alone.job.remote == "onsite"
    assert alone.text == "Bake.\n\nRequirements\n• Flour"
    assert told("workable", "9E41C07B2D", {"name": "Kalliope", "jobs": []}) is None


def test_smartrecruiters() -> None:
    found = some("smartrecruiters", "75551135", {
        "id": "75551135", "name": "Director", "releasedDate": "2026-02-19T19:36:42.346Z",
        "company": {"identifier": "acme", "name": "Acme Inc"},
        "location": {"city": "San Francisco", "region": "CA", "country": "us", "remote": True},
        "typeOfEmployment": {"label": "Full-time"},
        "jobAd": {"sections": {
            "companyDescription": {"title": "Company", "text": "<p>We make.</p>"},
            "qualifications": {"title": "Qualifications", "text": "<ul><li>Tact</li></ul>"},
        }},
    })  # fmt: skip
    assert (found.job.hiring_organization, found.job.job_location, found.job.remote) == (
        "Acme Inc", ["San Francisco, CA"], "remote",
    )  # fmt: skip
    assert found.text == "Company\nWe make.\n\nQualifications\n• Tact"


def test_recruitee() -> None:
    offer = {
        "id": 5, "slug": "planner", "title": "Planner", "company_name": "Acme BV",
        "city": "Breda", "country": "Netherlands", "employment_type_code": "fulltime_permanent",
        "description": "<p>Plan.</p>", "requirements": "<ul><li>Dutch</li></ul>", "hybrid": True,
        "careers_url": "https://acme.recruitee.com/o/planner", "published_at": "2026-11-01",
        "salary": {"min": "2800", "max": "3400", "period": "month", "currency": "EUR"},
    }  # fmt: skip
    for value in ({"offer": offer}, {"offers": [{"slug": "plan", "title": "X"}, offer]}):
        found = some("recruitee", "planner", value).job
        assert (found.title, found.job_location, found.remote) == (
            "Planner", ["Breda, Netherlands"], "hybrid",
        )  # fmt: skip
        assert found.employment_type == ["FULL_TIME"]
        assert found.base_salary is not None
        assert (found.base_salary.max, found.base_salary.unit) == (3400, "MONTH")


PERSONIO = """<?xml version="1.0" encoding="UTF-8"?>
<workzag-jobs><position><id>4102</id><name>Other</name></position>
<position><id>4103</id><subcompany>Acme GmbH</subcompany><office>Munich</office>
<additionalOffices><office>Berlin</office></additionalOffices><name>Koch (m/w/d)</name>
<jobDescriptions><jobDescription><name>Ihr Profil</name>
<value><![CDATA[<ul><li>Gesellenbrief</li></ul>]]></value></jobDescription></jobDescriptions>
<employmentType>permanent</employmentType><schedule>full-time</schedule>
<createdAt>2026-11-02T10:00:00+00:00</createdAt></position></workzag-jobs>"""


def test_personio() -> None:
    found = some("personio", "4103", PERSONIO.encode())
    assert (found.job.title, found.job.hiring_organization) == ("Koch (m/w/d)", "Acme GmbH")
    assert (found.job.job_location, found.job.employment_type) == (
        ["Munich", "Berlin"],
        ["FULL_TIME"],
    )
    assert found.job.date_posted == "2026-11-02"
    assert found.text == "Ihr Profil\n• Gesellenbrief"
    assert told("personio", "9", PERSONIO.encode()) is None


def test_xml_that_declares_things_is_not_read() -> None:
    bomb = PERSONIO.replace("<workzag-jobs>", '<!DOCTYPE x [<!ENTITY a "b">]><workzag-jobs>', 1)
    assert told("personio", "4103", bomb.encode()) is None


@pytest.mark.parametrize("system", SYSTEMS)
@pytest.mark.parametrize(
    "body", [b"", b"[]", b"null", b'"x"', b"{}", b"[" * 100_000, b"\xff", b"<a>" * 1_000, b"1e999"]
)
def test_what_is_not_of_a_system_s_shape_says_nothing(system: str, body: bytes) -> None:
    assert told(system, "1", body) is None


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(
        st.sampled_from(["title", "text", "name", "jobs", "offer", "location", "lists", "salary",
                         "categories", "jobAd", "sections", "compensation", "id", "min", "city"]),
        inner, max_size=4,
    ),
    max_leaves=12,
)  # fmt: skip


@given(st.sampled_from([one for one in SYSTEMS if one != "personio"]), VALUES)
def test_any_value_is_read_or_not(system: str, value: Any) -> None:
    found = told(system, "1", value)
    assert found is None or found.job.title
