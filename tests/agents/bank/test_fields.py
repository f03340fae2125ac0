"""A field of work is told by the role, and never guessed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.bank.fields import field_of, may_ask
from agents.bank.types import Field
from agents.career.roles import roles
from tests.documents import ROOT

TOLD: dict[Field, tuple[str, ...]] = {
    "software": (
        "Backend developer",
        "Senior Software Engineer",
        "SRE",
        "QA engineer",
        "iOS developer",
        "Frontend Developer (React)",
        "프론트엔드 개발자",
        "서버 개발자",
        "시니어 백엔드 엔지니어",
    ),
    "data": (
        "Data analyst",
        "Marketing data analyst",
        "Machine learning engineer",
        "Lab technician",
        "Research scientist",
        "데이터 분석가",
        "제약회사 연구원",
    ),
    "nursing": (
        "ICU nurse",
        "Staff nurse",
        "Ward manager",
        "Director of Nursing",
        "School nurse",
        "Nurse, ICU",
        "Care assistant",
        "Health care assistant",
        "중환자실 간호사",
        "요양보호사",
        "수간호사",
        "Krankenpfleger",
    ),
    "teaching": (
        "Teacher of mathematics",
        "Primary school teacher",
        "Teaching assistant",
        "Head teacher",
        "중학교 수학 교사",
        "초등학교 교사",
        "영어 강사",
    ),
    "sales": (
        "Sales engineer",
        "Account executive",
        "Software sales representative",
        "Sales Manager - Software",
        "해외영업 담당자",
        "기술영업",
    ),
    "marketing": (
        "Head of marketing",
        "Graphic designer",
        "Social media manager",
        "Copywriter",
        "퍼포먼스 마케터",
        "UX 디자이너",
    ),
    "finance": (
        "Payroll clerk",
        "Accountant, Berlin",
        "Finance manager",
        "회계팀 대리",
        "세무사",
        "은행원",
    ),
    "service": (
        "Line cook",
        "Head chef",
        "Waiter",
        "Hotel receptionist",
        "Retail sales assistant",
        "Barista",
        "Call centre agent",
        "Front of house manager",
        "고객센터 상담원",
        "바리스타",
        "호텔 프런트 직원",
    ),
    "logistics": (
        "HGV driver",
        "Forklift driver",
        "Warehouse operative",
        "Production supervisor",
        "Buyer",
        "물류센터 사원",
        "지게차 운전원",
        "생산직 사원",
    ),
    "engineering": (
        "Civil engineer",
        "Mechanical engineer",
        "Quality engineer",
        "Site manager",
        "Architect",
        "토목 엔지니어",
        "기계설계 엔지니어",
    ),
    "trades": (
        "electrician",
        "Plumber",
        "Apprentice welder",
        "Car mechanic",
        "Maintenance technician",
        "전기기사",
        "용접사",
        "자동차 정비사",
    ),
    "administration": (
        "Office manager",
        "Executive assistant",
        "HR officer",
        "Recruiter",
        "Receptionist",
        "Recruiter for nurses",
        "총무 담당자",
        "인사팀장",
        "비서",
    ),
}
UNTOLD = (
    "executive",
    "CEO",
    "Lawyer",
    "Physician",
    "Pharmacist",
    "Product manager",
    "Police officer",
    "Farmer",
    "Wizard",
    "변호사",
    "의사",
    "프로덕트 매니저",
    "소방관",
    "x" * 500,
    "🙂",
)


@pytest.mark.parametrize(
    ("field", "role"), [(field, role) for field, found in TOLD.items() for role in found]
)
def test_a_role_tells_its_field(field: Field, role: str) -> None:
    assert field_of(role, "", "") == field
    assert field_of(role.upper(), "", "") == field
    assert field_of(None, "", f"{role}\n\nWhat you will do:\n") == field


@pytest.mark.parametrize("role", UNTOLD)
def test_a_role_that_the_bank_has_no_questions_for_has_no_field(role: str) -> None:
    if any(sign.isalpha() for sign in role) and len(role) < 100:
        assert field_of(role, "Backend developer: Python, Java, SQL, Kubernetes", "") is None
    assert field_of(role, "", "") is None


def test_every_role_that_is_known_is_told_alike_by_all_its_names() -> None:
    for role in roles().values():
        found = {name: field_of(name, "", "") for name in (role.name, role.korean, *role.titles)}
        assert len(set(found.values())) == 1, found


def test_a_role_that_says_nothing_of_its_field_leaves_it_to_the_posting_and_the_resume() -> None:
    nurse = (ROOT / "tests/material/resumes/nurse.txt").read_text(encoding="utf-8")
    assert field_of("Team leader", nurse, "") == "nursing"
    assert field_of("팀장", nurse, "Accountant (m/f/d)\nLeeds") == "finance"
    assert field_of(None, nurse, "") == "nursing"
    assert field_of("Electrician", nurse, "Accountant") == "trades"
    assert field_of("Lawyer", nurse, "Accountant") is None


@pytest.mark.parametrize(
    ("file", "field"),
    [
        ("accountant.txt", "finance"),
        ("chef.txt", "service"),
        ("data_analyst.md", "data"),
        ("electrician.txt", "trades"),
        ("ko_developer.md", "software"),
        ("ko_nurse.txt", "nursing"),
        ("ko_marketer.txt", "marketing"),
        ("graduate.txt", None),
        ("order_ws_01.txt", "logistics"),
        ("marketing.md", "marketing"),
    ],
)
def test_a_resume_tells_the_field(file: str, field: Field | None) -> None:
    resume = (ROOT / "tests/material/resumes" / file).read_text(encoding="utf-8")
    assert field_of(None, resume, "") == field


def test_a_skill_of_another_trade_is_not_asked_about() -> None:
    assert not may_ask(("software",), "nursing")
    assert may_ask(("health",), "nursing")
    assert may_ask(("administration",), "nursing")
    assert may_ask(("software",), None)


@given(st.text(max_size=300), st.text(max_size=300))
def test_any_text_has_a_field_or_none(role: str, job: str) -> None:
    field_of(role, "", job)
