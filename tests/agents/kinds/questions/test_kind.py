"""The kind as people use it: questions that are theirs, and none of them twice."""

import json
from collections import Counter
from typing import Any

import msgspec
import pytest

from agents.career.question_types import question_types
from agents.evidence.illegal import is_illegal
from agents.evidence.sources import Source, find_quote
from agents.kind import Issue, StoredResume, Verdict
from agents.kind.services import NobodyAsked
from agents.kinds.questions.drafts import Draft, Drafts
from agents.kinds.questions.kind import Questions
from agents.kinds.questions.results import QuestionsResult
from agents.kinds.questions.sameness import Marked, is_same
from agents.models.request import TextDelta, Usage
from agents.testing import (
    AskedBefore,
    Deltas,
    ScriptedModel,
    Shelf,
    every_cut,
    every_retry,
)
from protocol.commands import Action, Start
from protocol.events import RunStartedEvent, StateDeltaEvent
from tests.agents.kinds.questions.cases import CASES, GOLDEN, given_of, result_of, session, text_of
from tests.documents import ROOT

POSTINGS = sorted(path.name for path in (ROOT / "tests/material/postings").iterdir())
RESUMES = sorted(path.name for path in (ROOT / "tests/material/resumes").iterdir())
APPROVE = Verdict("approve", 90)
QUOTES = {
    "implementation": "Mentored two junior engineers through their probation",
    "trade_off": "Built Django sites for housing associations and one museum",
    "performance": "reconciliation went from the next morning to under 4 minutes",
    "reliability": "Wrote Terraform modules for our queues and database replicas",
    "scalability": "Introduced pull request reviews",
    "quality": "Wrote integration tests with Testcontainers",
    "collaboration": "reviewed by the platform team",
    "business": "Own the payout service",
}


FOUR = {"count": 4, "stage": "manager", "targetRole": "Backend engineer"}
"""Four questions, none of them a standard one."""


def software(**more: Any) -> dict[str, Any]:
    return {"resume": text_of("resumes", "software_mid.md"), **more}


def draft(type: str, **more: Any) -> Draft:
    quote = QUOTES[type]
    known = Draft(
        f'About "{quote}": what was the hardest part of it for you?',
        type,  # type: ignore[arg-type]
        "technical",
        "medium",
        "It is the line that one stops at.",
        ("one real case", "the reason", "what came of it"),
        "And what would you do today?",
        quote=quote,
        prepare=(quote,),
    )
    return msgspec.structs.replace(known, **more)


def model(*rounds: Drafts, **more: Any) -> ScriptedModel:
    """One that writes these drafts one after the other."""
    script: dict[str, Any] = {
        "generator:draft": [counted(one) for one in rounds],
        "evaluator:worth_asking": counted(APPROVE),
        **more,
    }
    return ScriptedModel(script)


def counted(value: msgspec.Struct) -> Deltas:
    """An answer that a model gives: it takes tokens."""
    text = msgspec.json.encode(value).decode()
    return Deltas(TextDelta(text), Usage("p", "m", 10, 10))


def grounded(result: dict[str, Any]) -> list[dict[str, Any]]:
    return [one for one in result["questions"] if "standard" not in one["groundedIn"]]


@pytest.mark.parametrize("name", sorted(CASES))
async def test_result_without_a_model_is_as_it_was_looked_at(name: str) -> None:
    golden = json.loads((GOLDEN / f"{name}.json").read_text(encoding="utf-8"))
    assert await result_of(CASES[name]) == golden


@pytest.mark.slow(seconds=0.1)
@pytest.mark.parametrize("language", ["en", "ko"])
@pytest.mark.parametrize("name", RESUMES)
async def test_questions_are_theirs_and_may_be_asked(name: str, language: str) -> None:
    resume = text_of("resumes", name)
    talk = session({"resume": resume, "count": 10, "language": language})
    await talk.start()
    result = msgspec.convert(talk.result, QuestionsResult)
    assert len(result.questions) == 10
    for one in result.questions:
        assert not is_illegal(one.text)
        assert not is_illegal(one.follow_up)
        quotes = [evidence.quote for evidence in one.prepare]
        quotes += [one.grounded_in.quote] if one.grounded_in.quote else []
        for quote in quotes:
            assert find_quote(quote, [Source("resume", resume)])
        if one.grounded_in.span:
            at, end = one.grounded_in.span
            assert " ".join(resume[at:end].split()) == one.grounded_in.quote
    assert len({one.id for one in result.questions}) == 10


