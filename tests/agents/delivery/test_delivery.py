"""What is the same in all kinds that deliver: how work begins, is asked about, ends and changes."""

from typing import Any

import msgspec
import pytest

from agents.delivery.kind import MOST_WISHES, Further, day_of
from agents.delivery.plan import Plan
from agents.delivery.wishes import Understood
from agents.errors import MachineError, ModelError
from agents.kind import Action, Services, StoredJob, StoredResume
from agents.models.request import TextDelta, Usage
from agents.testing import Conversation, ScriptedModel, Shelf, every_cancel, every_cut, every_retry
from agents.testing.scripted_model import Deltas
from protocol.catalogue import Text
from protocol.commands import Message, Start
from protocol.events import StateDeltaEvent
from tests.agents.delivery.errands import Errands, errands

RESUME = "Ana Kovacs. Florist at Rosehip since 2019. Bound 40 wreaths a week for the market. " * 2
POSTING = {"title": "Florist", "mustHave": [{"id": "m1", "text": "Wreaths"}]}


def talk(options: dict[str, Any] | None = None, **given: Any) -> Conversation:
    return Conversation(Errands(), errands(**given), options=options)


def patched(conversation: Conversation, since: int) -> set[str]:
    """The places of the state that events after the first `since` have changed."""
    events = conversation.log[since:]
    return {op.path for e in events if isinstance(e, StateDeltaEvent) for op in e.delta}


async def test_work_is_done_at_once_and_its_result_stays_open() -> None:
    one = talk()
    await one.start()
    assert one.error is None
    assert one.phase == "ready"
    assert one.result == {
        "text": "About Florist.",
        "points": ["one", "two"],
        "judgedBy": "rules",
        "writtenBy": "rules",
        "method": {"name": "errand", "version": 1},
        "asOf": "2023-11-14",
        "notJudged": {"score": "There was nothing to judge."},
        "assumed": [],
        "confirm": [],
        "next": [
            {"kind": "interview", "title": "Practise an interview", "input": {"type": "behavioral"}}
        ],
        "ranges": {},
    }
    assert one.state["progress"] == {"done": 2, "total": 2, "label": "Done"}
    assert [action["name"] for action in one.state["actions"]] == ["more", "count"]


def test_machine_follows_from_what_the_kind_adds() -> None:
    assert Errands().graph() == (
        "stateDiagram-v2\n"
        "    [*] --> new\n"
        "    new --> clarifying: start\n"
        "    new --> working: start\n"
        "    clarifying --> working: message\n"
        "    clarifying --> working: proceed\n"
        "    ready --> ready: message\n"
        "    ready --> working: message\n"
        "    ready --> working: more\n"
        "    ready --> ready: count\n"
        "    working --> ready\n"
    )


def test_session_is_titled_by_what_it_is_about() -> None:
    kind = Errands()
    title = kind.title_for(kind.parse_input(errands()))
    assert str(title) == "An errand: Florist"
    assert isinstance(title, Text)
    assert title.to("ko") == "심부름: Florist"


async def test_question_is_put_where_somebody_is_there_and_its_answer_counts() -> None:
    one = talk(asks="Which flower?")
    await one.start()
    assert (one.phase, one.texts, one.result) == ("clarifying", ["Which flower?"], None)
    await one.say("Tulips")
    assert one.result is not None
    assert (one.result["text"], one.result["assumed"]) == ("About Tulips.", [])


async def test_question_that_is_passed_over_is_answered_by_what_is_likeliest() -> None:
    one = talk(asks="Which flower?")
    await one.start()
    await one.act("proceed")
    assert one.result is not None
    assert (one.result["text"], one.result["assumed"]) == ("About Florist.", ["Then it is roses."])


async def test_question_is_not_put_where_nobody_is_there() -> None:
    one = talk({"clarify": False}, asks="Which flower?")
    await one.start()
    assert one.result is not None
    assert (one.phase, "Which flower?" in one.texts) == ("ready", False)
    assert one.result["assumed"] == ["Then it is roses."]


