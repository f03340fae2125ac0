"""An interview on questions that were given before."""

from typing import Any

import pytest

from agents.errors import Refused
from agents.kind import OtherSession, Services
from agents.kinds.interview.kind import Interview
from agents.kinds.interview.practice import planned
from agents.models.request import Caller
from agents.testing import Conversation, every_cut, every_retry
from protocol.catalogue import Text
from protocol.commands import Message, Start

LINE = "Cut mis-picks from 2.1 % to 0.9 %"
RESULT: dict[str, Any] = {
    "judgedBy": "rules",
    "questions": [
        {
            "id": f"q{number}",
            "text": f"Question {number} about the mis-picks?",
            "type": "trade_off",
            "looksFor": ["another way", "a number", "who objected"],
            "followUp": "And then?",
            "groundedIn": {"quote": LINE} if number == 1 else {"standard": "about_you"},
        }
        for number in (1, 2, 3)
    ],
}


class Others:
    """The user's other sessions: one with questions, and one with another result."""

    async def create(self, caller: Caller, session: str, kind: str, given: Any) -> None:
        raise NotImplementedError

    async def read(self, caller: Caller, session: str) -> OtherSession:
        results = {"given": RESULT, "letter": {"text": "Dear all"}, "empty": None}
        if session not in results:
            raise Refused(Text("errors.not_found.session"))
        return OtherSession(session, "questions", "idle", "success", None, results[session])

    async def rest(self, caller: Caller, session: str) -> OtherSession:
        return await self.read(caller, session)


def practice(**questions: Any) -> Conversation:
    given = {
        "type": "behavioral",
        "difficulty": "easy",
        "durationMinutes": 30,
        "questions": questions,
    }
    return Conversation(
        Interview(), given, services=lambda model: Services(model=model, sessions=Others())
    )


async def asked(talk: Conversation) -> list[str]:
    """All that is asked where every question is skipped."""
    await talk.start()
    found = []
    while talk.phase == "question":
        found.append(talk.state["question"]["text"])
        await talk.act("skip")
    assert talk.phase == "done"
    return found


async def test_those_questions_are_asked_in_their_order() -> None:
    talk = practice(session="given")
    assert await asked(talk) == [one["text"] for one in RESULT["questions"]]
    assert talk.result
    assert [one["question"] for one in talk.result["questions"]] == [
        one["text"] for one in RESULT["questions"]
    ]


async def test_some_are_asked_in_the_order_of_their_ids() -> None:
    talk = practice(session="given", ids=["q3", "q1", "q3"])
    assert await asked(talk) == [RESULT["questions"][at]["text"] for at in (2, 0)]


async def test_question_has_hints_an_outline_and_the_line_that_it_is_about() -> None:
    talk = practice(session="given")
    await talk.start()
    assert talk.state["question"]["groundedIn"] == LINE
    await talk.act("hint")
    assert "another way" in talk.texts[-1]
    await talk.act("end")
    assert talk.result
    assert talk.result["questions"][0]["betterAnswerOutline"] == (
        "another way; a number; who objected"
    )


@pytest.mark.parametrize(
    ("questions", "what"),
    [
        ({"session": "gone"}, "not there any more"),
        ({"session": "letter"}, "not there any more"),
        ({"session": "empty"}, "not there any more"),
        ({"session": "given", "ids": ["q1", "q9"]}, "no such questions: q9"),
    ],
)
async def test_questions_that_are_not_there_are_refused_with_what_to_do(
    questions: dict[str, Any], what: str
) -> None:
    talk = practice(**questions)
    await talk.start()
    assert talk.error
    assert talk.error.code == "not_found"
    assert what in talk.error.message
    assert talk.phase == "briefing"


async def test_answer_to_one_is_judged_and_followed_up() -> None:
    talk = practice(session="given", ids=["q1"])
    await talk.start()
    await talk.say("We did it.")
    assert talk.phase == "followUp"
    await talk.act("end")
    assert talk.result
    assert talk.result["questions"][0]["answer"] == "We did it."


ANSWERED = (
    "I measured the mis-picks of every shift for a month, chose to move the fast lines to the "
    "front instead of hiring two checkers, and Dana objected because of the walk. The mis-picks "
    "fell from 2.1 % to 0.9 % by May."
)


async def test_follow_up_that_came_with_a_question_is_asked_first_and_once() -> None:
    talk = practice(session="given", ids=["q1", "q2"])
    await talk.start()
    await talk.say(ANSWERED)
    assert (talk.phase, talk.state["question"]["text"]) == ("followUp", "And then?")
    await talk.say("Then I wrote it down for the other shift, and they moved their lines in June.")
    assert talk.texts.count("And then?") == 1
    assert talk.state["question"]["text"] != "And then?"


async def test_follow_up_that_came_with_a_question_waits_for_an_answer() -> None:
    talk = practice(session="given", ids=["q1"])
    await talk.start()
    await talk.say("I don't know.")
    assert talk.phase == "question"
    assert "And then?" not in talk.texts


async def test_practice_minds_no_death_at_any_step() -> None:
    talk = practice(session="given", ids=["q2"])
    start = Start("c1", "interview", talk.given)
    for command in (start, Message("c2", "I measured it, chose the other way, and it held.")):
        await every_cut(talk, command, at="steps")
        await every_retry(talk, command, at="steps")
        await talk.do(command)


def test_result_of_another_form_has_no_questions() -> None:
    assert planned(None, ()) == ()
    assert planned({"questions": ["as text"]}, ()) == ()


async def test_result_says_by_whom_and_how_it_was_judged() -> None:
    talk = practice(session="given", ids=["q1"])
    await asked(talk)
    result = talk.result
    assert result
    assert (result["judgedBy"], result["writtenBy"]) == ("rules", "rules")
    assert result["method"] == {"name": "interview-behavioral-rules", "version": 2}
    assert result["asOf"] == "2023-11-14"
    assert result["next"][0]["kind"] == "interview"
    assert result["next"][0]["input"]["questions"] == {"session": "given", "ids": ["q1"]}
