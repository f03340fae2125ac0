"""An interview with a model: it asks, reacts and judges, and where it fails rules go on."""

from typing import Any

import msgspec
import pytest

from agents.errors import ModelError
from agents.kinds.interview.asked_question import QuestionDraft
from agents.kinds.interview.feedback import Summary
from agents.kinds.interview.judging import Judgement
from agents.kinds.interview.reaction import ReactionDraft
from agents.models.request import TextDelta, Usage
from agents.testing import Conversation, Deltas, ScriptedModel
from tests.agents.kinds.interview.notebook import BEFORE, STORY, THIN, Notebook, interview

KEEP = "Keep the forty pallets: one sees the size of it."
CHANGE = "Say why you stopped them before you rang dispatch."
ASKS = "What did dispatch say?"
ENDS = "Your case was clear, and one saw what you did."


def wrote(value: Any) -> Deltas:
    """An answer that a model gives, and says so."""
    text = value if isinstance(value, str) else msgspec.json.encode(value).decode()
    return Deltas(TextDelta(text), Usage("p", "m", 10, 10))


SCRIPT: dict[str, Any] = {
    "generator:question": wrote(QuestionDraft("Which mistake of yours did somebody else mend?")),
    "evaluator:reaction": wrote(ReactionDraft(KEEP, CHANGE, None, STORY)),
    "evaluator:criterion": wrote(Judgement("I stopped them at the gate", 4, "It is clear.")),
    "evaluator:summary": wrote(Summary(["You stopped the pallets yourself."], ["Say why."])),
    "formatter:feedback": wrote(ENDS),
}


def talk(*, book: Notebook | None = None, given: Any = None, **script: Any) -> Conversation:
    one = interview(book or Notebook(BEFORE), **(given or {}))
    changes = {name.replace("__", ":"): answer for name, answer in script.items()}
    one.model = ScriptedModel(SCRIPT | changes, otherwise=one.model)
    return one


async def test_model_reacts_and_judges_and_its_scores_are_marked_as_its_own():
    book = Notebook(BEFORE)
    one = talk(book=book, given={"count": 3})
    await one.start()
    for number in range(3):
        await one.say(f"{STORY} That was {number + 3} years ago.")
        assert one.error is None
    result = one.result or {}
    assert f"{KEEP} {CHANGE}" in one.texts
    assert result["overallScore"] == 75
    assert (result["judgedBy"], result["writtenBy"]) == ("model", "model")
    assert result["method"] == {"name": "interview-behavioral-model", "version": 2}
    assert result["ranges"]["overallScore"] == [75, 75]
    assert {(c["rating"], c["band"]) for c in result["competencies"]} == {(4, "there")}
    assert result["detailedFeedback"] == ENDS
    assert result["questions"][0]["retold"] == STORY
    own = book.now.interviews[-1]
    assert (own.judged_by, own.overall_score) == ("model", 75)
    assert set(own.bands.values()) == {"there"}


async def test_bands_of_a_model_are_shown_when_a_question_is_left():
    reaction = wrote(ReactionDraft(KEEP, CHANGE, ASKS, ""))
    one = talk(evaluator__reaction=[reaction, *[wrote(ReactionDraft(KEEP, CHANGE))] * 2])
    await one.start()
    await one.say(STORY)
    assert (one.phase, one.texts[-1]) == ("followUp", ASKS)
    assert one.state["feedback"]["bands"] == []
    assert CHANGE not in " ".join(one.texts), "what is to change is asked about"
    await one.say("They said that the gate was theirs, and sent the truck at eight.")
    assert one.phase == "question"
    assert {band["band"] for band in one.state["feedback"]["bands"]} == {"there"}
    judged = [r for r in one.model.requests if r.task == "criterion"]
    assert {len(r.inputs["answers"]) for r in judged} == {2}, "judged once, by all that was said"


async def test_both_tries_are_judged_and_stand_beside_each_other():
    one = talk()
    await one.start()
    await one.say(STORY)
    await one.act("again")
    await one.say(f"{STORY} I would do it again.")
    await one.act("end")
    tries = (one.result or {})["questions"][0]["attempts"]
    assert [{band["band"] for band in each["bands"]} for each in tries] == [{"there"}, {"there"}]


