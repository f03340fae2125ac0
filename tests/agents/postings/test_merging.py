"""A job from what is seen of it and what is told: what is seen wins, and both are listed."""

import datetime as dt

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from agents.postings.merging import merged
from agents.results.job import JobPosting, JobWarning, Salary

TODAY = dt.date(2026, 11, 30)
PAY = Salary("EUR", 40_000, 50_000, "YEAR")
SEEN = JobPosting("Cook", hiring_organization="Sea Hotel", job_location=["Cork"])
TEXT = "Cook\nSea Hotel, Cork\n\nRequirements\n• Two years"


def test_what_is_not_seen_is_filled() -> None:
    told = JobPosting(
        "Cook", base_salary=PAY, date_posted="2026-11-01", valid_through="2026-12-01",
        employment_type=["FULL_TIME"], remote="remote", hiring_organization="Sea Hotel",
    )  # fmt: skip
    job, differs = merged(SEEN, told, TEXT)
    assert job == replace(told, job_location=["Cork"])
    assert differs == ()


@pytest.mark.parametrize(
    ("field", "seen", "told", "name"),
    [
        ("valid_through", "2026-12-12", "2026-12-01", "validThrough"),
        ("date_posted", "2026-11-12", "2026-11-01", "datePosted"),
        ("base_salary", PAY, replace(PAY, max=60_000), "baseSalary"),
        ("job_location", ["Cork"], ["Oslo, NO"], "jobLocation"),
        ("title", "Cook", "Baker", "title"),
        ("hiring_organization", "Sea Hotel", "Lake Hotel", "hiringOrganization"),
    ],
)
def test_what_is_seen_wins_and_what_else_is_told_is_listed(
    field: str, seen: object, told: object, name: str
) -> None:
    one = msgspec.structs.replace(SEEN, **{field: seen})
    other = msgspec.structs.replace(SEEN, **{field: told})
    job, differs = merged(one, other, TEXT)
    assert getattr(job, field) == seen
    assert [one[0] for one in differs] == [name]


def test_job_of_another_title_fills_nothing() -> None:
    told = JobPosting(
        "Financial Controller", hiring_organization="Kilbrack", job_location=["Dublin"],
        base_salary=PAY, valid_through="2026-04-30", remote="remote", employment_type=["INTERN"],
    )  # fmt: skip
    seen = JobPosting("Cook")
    job, differs = merged(seen, told, "Cook\n\nRequirements\n• Two years", today=TODAY)
    assert job == seen
    assert differs == (("title", "Cook", "Financial Controller"),)


def test_name_that_is_told_and_stands_in_the_head_is_right() -> None:
    told = JobPosting("Cook", hiring_organization="Sea Hotel")
    for wrong in ("Requirements", "Sea Hotel, Cork"):
        job, differs = merged(replace(SEEN, hiring_organization=wrong), told, TEXT)
        assert (job.hiring_organization, differs) == ("Sea Hotel", ())


def test_title_that_is_told_in_full_and_stands_there_is_taken_in_full() -> None:
    told = JobPosting("Cook / Chef (m/w/d)")
    job, _ = merged(replace(SEEN, title="Cook"), told, "Cook / Chef (m/w/d)\nSea Hotel")
    assert job.title == "Cook / Chef (m/w/d)"


def test_pay_that_the_posting_says_in_words_alone_is_filled_with_no_amount() -> None:
    seen = replace(SEEN, salary_text="Pay by agreement")
    job, differs = merged(seen, replace(SEEN, base_salary=PAY), TEXT)
    assert job.base_salary is None
    assert differs == (("baseSalary", "Pay by agreement", "40000–50000 EUR YEAR"),)


def test_same_amounts_take_the_unit_that_is_told() -> None:
    seen = replace(SEEN, base_salary=replace(PAY, unit=None))
    assert merged(seen, replace(SEEN, base_salary=PAY), TEXT)[0].base_salary == PAY


def test_fields_that_a_system_shows_above_the_text_hold() -> None:
    told = JobPosting("Chef", hiring_organization="Sea Hotels Ltd", job_location=["Cork, IE"])
    job, differs = merged(SEEN, told, TEXT, is_shown=True)
    assert (job.title, job.hiring_organization, job.job_location) == (
        "Chef", "Sea Hotels Ltd", ["Cork, IE"],
    )  # fmt: skip
    assert differs == ()
    stipend = replace(SEEN, base_salary=Salary("EUR", 500, 500, None), salary_text="500 for a bike")
    job, differs = merged(stipend, replace(told, base_salary=PAY), TEXT, is_shown=True)
    assert (job.base_salary, job.salary_text) == (PAY, None)
    assert differs == (("baseSalary", "500 for a bike", "40000–50000 EUR YEAR"),)


@pytest.mark.parametrize(
    ("told", "is_stale"),
    [
        ({"date_posted": "2026-08-01"}, True),
        ({"date_posted": "2026-09-15"}, False),
        ({"date_posted": "2026-08-01", "valid_through": "2026-12-24"}, False),
        ({"valid_through": "2026-11-29"}, True),
        ({"valid_through": "2026-11-30"}, False),
    ],
)
def test_posting_is_stale_by_all_dates_that_are_known(told: dict[str, str], is_stale: bool) -> None:
    seen = replace(SEEN, warnings=[JobWarning("no_employer")])
    job, _ = merged(seen, msgspec.structs.replace(SEEN, **told), TEXT, today=TODAY)
    assert [one.code for one in job.warnings] == (["stale"] if is_stale else [])


NAMES = st.none() | st.sampled_from(["Cook", "Cook (m/w/d)", "Baker", "Sea Hotel", "–", "Sea"])
JOBS = st.builds(
    JobPosting,
    title=st.sampled_from(["Cook", "Cook (m/w/d)", "Baker", "–"]),
    hiring_organization=NAMES,
    job_location=st.lists(st.sampled_from(["Cork", "Oslo"]), max_size=2),
    base_salary=st.sampled_from([None, PAY, replace(PAY, min=1)]),
    salary_text=st.sampled_from([None, "by agreement"]),
    date_posted=st.sampled_from([None, "2026-11-01", "2020"]),
    valid_through=st.sampled_from([None, "2026-12-01"]),
)


@given(JOBS, JOBS)
def test_nothing_is_in_the_job_that_is_in_neither(seen: JobPosting, told: JobPosting) -> None:
    job, differs = merged(seen, told, TEXT, today=TODAY)
    for field in ("hiring_organization", "base_salary", "date_posted", "valid_through"):
        assert getattr(job, field) in (getattr(seen, field), getattr(told, field))
    for field in ("date_posted", "valid_through"):
        assert getattr(seen, field) is None or getattr(job, field) == getattr(seen, field)
    assert all(here != there for _, here, there in differs)
    assert job.title in (seen.title, told.title)
