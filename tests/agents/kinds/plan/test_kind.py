"""The kind as people use it: a plan, what is done of it, and what they say of it."""

from typing import Any

import msgspec
import pytest

from agents.errors import InvalidInput, ModelError
from agents.kinds.plan.drafts import Drafts, Worded
from agents.kinds.plan.results import PlanResult
from agents.models.request import TextDelta, Usage
from agents.testing import Conversation, Deltas, ScriptedModel, every_cut, every_retry
from protocol.commands import Action, Message, Start
from tests.agents.kinds.plan.cases import CASES, planned, session, told
from tests.golden import golden

ANALYST = {"targetRole": "Junior data analyst", "currentSkills": ["Excel"], "weeks": 6}
WORDED = Worded(
    "s1",
    ("Read how a good analysis of sales is built, step by step.",),
    ("Put one question to a public table and answer it.",),
    "Make one page that answers a question, with a chart.",
    "One page with a question, a chart, and what it does not show.",
)


async def begun(**more: Any) -> Conversation:
    talk = session({**ANALYST, **more})
    await talk.start()
    assert talk.error is None
    return talk


def tasks(result: Any) -> list[dict[str, Any]]:
    return [task for week in result["weeks"] for task in week["tasks"]]


@pytest.mark.parametrize("name", sorted(CASES))
async def test_result_without_a_model_is_as_it_was_looked_at(name: str) -> None:
    result = await planned(CASES[name])
    msgspec.convert(result, PlanResult)
    golden(f"agents/kinds/plan/golden/{name}.md", told(result))


async def test_same_input_gives_the_same_plan() -> None:
    assert await planned(ANALYST) == await planned(ANALYST)


async def test_what_is_known_is_not_taught_again() -> None:
    result = await planned({**ANALYST, "currentSkills": ["SQL", "Excel", "statistics"]})
    taught = {task["skill"] for task in tasks(result) if task["kind"] == "learn"}
    assert taught
    assert not taught & {"SQL", "Microsoft Excel", "Statistics"}


async def test_who_can_do_all_of_it_proves_it_and_applies() -> None:
    known = ["Order picking", "Packing", "Goods receiving", "Shipping and dispatch", "Stocktaking"]
    known += [
        "Barcode scanning",
        "Loading and unloading",
        "Occupational safety",
        "Forklift driving",
    ]
    known += ["Load securing", "Warehouse management systems", "Dangerous goods"]
    result = await planned({"targetRole": "Warehouse operative", "currentSkills": known})
    assert {task["kind"] for task in tasks(result)} == {"practise", "build", "apply"}
    assert result["notReached"] == []


async def test_addresses_come_from_the_list_and_with_no_money_cost_nothing() -> None:
    given = {"targetRole": "Backend engineer", "weeks": 30, "hoursPerWeek": 20}
    whole = await planned(given)
    free = await planned(given | {"budget": "free"})
    assert whole["resources"]
    assert free["resources"]
    assert all(one["free"] for one in free["resources"])
    used = [task["resource"] for task in tasks(free) if "resource" in task]
    assert {one["url"] for one in used} == {one["url"] for one in free["resources"]}


async def test_task_is_ticked_and_opened_again() -> None:
    talk = await begun()
    first = tasks(talk.result)[0]["id"]
    await talk.act("tick", {"ids": [first], "done": True})
    assert [task["id"] for task in tasks(talk.result) if task["done"]] == [first]
    assert "1 task is done" in talk.texts[-1]
    await talk.act("tick", {"ids": [first], "done": False})
    assert not any(task["done"] for task in tasks(talk.result))
    await talk.act("tick", {"ids": [first], "done": False})
    assert talk.texts[-1] == "Nothing changes by that."


async def test_first_tasks_and_those_of_a_skill_are_ticked_in_words() -> None:
    talk = await begun()
    await talk.say("did the first two")
    assert [task["done"] for task in tasks(talk.result)[:3]] == [True, True, False]
    await talk.say("I have finished SQL")
    assert all(task["done"] for task in tasks(talk.result) if task["skill"] == "SQL")


