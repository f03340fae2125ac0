"""The kind in conversation: it proposes, one decides, answers and edits, and it is saved."""

from typing import Any

import pytest

from agents.kind import Services, StoredJob, StoredResume, Verdict
from agents.kinds.optimize.inputs import Completed, Drafted, Rewritten
from agents.kinds.optimize.kind import Optimize
from agents.models.offline import OfflineModel
from agents.testing import Conversation, ScriptedModel, Shelf, every_cut
from protocol.commands import Action, Start
from protocol.events import StateDeltaEvent
from tests.agents.kinds.optimize.material import POSTINGS, RESUMES

RESUME = """Ana Kovacs
ana@mail.example · +44 20 7946 0018

EXPERIENCE
Florist, Rosehip Ltd, March 2019 to present
- Responsible for managing 3 shops
- Helped to improve safety on the floor
- Cut waste from 12% to 4% by ordering twice a week

Shop assistant, Thorn Ltd, January 2015 to February 2019
- Trained new florists
- Ran the till

SKILLS
k8s, wreaths, vans
"""
LINE = "/work/0/highlights/0"
HELPED = "/work/0/highlights/1"


def talk(model: Any = None, shelf: Shelf | None = None, **given: Any) -> Conversation:
    made = {"resume": RESUME, "targetRole": "Florist", **given}
    if shelf is None:
        return Conversation(Optimize(), made, model=model)
    lend = shelf
    return Conversation(
        Optimize(), made, model=model, services=lambda m: Services(model=m, library=lend)
    )


async def begun(model: Any = None, shelf: Shelf | None = None, **given: Any) -> Conversation:
    one = talk(model, shelf, **given)
    await one.start()
    assert one.error is None
    assert one.phase == "ready"
    return one


def result(one: Conversation) -> dict[str, Any]:
    assert one.result is not None
    return one.result


def change(one: Conversation, path: str, op: str = "replace") -> dict[str, Any]:
    found = [c for c in result(one)["changes"] if (c["path"], c["op"]) == (path, op)]
    assert len(found) == 1, found
    made: dict[str, Any] = found[0]
    return made


def lines(one: Conversation, job: int = 0) -> list[str]:
    made: list[str] = result(one)["resume"]["work"][job]["highlights"]
    return made


def said(one: Conversation) -> str:
    return str(one.messages[-1].content)


async def test_changes_are_proposed_and_nothing_is_altered() -> None:
    one = await begun()
    assert change(one, LINE)["after"] == "Manage 3 shops"
    assert change(one, HELPED)["after"] == (
        "Helped to improve safety on the floor: [your part, and what came of it]"
    )
    assert {c["status"] for c in result(one)["changes"]} == {"proposed"}
    assert lines(one)[0] == "Responsible for managing 3 shops"
    assert result(one)["judgedBy"] == "rules"
    assert result(one)["writtenBy"] == "rules"
    assert result(one)["saved"] is None
    assert isinstance(result(one)["atsBefore"], int)


async def test_without_a_job_coverage_is_null_and_says_why() -> None:
    one = await begun(focus=["clarity", "ats_keywords"])
    assert result(one)["coverageBefore"] is None
    assert set(result(one)["notJudged"]) == {"coverageBefore", "coverageAfter"}
    assert result(one)["assumed"][0].startswith("Without a posting")


async def test_with_a_job_its_words_are_taken_up_where_they_are_true() -> None:
    job = "Platform florist\n\nRequirements\n- Kubernetes\n- Dutch\n"
    one = await begun(focus=["ats_keywords"], job=job)
    assert [c["after"] for c in result(one)["changes"]] == ["k8s (Kubernetes)"]
    assert isinstance(result(one)["coverageBefore"], int)
    assert result(one)["coverageAfter"] >= result(one)["coverageBefore"]


async def test_what_is_accepted_is_in_the_resume_and_what_is_rejected_is_not() -> None:
    one = await begun()
    await one.act("accept", {"ids": [change(one, LINE)["id"]]})
    await one.act("reject", {"ids": [change(one, HELPED)["id"]]})
    assert lines(one)[:2] == ["Manage 3 shops", "Helped to improve safety on the floor"]
    assert change(one, LINE)["status"] == "accepted"
    assert change(one, HELPED)["status"] == "rejected"


