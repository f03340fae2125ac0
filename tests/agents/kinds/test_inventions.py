"""A model that makes things up about the person: in no kind is any of it shown as a fact.

It is asked again, makes up the same again, and what stays is without it, or says that nobody said
so.
"""

import json
from typing import Any

import msgspec
import pytest

from agents.kind import Services, StoredDocument, Verdict
from agents.kinds.analysis.words import Noted, Words
from agents.kinds.answers.comparing import Compared, Pair
from agents.kinds.answers.drafting import Coached, Written
from agents.kinds.answers.kind import Answers
from agents.kinds.chat.kind import Chat
from agents.kinds.cv.drafts import NamedParts, Tailored
from agents.kinds.debrief.kind import Debrief
from agents.kinds.debrief.reading import Asked, Reading
from agents.kinds.interview.asked_question import QuestionDraft
from agents.kinds.interview.feedback import Summary
from agents.kinds.interview.judging import Judgement
from agents.kinds.interview.kind import Interview
from agents.kinds.interview.reaction import ReactionDraft
from agents.kinds.letter.drafts import Draft as LetterDraft
from agents.kinds.letter.drafts import Part
from agents.kinds.optimize.inputs import Completed, Drafted, Rewritten
from agents.kinds.paths.drafts import Draft as PathDraft
from agents.kinds.paths.drafts import Drafts as PathDrafts
from agents.kinds.paths.kind import Paths
from agents.kinds.plan.drafts import Drafts as PlanDrafts
from agents.kinds.plan.drafts import Worded
from agents.kinds.projects.drafts import Draft as ProjectDraft
from agents.kinds.projects.drafts import Drafts as ProjectDrafts
from agents.kinds.projects.drafts import Step as ProjectStep
from agents.kinds.projects.kind import Projects
from agents.kinds.questions.drafts import Draft, Drafts
from agents.models.request import TextDelta, Usage
from agents.testing import Conversation, Deltas, ScriptedModel, Shelf
from tests.deliveries import delivering, given, text_of

RESUME = text_of("resumes", "warehouse_lead.txt")
LINE = "run afternoon shift, 18 pickers"
INVENTED = {
    "employer": ("Amazon", "At Amazon you ran the night shift."),
    "number": ("4,700", "You moved 4,700 pallets a night."),
    "tool": ("Kubernetes", "You ran the floor with Kubernetes."),
    "degree": ("MBA", "You have an MBA from Leeds University."),
}
INVENTIONS = pytest.mark.parametrize("what", INVENTED)
FINE = Verdict("approve", 90)
TOLD = (
    "Our mis-picks had gone up after the move. I walked the aisles with 18 pickers for a week, "
    "changed the walk order and showed the team. As a result we went from 112 to 131 cases an hour."
)


def talk(kind: Any, fields: dict[str, Any], script: dict[str, Any], **more: Any) -> Conversation:
    """A session with a model that answers so, and for the rest as rules do."""
    one = Conversation(kind, fields, options={"clarify": False}, **more)
    one.model = ScriptedModel(script, otherwise=one.model)
    return one


def shown(one: Conversation) -> str:
    """All that one sees."""
    assert one.error is None
    return json.dumps([one.texts, one.state], ensure_ascii=False)


@INVENTIONS
async def test_analysis_keeps_its_own_words(what: str) -> None:
    invented, sentence = INVENTED[what]
    words = Words(
        (Noted(sentence, LINE), Noted(f"{LINE}.", sentence)),
        (Noted(sentence), Noted("They may ask about it.", sentence)),
        (sentence, sentence, sentence),
    )
    script = {"generator:words": words, "validator:validate": FINE}
    one = talk(delivering("analysis"), given("warehouse_lead"), script)
    await one.start()
    assert invented not in shown(one)
    await one.say("shorter")
    assert invented not in shown(one)


