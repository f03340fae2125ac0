"""Steps: answers streamed, withdrawn, sent back, and filled into the result as they come."""

from typing import Annotated, Any, ClassVar

import msgspec
import pytest

from agents.errors import ModelError
from agents.kind import Kind, Needs, On, Services, Table, Task, Turn
from agents.kind.turn import CUT_SHORT
from agents.kinds.chat.kind import Chat
from agents.models.request import Finish, ReasoningDelta, TextDelta, Usage, Withdraw
from agents.runtime.run import Run
from agents.testing import (
    Conversation,
    Deltas,
    Recorder,
    ScriptedModel,
    assert_agui_accepts,
    event_types,
)
from protocol.commands import Start
from protocol.events import RunErrorEvent, StateDeltaEvent, StateSnapshotEvent

Line = Annotated[str, msgspec.Meta(max_length=100)]

Line = Annotated[str, msgspec.Meta(max_length=100)]


class Card(msgspec.Struct):
    title: Line
    points: Annotated[list[Line], msgspec.Meta(max_length=10)]


class NoInput(msgspec.Struct):
    pass


def dislikes(card: Card, given: NoInput) -> list[str]:
    return ["No bad titles."] if card.title == "bad" else []


CARD = Task(
    "generator",
    "card",
    title="Makes a card",
    inputs=NoInput,
    output=Card,
    prompt="Make a card.",
    offline=Needs.MODEL,
    into="",
    check=dislikes,
)


class Cards(Kind):
    name = "cards"
    title = "Cards"
    description = "Makes one card."
    input_type = NoInput
    result_type = Card
    initial = "new"
    final = frozenset({"done"})
    table: ClassVar[Table] = {"new": {"start": On("make", ("done",))}, "done": {}}

    tasks = (CARD,)

    async def make(self, turn: Turn[Any, Any]) -> str:
        await turn.ask(CARD, NoInput())
        return "done"


class NextChat(Chat):
    """The chat of a later release, with other steps."""

    version = Chat.version + 1
    steps_version = None


class SameChat(Chat):
    """The chat of a later release, with the same steps."""

    version = Chat.version + 1


def cards(*deltas: Any) -> Conversation:
    return Conversation(Cards(), model=ScriptedModel({"generator:card": Deltas(*deltas)}))


async def chat(*deltas: Any) -> Conversation:
    talk = Conversation(Chat())
    await talk.start()
    talk.model = ScriptedModel({"generator:reply": Deltas(*deltas)})
    return talk


def error_of(talk: Conversation) -> RunErrorEvent:
    assert talk.error is not None
    return talk.error


async def test_reasoning_is_shown_before_the_text_that_follows_it() -> None:
    talk = await chat(ReasoningDelta("Hm. "), ReasoningDelta("Yes."), TextDelta("Do it."), Finish())
    await talk.say("Should I?")
    assert [m.content for m in talk.messages[-2:]] == ["Hm. Yes.", "Do it."]


async def test_withdrawn_text_is_gone_and_said_anew_in_a_valid_stream() -> None:
    talk = await chat(TextDelta("Half a "), Withdraw(), TextDelta("A whole answer."), Finish())
    await talk.say("Go on.")
    assert talk.texts[-1] == "A whole answer."
    assert not any("Half" in text for text in talk.texts)
    kinds = event_types(talk.log)
    last = len(kinds) - 1 - kinds[::-1].index("MESSAGES_SNAPSHOT")
    assert kinds[last - 2 : last + 3] == [
        "TEXT_MESSAGE_END",
        "STEP_FINISHED",
        "MESSAGES_SNAPSHOT",
        "STATE_SNAPSHOT",
        "STEP_STARTED",
    ]


async def test_withdrawal_before_anything_was_shown_is_silent() -> None:
    talk = await chat(Withdraw(), TextDelta("An answer."), Finish())
    await talk.say("Go on.")
    assert "MESSAGES_SNAPSHOT" not in event_types(talk.log)


async def taken_over(*answers: Deltas) -> Conversation:
    """A chat that was greeted by a worker that died when its only step was recorded."""
    talk = Conversation(Chat(), model=ScriptedModel({"generator:greeting": answers}))
    whole = talk.fork()
    await whole.start()
    (port,) = whole.workers
    await talk.start(cuts=[port.done])
    assert talk.steps == ["1:generator:greeting"]
    assert len(talk.model.requests) == len(answers)
    return talk


