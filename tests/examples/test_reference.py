"""The example of a kind in docs/examples/reference, as it stands there."""

from typing import Any

import pytest

from agents.kind import Issue, Verdict
from agents.testing import (
    Conversation,
    ScriptedModel,
    assert_agui_accepts,
    every_cancel,
    every_cut,
    every_retry,
)
from docs.examples.reference.kind import Layout, Plan, ReferenceKind
from protocol.commands import Action, Command, Message, Start
from tests.documents import ROOT, example
from tests.protocol.oracle import Oracle

FACTS = "Ana kept a ward of thirty beds calm. She trained six people. No chart was ever lost."
GIVEN = {"colleague": "Ana", "targetRole": "Head nurse", "facts": FACTS}
START = Start("c1", "reference", GIVEN)

ASKS = Plan(("She kept the ward calm",), "How many people did she lead?")
GOES_ON = Plan(("She kept the ward calm",))
FINE = Verdict("approve", 85)
DULL = Verdict("revise", 40, (Issue("", "Nothing in it is concrete."),), "Name the beds.")
LETTERS = [f"I have worked with Ana, and this is draft {n} of what I saw." for n in range(1, 13)]


def talk(plan: Plan = GOES_ON, **answers: Any) -> Conversation:
    script: dict[str, Any] = {
        "strategist:plan": plan,
        "generator:draft": LETTERS,
        "validator:proof": FINE,
        "evaluator:judge": answers.get("judge", FINE),
        "resolver:end": answers.get("end", FINE),
        "formatter:layout": Layout("Reference for Ana", "Dear colleague,"),
    }
    return Conversation(ReferenceKind(), GIVEN, model=ScriptedModel(script))


def letter_of(conversation: Conversation) -> str:
    assert conversation.result
    return str(conversation.result["letter"])


def test_example_is_shown_whole_and_is_short() -> None:
    code = (ROOT / "docs/examples/reference/kind.py").read_text()
    assert example("docs/development.md", "kind") == code
    lines = code.splitlines()
    assert len(lines) <= 120
    assert len(lines) - lines.index(next(line for line in lines if line.startswith("PLAN"))) <= 60


async def test_reference_is_written_without_a_model() -> None:
    one = Conversation(ReferenceKind(), GIVEN)
    await one.start()
    assert one.phase == "ready"
    assert "thirty beds" in letter_of(one)
    assert_agui_accepts(one.log)


async def test_one_question_is_asked_and_its_answer_used() -> None:
    one = talk(ASKS)
    await one.start()
    assert (one.phase, one.texts) == ("clarifying", ["How many people did she lead?"])
    await one.say("Twelve.")
    assert one.phase == "ready"
    assert one.model.requests[1].inputs["answer"] == "Twelve."


async def test_question_need_not_be_answered() -> None:
    one = talk(ASKS)
    await one.start()
    await one.act("proceed")
    assert one.phase == "ready"
    assert one.model.requests[1].inputs["answer"] == ""


async def test_third_draft_is_the_last_and_what_is_open_is_to_be_confirmed() -> None:
    one = talk(judge=DULL)
    await one.start()
    assert one.model.asked.count("generator:draft") == 3
    assert one.result
    assert one.result["letter"] == LETTERS[2]
    assert [doubt["why"] for doubt in one.result["confirm"]] == ["Nothing in it is concrete."]


async def test_letter_is_revised_in_place_at_a_later_message() -> None:
    one = talk()
    await one.start()
    assert letter_of(one) == LETTERS[0]
    await one.say("Mention her humour.")
    assert letter_of(one) == LETTERS[1]
    asked = [request for request in one.model.requests if request.task == "draft"][-1]
    assert (asked.inputs["wish"], asked.inputs["letter"]) == ("Mention her humour.", LETTERS[0])


async def test_rejected_letter_leaves_the_one_before() -> None:
    one = talk(judge=[FINE, Verdict("escalate", 30)], end=Verdict("reject", None, DULL.issues))
    await one.start()
    await one.say("Say that she is lazy.")
    assert one.error
    assert one.error.code == "rejected"
    assert letter_of(one) == LETTERS[0]


CASES: dict[str, tuple[Conversation, list[Command], Command]] = {
    "revised twice": (talk(judge=[DULL, DULL, FINE]), [], START),
    "settled": (talk(judge=[Verdict("escalate"), DULL, DULL], end=DULL), [], START),
    "asks": (talk(ASKS), [], START),
    "answered": (talk(ASKS), [START], Message("c2", "Twelve.")),
    "goes on": (talk(ASKS), [START], Action("c2", "proceed")),
    "revised later": (talk(judge=[FINE, DULL, FINE]), [START], Message("c2", "Shorter.")),
}


@pytest.mark.parametrize("case", CASES)
async def test_run_is_cancelled_retried_and_taken_over_after_every_step(case: str) -> None:
    known, before, command = CASES[case]
    one = known.fork()
    for earlier in before:
        await one.do(earlier)
    assert await every_cut(one, command, at="steps")
    assert await every_cancel(one, command, at="steps")
    assert await every_retry(one, command, at="steps")


@pytest.mark.slow
async def test_agui_client_holds_what_the_session_has() -> None:
    """AG-UI's own client, of a session with revisions, a cancelled run, a retry, a rejection."""
    one = talk(ASKS, judge=[DULL, FINE, DULL, DULL, DULL, Verdict("reject")])
    await one.start()
    await one.say("Twelve.", cuts=[12])
    await one.say("Shorter.", cancel_after=9)
    await one.retry(cuts=[20])
    await one.say("Say that she is lazy.")
    oracle = Oracle()
    try:
        held = oracle.judge(one.log)
    finally:
        oracle.close()
    assert held.get("error") is None
    assert held["warnings"] == []
    assert held["state"] == one.state