@pytest.mark.parametrize("stage", ["recruiter", "executive"])
@pytest.mark.parametrize("posting", POSTINGS)
async def test_questions_on_any_job_may_be_asked(posting: str, stage: str) -> None:
    job = text_of("postings", posting)
    given = {"resume": text_of("resumes", "returner.txt"), "count": 10, "stage": stage}
    talk = session(given | {"job": job})
    await talk.start()
    assert talk.result is not None
    asked = [text for one in talk.result["questions"] for text in (one["text"], one["followUp"])]
    assert len(asked) == 20
    assert [text for text in asked if is_illegal(text)] == []
    for one in grounded(talk.result):
        if "requirement" in one["groundedIn"]:
            quoted = one["text"].split('"')[1]
            assert find_quote(quoted, [Source("job", job)])


@pytest.mark.slow(seconds=0.6)
@pytest.mark.parametrize("name", ["chef.txt", "ko_nurse.txt", "order_be_04.txt", "returner.txt"])
async def test_no_question_comes_twice_over_three_sessions(name: str) -> None:
    asked, seen = AskedBefore(), list[Marked]()
    for _ in range(3):
        talk = session({"resume": text_of("resumes", name), "count": 8}, asked)
        await talk.start()
        await talk.act("more")
        assert talk.result is not None
        for one in talk.result["questions"]:
            mark = Marked(one["text"])
            assert not is_same(mark, seen), one["text"]
            seen.append(mark)
    assert len(seen) > 30


async def test_stored_resume_that_was_edited_is_still_the_same() -> None:
    asked = AskedBefore()
    texts = []
    for version, end in ((1, ""), (2, "\n- Took over the rota of the second line")):
        resume = text_of("resumes", "software_mid.md") + end
        shelf = Shelf(StoredResume("r1", version, "CV", resume))
        talk = session({"resume": {"id": "r1"}, "count": 8}, asked, shelf=shelf)
        await talk.start()
        assert talk.result is not None
        texts += [one["text"] for one in talk.result["questions"]]
    assert len(texts) == len(set(texts)) == 16


async def test_other_resume_begins_anew() -> None:
    asked = AskedBefore()
    first, second = (
        session({"resume": text_of("resumes", name)}, asked) for name in ("chef.txt", "nurse.txt")
    )
    await first.start()
    await second.start()
    assert first.result
    assert second.result
    assert first.result["questions"][0]["text"] == second.result["questions"][0]["text"]


async def test_more_adds_as_many_others_and_keeps_the_types_spread() -> None:
    talk = session(software(count=6, job=text_of("postings", "en_backend.md")))
    await talk.start()
    assert talk.result is not None
    first = talk.result["questions"]
    await talk.act("more")
    questions = talk.result["questions"]
    assert questions[:6] == first
    assert len(questions) == 12
    counts = Counter(one["type"] for one in questions)
    assert max(counts.values()) - min(counts[t] for t in question_types("software")) <= 1
    assert talk.texts[-1] == "Here are 6 more questions."
    begun = max(at for at, event in enumerate(talk.log) if isinstance(event, RunStartedEvent))
    changes = [
        change["path"]
        for event in talk.log[begun:]
        if isinstance(event, StateDeltaEvent)
        for change in msgspec.to_builtins(event.delta)
    ]
    questions_changed = {path for path in changes if path.startswith("/result/questions")}
    assert questions_changed
    assert min(int(path.split("/")[3]) for path in questions_changed) == 6


