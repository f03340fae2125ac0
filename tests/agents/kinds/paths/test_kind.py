"""The kind as people use it: ways on that go by what the résumé says, and by nothing else."""

import json
import re
from typing import Any

import msgspec
import pytest

from agents.career.resources import resources
from agents.evidence.sources import Source, find_quote
from agents.kind import Verdict
from agents.kinds.paths.checking import is_same
from agents.kinds.paths.drafts import Draft, Drafts
from agents.kinds.paths.kind import Paths
from agents.kinds.paths.results import PathsResult
from agents.models.request import TextDelta, Usage
from agents.testing import Deltas, ScriptedModel, every_cut, every_retry
from protocol.commands import Message, Start
from tests.agents.kinds.paths.cases import (
    CASES,
    GOLDEN,
    MATERIAL,
    result_of,
    session,
    text_of,
)

RESUMES = sorted(path.name for path in (MATERIAL / "resumes").iterdir())[::4]
WAREHOUSE = {"resume": text_of("warehouse_lead.txt"), "targetRole": "Shift manager"}
URLS = {one.url for ones in resources().values() for one in ones}
SHORT = """Ada Tester
Experience
Kitchen assistant, Harbour Canteen, 2021 - 2024
- Prepared salads for 200 guests a day
- Trained two new assistants
"""
FINE = Verdict("approve", 90)


def counted(value: msgspec.Struct) -> Deltas:
    """An answer that a model gives: it takes tokens."""
    return Deltas(TextDelta(msgspec.json.encode(value).decode()), Usage("p", "m", 10, 10))


def titles(result: Any) -> list[str]:
    return [one["title"] for one in result["paths"]]


@pytest.mark.parametrize("name", sorted(CASES))
async def test_result_without_a_model_is_as_it_was_looked_at(name: str) -> None:
    golden = json.loads((GOLDEN / f"{name}.json").read_text(encoding="utf-8"))
    assert await result_of(CASES[name]) == golden


@pytest.mark.slow(seconds=0.6)
@pytest.mark.parametrize("name", RESUMES)
async def test_paths_have_grounds_in_the_resume_and_differ(name: str) -> None:
    resume = text_of(name)
    talk = session({"resume": resume})
    await talk.start()
    assert talk.error is None
    result = msgspec.convert(talk.result, PathsResult)
    assert 5 <= len(result.paths) <= 8 or "paths" in result.not_judged
    drafts = [
        Draft(one.title, one.reason, one.first_step, one.steps, one.ends_with)
        for one in result.paths
    ]
    for at, one in enumerate(result.paths):
        assert one.evidence
        assert not any(is_same(drafts[at], other) for other in drafts[:at])
        assert {resource.url for resource in one.resources} <= URLS
    quoted = [*result.strengths, *result.weaknesses, *result.paths]
    for evidence in (evidence for one in quoted for evidence in one.evidence):
        assert find_quote(evidence.quote, [Source("resume", resume)])
    roles = msgspec.to_builtins(result)["roles"]
    assert len(roles) <= 5


async def test_roles_are_named_only_where_none_was() -> None:
    talk = session(WAREHOUSE)
    await talk.start()
    assert "roles" not in (talk.result or {})
    talk = session({"resume": WAREHOUSE["resume"]})
    await talk.start()
    assert (talk.result or {})["roles"][0]["shown"]
    assert any("not from the market" in line for line in (talk.result or {})["assumed"])


async def test_wishes_are_understood_and_say_what_they_changed() -> None:
    talk = session(WAREHOUSE)
    await talk.start()
    before = titles(talk.result)
    await talk.say("why the third?")
    assert before[2] in talk.texts[-1]
    assert titles(talk.result) == before
    await talk.say("another one instead of the second, please")
    after = titles(talk.result)
    assert [a == b for a, b in zip(before, after, strict=True)].count(False) == 1
    assert before[1] in talk.texts[-1]
    await talk.say("less time, 2 weeks at most")
    paths = (talk.result or {})["paths"]
    assert max(one["durationWeeks"] for one in paths) <= 2
    await talk.say("all of them again")
    await talk.say("only strengths")
    assert {one["type"] for one in (talk.result or {})["paths"]} == {"strength"}
    await talk.say("only gaps")
    assert {one["type"] for one in (talk.result or {})["paths"]} == {"weakness"}
    await talk.say("make a plan of the second")
    assert titles(talk.result)[1] in talk.texts[-1]
    await talk.say("the weather is fine")
    assert "only strengths" in talk.texts[-1]