@INVENTIONS
async def test_optimize_leaves_the_line_as_it_is_or_asks_for_the_number(what: str) -> None:
    invented, sentence = INVENTED[what]
    deed = sentence.removeprefix("You ").rstrip(".")
    asks = "How many pallets a night?"
    path, line = "/work/2/highlights/1", "picking and packing with voice headset"
    drafts = [
        Drafted("/work/0/highlights/0", f"{LINE}; {deed}", sentence, "clarity", asks),
        Drafted(path, f"{line}; {deed}", "It says more.", "impact_metrics", asks),
    ]
    script = {
        "generator:rewrite": Rewritten(tuple(drafts)),
        "generator:complete": Completed(f"{line}; {deed}"),
        "evaluator:weigh": FINE,
    }
    one = talk(delivering("optimize"), given("warehouse_lead"), script)
    await one.start()
    assert invented not in shown(one)
    for change in (one.result or {})["changes"]:
        if change.get("ask"):
            await one.act("answer", {"id": change["id"], "text": "About ten times a day"})
    await one.act("accept", {"ids": []})
    assert invented not in shown(one)


@INVENTIONS
@pytest.mark.parametrize("where", ["text", "why", "follow_up", "looks_for", "prepare"])
async def test_questions_are_the_rules_own(where: str, what: str) -> None:
    invented, sentence = INVENTED[what]
    places = {"looks_for": ("one real case", "the reason", sentence), "prepare": (sentence,)}
    asked = f'About "{LINE}": what was the hardest part of it for you?'
    fields: dict[str, Any] = {
        "text": asked,
        "why": "It is the line that one stops at.",
        "follow_up": "And what would you do today?",
        "looks_for": ("one real case", "the reason", "what came of it"),
        where: places.get(where, f"{sentence} {asked}"),
    }
    drafts = tuple(
        Draft(type=type, category="experience", difficulty="medium", quote=LINE, **fields)
        for type in ("business", "quality", "collaboration", "reliability", "implementation")
    )
    script = {"generator:draft": Drafts(drafts), "evaluator:worth_asking": FINE}
    one = talk(delivering("questions"), given("warehouse_lead"), script)
    await one.start()
    assert len((one.result or {})["questions"]) == 5
    assert invented not in shown(one)


@INVENTIONS
@pytest.mark.parametrize("where", ["learn", "practise", "build", "proof"])
async def test_plan_says_what_rules_say(where: str, what: str) -> None:
    invented, sentence = INVENTED[what]
    own = Worded(
        "s1",
        ("Read how the work is done well, step by step.",),
        ("Try it on a case that is made up.",),
        "Make one page on a case that is made up.",
        "One page on a case that is made up.",
    )
    value = (sentence,) if where in ("learn", "practise") else sentence
    words = [
        msgspec.structs.replace(own, key=f"s{number}", **{where: value}) for number in range(1, 9)
    ]
    words += [msgspec.structs.replace(one, key=f"{one.key}w") for one in words]
    script = {"generator:word": by_model(PlanDrafts(tuple(words)))}
    one = talk(delivering("plan"), given("warehouse_lead") | {"weeks": 8}, script)
    await one.start()
    assert invented not in shown(one)
    await one.say("make week 2 lighter")
    assert invented not in shown(one)


@INVENTIONS
async def test_cv_says_only_what_the_resume_says(what: str) -> None:
    invented, sentence = INVENTED[what]
    stated = sentence.removeprefix("You ").capitalize()
    first = "/work/0/highlights/0"
    answer = Tailored(stated, (first, f"/{sentence}"), ("/work/2/highlights/1", f"/{sentence}"))
    script = {"generator:tailor": by_model(answer), "extractor:find": NamedParts((f"/{invented}",))}
    one = talk(delivering("cv"), given("warehouse_lead"), script)
    await one.start()
    assert LINE in json.dumps(one.result)
    await one.say("another version")
    await one.say("leave out the zeppelin")
    assert invented not in shown(one)


