"""Roles at work: what each verdict leads to, that it is seen, bounded, and asked for once."""

from typing import Any

import pytest

from agents.delivery.roles import evaluator, quoted, unquoted
from agents.kind import Issue, Judging, Verdict
from agents.models.request import TextDelta, Usage
from agents.testing import Conversation, Deltas, ScriptedModel, every_cut
from protocol.commands import Start
from protocol.messages import ActivityMessage
from tests.agents.delivery.errands import CLEAR, Errands, Subject, errands

FINE = Verdict("approve", 90)
WEAK = Issue("", "It says two things.", "Tulips and")
BACK = Verdict("revise", 40, (WEAK,), "Say one.")
DRAFTS = ["Tulips and roses.", "Tulips and lilies.", "Tulips and daisies."]
RESUME = f"Gardener. {' '.join(DRAFTS)} " * 3


def working(**answers: Any) -> Conversation:
    """One whose judges answer so, and whose author has three drafts."""
    names = {
        "clear": "evaluator:clear",
        "validate": "validator:validate",
        "settle": "resolver:settle",
        "write": "generator:write",
    }
    script = {"validator:validate": FINE, "generator:write": DRAFTS, "evaluator:clear": FINE}
    script |= {names[name]: answer for name, answer in answers.items()}
    given = errands(targetRole="Gardener", resume=RESUME)
    return Conversation(Errands(), given, model=ScriptedModel(script))


def said(one: Conversation) -> list[tuple[str, str, str]]:
    """Who said what to the author, as people see it."""
    told = [m.content for m in one.messages if isinstance(m, ActivityMessage)]
    return [(m["sender"], m["task"], m["content"]["decision"]) for m in told]


async def test_draft_is_approved_by_code_by_a_validator_and_by_each_criterion() -> None:
    one = working()
    await one.start()
    assert one.error is None
    assert one.result is not None
    assert (one.result["text"], one.result["confirm"]) == (DRAFTS[0], [])
    assert said(one) == [
        ("validator", "claims", "approve"),
        ("validator", "validate", "approve"),
        ("evaluator", "clear", "approve"),
    ]


async def test_draft_that_code_finds_wrong_goes_back_before_a_model_is_asked() -> None:
    one = working(write=["I led 40 gardeners.", "Tulips."])
    await one.start()
    assert one.result is not None
    assert one.result["text"] == "Tulips."
    assert one.model.asked.count("validator:validate") == 1
    revision = one.model.requests[1].inputs["revision"]
    assert [issue.quote for issue in revision.issues] == ["40"]


async def test_draft_that_is_never_good_enough_is_marked_after_two_revisions() -> None:
    one = working(clear=[BACK, BACK, BACK])
    await one.start()
    assert one.result is not None
    assert one.model.asked.count("generator:write") == 3
    assert one.result["confirm"] == [{"path": "/text", "text": WEAK.quote, "why": WEAK.what}]


async def test_draft_that_is_rejected_ends_the_run_with_the_reason() -> None:
    one = working(clear=Verdict("reject", 0, (WEAK,)))
    await one.start()
    assert one.error is not None
    assert (one.error.code, WEAK.what in one.error.message) == ("rejected", True)
    assert (one.phase, one.result) == ("new", None)


@pytest.mark.parametrize(
    ("settled", "text"), [(FINE, DRAFTS[0]), (BACK, DRAFTS[1])], ids=["approved", "revised"]
)
async def test_what_judges_escalate_is_settled_by_the_resolver(settled: Verdict, text: str) -> None:
    one = working(clear=[Verdict("escalate", None, (WEAK,)), FINE], settle=settled)
    await one.start()
    assert one.result is not None
    assert one.result["text"] == text
    assert one.model.asked.count("resolver:settle") == 1


async def test_nobody_is_asked_twice_whenever_a_worker_dies() -> None:
    one = working(
        clear=[BACK, Verdict("escalate", None, (WEAK,)), FINE], settle=[BACK], write=DRAFTS
    )
    # `every_cut` fails where a recorded step is asked for again.
    assert await every_cut(one, Start("c1", "errands", one.given), at="steps") > 20


def test_verdict_on_passages_that_a_draft_does_not_have_is_none() -> None:
    judging = Judging(Subject("x"), {"text": "We grow  tulips."})
    invented = Verdict("revise", 30, (Issue("", "Wrong.", "We grow roses."),), "Leave it out.")
    assert unquoted(invented, judging) == ["'We grow roses.' does not stand in the draft."]
    assert quoted(invented, judging).decision == "approve"
    real = Verdict("revise", 30, (Issue("", "Vague.", "grow tulips"), Issue("", "No end.")))
    assert unquoted(real, judging) == []
    assert quoted(real, judging) == real


def test_criterion_stands_in_the_prompt_of_its_evaluator_alone() -> None:
    task = evaluator(CLEAR)
    assert str(task.prompt).endswith(CLEAR.text)
    assert (task.role, task.name) == ("evaluator", "clear")


async def test_result_says_whether_a_model_has_written_it() -> None:
    counted = Deltas(TextDelta("Tulips."), Usage("p", "m"))
    one = working(write=[counted])
    await one.start()
    assert one.result is not None
    assert one.result["writtenBy"] == "model"


def test_issue_that_quotes_what_was_given_is_about_the_passage_that_it_names() -> None:
    """A small validator quotes the source, and names what the draft says in its sentence."""
    judging = Judging({}, {"summary": "Led 40 nurses at Severnside."})
    source = "up to 6 nurses"
    told = Issue("/summary", f"It says 'Led 40 nurses', and what was given: '{source}'.", source)
    untrue = Issue("/summary", "The draft says 'BSc Nursing', which is nowhere.", "BSc Nursing")
    verdict = Verdict("reject", 0, (told, untrue))
    assert quoted(verdict, judging).decision == "reject"
    assert [one.quote for one in quoted(verdict, judging).issues] == ["Led 40 nurses"]
    assert quoted(Verdict("reject", 0, (untrue,)), judging) == Verdict("approve")