async def test_actions_do_what_the_wishes_ask() -> None:
    talk = session(WAREHOUSE)
    await talk.start()
    paths = (talk.result or {})["paths"]
    await talk.act("why", {"id": paths[1]["id"]})
    assert paths[1]["title"] in talk.texts[-1]
    await talk.act("another", {"id": paths[0]["id"]})
    assert titles(talk.result)[1:] == [one["title"] for one in paths[1:]]
    await talk.act("weeks", {"weeks": 3})
    await talk.act("only", {"type": "weakness"})
    shown = (talk.result or {})["paths"]
    assert {one["type"] for one in shown} == {"weakness"}
    assert max(one["durationWeeks"] for one in shown) <= 3
    await talk.act("choose", {"id": shown[0]["id"]})
    assert shown[0]["title"] in talk.texts[-1]
    await talk.act("choose", {"id": "p99"})
    assert talk.error is not None
    assert talk.error.code == "unknown_id"


async def test_wishes_for_all_of_them_hold_until_they_are_taken_back() -> None:
    talk = session(WAREHOUSE | {"targetRole": "Electrician"})
    await talk.start()
    before = (talk.result or {})["paths"]
    await talk.say("I can't pay for courses, anything that costs nothing?")
    assert {one["cost"] for one in (talk.result or {})["paths"]} != {one["cost"] for one in before}
    assert not any("fee" in one["cost"].split(";")[0] for one in (talk.result or {})["paths"])
    await talk.say("the short version of each")
    assert all(len(one["steps"]) == 4 for one in (talk.result or {})["paths"])
    await talk.say("tell me more about the second one")
    assert (talk.result or {})["paths"][1]["title"] in talk.texts[-1]
    await talk.say("in the evenings only")
    gone = titles(talk.result)[0]
    await talk.say("leave out the first")
    assert gone not in titles(talk.result)
    await talk.say("leave out the one on astronomy")
    assert talk.texts[-1].startswith("Which one")
    await talk.say("all of them again")
    assert (talk.result or {})["paths"] == before


SWAPS = (
    ("Marek Dobrowolski", "Ms Aisha Okonkwo-Lindqvist"),
    ("14 Tannery Row, Doncaster", "born 3 May 1961, two children, 14 Tannery Row, Doncaster"),
)


@pytest.mark.parametrize("swap", SWAPS, ids=["name", "age"])
async def test_name_and_age_move_nothing(swap: tuple[str, str]) -> None:
    results = []
    for text in (WAREHOUSE["resume"], WAREHOUSE["resume"].replace(*swap)):
        talk = session(WAREHOUSE | {"resume": text})
        await talk.start()
        plain = re.sub(r'"span": \[\d+, \d+\]', "", json.dumps(talk.result["paths"]))  # type: ignore[index]
        results.append(plain)
    assert results[0] == results[1]


async def test_thin_resume_has_fewer_paths_and_says_why() -> None:
    text = "Name: Ada Tester\n" + "Looking for work as a clerk in an office in Leeds. " * 4
    talk = session({"resume": text, "targetRole": "Clerk"})
    await talk.start()
    assert talk.error is None
    assert len(titles(talk.result)) < 5
    assert "paths" in (talk.result or {})["notJudged"]


async def test_unknown_role_is_asked_of_people() -> None:
    talk = session(WAREHOUSE | {"targetRole": "Dragon tamer"})
    await talk.start()
    assert any("Dragon tamer" in title for title in titles(talk.result))
    assert any("Dragon tamer" in line for line in (talk.result or {})["assumed"])