@INVENTIONS
@pytest.mark.parametrize("mode", ["coach", "draft"])
async def test_answers_are_of_what_was_given(what: str, mode: str) -> None:
    invented, sentence = INVENTED[what]
    mine = sentence.replace("you ", "I ").replace("You ", "I ")
    own = "I walked the aisles with 18 pickers for a week. We went from 112 to 131 cases an hour."
    pair = Pair("1", "2", sentence)
    script = {
        "generator:coach": by_model(Coached((sentence,), f"{own} {mine}")),
        "generator:draft": by_model(Written(f"{own} {mine}")),
        "evaluator:compare": by_model(Compared((pair,))),
    }
    length = {"max": 500, "unit": "characters", "spaces": True}
    fields = {
        "resume": RESUME,
        "mode": mode,
        "items": [
            {"id": id, "question": "Tell us about a time.", "length": length} for id in ("1", "2")
        ],
        "material": [{"item": "1", "text": own}, {"item": "2", "text": TOLD}],
    }
    one = talk(Answers(), fields, script)
    await one.start()
    assert (one.result or {})["items"][0]["text"]
    assert invented not in shown(one)
    await one.act("write", {"id": "2", "text": own})
    await one.act("draft", {"id": "2"})
    assert invented not in shown(one)


@INVENTIONS
@pytest.mark.parametrize("where", ["title", "reason", "first_step", "steps", "ends_with"])
async def test_paths_are_the_rules_own(where: str, what: str) -> None:
    invented, sentence = INVENTED[what]
    known: dict[str, Any] = {
        "title": "Show how it is done",
        "reason": f'It is the line that one stops at: "{LINE}".',
        "first_step": "Draw the floor.",
        "steps": ("Draw it", "Write what was counted", "Make a plan of this"),
        "ends_with": "A drawing with a sentence",
    }
    told = (*known["steps"], sentence) if where == "steps" else sentence
    drafts = tuple(PathDraft(**known | {where: told}) for _ in range(7))
    script = {"generator:draft": PathDrafts(drafts), "evaluator:worth_going": FINE}
    fields = {"resume": RESUME, "targetRole": "Shift manager"}
    one = talk(Paths(), fields, script)
    await one.start()
    assert len((one.result or {})["paths"]) == 7
    assert invented not in shown(one)


@INVENTIONS
async def test_letter_is_of_rules_where_the_writer_invents_in_every_paragraph(what: str) -> None:
    invented, sentence = INVENTED[what]
    told = sentence.replace("You have", "I have").replace("You ", "I ").replace("you ", "I ")
    parts = (Part(f"I am applying for the post of Shift Manager. {told}", (LINE,)), Part(told))
    draft = LetterDraft("Dear hiring team,", parts, "Yours faithfully,\nMarek Dobrowolski")
    script = {"generator:write": draft, "evaluator:worth_reading": FINE}
    fields = {name: given("warehouse_lead")[name] for name in ("resume", "job", "language")}
    one = talk(delivering("letter"), fields, script)
    await one.start()
    assert (one.result or {})["writtenBy"] == "rules"
    assert invented not in shown(one)
    await one.say("shorter")
    assert invented not in shown(one)


@INVENTIONS
@pytest.mark.parametrize("where", ["title", "pitch", "deliverable", "line", "careful", "proves"])
async def test_projects_are_the_rules_own(where: str, what: str) -> None:
    invented, sentence = INVENTED[what]
    known: dict[str, Any] = {
        "title": "A map of the floor",
        "pitch": "Draw the floor of an invented store.",
        "stack": ("paper",),
        "milestones": (ProjectStep("Draw", 1), ProjectStep("Measure", 1)),
        "deliverable": "A drawing",
        "proves": ("that you measure",),
        "line": "Drew a floor of [how many?] places",
        "first_step": "Draw one aisle.",
        "stretch": "Draw it again.",
        "careful": "Invent the store.",
    }
    told = (sentence,) if where == "proves" else sentence
    drafts = tuple(ProjectDraft(**known | {where: told}) for _ in range(3))
    script = {"generator:draft": ProjectDrafts(drafts), "evaluator:shows": FINE}
    fields = {"targetRole": "Shift manager", "skills": ["stock counts"], "level": "mid"}
    one = talk(Projects(), fields, script)
    await one.start()
    assert len((one.result or {})["projects"]) == 3
    assert invented not in shown(one)


