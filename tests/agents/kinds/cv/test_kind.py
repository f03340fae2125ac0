"""The kind in conversation: a CV is made, changed in place, kept in versions; nothing is new."""

import json
from typing import Any

import pytest

from agents.evidence.sources import Source
from agents.evidence.support import unsupported
from agents.kind import StoredResume
from agents.kinds.cv.drafts import NamedParts, Tailored
from agents.kinds.cv.kind import Cv
from agents.models.request import TextDelta, Usage
from agents.testing import Conversation, Deltas, ScriptedModel, Shelf, every_cut
from protocol.commands import Action, Start
from protocol.events import StateDeltaEvent
from tests.agents.kinds.cv.cases import CASES, begun, given_of, result, session, shown, text_of
from tests.golden import golden

RESUME = """Ana Kovacs
ana@mail.example · +44 20 7946 0018 · Leeds
Date of birth: 12 May 1987

EXPERIENCE
Florist, Rosehip Ltd, March 2019 to present
- Ran the till, and the diary in Excel
- Cut waste from 12% to 4% by ordering twice a week
- Trained six new florists on wedding bouquets

Shop assistant, Thorn Ltd, January 2015 to February 2019
- Answered the telephone
- Watered plants

EDUCATION
BTEC Floristry, Leeds City College, 2014

SKILLS
Excel, wreaths, vans

LANGUAGES
Hungarian, English

INTERESTS
Chess, running
"""
JOB = """Wedding florist, Bluebell & Co, Leeds

You must have
- Experience of wedding bouquets
- Experience of training new florists
- A driving licence

It would be nice if you spoke Hungarian.
"""
GIVEN: dict[str, Any] = {"resume": RESUME, "job": JOB}


def texts_of(value: Any) -> list[str]:
    """All texts of a value."""
    if isinstance(value, str):
        return [value]
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [text for part in parts for text in texts_of(part)]


def points(talk: Conversation, job: int = 0) -> list[str]:
    lines: list[str] = result(talk)["resume"]["work"][job]["highlights"]
    return lines


def left(talk: Conversation) -> dict[str, str]:
    return {one["text"]: one["why"] for one in result(talk)["leftOut"]}


def by_model(answer: Tailored) -> Deltas:
    """What a model answers, and says so."""
    text = json.dumps(
        {
            "summary": answer.summary,
            "first": list(answer.first),
            "leaveOut": list(answer.leave_out),
        }
    )
    return Deltas(TextDelta(text), Usage("p", "m", 10, 10))


@pytest.mark.parametrize("name", CASES)
async def test_cv_is_the_one_that_was_looked_at(name: str) -> None:
    golden(f"agents/kinds/cv/golden/{name}.json", await shown(CASES[name]))


async def test_what_is_asked_for_comes_first_and_nothing_is_new() -> None:
    talk = await begun(GIVEN)
    made = result(talk)
    assert points(talk)[0] == "Trained six new florists on wedding bouquets"
    assert [one["name"] for one in made["resume"]["work"]] == ["Rosehip Ltd", "Thorn Ltd"]
    assert made["resume"]["languages"][0] == {"language": "Hungarian"}
    dates = {"2019-03", "2015-01", "2019-02"}
    source = " ".join(RESUME.split())
    assert [text for text in texts_of(made["resume"]) if text not in source] == [
        *sorted(dates, key=["2019-03", "2015-01", "2019-02"].index)
    ]
    assert made["sections"] == list(made["resume"])[1:]
    assert made["writtenBy"] == made["judgedBy"] == "rules"
    assert {one["status"] for one in made["requirements"]} >= {"shown", "notShown"}


async def test_what_no_employer_need_know_is_left_out_and_can_come_back() -> None:
    talk = await begun(GIVEN)
    assert "1987" not in json.dumps(result(talk)["resume"])
    gone = left(talk)
    assert any("1987" in text for text in gone)
    await talk.say("bring the date of birth back")
    assert "1987" in json.dumps(result(talk)["resume"])
    assert "1987" not in json.dumps(result(talk)["leftOut"])


async def test_condition_that_is_not_shown_is_asked_for() -> None:
    made = result(await begun(GIVEN))
    asked = {one["path"]: one["ask"] for one in made["open"]}
    at = next(n for n, one in enumerate(made["requirements"]) if one["status"] == "notShown")
    assert "licence" in asked[f"/requirements/{at}"]