@pytest.mark.parametrize("code", ["bad_output", "rejected", "model_error"])
async def test_rules_react_where_the_model_can_not(code: str):
    one = talk(evaluator__reaction=ModelError("It is away.", code))
    await one.start()
    assert (await one.say(THIN)).status == "success"
    assert one.state["feedback"]["change"]
    assert one.state["feedback"]["bands"], "what can be seen"
    await one.act("end")
    assert (one.result or {})["judgedBy"] == "rules"
    assert (one.result or {})["overallScore"] is None


async def test_question_that_no_model_could_judge_is_named():
    one = talk()
    await one.start()
    await one.say(STORY)
    one.model = ScriptedModel(
        SCRIPT | {"evaluator:criterion": ModelError("It is away.", "bad_output")},
        otherwise=one.model,
    )
    await one.say(f"{STORY} It was in Leeds.")
    result = one.result or {}
    assert result["judgedBy"] == "model"
    assert result["assumed"] == [
        "A model could not judge the answers to these questions, so rules looked at them: 2."
    ]


@pytest.mark.parametrize("task", ["evaluator:summary", "formatter:feedback"])
async def test_feedback_that_can_not_be_used_gives_way_to_the_rules(task: str):
    one = talk()
    await one.start()
    await one.say(STORY)
    one.model = ScriptedModel(SCRIPT | {task: ModelError("No.", "bad_output")})
    assert (await one.act("end")).status == "success"
    assert (one.result or {})["detailedFeedback"]
    assert (one.result or {})["writtenBy"] == "mixed"


async def test_praise_and_feedback_that_nobody_bears_out_are_not_passed_on():
    lines = ['You said: "I saved nine million alone".', "You stopped the pallets."]
    one = talk(
        evaluator__summary=wrote(Summary(lines, ["More."])),
        formatter__feedback=wrote('A start. You said "I saved nine million".'),
    )
    await one.start()
    await one.say(STORY)
    await one.act("end")
    result = one.result or {}
    assert result["strengths"] == lines[1:]
    assert "Nobody said this in the interview" in result["detailedFeedback"]


@pytest.mark.parametrize(
    "told", ["### Strengths\n- You stopped the pallets.", "The person stopped the pallets."]
)
async def test_feedback_that_is_no_talk_to_the_person_gives_way_to_the_rules(told: str) -> None:
    one = talk(formatter__feedback=wrote(told))
    await one.start()
    await one.say(STORY)
    assert (await one.act("end")).status == "success"
    result = one.result or {}
    assert told not in " ".join([result["detailedFeedback"], *one.texts])
    assert result["detailedFeedback"] == one.texts[-1]
    assert "needs a model" not in result["detailedFeedback"]
    assert (result["judgedBy"], result["writtenBy"]) == ("model", "mixed")


async def test_invented_question_gives_way_to_one_of_the_bank():
    invented = "Your resume says that you led 90 engineers at Initech Holdings. How?"
    one = talk(generator__question=wrote(QuestionDraft(invented)))
    await one.start()
    assert one.phase == "question"
    assert "Initech" not in " ".join(one.texts)
    assert one.memory.asked[0].question.key


@pytest.mark.parametrize(
    "said",
    [
        "The answer was cut off at its greatest length. Give a shorter one.",
        "Hello, my name is Anna and I have used Kafka for six years.",
        "What is your age?",
    ],
)
async def test_what_no_interviewer_asks_is_not_asked(said: str):
    one = talk(generator__question=wrote(QuestionDraft(said)))
    await one.start()
    assert said not in one.texts
    assert one.state["question"]["text"] != said


async def test_other_language_is_judged_where_a_model_reads_it():
    one = talk(
        generator__greeting=wrote("Hello. Here are two questions."),
        evaluator__criterion=wrote(Judgement("habe ich die Lieferung umgestellt", 4, "Gut.")),
    )
    await one.start()
    await one.say("Letztes Jahr habe ich die Lieferung umgestellt, weil sie immer zu spät kam.")
    await one.act("end")
    result = one.result or {}
    assert result["questions"][0]["answer"].startswith("Letztes Jahr")
    assert result["judgedBy"] == "model"
