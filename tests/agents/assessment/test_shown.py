"""What is shown of single things that are asked for: status, evidence, level, and the question."""

import datetime as dt

import pytest

from agents.assessment.notes import notes
from agents.assessment.sheet import sheet_of
from agents.assessment.shown import Shown, shown
from agents.postings.conditions import asked_of
from agents.resume.lines import Slice

TODAY = dt.date(2026, 11, 30)
JOB = "Experience\n\n{title}, Corvid Systems, March 2019 - present\n{points}\n"


def one(text: str, requirement: str) -> Shown:
    entry = asked_of(Slice(requirement, 0), "must", 1)
    return shown([entry], sheet_of(text, TODAY), TODAY)[0]


def job(*points: str, title: str = "Software Engineer") -> str:
    return JOB.format(title=title, points="\n".join(f"- {point}" for point in points))


@pytest.mark.parametrize(
    ("text", "requirement", "status"),
    [
        (job("Tuned PostgreSQL for the billing service"), "PostgreSQL", "shown"),
        (job("Tuned MySQL for the billing service"), "PostgreSQL", "partly"),
        (job("Answered mail") + "\nSkills\nPostgreSQL, Redis\n", "PostgreSQL", "partly"),
        (job("Answered mail"), "PostgreSQL", "notShown"),
        (job("Wrote services in Java"), "Kotlin or Java in production", "shown"),
        (job("Led a team of 9 engineers"), "Experience of leading a team", "shown"),
        (job("Member of a team of 9 engineers"), "Experience of leading a team", "notShown"),
        (job("팀원 9명을 관리"), "팀원 관리 경험", "shown"),
        (job("주간 생산 실적을 공장장께 보고"), "실적 보고 경험", "shown"),
        (job("Reported figures to the board every month"), "실적 보고 경험", "shown"),
        (job("쿠버네티스로 배포"), "Kubernetes", "shown"),
        (job("Ran the rota") + "\nOther\nI have never used Kubernetes.\n", "Kubernetes",
         "contradicted"),
        (job("Ran the rota") + "\nOther\nInterested in learning Kubernetes.\n", "Kubernetes",
         "notShown"),
    ],
)  # fmt: skip
def test_ability_has_the_status_that_the_text_gives(
    text: str, requirement: str, status: str
) -> None:
    assert one(text, requirement).status == status


@pytest.mark.parametrize(
    ("line", "requirement", "status"),
    [
        ("Full clean driving licence", "Full UK driving licence", "shown"),
        ("운전면허 1종 보통", "운전면허 소지자", "shown"),
        ("I do not have a driving licence.", "Full UK driving licence", "contradicted"),
        ("NEBOSH General Certificate booked for March 2027", "NEBOSH General Certificate",
         "contradicted"),
        ("German B1, English native", "German at C1", "contradicted"),
        ("German C1, English native", "German at B2 or above", "shown"),
        ("영어 (비즈니스)", "Business English", "shown"),
        ("Nights and weekends are fine", "Able to work nights and weekends", "shown"),
        ("I cannot work nights.", "Able to work nights", "contradicted"),
        ("EU citizen, right to work in the UK", "The right to work in the UK", "shown"),
        ("육군 병장 만기 전역", "병역필 또는 면제자", "shown"),
    ],
)  # fmt: skip
def test_condition_is_met_wherever_it_stands(line: str, requirement: str, status: str) -> None:
    text = job("Answered mail") + f"\nLanguages\n{line}\n\nOther\n{line}\n"
    assert one(text, requirement).status == status


@pytest.mark.parametrize(
    ("education", "requirement", "status"),
    [
        ("BSc Computer Science, Hull, 2019", "Bachelor's degree in computer science", "shown"),
        ("MSc Physics, Hull, 2019", "A degree", "shown"),
        ("BSc Physics, Hull, 2019", "Bachelor's degree in nursing", "partly"),
        ("BSc Nursing, expected 2028", "Bachelor's degree in nursing", "partly"),
        ("A levels: maths, art, 2015", "Bachelor's degree in nursing", "notShown"),
        ("가람대학교 간호학과 졸업 (학사)", "간호학 학사 이상", "shown"),
    ],
)
def test_degree_counts_by_rank_and_subject(education: str, requirement: str, status: str) -> None:
    text = job("Answered mail") + f"\nEducation\n{education}\n"
    assert one(text, requirement).status == status


@pytest.mark.parametrize(
    ("span", "years", "status"),
    [
        ("March 2023 - present", 3, "shown"),
        ("March 2025 - present", 3, "partly"),
        ("March 2008 - March 2013", 3, "partly"),
    ],
)
def test_years_are_the_months_of_the_jobs_that_are_of_it(
    span: str, years: int, status: str
) -> None:
    text = f"Experience\n\nNurse, Wye Hospital, {span}\n- Cared for patients on an acute ward\n"
    assert one(text, f"At least {years} years of experience in acute care").status == status


def test_what_is_not_shown_has_a_question_and_no_level() -> None:
    found = one(job("Answered mail"), "Experience with Terraform")
    assert (found.level, found.evidence) == (None, ())
    assert found.ask is not None
    assert "Terraform" in str(found.ask)
    assert "Terraform" in found.ask.to("ko")


def test_title_names_a_skill_and_shows_no_use_of_it() -> None:
    found = one(job("Answered mail", title="Kotlin developer"), "Kotlin")
    assert (found.status, found.gap, found.level) == ("partly", "unproven", 40)


def test_evidence_stands_where_it_says() -> None:
    text = job("Answered mail", "Tuned PostgreSQL for billing")
    evidence = one(text, "PostgreSQL").evidence[0]
    assert evidence.span is not None
    assert text[slice(*evidence.span)] == evidence.quote == "Tuned PostgreSQL for billing"
    assert evidence.path == "/work/0/highlights/1"


def test_posting_that_is_pasted_in_counts_nothing_and_is_told() -> None:
    wants = "Five years of experience with Kotlin, Spring Boot and PostgreSQL in production"
    entry = asked_of(Slice(wants, 0), "must", 1)
    sheet = sheet_of(job("Groomed dogs", title="Dog groomer") + f"\n{wants}\n", TODAY)
    assert shown([entry], sheet, TODAY)[0].status == "notShown"
    assert [text.key for text in notes([entry], sheet)] == ["assessment.note.copied"]


def test_list_without_end_counts_nothing_and_is_told() -> None:
    entry = asked_of(Slice("Kubernetes", 0), "must", 1)
    words = ", ".join(f"Kubernetes, tool{number}" for number in range(40))
    sheet = sheet_of(job("Groomed dogs") + f"\nSkills\n{words}\n", TODAY)
    assert shown([entry], sheet, TODAY)[0].status == "notShown"
    assert "assessment.note.stuffed" in {text.key for text in notes([entry], sheet)}