@pytest.mark.parametrize(
    ("wish", "gone"),
    [
        ("leave out the hobbies", "Chess, running"),
        ("please leave out the till", "Ran the till, and the diary in Excel"),
        ("remove the vans", "vans"),
        ("관심사 빼 줘", "Chess, running"),
    ],
)
async def test_what_is_named_goes_and_the_rest_stays(wish: str, gone: str) -> None:
    talk = await begun(GIVEN)
    before = texts_of(result(talk)["resume"])
    await talk.say(wish)
    after = texts_of(result(talk)["resume"])
    assert gone in before
    assert gone not in after
    assert set(after) < set(before)
    assert gone in talk.texts[-1]


async def test_job_that_goes_says_which_time_is_empty_then() -> None:
    talk = await begun(GIVEN)
    await talk.say("leave out Thorn")
    assert [one["name"] for one in result(talk)["resume"]["work"]] == ["Rosehip Ltd"]
    assert "2015-01" in talk.texts[-1]
    why = next(why for text, why in left(talk).items() if "Thorn" in text)
    assert "2019-02" in why


async def test_what_only_shows_a_must_says_so_when_it_goes() -> None:
    talk = await begun(GIVEN)
    await talk.act("leaveOut", {"what": "/resume/work/0/highlights/0"})
    assert "Trained six new florists on wedding bouquets" in left(talk)
    assert "asked for" in talk.texts[-1]


async def test_fewer_pages_take_what_is_asked_for_least_and_no_job() -> None:
    long = RESUME.replace(
        "- Watered plants",
        "- Watered plants\n" + "\n".join(f"- Sold {n} kinds of soil" for n in range(10, 80)),
    )
    talk = await begun(GIVEN | {"resume": long, "style": {"pages": 1}})
    made = result(talk)
    assert made["layout"]["pages"] == 1
    assert [one["name"] for one in made["resume"]["work"]] == ["Rosehip Ltd", "Thorn Ltd"]
    assert points(talk)[0] == "Trained six new florists on wedding bouquets"
    assert len(made["leftOut"]) > 20
    await talk.say("on two pages")
    assert len(result(talk)["leftOut"]) < len(made["leftOut"])


async def test_shorter_and_everything_back_end_where_they_began() -> None:
    talk = await begun(GIVEN)
    before = result(talk)["resume"]
    await talk.act("shorter")
    assert len(json.dumps(result(talk)["resume"])) < len(json.dumps(before))
    await talk.say("bring everything back")
    texts = texts_of(result(talk)["resume"])
    assert set(texts_of(before)) <= set(texts)


async def test_point_and_section_are_put_first() -> None:
    talk = await begun(GIVEN)
    await talk.say("put the till first")
    assert points(talk)[0] == "Ran the till, and the diary in Excel"
    await talk.act("first", {"what": "/resume/skills"})
    assert result(talk)["sections"][0] == "skills"
    await talk.say("Thorn first")
    assert [one["name"] for one in result(talk)["resume"]["work"]] == ["Rosehip Ltd", "Thorn Ltd"]
    assert "newest first" in talk.texts[-1]


async def test_forms_differ_in_order_and_say_the_same() -> None:
    talk = await begun(GIVEN)
    await talk.say("as a Lebenslauf, please")
    made = result(talk)
    assert made["layout"]["form"] == "lebenslauf"
    assert made["sections"][:2] == ["work", "education"]
    closing = made["open"][-1]
    at = int(closing["path"].split("/")[3])
    assert made["resume"]["other"][at]["highlights"] == ["[Place], [date]"]
    await talk.act("form", {"form": "careerDescription"})
    made = result(talk)
    assert "education" not in made["resume"]
    assert "/education" in [one["path"] for one in made["leftOut"]]
    assert points(talk)[-1] == "Tools: Excel"


async def test_versions_stand_side_by_side() -> None:
    talk = await begun(GIVEN)
    first = result(talk)["resume"]
    await talk.act("another", {"title": "For the wall"})
    assert [(one["title"], one["current"]) for one in result(talk)["versions"]] == [
        ("What is asked for first", False),
        ("For the wall", True),
    ]
    await talk.say("leave out the hobbies")
    await talk.act("choose", {"id": "1"})
    assert result(talk)["resume"] == first
    await talk.act("choose", {"id": "2"})
    assert "interests" not in result(talk)["resume"]


