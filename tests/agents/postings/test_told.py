"""What programs are told of a job: fields that are none are left out, whatever they are."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.postings.told import amount, day, employment, job_of_linked, line, salary, text_of
from agents.results.job import JobPosting, Salary

LINKED: dict[str, Any] = {
    "@type": "JobPosting",
    "title": "Cook &amp; Baker",
    "hiringOrganization": {"@type": "Organization", "name": "Sea Hotel"},
    "jobLocation": [
        {"address": {"addressLocality": "Cork", "addressRegion": "Cork",
                     "addressCountry": {"name": "Ireland"}}},
        {"address": "Main Street, Cobh"},
    ],
    "jobLocationType": "TELECOMMUTE",
    "employmentType": ["FULL_TIME", "https://schema.org/PART_TIME", "SOMETHING"],
    "datePosted": "2026-11-01T08:00:00+01:00",
    "validThrough": "2026-12-01",
    "description": "&lt;p&gt;Cook.&lt;/p&gt;&lt;ul&gt;&lt;li&gt;Fish&lt;/li&gt;&lt;/ul&gt;",
    "baseSalary": {"@type": "MonetaryAmount", "currency": "eur",
                   "value": {"minValue": "30.000", "maxValue": 33000, "unitText": "YEAR"}},
}  # fmt: skip


def linked(**fields: Any) -> JobPosting:
    found = job_of_linked({**LINKED, **fields})
    assert found is not None
    return found.job


def test_job_posting_of_schema_org_is_a_job() -> None:
    found = job_of_linked(LINKED)
    assert found is not None
    assert found.text == "Cook.\n\n• Fish"
    assert found.job == JobPosting(
        "Cook & Baker", hiring_organization="Sea Hotel",
        job_location=["Cork, Ireland", "Main Street, Cobh"], remote="remote",
        employment_type=["FULL_TIME", "PART_TIME"],
        base_salary=Salary("EUR", 30_000, 33_000, "YEAR"),
        date_posted="2026-11-01", valid_through="2026-12-01",
    )  # fmt: skip


@pytest.mark.parametrize(
    "pay",
    [
        {"@type": "MonetaryAmountDistribution", "currency": "EUR", "value": 1000},
        {"currency": "EUR", "value": 1000, "name": "Estimated by JobBoard"},
        {"currency": "EUR", "value": {"value": 1000, "description": "Gehaltsschätzung von X"}},
        {"currency": "EUR", "value": 1000, "isEstimate": True},
        {"currency": "EUR", "value": 0},
        {"currency": "EUR", "value": {"minValue": 5, "maxValue": 4}},
        {"currency": "EUR"},
        "by agreement",
        None,
    ],
)
def test_guess_and_what_is_no_amount_are_no_salary(pay: Any) -> None:
    assert linked(baseSalary=pay, estimatedSalary=LINKED["baseSalary"]).base_salary is None


@pytest.mark.parametrize(
    ("value", "wanted"),
    [
        ({"currency": "GBP", "value": 12.5, "unitText": "HOUR"}, Salary("GBP", 12.5, 12.5, "HOUR")),
        ({"currency": "?", "minValue": 1, "maxValue": 2}, Salary(None, 1, 2, None)),
    ],
)
def test_salary_has_what_is_told_of_it(value: Any, wanted: Salary) -> None:
    assert linked(baseSalary=value).base_salary == wanted


@pytest.mark.parametrize(
    ("value", "wanted"),
    [("2026-02-30", None), ("soon", None), (1_795_000_000_000, "2026-11-18"), (True, None),
     (1_795_000_000, "2026-11-18"), (12, None), (1e300, None), ("2026-11-18T23:59Z", "2026-11-18")],
)  # fmt: skip
def test_day_is_a_date_or_none(value: Any, wanted: str | None) -> None:
    assert day(value) == wanted


@pytest.mark.parametrize(
    ("value", "wanted"),
    [("Full-time", ["FULL_TIME"]), ("Vollzeit / Teilzeit", ["FULL_TIME", "PART_TIME"]),
     ("permanent", []), (["Intern", 3], ["INTERN"]), (None, []), ({}, [])],
)  # fmt: skip
def test_employment_is_by_known_words(value: Any, wanted: list[str]) -> None:
    assert employment(value) == wanted


@pytest.mark.parametrize(
    ("value", "wanted"),
    [("45.000", 45_000), ("45,000.50", 45_000.5), ("12,5", 12.5), ("a lot", None), (-1, None),
     (float("nan"), None), (float("inf"), None), (True, None)],
)  # fmt: skip
def test_amount_is_a_positive_number(value: Any, wanted: float | None) -> None:
    assert amount(value) == wanted


def test_line_has_no_markup_and_is_not_cut() -> None:
    assert line(" <b>Cook</b>\n&amp; Baker ") == "Cook & Baker"
    assert line("x" * 201) is None


def test_description_is_plain_text_or_markup_even_escaped_twice() -> None:
    assert text_of("Cook.\n- Fish") == "Cook.\n- Fish"
    assert text_of("&amp;lt;p&amp;gt;Cook&amp;lt;/p&amp;gt;") == "Cook"
    assert text_of(7) == ""


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=4),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from([*LINKED, "value", "name", "address"]), inner, max_size=4)
    ),
    max_leaves=10,
)


@given(st.dictionaries(st.sampled_from(sorted(LINKED)), VALUES))
def test_any_value_is_told_or_not(value: dict[str, Any]) -> None:
    found = job_of_linked(value)
    assert found is None or found.job.title


def test_salary_needs_amounts_that_go_together() -> None:
    assert salary("EUR", 2, 1, "YEAR") is None
    assert salary("EUR", None, None, "YEAR") is None
    assert salary("EUR", None, 5, "an age") == Salary("EUR", None, 5, None)