async def test_step_with_a_withdrawal_is_replayed_without_it() -> None:
    talk = await taken_over(Deltas(TextDelta("Half a "), Withdraw(), TextDelta("Whole.")))
    assert talk.texts == ["Whole."]


async def test_step_that_was_sent_back_is_replayed_without_what_it_had_shown() -> None:
    talk = await taken_over(Deltas(ReasoningDelta("Hm.")), Deltas(TextDelta("Whole.")))
    assert [m.content for m in talk.messages] == ["Whole."]


@pytest.mark.parametrize(("kind", "text"), [(NextChat, "New."), (SameChat, "Old.")])
async def test_step_that_another_version_recorded_counts_only_where_steps_are_the_same(
    kind: type[Chat], text: str
) -> None:
    old = Conversation(Chat(), model=ScriptedModel({"generator:greeting": "Old."}))
    fresh = old.fork()
    await old.start()
    view = fresh.view(steps=old.workers[-1].steps)
    fold = fresh.fold()
    for event in old.workers[-1].events:
        fold.apply(event)
    view.interrupted, view.kind = fold, kind()
    port, model = Recorder(), ScriptedModel({"generator:greeting": "New."})
    outcome = await Run(view, Start("c1", "chat", {}), 0, port, Services(model=model)).execute()
    assert [m.content for m in outcome.messages] == [text]


async def test_usage_of_a_step_that_is_replayed_counts_in_its_run() -> None:
    use = Usage("p", "m", input_tokens=3, output_tokens=4)
    talk = await taken_over(Deltas(TextDelta("Whole."), use))
    (usage,) = talk.log[-1].usage
    assert (usage.input_tokens, usage.output_tokens) == (3, 4)


async def test_usage_of_what_was_withdrawn_counts_where_it_was_reported() -> None:
    use = Usage("p", "m", input_tokens=3, output_tokens=4)
    talk = await chat(TextDelta("Half"), Withdraw(), TextDelta("Whole."), use, Finish())
    await talk.say("Go on.")
    (usage,) = talk.log[-1].usage
    assert (usage.input_tokens, usage.output_tokens) == (3, 4)


async def test_result_fills_in_while_it_is_written() -> None:
    parts = ['{"title": "A ca', 'rd", "points": ["x", ', '"y"]}']
    talk = cards(*(TextDelta(part) for part in parts), Finish())
    await talk.start()
    assert talk.state["result"] == {"title": "A card", "points": ["x", "y"]}
    first, *others = [event.delta for event in talk.log if isinstance(event, StateDeltaEvent)]
    assert msgspec.to_builtins(first) == [{"op": "add", "path": "/result", "value": {}}]
    paths = [operation.path for delta in others for operation in delta]
    assert "/result/title" in paths
    assert "/result" not in paths


async def test_withdrawn_fields_leave_the_result() -> None:
    talk = cards(
        TextDelta('{"points": ["old"], '),
        Withdraw(),
        TextDelta('{"title": "New", "points": ["new"]}'),
        Finish(),
    )
    await talk.start()
    shown = [e.snapshot["result"] for e in talk.log if isinstance(e, StateSnapshotEvent)]
    assert set(shown) == {None}
    assert talk.state["result"] == {"title": "New", "points": ["new"]}


async def test_broken_form_is_mended() -> None:
    talk = cards(TextDelta('```json\n{"title": "A", "points": ["x",]}\n```'), Finish())
    await talk.start()
    assert talk.state["result"] == {"title": "A", "points": ["x"]}
    assert len(talk.model.requests) == 1


@pytest.mark.parametrize(
    ("answer", "finish", "says"),
    [
        ("no json", "stop", "object"),
        ('{"title": "A"}', "stop", "points"),
        ('{"title": "A", "points": ["x"', "length", "cut off"),
    ],
)
async def test_unusable_answer_is_sent_back_once_and_then_given_up(
    answer: str, finish: Any, says: str
) -> None:
    talk = cards(TextDelta(answer), Finish(finish))
    await talk.start()
    assert error_of(talk).code == "bad_output"
    assert says not in error_of(talk).message
    assert [bool(r.issues) for r in talk.model.requests] == [False, True]
    assert says in talk.model.requests[1].issues[0]
    assert talk.state["result"] is None


BAD = '{"title": "bad", "points": []}'