PLACES = {
    "text": {"text": "{} How did you do that?"},
    "outline": {"outline": "{} Then the result."},
    "hint": {"hints": ("{}",)},
}


@INVENTIONS
@pytest.mark.parametrize("where", PLACES)
async def test_interview_asks_and_says_nothing_of_it(where: str, what: str) -> None:
    invented, sentence = INVENTED[what]
    known = {"text": "What went wrong, and what did you do?", "outline": "What was done."}
    told = {name: _filled(value, sentence) for name, value in PLACES[where].items()}
    question = QuestionDraft(**known | told)
    quote = "changed the walk order and showed the team"
    script = {
        "generator:question": by_model(question),
        "evaluator:reaction": by_model(ReactionDraft(sentence, sentence, sentence, sentence)),
        "evaluator:criterion": by_model(Judgement(quote, 4, "The result is clear.")),
        "evaluator:summary": by_model(Summary([sentence, "You say what you did."], [sentence])),
        "formatter:feedback": "You say what you did, and what came of it.",
    }
    fields = {"type": "behavioral", "difficulty": "easy", "durationMinutes": 20, "resume": RESUME}
    one = talk(Interview(), fields, script)
    await one.start()
    await one.act("hint")
    await one.say(TOLD)
    await one.act("end")
    assert (one.result or {})["judgedBy"] == "model"
    assert invented not in shown(one)


def by_model(value: msgspec.Struct) -> Deltas:
    """What a model answers, and says so."""
    return Deltas(TextDelta(msgspec.json.encode(value).decode()), Usage("p", "m", 10, 10))


def _filled(value: Any, sentence: str) -> Any:
    if isinstance(value, str):
        return value.format(sentence)
    return tuple(one.format(sentence) for one in value)


@INVENTIONS
async def test_feedback_of_an_interview_says_that_nobody_said_it(what: str) -> None:
    invented, sentence = INVENTED[what]
    feedback = Deltas(TextDelta(f"A good start. {sentence}"), Usage("p", "m", 10, 10))
    script = {"formatter:feedback": feedback}
    fields = {"type": "behavioral", "difficulty": "easy", "durationMinutes": 20, "resume": RESUME}
    one = talk(Interview(), fields, script)
    await one.start()
    await one.say(TOLD)
    await one.act("end")
    note = (one.result or {})["detailedFeedback"].split(sentence)[1]
    assert "Nobody said this" in note
    assert invented in note


@INVENTIONS
@pytest.mark.parametrize("way", ["file", "pasted"])
async def test_coach_who_has_the_resume_says_that_it_stands_nowhere(what: str, way: str) -> None:
    invented, sentence = INVENTED[what]
    library = Shelf(StoredDocument("life", "life.txt", "text/plain", RESUME))
    model = ScriptedModel({"generator:reply": sentence})
    one = Conversation(Chat(), services=lambda _: Services(model=model, library=library))
    if way == "file":
        await one.start("What speaks for me?", documents=("life",))
    else:
        await one.start(f"What speaks for me?\n\n{RESUME}")
    assert model.asked == ["generator:reply"] * 2
    assert one.texts[0] == sentence
    assert "Please check" in one.texts[1]
    assert invented in one.texts[1]


@INVENTIONS
@pytest.mark.parametrize("where", ["text", "put", "answer", "went_quote", "said", "learned"])
async def test_debrief_points_at_nothing_that_nobody_told(where: str, what: str) -> None:
    invented, sentence = INVENTED[what]
    text = "They asked why I left the cold store. I rambled."
    quote = "They asked why I left the cold store."
    asked = Asked("why I left the cold store", quote, went="badly", went_quote="I rambled.")
    found = Reading((asked,))
    if where in ("said", "learned"):
        found = msgspec.structs.replace(found, **{where: (sentence,)})
    else:
        found = Reading((msgspec.structs.replace(asked, **{where: sentence}),))
    answer = Deltas(TextDelta(msgspec.json.encode(found).decode()), Usage("p", "m", 10, 10))
    one = talk(Debrief(), {"text": text}, {"extractor:read": answer})
    await one.start()
    assert invented not in shown(one)