async def test_eleventh_version_is_refused_and_nothing_is_changed() -> None:
    talk = await begun(GIVEN)
    for _ in range(9):
        await talk.act("another")
    before = result(talk)
    await talk.act("another")
    assert talk.error is not None
    assert talk.error.code == "invalid_input"
    assert result(talk) == before


@pytest.mark.parametrize(
    ("action", "given", "words"),
    [
        ("choose", {"id": "9"}, "no version 9"),
        ("leaveOut", {"what": "/resume/work/7"}, "/resume/work/7"),
        ("leaveOut", {"what": "the aeroplane"}, "can't tell"),
        ("first", {"what": "submarines"}, "can't tell"),
        ("bringBack", {"ids": ["/work/9"]}, "/work/9"),
    ],
)
async def test_action_that_cannot_be_done_says_what_could(
    action: str, given: Any, words: str
) -> None:
    talk = await begun(GIVEN)
    before = result(talk)
    await talk.act(action, given)
    assert talk.error is not None
    assert words in talk.error.message
    assert result(talk) == before


async def test_cv_for_nothing_is_refused() -> None:
    talk = session({"resume": RESUME})
    await talk.start()
    assert talk.error is not None
    assert "posting" in talk.error.message
    assert talk.result is None


async def test_job_without_overlap_says_so_and_what_carries_over() -> None:
    talk = await begun({"resume": RESUME, "job": text_of("postings", "en_backend.md")})
    carried = next(text for text in talk.texts if "carries over" in text)
    assert "Cut waste from 12% to 4% by ordering twice a week" in carried


async def test_same_input_gives_the_same_whoever_it_is_of() -> None:
    one = result(await begun(GIVEN))
    other = RESUME.replace("Ana Kovacs", "Mohammed Brown").replace("1987", "1961")
    assert result(await begun(GIVEN)) == one
    two = result(await begun(GIVEN | {"resume": other}))
    assert two["requirements"] == [
        one | {"evidence": other["evidence"]}
        for one, other in zip(one["requirements"], two["requirements"], strict=True)
    ]
    assert two["resume"]["work"] == one["resume"]["work"]
    assert two["sections"] == one["sections"]


async def test_stored_resume_is_taken_as_it_was_stored() -> None:
    data = {
        "basics": {"name": "Ana Kovacs", "image": "https://x.example/me.jpg"},
        "work": [{"name": "Rosehip Ltd", "position": "Florist", "startDate": "2019-03"}],
    }
    text = "Ana Kovacs\n\nExperience\nFlorist\nRosehip Ltd\n2019-03 – present\n" + "\n" * 2
    text += "I make bouquets for weddings and funerals, and teach who is new."
    shelf = Shelf(StoredResume("r1", 2, "Mine", text, data=data))
    talk = await begun({"resume": {"id": "r1"}, "targetRole": "Florist"}, shelf=shelf)
    made = result(talk)
    assert made["resume"]["work"] == data["work"]
    assert "image" not in made["resume"]["basics"]
    assert "/basics/image" in [one["path"] for one in made["leftOut"]]


async def test_nothing_changes_for_a_wish_that_changes_nothing() -> None:
    talk = await begun(GIVEN)
    seen = len(talk.log)
    await talk.say("on one page")
    changes = [event for event in talk.log[seen:] if isinstance(event, StateDeltaEvent)]
    paths = [one["path"] for event in changes for one in event.delta]
    assert [path for path in paths if path.startswith("/result/resume")] == []


async def test_unknown_wish_says_what_would_be_understood() -> None:
    talk = await begun(GIVEN)
    await talk.say("make it purple")
    assert "leave out the hobbies" in talk.texts[-1]


SUMMARY = "Florist at Rosehip Ltd. Cut waste from 12% to 4%."
TILL = "/work/0/highlights/0"


async def test_model_proposes_a_summary_of_facts_and_what_may_go() -> None:
    answer = Tailored(SUMMARY, (), (TILL,))
    talk = await begun(GIVEN, ScriptedModel({"generator:tailor": by_model(answer)}))
    made = result(talk)
    assert made["resume"]["basics"]["summary"] == SUMMARY
    assert made["writtenBy"] == "mixed"
    assert left(talk)["Ran the till, and the diary in Excel"] == "It is not asked for."