@pytest.mark.parametrize(
    "again",
    [
        BAD,
        '{"title": "no points"}',
        Deltas(TextDelta('{"title": "ha'), ModelError("The provider is away.", "no_provider")),
    ],
)
async def test_answer_that_its_check_sends_back_is_kept_where_no_other_can_be_had(
    again: str | Deltas,
) -> None:
    talk = Conversation(Cards(), model=ScriptedModel({"generator:card": [BAD, again]}))
    outcome = await talk.start()
    assert outcome.status == "success"
    assert talk.model.requests[-1].issues == ("No bad titles.",)
    assert talk.result == {"title": "bad", "points": []}


def shouts(text: str, given: NoInput) -> list[str]:
    return ["Do not shout."] if text.isupper() else []


class Loud(Cards):
    name = "loud"
    result_type = None
    tasks = (
        Task(
            "generator",
            "words",
            title="Says a word",
            inputs=NoInput,
            output=str,
            prompt="Say a word.",
            offline=Needs.MODEL,
            unfit=shouts,
        ),
    )

    async def make(self, turn: Turn[Any, Any]) -> str:
        try:
            await turn.ask(self.tasks[0], NoInput())
        except ModelError as error:
            await turn.say(f"Nothing, then: {error.code}.")
        return "done"


async def test_answer_that_must_not_stand_is_taken_back_where_no_other_can_be_had() -> None:
    talk = Conversation(Loud(), model=ScriptedModel({"generator:words": ["HEY.", "HO."]}))
    outcome = await talk.start()
    assert outcome.status == "success"
    assert talk.model.requests[-1].issues == ("Do not shout.",)
    assert talk.texts == ["Nothing, then: bad_output."]
    assert_agui_accepts(talk.log)


async def test_answer_that_may_stand_when_it_was_asked_for_again_does() -> None:
    talk = Conversation(Loud(), model=ScriptedModel({"generator:words": ["HEY.", "Hey."]}))
    await talk.start()
    assert talk.texts == ["Hey."]


async def test_empty_text_is_sent_back() -> None:
    talk = await chat(Finish())
    await talk.say("Hi")
    assert error_of(talk).code == "bad_output"
    assert len(talk.model.requests) == 2


async def test_error_of_the_model_ends_the_run_with_its_code() -> None:
    talk = await chat(TextDelta("I "), ModelError("The provider says no.", "refused"))
    outcome = await talk.say("Hi")
    assert error_of(talk).code == "refused"
    assert outcome.allows == ["message", "retry", "retry:text"]


async def test_model_is_told_for_whom_and_which_step_it_is_asked() -> None:
    talk = await chat(TextDelta("Hi."), Finish())
    await talk.say("Hi")
    caller = talk.model.requests[0].caller
    assert (caller.session, caller.run, caller.step) == ("s1", "c2", "1:generator:reply")
    assert not talk.model.requests[0].fresh
    await talk.retry()
    assert talk.model.requests[1].fresh


CLAIM = Task(
    "generator",
    "claim",
    title="Claims",
    inputs=NoInput,
    output=str,
    prompt="Claim anything.",
    offline=Needs.MODEL,
)


class Claims(Cards):
    """Finishes with whatever it is given as a result."""

    name = "claims"
    tasks = (CLAIM,)
    sets = ("title", "points")

    async def make(self, turn: Turn[Any, Any]) -> str:
        turn.fill(**msgspec.json.decode(await turn.ask(CLAIM, NoInput())))
        return "done"


@pytest.mark.parametrize(
    ("result", "field"),
    [
        ('{"title": "A"}', "points"),
        ('{"title": 1, "points": []}', "title"),
    ],
)
async def test_result_that_is_not_what_the_kind_promises_ends_the_run(
    result: str, field: str
) -> None:
    talk = Conversation(Claims())
    talk.model = ScriptedModel({"generator:claim": result})
    await talk.start()
    error = error_of(talk)
    assert error.code == "bad_result"
    assert field in error.message
    assert talk.fold().state["phase"] == "new"


async def test_text_that_was_cut_off_is_said_to_be() -> None:
    talk = await chat(TextDelta("Half an ans"), Finish("length"))
    await talk.say("Go on.")
    assert talk.texts[-2:] == ["Half an ans", str(CUT_SHORT)]
    await talk.say("And then?")
    told = [line.text for line in talk.model.requests[-1].messages]
    assert "Half an ans" in told
    assert str(CUT_SHORT) not in told
    assert_agui_accepts(talk.log)