async def test_all_that_is_open_is_accepted_where_none_is_named() -> None:
    one = await begun()
    await one.act("accept", {})
    assert {c["status"] for c in result(one)["changes"]} == {"accepted"}
    assert lines(one)[0] == "Cut waste from 12% to 4% by ordering twice a week"
    assert "[your part" not in str(result(one)["resume"])


async def test_only_what_has_changed_is_sent() -> None:
    one = await begun()
    since = len(one.log)
    await one.act("accept", {"ids": [change(one, HELPED)["id"]]})
    deltas = [op.path for e in one.log[since:] if isinstance(e, StateDeltaEvent) for op in e.delta]
    assert [path for path in deltas if path.startswith("/result")] == ["/result/changes/1/status"]


async def test_answer_completes_what_was_asked_and_is_what_may_be_said() -> None:
    one = await begun()
    await one.act(
        "answer", {"id": change(one, HELPED)["id"], "text": "wrote the checklist, no falls since"}
    )
    after = "Helped to improve safety on the floor: wrote the checklist, no falls since"
    assert change(one, HELPED)["after"] == after
    assert "ask" not in change(one, HELPED)
    await one.act("accept", {"ids": ["c2"]})
    assert result(one)["confirm"] == []


async def test_person_may_write_anything_and_is_asked_whether_it_is_so() -> None:
    one = await begun()
    await one.act("edit", {"id": change(one, HELPED)["id"], "after": "Led safety for 90 people"})
    assert lines(one)[1] == "Led safety for 90 people"
    assert change(one, HELPED)["status"] == "accepted"
    at = next(n for n, c in enumerate(result(one)["changes"]) if c["path"] == HELPED)
    assert result(one)["confirm"]
    assert {doubt["path"] for doubt in result(one)["confirm"]} == {f"/changes/{at}/after"}
    await one.act("reject", {"ids": [change(one, HELPED)["id"]]})
    assert result(one)["confirm"] == []


@pytest.mark.parametrize(
    ("action", "given"),
    [
        ("accept", {"ids": ["c99"]}),
        ("edit", {"id": "x", "after": "y"}),
        ("answer", {"id": "c1", "text": "nothing was asked"}),
        ("save", None),
    ],
)
async def test_what_cannot_be_done_says_what_can(action: str, given: Any) -> None:
    one = await begun()
    await one.act(action, given)
    assert one.error is not None
    assert one.error.code == "invalid_input"
    assert one.phase == "ready"


async def test_change_of_order_has_no_text_to_edit() -> None:
    one = await begun()
    moved = next(c for c in result(one)["changes"] if c["op"] == "move")
    await one.act("edit", {"id": moved["id"], "after": "x"})
    assert one.error is not None


async def test_wishes_in_words_do_what_actions_do() -> None:
    one = await begun()
    await one.say("accept all")
    assert {c["status"] for c in result(one)["changes"]} == {"accepted"}
    await one.say("undo 1")
    assert result(one)["changes"][0]["status"] == "proposed"
    await one.say("Reject 1, please")
    assert result(one)["changes"][0]["status"] == "rejected"
    await one.say("why 2?")
    assert result(one)["changes"][1]["reason"] in said(one)
    await one.say("hello")
    assert "accept all" in said(one)


async def test_wishes_in_korean_are_understood() -> None:
    one = await begun(language="ko")
    await one.say("1번 받아들여 줘")
    assert result(one)["changes"][0]["status"] == "accepted"
    await one.say("1번 되돌려 줘")
    assert result(one)["changes"][0]["status"] == "proposed"


async def test_shorter_adds_what_makes_it_shorter_and_leaves_what_was_decided() -> None:
    resume = RESUME.replace("January 2015 to February 2019", "January 2005 to February 2009")
    resume = resume.replace("- Ran the till", "- Ran the till\n- Swept the yard\n- Fed the cat")
    one = await begun(resume=resume)
    await one.act("accept", {"ids": ["c1"]})
    before = [c["id"] for c in result(one)["changes"]]
    await one.say("shorter")
    ids = [c["id"] for c in result(one)["changes"]]
    assert ids[: len(before)] == before
    assert len(ids) > len(before)
    assert result(one)["changes"][0]["status"] == "accepted"


