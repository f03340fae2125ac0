"""What of a job can be asked about."""

import datetime as dt

import pytest

from agents.assessment.sheet import sheet_of
from agents.assessment.shown import shown
from agents.kinds.questions.needs import Needs, needs_of
from agents.postings.read import read_posting
from agents.postings.target import target_of
from tests.agents.kinds.questions.cases import text_of

TODAY = dt.date(2026, 11, 30)


def needs(resume: str, posting: str, language: str = "en") -> Needs:
    asked = target_of(None, None, read_posting(text_of("postings", posting)), None).asked
    text = text_of("resumes", resume)
    return needs_of(shown(asked, sheet_of(text, TODAY), TODAY), text, language, of_a_job=True)


def of_role(title: str, resume: str, language: str) -> list[str]:
    asked = target_of(title, None, None, None).asked
    text = text_of("resumes", resume)
    has = shown(asked, sheet_of(text, TODAY), TODAY)
    found = needs_of(has, text, language, of_a_job=False)
    assert {need.form for need in found.needs} <= {"usual"}
    return [need.text for need in found.needs]


def test_what_the_job_asks_and_the_resume_does_not_say_can_be_asked_about() -> None:
    found = needs("warehouse_lead.txt", "en_shift_manager.txt")
    assert "Experience of reporting KPIs to senior managers" in {n.text for n in found.needs}
    assert [need.id for need in found.needs] == [one.id for one in found.requirements]


@pytest.mark.parametrize(
    ("resume", "posting"),
    [("warehouse_lead.txt", "en_shift_manager.txt"), ("ko_nurse.txt", "ko_icu_nurse.txt")],
)
def test_conditions_and_numbers_of_years_are_left_out(resume: str, posting: str) -> None:
    found = needs(resume, posting)
    assert not any(one.knockout for one in found.requirements)
    assert not any(word in need.text for need in found.needs for word in ("years", "년 이상"))


def test_what_a_role_asks_has_its_name_in_the_language() -> None:
    korean = of_role("Head chef", "returner.txt", "ko")
    assert korean
    assert all(any("가" <= sign <= "힣" for sign in text) for text in korean[:3])


def test_words_that_the_resume_has_are_not_said_to_be_missing() -> None:
    assert "Cooking" not in of_role("Head chef", "chef.txt", "en")