async def test_message_asks_for_more_or_for_easier_questions() -> None:
    talk = session(software(count=4, language="en"))
    await talk.start()
    await talk.say("some more, please")
    assert talk.result is not None
    assert len(talk.result["questions"]) == 8
    before = grounded(talk.result)
    await talk.say("these are too hard")
    after = grounded(talk.result)
    assert len(after) == len(before)
    assert not {one["text"] for one in after} & {one["text"] for one in before}
    assert talk.phase == "ready"
    assert talk.texts[-1] == "I have put easier questions in the place of the others."


async def test_hardest_questions_stay_where_harder_ones_are_wished_for() -> None:
    talk = session(software(count=3, language="en"))
    await talk.start()
    before = dict(talk.result or {})
    await talk.say("harder, please")
    assert talk.texts[-1] == "These are the hardest that I have."
    assert talk.result == before


async def test_message_that_is_not_understood_says_what_would_be() -> None:
    talk = session(software(count=2, language="ko"))
    await talk.start()
    await talk.say("오늘 날씨가 좋네요")
    assert "질문 더 보기" in talk.texts[-1]


async def test_requirement_that_is_asked_about_stands_in_the_result() -> None:
    talk = session(given_of(CASES["warehouse_lead"]))
    await talk.start()
    assert talk.result is not None
    ids = {one["groundedIn"].get("requirement") for one in talk.result["questions"]} - {None}
    assert ids
    assert {one["id"] for one in talk.result["requirements"]} == ids
    assert not any(one["knockout"] for one in talk.result["requirements"])


async def test_next_step_practises_these() -> None:
    talk = session(software())
    await talk.start()
    assert talk.result is not None
    practise = talk.result["next"][0]
    assert (practise["kind"], practise["title"]) == ("interview", "Practise these")
    assert practise["input"]["questions"] == {"session": "s1"}


async def test_resume_of_which_nothing_can_be_asked_gives_what_everybody_is_asked() -> None:
    text = "Name: Ada Tester\n" + "Looking for work as a clerk in an office in Leeds. " * 4
    talk = session({"resume": text, "count": 10})
    await talk.start()
    assert talk.result is not None
    assert 0 < len(talk.result["questions"]) < 10
    assert "questions" in talk.result["notJudged"]
    await talk.act("more")
    assert talk.texts[-1].startswith("There is nothing more to ask about")


async def test_questions_of_a_model_are_given_as_it_wrote_them() -> None:
    types = ("implementation", "trade_off")
    talk = session(software(count=2), model=model(Drafts(tuple(map(draft, types)))))
    await talk.start()
    assert talk.result is not None
    texts = [one["text"] for one in talk.result["questions"]]
    assert texts == [draft(type).text for type in types]
    assert talk.result["writtenBy"] == "model"


PLANTED = {
    "a quote that is not there": {"quote": "Led the migration of the whole bank"},
    "a number": {"text": "You moved £90m with 400 people to own the payout service. How?"},
    "an employer": {"text": 'At Google you wrote "Own the payout service". How was that?'},
    "what must not be asked": {"text": 'About "Own the payout service": are you married?'},
    "a question to anybody": {"text": "What is your greatest weakness?"},
}


@pytest.mark.parametrize("what", sorted(PLANTED))
async def test_what_a_model_plants_is_sent_back_once_and_then_replaced(what: str) -> None:
    bad = Drafts((draft("implementation", **PLANTED[what]),))
    asked = model(bad, bad)
    talk = session(software(count=1), model=asked)
    await talk.start()
    assert talk.error is None
    assert asked.asked == ["generator:draft"] * 2
    assert talk.result is not None
    (one,) = talk.result["questions"]
    assert one["text"] != bad.questions[0].text
    assert talk.result["writtenBy"] == "rules"