async def test_shorter_says_so_where_nothing_can_go() -> None:
    one = await begun()
    before = result(one)["changes"]
    await one.say("shorter")
    assert result(one)["changes"] == before


async def test_what_is_kept_is_not_touched() -> None:
    one = await begun(keep=["/work/0"])
    assert [c for c in result(one)["changes"] if c["path"].startswith("/work/0")] == []


STORED = StoredResume(
    "r1", 3, "Ana", RESUME,
    data={"basics": {"name": "Ana Kovacs"}, "work": [{"name": "Rosehip Ltd", "position": "Florist",
     "startDate": "2019-03", "highlights": ["Responsible for managing 3 shops"]}]},
)  # fmt: skip


async def test_stored_resume_is_saved_as_its_next_version() -> None:
    shelf = Shelf(STORED)
    one = await begun(shelf=shelf, resume={"id": "r1"})
    await one.act("accept", {})
    await one.act("save")
    assert one.error is None
    assert result(one)["saved"] == {"id": "r1", "version": 4}
    assert shelf.resumes["r1"].data == result(one)["resume"]
    await one.act("edit", {"id": "c1", "after": "Manage three shops"})
    await one.act("save")
    assert result(one)["saved"] == {"id": "r1", "version": 5}


async def test_pasted_resume_is_saved_as_a_new_one() -> None:
    shelf = Shelf()
    one = await begun(shelf=shelf)
    await one.act("accept", {})
    await one.say("save it")
    saved = result(one)["saved"]
    assert saved["version"] == 1
    assert shelf.resumes[saved["id"]].title == "Résumé: Florist"


async def test_resume_that_has_changed_meanwhile_is_not_written_over() -> None:
    shelf = Shelf(STORED)
    one = await begun(shelf=shelf, resume={"id": "r1"})
    await one.act("accept", {})
    shelf.put(StoredResume("r1", 4, "Ana", RESUME, data={"basics": {"name": "Ana"}}))
    await one.act("save")
    assert one.error is not None
    assert one.error.code == "precondition_failed"
    assert "4" in one.error.message
    assert result(one)["saved"] is None
    assert shelf.resumes["r1"].version == 4


async def test_session_goes_on_with_the_resume_that_it_began_with() -> None:
    shelf = Shelf(STORED)
    one = await begun(shelf=shelf, resume={"id": "r1"})
    shelf.delete("r1")
    await one.act("accept", {})
    assert one.error is None
    assert lines(one)[0] == "Manage 3 shops"


async def test_stored_job_is_what_is_asked_for() -> None:
    posting = {"title": "Florist", "mustHave": [{"id": "m1", "text": "Kubernetes"}]}
    shelf = Shelf(StoredJob("j1", 1, "Florist", posting))
    one = await begun(shelf=shelf, job={"id": "j1"}, focus=["ats_keywords"])
    assert [c["after"] for c in result(one)["changes"]] == ["k8s (Kubernetes)"]


def drafts(*changes: Drafted) -> ScriptedModel:
    return ScriptedModel(
        {"generator:rewrite": Rewritten(changes)}, otherwise=OfflineModel({"optimize": {}})
    )


async def test_rules_propose_what_they_can_where_a_model_gives_nothing_usable() -> None:
    model = ScriptedModel(
        {"generator:rewrite": "Sure! Here it is."}, otherwise=OfflineModel({"optimize": {}})
    )
    one, plain = await begun(model), await begun()
    assert one.error is None
    assert result(one)["changes"] == result(plain)["changes"] != []


async def test_words_of_a_model_are_shown_where_they_hold() -> None:
    better = Drafted(LINE, "Manage the 3 shops", "The deed first.", "clarity")
    one = await begun(drafts(better))
    assert change(one, LINE)["after"] == "Manage the 3 shops"
    assert change(one, LINE)["reason"] == "The deed first."