async def test_strategist_plans_work_that_is_not_small_and_may_ask_one_thing() -> None:
    plan = Plan("complex", "low", ("write", "dance"), "For whom?")
    model = ScriptedModel({"strategist:plan": plan}, otherwise="Then so.")
    one = Conversation(Errands(), errands(), model=model)
    await one.start()
    # What is no step of the kind is asked for once more, and then left out.
    assert model.asked == ["strategist:plan"] * 2
    assert one.memory.plan == Plan("complex", "low", ("write",), "For whom?")
    assert (one.phase, one.texts) == ("clarifying", ["For whom?"])
    small = Conversation(
        Errands(),
        errands(targetRole="Gardener"),
        model=ScriptedModel({"generator:write": ModelError(Text("models.no_answer"))}),
    )
    await small.start()
    assert small.model.asked == ["generator:write"]


async def test_failed_run_leaves_no_part_of_a_result() -> None:
    parts = Deltas(Usage("p", "m"), ModelError(Text("models.no_answer")))
    model = ScriptedModel({"generator:write": parts, "strategist:plan": Plan()})
    one = Conversation(Errands(), errands(), model=model)
    await one.start()
    assert one.error is not None
    assert (one.phase, one.result) == ("new", None)


@pytest.mark.parametrize(
    ("said", "language", "answer", "points"),
    [
        ("Could you make it a bit shorter, please?", "en", "I left one point.", ["one"]),
        ("SHORTER!", "en", "I left one point.", ["one"]),
        ("더 짧게 해 주세요", "ko", "하나만 남겼어요.", ["one"]),
        ("노래 해", "ko", "Hm.", ["one", "two"]),
    ],
)
async def test_wish_is_told_by_words(
    said: str, language: str, answer: str, points: list[str]
) -> None:
    one = talk({"language": language})
    await one.start()
    await one.say(said)
    assert one.result is not None
    assert (one.texts[-1], one.result["points"]) == (answer, points)
    assert one.steps == []


async def test_wish_that_no_words_tell_is_answered_by_what_would_be_understood() -> None:
    one = talk()
    await one.start()
    before = one.result
    await one.say("Where is Peru?")
    assert one.texts[-1] == (
        "Without a model I understand a few wishes only. "
        "You can say “shorter” or “hum a tune” or “One more” or “Count”."
    )
    assert one.result == before


@pytest.mark.parametrize(
    ("name", "said"), [("shorter", "I left one point."), ("none", "It is in the Andes.")]
)
async def test_wish_that_no_words_tell_is_told_by_a_model(name: str, said: str) -> None:
    answers = {
        "extractor:understand": answered(Understood(name)),
        "generator:reply": "It is in the Andes.",
    }
    one = talk()
    await one.start()
    one.model = ScriptedModel(answers)
    await one.say("Peru?")
    assert one.texts[-1] == said


def answered(value: Any) -> Deltas:
    """An answer that a provider has counted: it is no rule's."""
    return Deltas(TextDelta(msgspec.json.encode(value).decode()), Usage("p", "m"))


async def test_answer_with_a_number_of_its_own_is_asked_for_again() -> None:
    one = talk()
    await one.start()
    answers = {
        "extractor:understand": answered(Understood("none")),
        "generator:reply": ["You will have a chance of 83 %.", "I cannot tell."],
    }
    one.model = ScriptedModel(answers)
    await one.say("What are my chances?")
    assert one.texts[-1] == "I cannot tell."


async def test_long_message_is_read_by_a_model_before_words_count() -> None:
    one = talk()
    await one.start()
    long = "I showed it to a friend who said that it should be shorter, " * 2
    await one.say(long)
    assert one.texts[-1] == "I left one point."
    assert one.steps == ["1:extractor:understand"]


async def test_change_is_sent_as_a_patch_of_what_changed_alone() -> None:
    one = talk()
    await one.start()
    since = len(one.log)
    await one.say("shorter")
    assert {path.rsplit("/", 1)[0] for path in patched(one, since)} == {"/result/points"}
    since = len(one.log)
    await one.say("shorter")
    assert patched(one, since) == set()


async def test_further_actions_work_on_the_result() -> None:
    one = talk()
    await one.start()
    await one.act("more")
    await one.act("count")
    assert one.result is not None
    assert (one.result["points"], one.texts[-1]) == (["one", "two", "three"], "1")