async def test_role_in_korean_is_planned_in_korean_and_another_language_is_told() -> None:
    result = await planned({"targetRole": "요양보호사", "weeks": 2})
    assert "요" in result["firstStep"]
    assert all("요" in line for line in result["assumed"])
    other = await planned({"targetRole": "Contable", "weeks": 2, "language": "es"})
    assert any("English and Korean only" in line for line in other["assumed"])


async def test_rest_comes_later_after_a_week_that_was_lost() -> None:
    talk = await begun()
    before = talk.result or {}
    await talk.say("I was ill in week 3")
    after = talk.result or {}
    assert [week["number"] for week in after["weeks"]] == [1, 2, 4, 5, 6, 7]
    assert after["weeks"][2]["starts"] == before["weeks"][3]["starts"]
    assert [week["tasks"] for week in after["weeks"]] == [week["tasks"] for week in before["weeks"]]
    moved = {one["title"]: one["week"] for one in after["milestones"]}
    for one in before["milestones"]:
        assert moved[one["title"]] == one["week"] + (one["week"] >= 3)
    await talk.act("shift", {"from": 4, "weeks": 2})
    assert [week["number"] for week in (talk.result or {})["weeks"]] == [1, 2, 6, 7, 8, 9]


async def test_week_is_made_lighter_and_those_before_stay() -> None:
    talk = await begun()
    before = talk.result or {}
    await talk.say("make week 3 lighter")
    after = talk.result or {}
    assert after["weeks"][:2] == before["weeks"][:2]
    assert 0 < after["weeks"][2]["hours"] <= before["weeks"][2]["hours"] / 2
    assert "Week 3 has" in talk.texts[-1]


async def test_fewer_hours_leave_what_is_done_and_say_what_is_lost() -> None:
    talk = await begun()
    await talk.say("done with week 1")
    before = talk.result or {}
    await talk.say("only 3 hours a week")
    after = talk.result or {}
    first = [(task["id"], task["hours"], task["done"]) for task in after["weeks"][0]["tasks"]]
    assert first == [
        (task["id"], task["hours"], task["done"]) for task in before["weeks"][0]["tasks"]
    ]
    assert all(week["hours"] <= 3 for week in after["weeks"][1:])
    assert "3 h a week" in talk.texts[-1]
    assert "No longer reached" in talk.texts[-1]


async def test_what_is_left_out_stands_as_not_reached() -> None:
    talk = await begun()
    await talk.say("without SQL")
    result = talk.result or {}
    assert "SQL" not in {task["skill"] for task in tasks(result)}
    assert {"skill": "SQL", "why": "You left it out."} in result["notReached"]


async def test_start_is_moved_by_weeks_or_to_a_day() -> None:
    talk = await begun()
    await talk.say("start two weeks later")
    assert (talk.result or {})["startDate"] == "2026-12-21"
    await talk.say("start on 2027-01-04")
    assert (talk.result or {})["weeks"][0]["starts"] == "2027-01-04"


async def test_after_the_last_day_it_says_what_to_drop() -> None:
    talk = await begun(weeks=1, until="2027-01-17")
    await talk.say("move week 3 two weeks later")
    assert "2027-01-17" in talk.texts[-1]
    assert "leave out" in talk.texts[-1]


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("what can I leave out?", "If a week is lost"),
        ("why in this order?", "First comes"),
        ("make it lighter", "Which week"),
        ("without", "What is to be left out"),
        ("I am done", "Which task or week"),
        ("sing me a song", "Without a model"),
    ],
)
async def test_what_changes_nothing_is_answered(said: str, answer: str) -> None:
    talk = await begun()
    before = talk.result
    await talk.say(said)
    assert talk.error is None
    assert talk.texts[-1].startswith(answer)
    assert talk.result == before