@pytest.mark.parametrize(
    "after",
    [
        "Led a team of 14 in 3 shops",
        "Managed 3 shops with SAP",
        "Managed 3 shops for Harrods",
        "Spearheaded 3 shops",
        "Managed 3 shops and raised sales by 20%",
        "Managed 3 shops as head of retail since 2012",
        "3개 매장 관리",
    ],
)
async def test_what_nobody_said_is_sent_back_once_and_dropped(after: str) -> None:
    model = drafts(Drafted(LINE, after, "Better.", "clarity"))
    one = await begun(model)
    assert after not in [c["after"] for c in result(one)["changes"]]
    asked = [request for request in model.requests if request.task == "rewrite"]
    first = [request for request in asked if not request.issues]
    again = [request for request in asked if request.issues]
    assert len(again) == len(first)
    assert any(LINE in str(request.issues) for request in again)


async def test_number_that_nobody_gave_becomes_an_open_place() -> None:
    made = Drafted("/work/1/highlights/0", "Trained 31 new florists", "How many?",
                   "impact_metrics", "How many were they?")  # fmt: skip
    one = await begun(drafts(made))
    found = [c for c in result(one)["changes"] if c["path"] == made.path]
    assert [c["after"] for c in found] == ["Trained [How many were they?] new florists"]


SUMMARY = (
    "Florist with a shop of her own since 2019. Binds wreaths for the churches of the town, "
    "drives them there, and teaches two apprentices in the mornings before the shop opens, "
    "while the van is loaded and the orders of the day are sorted by street and by hour."
)
SHORTER = "Florist with a shop of her own since 2019. Binds wreaths for the churches of the town."


@pytest.mark.parametrize(("decision", "shown"), [("approve", True), ("reject", False)])
async def test_long_text_of_a_model_is_read_by_an_evaluator(decision: Any, shown: bool) -> None:
    draft = Drafted("/basics/summary", SHORTER, "Shorter.", "clarity")
    script = {"generator:rewrite": Rewritten((draft,)), "evaluator:weigh": Verdict(decision)}
    model = ScriptedModel(script)
    one = await begun(
        model, resume=RESUME.replace("EXPERIENCE", f"SUMMARY\n{SUMMARY}\n\nEXPERIENCE")
    )
    assert (SHORTER in [c["after"] for c in result(one)["changes"]]) is shown
    assert model.asked.count("evaluator:weigh") == 1


async def test_answer_is_put_in_its_place_by_a_model_that_adds_nothing() -> None:
    script = {"generator:complete": Completed("Led safety for 90 people at Harrods")}
    rules = OfflineModel({"optimize": Optimize.offline}, token_delay_ms=0)
    one = await begun(ScriptedModel(script, otherwise=rules))
    await one.act("answer", {"id": change(one, HELPED)["id"], "text": "wrote the checklist"})
    assert change(one, HELPED)["after"] == (
        "Helped to improve safety on the floor: wrote the checklist"
    )


async def test_every_step_is_done_once_whenever_its_worker_dies() -> None:
    shelf = Shelf(STORED)
    given = {"resume": {"id": "r1"}, "targetRole": "Florist"}
    assert await every_cut(talk(shelf=shelf, **given), Start("c1", "optimize", given), "steps") > 3
    one = await begun(shelf=shelf, **given)
    await one.act("accept", {})
    assert await every_cut(one, Action("c9", "save")) > 2
    assert shelf.resumes["r1"].version == 4


@pytest.mark.parametrize("name", ["accountant", "ko_nurse", "ko_marketer", "nurse", "chef"])
async def test_resumes_of_many_fields_are_gone_through(name: str) -> None:
    one = await begun(
        resume=RESUMES[name], targetRole="Team lead", job=POSTINGS["en_support_lead"],
        focus=["clarity", "impact_metrics", "language", "brevity", "ats_keywords"],
    )  # fmt: skip
    assert result(one)["changes"]
    await one.act("accept", {})
    assert one.error is None


async def test_reasons_are_told_in_the_language_of_the_session() -> None:
    one = await begun(language="ko")
    assert "바로 보이게" in change(one, LINE)["reason"]
    assert change(one, HELPED)["after"].endswith("[your part, and what came of it]")
