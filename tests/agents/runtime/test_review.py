"""Drafts that are judged, revised, settled, taken back."""

from typing import Any

from agents.kind import Issue, NoMemory, Turn, Verdict
from agents.testing import (
    Conversation,
    ScriptedModel,
    assert_agui_accepts,
    every_cut,
    every_retry,
)
from protocol.commands import Message, Start
from protocol.messages import ActivityMessage
from tests.agents.runtime.workshop import ALONE, REVIEW, Brief, NoInput, workshop

AnyTurn = Turn[NoInput, NoMemory]

FINE = Verdict("approve", 90)
WEAK = Issue("", "It has no number.", "We did well.")


def revise(score: int | None = 40) -> Verdict:
    return Verdict("revise", score, (WEAK,), "Name a number.")


async def _write(turn: AnyTurn) -> None:
    ended = await turn.reviewed(REVIEW, Brief(turn.text))
    await turn.say(f"{ended.settled_by} {ended.rounds} {len(ended.open)}")


async def _draft(turn: AnyTurn) -> None:
    await turn.reviewed(ALONE, Brief(turn.text))


def written(**answers: Any) -> Conversation:
    script = {"validator:proof": FINE, "generator:letter": ["Draft 1.", "Draft 2.", "Draft 3."]}
    names = {"judge": "evaluator:judge", "settle": "resolver:settle", "proof": "validator:proof"}
    script |= {names[name]: answer for name, answer in answers.items()}
    return Conversation(workshop(_write), {}, model=ScriptedModel(script))


def drafted(*verdicts: Verdict) -> Conversation:
    script = {"generator:draft": ["Draft 1.", "Draft 2."], "evaluator:judge": list(verdicts)}
    return Conversation(workshop(_draft), {}, model=ScriptedModel(script))


async def test_draft_that_is_approved_stays() -> None:
    one = written(judge=FINE)
    await one.start()
    assert one.result == {"letter": "Draft 1."}
    assert one.texts[-1] == "evaluator 1 0"
    assert_agui_accepts(one.log)


async def test_draft_that_is_sent_back_is_gone_and_its_author_is_told_why() -> None:
    one = written(judge=[revise(), FINE])
    await one.start()
    assert one.texts == ["Draft 2.", "evaluator 2 0"]
    again = [r for r in one.model.requests if r.task == "letter"][1].inputs["revision"]
    assert (again.draft, again.issues, again.instructions) == (
        "Draft 1.",
        (WEAK,),
        "Name a number.",
    )
    assert_agui_accepts(one.log)


async def test_worst_of_two_judges_decides_and_both_are_heard() -> None:
    proof = Verdict("revise", None, (Issue("/x", "Not in the facts."),), "Leave it out.")
    one = written(judge=[revise(), FINE], proof=[proof, FINE])
    await one.start()
    again = [r for r in one.model.requests if r.task == "letter"][1].inputs["revision"]
    assert [issue.what for issue in again.issues] == ["Not in the facts.", "It has no number."]


async def test_best_draft_stays_at_the_limit_and_is_marked() -> None:
    one = written(judge=[revise(40), revise(70), revise(50)])
    await one.start()
    assert one.result == {
        "letter": "Draft 2.",
        "confirm": [{"path": "/letter", "text": "We did well.", "why": "It has no number."}],
    }
    assert one.texts[-1] == "limit 3 1"
    assert_agui_accepts(one.log)


async def test_last_draft_stays_at_the_limit_where_none_was_scored() -> None:
    one = written(judge=revise(None))
    await one.start()
    assert one.result
    assert one.result["letter"] == "Draft 3."


async def test_message_that_is_the_best_draft_is_said_again_at_the_limit() -> None:
    one = drafted(revise(60), revise(20))
    await one.start()
    assert one.texts == ["Draft 1."]
    assert_agui_accepts(one.log)


async def test_rejected_draft_is_taken_back_and_what_stood_before_stays() -> None:
    one = written(judge=[FINE, Verdict("reject", 5, (WEAK,))])
    await one.start()
    before = one.state
    outcome = await one.say("Another.")
    assert outcome.status == "error"
    assert one.error
    assert one.error.code == "rejected"
    assert "It has no number." in one.error.message
    assert one.state == before
    assert "Draft 2." not in one.texts
    assert_agui_accepts(one.log)


async def test_escalation_is_settled_by_the_resolver() -> None:
    one = written(judge=Verdict("escalate", 50), settle=Verdict("approve"))
    await one.start()
    assert one.texts[-1] == "resolver 1 0"
    assert one.model.asked[-1] == "resolver:settle"


async def test_escalation_to_nobody_counts_as_a_revision() -> None:
    one = drafted(Verdict("escalate", 10, (WEAK,)), FINE)
    await one.start()
    assert one.texts == ["Draft 2."]


async def test_what_roles_say_to_each_other_is_recorded_and_shown() -> None:
    one = written(judge=FINE)
    await one.start()
    shown = [m.content for m in one.messages if isinstance(m, ActivityMessage)]
    assert [(said["sender"], said["to"], said["task"]) for said in shown] == [
        ("validator", "generator", "proof"),
        ("evaluator", "generator", "judge"),
    ]
    assert one.checkpoint
    assert one.checkpoint.last
    assert [told.sender for told in one.checkpoint.last.told] == ["validator", "evaluator"]


async def test_review_is_taken_over_at_every_point() -> None:
    one = written(judge=[revise(), Verdict("escalate"), revise(80)], settle=revise(20))
    assert await every_cut(one, Start("c1", "workshop", {})) > 30


async def test_review_is_cancelled_and_retried_after_every_step() -> None:
    one = written(judge=[revise(), FINE])
    one.model = ScriptedModel(
        {
            "validator:proof": FINE,
            "evaluator:judge": [FINE, revise(), FINE],
            "generator:letter": ["First.", "Draft 1.", "Draft 2."],
        }
    )
    await one.start()
    assert await every_retry(one, Message("c2", "Again."), at="steps") > 5