async def test_newest_wishes_are_remembered() -> None:
    one = talk()
    await one.start()
    for number in range(MOST_WISHES + 2):
        await one.say(f"hum {number}")
    assert len(one.memory.wishes) == MOST_WISHES
    assert one.memory.wishes[-1] == f"hum {MOST_WISHES + 1}"


@pytest.mark.parametrize(
    ("given", "code", "words"),
    [
        ({"resume": "1. 2. " * 30}, "too_short", "Paste all of it"),
        (
            {"resume": "株式会社で営業を担当しました。新規の開拓を行い、売上を二倍に。" * 9},
            "language",
            "Korean",
        ),
        ({"job": "Wir suchen eine Floristin für unser Geschäft. " * 3}, "language", "posting"),
        ({"job": "?" * 30}, "too_short", "Paste its text"),
    ],
    ids=["no words", "Japanese", "German posting", "no posting"],
)
async def test_text_that_cannot_be_read_is_refused_with_what_to_do(
    given: dict[str, Any], code: str, words: str
) -> None:
    one = talk(**given)
    await one.start()
    assert one.error is not None
    assert one.error.code == code
    assert words in one.error.message
    assert (one.phase, one.result) == ("new", None)


async def test_resume_and_job_are_those_of_the_beginning() -> None:
    shelf = Shelf(StoredResume("r1", 1, "Ana", RESUME), StoredJob("j1", 1, "Florist", POSTING))
    given = errands(resume={"id": "r1"}, job={"id": "j1"}, asks="Which?")
    one = Conversation(
        Errands(), given, services=lambda model: Services(model=model, library=shelf)
    )
    await one.start()
    shelf.delete("r1")
    shelf.delete("j1")
    await one.say("Roses")
    assert one.error is None
    assert shelf.asked == ["r1", "j1"]


@pytest.mark.parametrize("said", [None, "shorter", "Where is Peru?"])
async def test_run_goes_on_from_every_point_and_may_be_cancelled_at_any(said: str | None) -> None:
    one = talk(resume=RESUME)
    command: Any = Start("c1", "errands", one.given)
    if said is not None:
        await one.start()
        command = Message("c2", said)
    assert await every_cut(one, command)
    assert await every_cancel(one, command)
    assert await every_retry(one, command)


def test_kind_without_a_handler_for_an_action_is_refused() -> None:
    with pytest.raises(MachineError, match="'nothing'"):
        type("Bad", (Errands,), {"further": (Further(Action("more"), "nothing"),)})


def test_day_is_that_of_the_moment_in_utc() -> None:
    assert day_of(1_700_000_000_000) == "2023-11-14"


async def replied(*answers: str) -> Conversation:
    """What becomes of a remark on the result of a résumé, with these answers of a model."""
    one = talk(resume=RESUME)
    await one.start()
    told = {"extractor:understand": answered(Understood("none")), "generator:reply": list(answers)}
    one.model = ScriptedModel(told)
    await one.say("Peru?")
    return one


@pytest.mark.parametrize(
    "astray",
    [
        "You hold an MSc in Floristry.",
        'You wrote "led the whole market of the town".',
        "The person binds wreaths.",
        "The best of my résumé are the wreaths.",
        "제 이력서에서 가장 좋은 것은 화환입니다.",
    ],
)
async def test_reply_that_invents_or_speaks_for_another_is_asked_for_again(astray: str) -> None:
    one = await replied(astray, "You bound 40 wreaths a week.")
    assert one.texts[-1] == "You bound 40 wreaths a week."
    assert astray not in one.texts
    assert len(one.model.requests[-1].issues) >= 1


async def test_reply_that_still_invents_is_followed_by_what_to_check() -> None:
    one = await replied(*["You hold an MSc."] * 2)
    assert one.texts[-1] == "Please check: nothing that I was given says “MSc”."


async def test_reply_on_what_was_given_is_asked_for_once() -> None:
    one = await replied('You wrote "Bound 40 wreaths a week": at Rosehip, since 2019.')
    assert one.texts[-1].startswith("You wrote")
    assert len(one.model.requests) == 2