async def test_evaluator_sends_back_and_resolver_settles() -> None:
    types = question_types("software")[:4]
    drafts = Drafts(tuple(map(draft, types)))
    again = Drafts((draft("implementation", why="Another reason."), *drafts.questions[1:]))
    back = Verdict("revise", 40, (Issue("/questions/0", "It could be kinder."),), "Be kinder.")
    asked = model(
        drafts,
        again,
        **{
            "evaluator:worth_asking": [counted(back), counted(Verdict("escalate", 50))],
            "resolver:settle": counted(APPROVE),
        },
    )
    talk = session(software(**FOUR), model=asked)
    await talk.start()
    assert talk.result is not None
    assert asked.asked.count("generator:draft") == 2
    assert "resolver:settle" in asked.asked


async def test_drafts_that_are_rejected_are_replaced_and_it_is_said() -> None:
    types = question_types("software")[:4]
    reject = counted(Verdict("reject", 5, (Issue("", "Unkind."),)))
    asked = model(Drafts(tuple(map(draft, types))), **{"evaluator:worth_asking": reject})
    talk = session(software(**FOUR), model=asked)
    await talk.start()
    assert talk.error is None
    assert talk.result is not None
    assert len(talk.result["questions"]) == 4
    assert "not good enough" in talk.texts[0]
    assert talk.result["writtenBy"] == "rules"


async def test_questions_are_given_where_a_model_gives_nothing_usable() -> None:
    told = ScriptedModel({"generator:draft": "Sure! Here are your questions."})
    talk = session(software(**FOUR), model=told)
    await talk.start()
    assert talk.error is None
    assert talk.result is not None
    assert len(talk.result["questions"]) == 4
    assert talk.result["writtenBy"] == "rules"


async def test_nobody_is_asked_twice_after_a_takeover() -> None:
    given = software(count=3, stage="manager")
    undisturbed = session(given)
    await undisturbed.start()
    for cut in range(0, len(undisturbed.workers[-1].events), 2):
        asked = AskedBefore()
        talk = session(given, asked)
        await talk.start(cuts=[cut])
        assert talk.result == undisturbed.result
        assert len(asked.given) == 3


async def test_what_a_model_wrote_is_kept_where_another_session_was_first() -> None:
    types = ("implementation", "trade_off")

    class Meanwhile(AskedBefore):
        """Somebody is given one of the same before the first that records."""

        async def record(self, caller: Any, resume: Any, questions: Any, until: int) -> bool:
            if not self.given:
                self.given.append((resume, questions[0]))
            return await super().record(caller, resume, questions, until)

    written = model(Drafts(tuple(map(draft, types))))
    talk = session(software(count=2), Meanwhile(), written)
    await talk.start()
    assert written.asked == ["generator:draft"]
    texts = [one["text"] for one in (talk.result or {})["questions"]]
    assert draft("implementation").text not in texts
    assert draft("trade_off").text in texts
    assert (talk.result or {})["writtenBy"] == "mixed"


async def test_no_command_minds_a_death_or_a_cancel_at_any_step() -> None:
    given = software(count=3, stage="manager")
    talk = session(given, NobodyAsked())
    for command in (Start("c1", "questions", given), Action("c2", "more")):
        await every_cut(talk, command, at="steps")
        await every_retry(talk, command, at="steps")
        await talk.do(command)


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"resume": "Ada " + "1 2 3 4 5 6 7 8 9 " * 8}, "too_short"),
        (
            {"resume": "Ich habe fünf Jahre lang als Krankenpfleger gearbeitet und geleitet. " * 4},
            "language",
        ),
    ],
)
async def test_what_cannot_be_read_is_refused_with_what_to_do(
    given: dict[str, Any], code: str
) -> None:
    talk = session(given)
    await talk.start()
    assert talk.error is not None
    assert talk.error.code == code
    assert talk.result is None


async def test_korean_texts_are_asked_about_in_korean_and_english_ones_in_english() -> None:
    for name, mark in (("ko_marketer.txt", "니까"), ("marketing.md", "?")):
        talk = session({"resume": text_of("resumes", name), "count": 3})
        await talk.start()
        assert talk.result is not None
        assert mark in talk.result["questions"][-1]["text"]


def test_kind_has_one_action_and_its_machine_is_drawn() -> None:
    assert [action.name for action in Questions().actions] == ["proceed", "more"]
    assert "ready" in Questions().graph()
