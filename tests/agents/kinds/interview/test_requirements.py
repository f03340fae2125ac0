"""An interview on a job: what the posting asks for is asked about, or it is said why not."""

import datetime as dt
from typing import Any

import pytest

from agents.bank.types import AskedBefore, Posted
from agents.kinds.interview.asked_question import AskedQuestion
from agents.kinds.interview.kind import Interview
from agents.kinds.interview.memory import Asked, Attempt
from agents.kinds.interview.requirements import question, unasked
from agents.postings.details import details_of
from agents.testing import Conversation
from tests.deliveries import text_of

POSTINGS = (
    "en_charge_nurse.txt",
    "en_finance_manager.txt",
    "en_shift_manager.txt",
    "en_support_lead.txt",
    "en_teacher.txt",
    "ko_backend.txt",
    "ko_icu_nurse.txt",
    "ko_production.txt",
)
"""Of seven fields of work, and in two languages."""
SAID = {
    "en": "Yes, since 2021. Last May I re-slotted an aisle myself, and errors fell from 3% to 1%.",
    "ko": "네, 2021년부터입니다. 작년 5월에 제가 직접 자리를 바꿔 오류를 3%에서 1%로 줄였습니다.",
}
POSTED = Posted(
    title="Shift manager",
    must=("Full driving licence", "Leads a team of ten or more", "Aged under 35", "Plans the rota"),
    conditions=("Full driving licence", "Rotating nights"),
)


async def held(fields: dict[str, Any], said: str = SAID["en"]) -> Conversation:
    one = Conversation(
        Interview(), {"type": "behavioral", "difficulty": "medium", "durationMinutes": 30, **fields}
    )
    await one.start()
    assert one.error is None
    for number in range(40):
        if one.phase == "done":
            return one
        await one.say(f"{said} ({number})")
    raise AssertionError("the interview has no end")


@pytest.mark.parametrize("name", POSTINGS)
async def test_each_requirement_of_a_posting_is_asked_for_or_said_why_not(name: str) -> None:
    language, text = name[:2], text_of("postings", name)
    fields = {"job": text, "count": 10, "language": language}
    one = await held(fields, SAID[language])
    result = one.result or {}
    asked = "\n".join(question["question"] for question in result["questions"])
    unsaid = "\n".join(result["assumed"])
    names = {competency["name"] for competency in result["competencies"]}
    wanted = details_of(text, dt.datetime.now(dt.UTC).date(), language).must_have
    assert wanted
    for requirement in wanted[:12]:
        said = " ".join(requirement.text.split())
        if len(said) > 200:
            continue
        begun = said[:60].rstrip(" .,;")
        assert begun in asked or said[:40] in unsaid, said
        assert said not in names or not requirement.knockout
        if begun in asked and not requirement.knockout:
            assert said in names, said


def test_conditions_come_first_and_in_one_question() -> None:
    found = question(POSTED, [], [], "behavioral", "en")
    assert found
    assert found.requirements == ("Full driving licence", "Rotating nights")
    assert '"Full driving licence", "Rotating nights"' in found.text


def test_what_was_asked_about_in_an_earlier_interview_comes_last() -> None:
    first = Asked(1, "easy", as_asked("conditions", POSTED.conditions))
    usual = question(POSTED, [first], [], "behavioral", "en")
    assert usual
    assert usual.requirements == ("Leads a team of ten or more",)
    before = [AskedBefore(usual.text, usual.key)]
    other = question(POSTED, [first], before, "behavioral", "en")
    assert other
    assert other.requirements == ("Plans the rota",)


def test_what_nobody_may_be_asked_or_had_no_question_left_is_named_with_the_reason() -> None:
    asked = [
        Asked(1, "easy", as_asked("conditions", POSTED.conditions), tries=[Attempt(["Yes."])]),
        Asked(2, "easy", as_asked("must", ("Leads a team of ten or more",))),
    ]
    assert {text: why for why, text in unasked(POSTED, asked, "behavioral")} == {
        "Leads a team of ten or more": "unanswered",
        "Aged under 35": "private",
        "Plans the rota": "left",
    }
    assert {why for why, _ in unasked(POSTED, [], "dsa")} == {"type"}
    assert question(POSTED, [], [], "dsa", "en") is None


def as_asked(text: str, requirements: tuple[str, ...]) -> AskedQuestion:
    return AskedQuestion(text, requirements=requirements)


async def test_interview_of_one_question_asks_for_what_decides() -> None:
    one = await held({"job": text_of("postings", "en_charge_nurse.txt"), "count": 1})
    (only,) = (one.result or {})["questions"]
    assert "Current registration with the NMC" in only["question"]
