"""What is understood of what people say of a job, and what it changes."""

import pytest

from agents.kinds.job.correcting import (
    Correction,
    Moved,
    corrected,
    meant,
    organisation_in,
    pay_in,
    place_in,
    title_in,
    to_confirm,
)
from agents.results.job import JobPosting, JobRequirement, Salary

AS_OF = "2026-11-30"
LICENCE = JobRequirement("m1", "A driving licence", True)
DEGREE = JobRequirement("m2", "A degree in physics")
FRENCH = JobRequirement("n3", "Fluent French")
POSTING = JobPosting("Driver", must_have=[LICENCE, DEGREE], nice_to_have=[FRENCH])


@pytest.mark.parametrize(
    ("wish", "title"),
    [
        ("The title is Ward Nurse.", "Ward Nurse"),
        ('change the title to "Head of Care"!', "Head of Care"),
        ("title: Cook / Baker", "Cook / Baker"),
        ("제목은 병동 간호사예요", "병동 간호사"),
        ("직함은 팀장입니다.", "팀장"),
        ("the title", None),
        ("the title is ", None),
    ],
)
def test_title_is_understood(wish: str, title: str | None) -> None:
    found = title_in(wish)
    assert (found.title if found else None) == title


@pytest.mark.parametrize(
    ("wish", "firm"),
    [
        ("the company is called Foo & Bar Ltd.", "Foo & Bar Ltd"),
        ("The employer is “Sankt Anna”", "Sankt Anna"),
        ("회사 이름은 예시상사예요", "예시상사"),
        ("I like the company", None),
    ],
)
def test_who_hires_is_understood(wish: str, firm: str | None) -> None:
    found = organisation_in(wish)
    assert (found.hiring_organization if found else None) == firm


@pytest.mark.parametrize(
    ("wish", "expected"),
    [
        ("it's remote", Correction(remote="remote")),
        ("It is hybrid, two days remote", Correction(remote="hybrid")),
        ("on-site only", Correction(remote="onsite")),
        ("it's in Berlin", Correction(job_location=("Berlin",))),
        ("the job is based in Leeds.", Correction(job_location=("Leeds",))),
        ("재택근무예요", Correction(remote="remote")),
        ("근무지는 부산이에요", Correction(job_location=("부산",))),
        ("it's not remote", None),
        ("재택이 아니에요", None),
        ("where is it?", None),
    ],
)
def test_place_is_understood(wish: str, expected: Correction | None) -> None:
    assert place_in(wish) == expected


@pytest.mark.parametrize(
    ("said", "pay"),
    [
        ("the salary is 50–60k EUR a year", Salary("EUR", 50_000, 60_000, "YEAR")),
        ("the salary is 50,000 to 60,000 GBP a year", Salary("GBP", 50_000, 60_000, "YEAR")),
        ("it pays £14.50 an hour", Salary("GBP", 14.5, 14.5, "HOUR")),
        ("연봉은 5,000만 원이에요", Salary("KRW", 50_000_000, 50_000_000, "YEAR")),
        ("the salary is good", None),
        ("the salary for 2 people", None),
    ],
)
def test_pay_is_understood(said: str, pay: Salary | None) -> None:
    found = pay_in(said, AS_OF, None)
    assert (found.base_salary if found else None) == pay


def test_pay_without_a_currency_is_in_that_of_before() -> None:
    before = Salary("CHF", 1, 2, "MONTH")
    found = pay_in("the salary is 50–60k", AS_OF, before)
    assert found
    assert found.base_salary == Salary("CHF", 50_000, 60_000, "MONTH")
    unknown = pay_in("the salary is 50–60k", AS_OF, None)
    assert unknown
    assert unknown.base_salary == Salary(None, 50_000, 60_000, None)


@pytest.mark.parametrize(
    ("wish", "expected"),
    [
        ("the degree is not a must", DEGREE),
        ("I don't need to drive: the licence is optional", LICENCE),
        ('"a driving licence" is optional', LICENCE),
        ("number 2 is not a must", DEGREE),
        ("1", LICENCE),
        ("that is not a must", None),
        ("9", None),
    ],
)
def test_requirement_is_told_by_its_words_or_its_number(
    wish: str, expected: JobRequirement | None
) -> None:
    assert meant(wish, [LICENCE, DEGREE]) == expected


def test_korean_requirement_is_told_by_its_words() -> None:
    entries = [JobRequirement("m1", "간호사 면허 소지자"), JobRequirement("m2", "학사 학위 이상")]
    assert meant("학위는 필수가 아니에요", entries) == entries[1]


def test_only_one_is_meant_where_there_is_no_other() -> None:
    assert meant("that is not a must", [DEGREE]) == DEGREE
    assert meant("that", []) is None


def test_last_that_was_said_counts_and_what_was_moved_back_is_as_it_was() -> None:
    first = [Correction(title="A"), Correction(title="B", remote="hybrid")]
    assert corrected(POSTING, first).title == "B"
    there = [Correction(moved=Moved("A driving licence", "nice"))]
    moved = corrected(POSTING, there)
    assert [one.id for one in moved.nice_to_have] == ["n3", "m1"]
    assert not moved.nice_to_have[-1].knockout
    back = [*there, Correction(moved=Moved("A driving licence", "must"))]
    assert corrected(POSTING, back) == POSTING


def test_what_stands_there_because_it_was_said_is_to_be_confirmed() -> None:
    said = [
        Correction(base_salary=Salary("EUR", 1, 2, "DAY"), salary_text="1–2 EUR a day"),
        Correction(moved=Moved("Fluent French", "must")),
        Correction(title="Driver"),
    ]
    found = {one.path: one.text for one in to_confirm(POSTING, said, str)}
    assert found == {"/baseSalary": "1–2 EUR a day", "/mustHave/2": "Fluent French"}


def test_what_is_moved_of_a_posting_that_says_it_no_more_is_passed_over() -> None:
    assert corrected(POSTING, [Correction(moved=Moved("A boat", "nice"))]) == POSTING