async def test_korean_is_written_in_korean_and_no_particle_is_left_open() -> None:
    talk = session({"resume": text_of("ko_nurse.txt"), "language": "ko"})
    await talk.start()
    text = json.dumps(talk.result, ensure_ascii=False)
    assert "/를" not in text
    assert "(을)" not in text
    await talk.say("더 짧게, 2주 안에")
    assert talk.texts[-1].startswith("2주 안에")
    await talk.say("두 번째로 계획 세워 줘")
    assert talk.texts[-1].startswith("고른 길")


async def test_other_languages_are_said_at_once_to_need_a_model() -> None:
    talk = session(WAREHOUSE | {"language": "fr"})
    await talk.start()
    assert any("English and Korean only" in line for line in (talk.result or {})["assumed"])


async def drafted(**more: Any) -> Draft:
    """A path as a model may write it, in the place of the first."""
    plain = session(WAREHOUSE)
    await plain.start()
    one = (plain.result or {})["paths"][0]
    known = Draft(
        "Show how the walk order was found",
        f'It is your best line: "{one["evidence"][0]["quote"]}".',
        "Draw the old walk and the new one.",
        ("Draw both walks", "Write what was counted", "Make a plan of this"),
        "Two drawings side by side with a sentence each",
    )
    return msgspec.structs.replace(known, **more)


def model(*drafts: Draft) -> ScriptedModel:
    return ScriptedModel(
        {"generator:draft": counted(Drafts(drafts)), "evaluator:worth_going": FINE}
    )


async def test_what_a_model_writes_is_shown_with_the_grounds_that_rules_found() -> None:
    talk = session(WAREHOUSE, model(await drafted()))
    await talk.start()
    assert talk.error is None
    first, *others = (talk.result or {})["paths"]
    assert first["title"] == "Show how the walk order was found"
    assert find_quote(first["evidence"][0]["quote"], [Source("resume", WAREHOUSE["resume"])])
    assert len(others) >= 4
    assert (talk.result or {})["writtenBy"] == "mixed"


PLANTED: dict[str, dict[str, Any]] = {
    "an address": {"first_step": "Read https://walks.example.com first."},
    "an employer": {"reason": "At Amazon you ran the night shift."},
    "a deed": {"reason": "You led a merger of four companies and built their new depot."},
    "praise": {"ends_with": "A sheet that shows how passionate and results-driven you are"},
    "no steps": {"steps": ("Do it",)},
    "nothing": {"ends_with": " "},
}


@pytest.mark.parametrize("what", sorted(PLANTED))
async def test_what_a_model_plants_gives_way_to_the_rules_own(what: str) -> None:
    bad = await drafted(**PLANTED[what])
    talk = session(WAREHOUSE, model(bad))
    await talk.start()
    assert talk.error is None
    assert bad.title not in titles(talk.result)
    assert (talk.result or {})["writtenBy"] == "rules"


async def test_no_command_minds_a_death_or_a_cancel_at_any_step() -> None:
    given = {"resume": SHORT, "targetRole": "Cook"}
    talk = session(given)
    for command in (Start("c1", "paths", given), Message("c2", "only strengths")):
        await every_cut(talk, command, at="steps")
        await every_retry(talk, command, at="steps")
        await talk.do(command)


@pytest.mark.parametrize(
    ("resume", "code"),
    [
        ("Ada " + "1 2 3 4 5 6 7 8 9 " * 8, "too_short"),
        ("Ich habe fünf Jahre lang als Krankenpfleger gearbeitet und geleitet. " * 4, "language"),
    ],
)
async def test_what_cannot_be_read_is_refused_with_what_to_do(resume: str, code: str) -> None:
    talk = session({"resume": resume})
    await talk.start()
    assert talk.error is not None
    assert talk.error.code == code
    assert talk.result is None


def test_kind_has_its_actions_and_its_machine_is_drawn() -> None:
    names = [action.name for action in Paths().actions]
    assert names == [
        *("proceed", "choose", "why", "details", "another", "remove", "weeks", "only"),
        *("free", "evenings", "shorter", "all"),
    ]
    assert "ready" in Paths().graph()