@pytest.mark.parametrize(
    "summary",
    [
        "Florist with ten years at Harrods.",
        "Led a team of 40 florists at Rosehip Ltd.",
        "Passionate florist and results-driven leader.",
        "You cut waste from 12% to 4%.",
        "Florist, fluent in Japanese, with an MBA.",
        "Award-winning designer of the royal garden show.",
    ],
)
async def test_summary_that_says_more_than_the_resume_is_dropped(summary: str) -> None:
    shown_path = "/work/0/highlights/2"
    answer = Tailored(summary, ("/work/9",), (shown_path, "/x"))
    talk = await begun(GIVEN, ScriptedModel({"generator:tailor": by_model(answer)}))
    made = result(talk)
    assert "summary" not in made["resume"]["basics"]
    assert made["writtenBy"] == "rules"
    assert "Trained six new florists on wedding bouquets" in points(talk)


async def test_model_finds_what_is_meant() -> None:
    script = {
        "generator:tailor": by_model(Tailored()),
        "extractor:understand": {"name": "leaveOut"},
        "extractor:find": NamedParts((TILL, "/nowhere")),
    }
    talk = await begun(GIVEN, ScriptedModel(script))
    await talk.act("leaveOut", {"what": "the cashier business"})
    assert "Ran the till, and the diary in Excel" not in points(talk)


PAIRS = [
    (resume, posting)
    for resume, posting in zip(
        ["accountant.txt", "chef.txt", "data_analyst.md", "graduate.txt", "ko_developer.md",
         "ko_marketer.txt", "ko_nurse.txt", "ko_production.txt", "nurse.txt", "primary_teacher.txt",
         "returner.txt", "software_mid.md"],
        ["en_finance_manager.txt", "en_shift_manager.txt", "en_data_analyst.txt",
         "en_data_analyst.txt", "ko_backend.txt", "ko_production.txt", "ko_icu_nurse.txt",
         "ko_production.txt", "en_charge_nurse.txt", "en_teacher.txt", "en_support_lead.txt",
         "en_backend.md"],
        strict=True,
    )
]  # fmt: skip


@pytest.mark.parametrize(("resume", "posting"), PAIRS)
async def test_no_cv_claims_what_its_resume_does_not(resume: str, posting: str) -> None:
    text = text_of("resumes", resume).strip()
    invents = "Chief engineer at Amazon with 4,700 people and an MBA from Leeds University."
    model = ScriptedModel({"generator:tailor": by_model(Tailored(invents))})
    talk = await begun({"resume": text, "job": text_of("postings", posting)}, model)
    made = result(talk)
    told = [line for job in made["resume"].get("work", []) for line in job.get("highlights", [])]
    told.append(made["resume"]["basics"].get("summary", ""))
    assert unsupported("\n".join(told), [Source("resume", text)]) == []
    assert "Amazon" not in json.dumps(made)
    employers = {job.get("name") for job in made["resume"].get("work", [])}
    kept = {job.get("name") for job in talk.memory.read.base.get("work", [])}
    assert employers == kept


async def test_every_step_is_done_once_whenever_its_worker_dies() -> None:
    talk = session(GIVEN)
    commands = (
        Start("c1", "cv", GIVEN),
        Action("c2", "another"),
        Action("c3", "shorter", {"pages": 1}),
    )
    for command in commands:
        await every_cut(talk, command, at="steps")
        await talk.do(command)


async def test_one_goes_on_with_the_same_resume_and_job() -> None:
    steps = result(await begun(GIVEN))["next"]
    assert steps[0]["kind"] == "optimize"
    assert {"resume", "job"} <= set(steps[0]["input"])


def test_kind_says_which_files_it_makes() -> None:
    assert Cv.exports == ("html", "docx", "resume.json")


async def test_words_are_korean_for_who_speaks_it() -> None:
    talk = await begun(given_of(CASES["ko_nurse"]))
    assert talk.texts[0].endswith("이에요.")
    await talk.say("기술 빼 줘")
    assert talk.texts[-1].endswith("요.")