async def test_korean_is_understood_and_spoken() -> None:
    talk = session(CASES["ko_analyst"])
    await talk.start()
    for said in (
        "3주차에 아팠어",
        "2주차 가볍게 해 줘",
        "1주차 다 했어",
        "통계 빼 줘",
        "주 4시간밖에 없어",
    ):
        before = talk.result
        await talk.say(said)
        assert talk.result != before, said
        assert talk.texts[-1].rstrip(".").endswith("요") or "이제" in talk.texts[-1]
    assert "은(는)" not in str([talk.texts, talk.state])


@pytest.mark.parametrize(
    ("action", "given", "code"),
    [
        ("tick", {"ids": ["s99-learn-1"]}, "no_task"),
        ("shift", {"from": 50}, "no_week"),
        ("shift", {"from": 1, "weeks": 52}, None),
        ("lighten", {"week": 9}, "no_week"),
        ("without", {"skill": "glorbing"}, "no_skill"),
    ],
)
async def test_what_cannot_be_done_is_refused_and_changes_nothing(
    action: str, given: dict[str, Any], code: str | None
) -> None:
    talk = await begun()
    before = talk.result
    await talk.act(action, given)
    assert (talk.error.code if talk.error else None) == code
    if code is not None:
        assert talk.result == before


async def test_weeks_cannot_be_moved_without_end() -> None:
    talk = await begun()
    for _ in range(2):
        await talk.act("shift", {"from": 1, "weeks": 52})
    assert talk.error is not None
    assert talk.error.code == "too_late"


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"until": "2026-11-29"}, "dates"),
        ({"startDate": "9999-12-31"}, "far"),
        ({"timeZone": "Mars/One"}, "time_zone"),
        ({"resume": "Ada " + "1 2 3 4 5 6 7 8 9 " * 8}, "too_short"),
        ({"resume": "Ich habe fünf Jahre als Krankenpfleger gearbeitet. " * 5}, "language"),
    ],
)
async def test_bad_input_is_told_and_nothing_is_kept(more: dict[str, Any], code: str) -> None:
    talk = session({**ANALYST, **more})
    await talk.start()
    assert talk.error is not None
    assert talk.error.code == code
    assert (talk.phase, talk.result) == ("new", None)


@pytest.mark.parametrize(
    "more",
    [
        {"weeks": 0},
        {"weeks": 53},
        {"hoursPerWeek": 41},
        {"startDate": "soon"},
        {"budget": "some"},
        {"targetRole": "x"},
        {"currentSkills": ["x" * 201]},
        {"currentSkills": ["x"] * 51},
        {"colour": "red"},
    ],
)
def test_input_that_does_not_fit_is_refused(more: dict[str, Any]) -> None:
    with pytest.raises(InvalidInput):
        session({**ANALYST, **more})


def counted(value: msgspec.Struct) -> Deltas:
    """An answer that a model gives: it takes tokens."""
    return Deltas(TextDelta(msgspec.json.encode(value).decode()), Usage("p", "m", 10, 10))


async def test_model_words_the_tasks_and_moves_no_hour() -> None:
    plain = await planned(ANALYST)
    model = ScriptedModel({"generator:word": counted(Drafts((WORDED,)))})
    talk = session(ANALYST, model)
    await talk.start()
    result = talk.result or {}
    assert result["writtenBy"] == "mixed"
    assert WORDED.build in [task["title"] for task in tasks(result)]
    assert [task | {"title": ""} for task in tasks(result)] == [
        task | {"title": ""} for task in tasks(plain)
    ]


async def test_model_that_is_away_ends_the_run_as_it_was() -> None:
    away = ScriptedModel(otherwise=ModelError("Nobody answers.", "no_provider"))
    talk = session(ANALYST, away)
    await talk.start()
    assert talk.error is not None
    assert (talk.phase, talk.result) == ("new", None)


async def test_takeover_at_any_step_changes_nothing() -> None:
    given = {**ANALYST, "weeks": 2}
    talk = session(given)
    for command in (
        Start("c1", "plan", given),
        Action("c2", "shift", {"from": 1}),
        Message("c3", "make week 2 lighter"),
    ):
        await every_cut(talk, command, at="steps")
        await every_retry(talk, command, at="steps")
        await talk.do(command)
