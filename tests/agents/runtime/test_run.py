"""One command, from RUN_STARTED to its end."""

import asyncio
from collections.abc import Mapping
from typing import Any, ClassVar

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agents.errors import ModelError, Refused, SessionFull
from agents.kind import Kind, On, Table, Turn
from agents.kinds.chat.kind import Chat
from agents.kinds.interview.kind import Interview
from agents.models.request import TextDelta, Usage
from agents.runtime import stage
from agents.runtime.run import Run
from agents.testing import (
    Conversation,
    Deltas,
    Pause,
    Recorder,
    ScriptedModel,
    assert_agui_accepts,
    event_types,
)
from protocol.commands import Action, FirstMessage, Message, Retry, Start
from protocol.events import RunErrorEvent, RunFinishedEvent
from tests.soak import at_length

INTERVIEW = {"type": "behavioral", "difficulty": "easy", "durationMinutes": 20}


async def chat() -> Conversation:
    talk = Conversation(Chat())
    await talk.start()
    return talk


def replying(*parts: Any) -> ScriptedModel:
    """A coach whose replies are these deltas."""
    return ScriptedModel({"generator:reply": Deltas(*parts)})


async def test_start_emits_run_snapshot_and_greeting_in_order():
    talk = await chat()
    kinds = list(dict.fromkeys(event_types(talk.log)))
    assert kinds == [
        "RUN_STARTED",
        "STATE_SNAPSHOT",
        "STATE_DELTA",
        "STEP_STARTED",
        "TEXT_MESSAGE_START",
        "TEXT_MESSAGE_CONTENT",
        "TEXT_MESSAGE_END",
        "STEP_FINISHED",
        "RUN_FINISHED",
    ]
    assert talk.state["phase"] == "listening"
    assert talk.outcome
    assert talk.outcome.allows == ["message", "retry"]


async def test_message_stands_at_the_head_of_its_run_with_the_commands_id():
    talk = await chat()
    before = len(talk.log)
    await talk.say("How do I write a CV?")
    assert event_types(talk.log[before:])[:4] == [
        "RUN_STARTED",
        "TEXT_MESSAGE_START",
        "TEXT_MESSAGE_CONTENT",
        "TEXT_MESSAGE_END",
    ]
    assert [m.id for m in talk.messages] == ["c1.1", "c2", "c2.1"]
    assert event_types(talk.log).count("STATE_SNAPSHOT") == 1
    assert talk.outcome
    assert talk.outcome.title == "How do I write a CV?"


async def test_cancel_keeps_the_partial_text_and_ends_cancelled():
    talk = await chat()
    pause = Pause()
    talk.model = replying(TextDelta("Half a "), TextDelta("sentence"), pause)
    task = asyncio.create_task(talk.say("Hi there"))
    await pause.reached()
    talk.cancel()
    outcome = await task
    assert outcome.status == "cancelled"
    assert isinstance(outcome.terminal[-1], RunFinishedEvent)
    assert talk.texts[-1] == "Half a sentence"
    assert talk.state["phase"] == "listening"
    assert "message" in outcome.allows


async def test_stop_keeps_the_partial_text_and_ends_in_its_failure():
    talk = await chat()
    pause = Pause()
    good, talk.model = talk.model, replying(TextDelta("Half a "), TextDelta("sentence"), pause)
    port = Recorder()
    run = Run(talk.view(), Message("c2", "Hi there"), talk.now_ms, port, talk.services)
    task = asyncio.create_task(run.execute())
    await pause.reached()
    run.stop(SessionFull("No room."))
    run.stop(Refused("Too late."))
    outcome = talk.commit(port.events, await task)
    error = outcome.terminal[-1]
    assert isinstance(error, RunErrorEvent)
    assert (error.code, error.message) == ("session_full", "No room.")
    assert talk.texts[-1] == "Half a sentence"
    talk.model = good
    await talk.do(Retry("c3"))
    assert [m.id for m in talk.messages] == ["c1.1", "c2", "c3.1"]


async def test_run_that_is_cancelled_as_well_as_stopped_is_cancelled():
    talk = await chat()
    pause = Pause()
    talk.model = replying(TextDelta("Half"), pause)
    run = Run(talk.view(), Message("c2", "Hi"), talk.now_ms, Recorder(), talk.services)
    task = asyncio.create_task(run.execute())
    await pause.reached()
    run.stop(SessionFull("No room."))
    run.cancel()
    assert (await task).status == "cancelled"


async def test_cancel_before_the_run_begins_ends_it_at_once():
    talk = await chat()
    outcome = await talk.say("Hi", cancel_after=0)
    assert outcome.status == "cancelled"
    assert event_types(outcome.terminal) == ["RUN_FINISHED"]


async def test_cancel_of_the_first_run_of_an_interview_leaves_a_way_on():
    talk = Conversation(Interview(), INTERVIEW)
    outcome = await talk.start(cancel_after=0)
    assert (talk.state["phase"], outcome.allows) == ("briefing", ["retry"])
    await talk.retry()
    assert talk.state["phase"] == "question"


async def test_run_that_is_given_up_keeps_what_was_said_and_can_be_done_again():
    talk = await chat()
    pause = Pause()
    good, talk.model = talk.model, replying(TextDelta("Half a "), pause)
    port = Recorder()
    message = Message("c2", "Hi there")
    task = asyncio.create_task(
        Run(talk.view(), message, talk.now_ms, port, talk.services).execute()
    )
    await pause.reached()
    task.cancel()
    talk.log += port.events
    heir = Run(talk.view(interrupted=talk.fold()), message, talk.now_ms, port, talk.services)
    outcome = talk.commit([], heir.give_up())
    error = outcome.terminal[-1]
    assert isinstance(error, RunErrorEvent)
    assert error.code == "internal"
    assert talk.texts[-1] == "Half a "
    talk.model = good
    await talk.do(Retry("c3"))
    assert [m.id for m in talk.messages] == ["c1.1", "c2", "c3.1"]


async def test_command_that_the_phase_does_not_take_is_refused_also_when_it_is_given_up():
    talk = Conversation(Interview(), INTERVIEW)
    await talk.start()
    run = Run(talk.view(), Action("c9", "resume"), talk.now_ms, Recorder(), talk.services)
    error = run.give_up().terminal[-1]
    assert isinstance(error, RunErrorEvent)
    assert error.code == "not_allowed"


async def test_task_that_is_cancelled_itself_has_no_outcome():
    talk = await chat()
    pause = Pause()
    talk.model = replying(pause)
    run = Run(talk.view(), Message("c2", "Hi"), talk.now_ms, Recorder(), talk.services)
    task = asyncio.create_task(run.execute())
    await pause.reached()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


async def test_model_that_fails_ends_the_run_in_an_error_and_retry_withdraws_it():
    talk = await chat()
    good, talk.model = talk.model, replying(TextDelta("Half"), ModelError("It is away.", "away"))
    outcome = await talk.say("How do I write a CV?")
    error = outcome.terminal[-1]
    assert isinstance(error, RunErrorEvent)
    assert (error.code, error.message) == ("away", "It is away.")
    assert talk.texts[-1] == "Half"
    assert talk.state["phase"] == "listening"
    talk.model = good
    before = len(talk.log)
    await talk.retry()
    assert event_types(talk.log[before:])[:3] == [
        "RUN_STARTED",
        "MESSAGES_SNAPSHOT",
        "STATE_SNAPSHOT",
    ]
    assert "Half" not in talk.texts
    assert [m.id for m in talk.messages] == ["c1.1", "c2", "c3.1"]


async def test_retry_of_a_retry_does_the_same_command_again():
    talk = await chat()
    await talk.say("How do I write a CV?")
    for _ in range(2):
        await talk.retry()
        assert len(talk.messages) == 3
        assert talk.messages[1].content == "How do I write a CV?"


async def test_first_words_stand_at_the_head_of_the_first_run():
    talk = Conversation(Interview(), INTERVIEW)
    await talk.start("I am a little nervous.")
    assert event_types(talk.log)[:5] == [
        "RUN_STARTED",
        "STATE_SNAPSHOT",
        "TEXT_MESSAGE_START",
        "TEXT_MESSAGE_CONTENT",
        "TEXT_MESSAGE_END",
    ]
    assert talk.messages[0].id == "m0"
    assert talk.said == {"m0": "I am a little nervous."}
    assert talk.state["phase"] == "question"


async def test_retry_of_a_start_keeps_the_first_words():
    talk = Conversation(Chat())
    await talk.start("How do I write a CV?")
    before = talk.texts
    for _ in range(2):
        await talk.retry()
        assert talk.said == {"m0": "How do I write a CV?"}
        assert talk.texts == before


async def test_cancel_of_a_start_keeps_the_first_words():
    talk = Conversation(Chat())
    pause = Pause()
    talk.model = replying(TextDelta("Half"), pause)
    task = asyncio.create_task(talk.start("Hi there"))
    await pause.reached()
    talk.cancel()
    outcome = await task
    assert outcome.status == "cancelled"
    assert [m.content for m in talk.messages] == ["Hi there", "Half"]


async def test_first_words_with_documents_are_refused_by_kinds_that_read_none(
    monkeypatch: pytest.MonkeyPatch,
):
    monkeypatch.setattr(Chat, "reads", False)
    talk = Conversation(Chat())
    outcome = await talk.do(
        Start("c1", "chat", {}, message=FirstMessage("m0", "See this", ["doc-1"]))
    )
    assert isinstance(outcome.terminal[-1], RunErrorEvent)
    assert outcome.terminal[-1].code == "no_documents"
    assert talk.said == {"m0": "See this"}


async def test_retry_with_a_text_puts_it_in_place_of_the_last_message():
    talk = await chat()
    await talk.say("How do I write a CV?")
    before = len(talk.log)
    outcome = await talk.retry("How do I write a cover letter?")
    assert event_types(talk.log[before:])[:6] == [
        "RUN_STARTED",
        "MESSAGES_SNAPSHOT",
        "STATE_SNAPSHOT",
        "TEXT_MESSAGE_START",
        "TEXT_MESSAGE_CONTENT",
        "TEXT_MESSAGE_END",
    ]
    assert [m.id for m in talk.messages] == ["c1.1", "c3", "c3.1"]
    assert talk.said == {"c3": "How do I write a cover letter?"}
    assert "How do I start the letter?" in talk.texts[-1]
    assert outcome.title == "How do I write a cover letter?"


async def test_retry_after_an_edit_does_the_edited_message_again():
    talk = await chat()
    await talk.say("How do I write a CV?")
    await talk.retry("How do I write a cover letter?")
    await talk.retry()
    assert [m.id for m in talk.messages] == ["c1.1", "c3", "c4.1"]
    await talk.retry("And my salary?")
    assert talk.said == {"c5": "And my salary?"}


async def test_retry_with_a_text_edits_the_first_words():
    talk = Conversation(Chat())
    await talk.start("How do I write a CV?")
    outcome = await talk.retry("How do I write a cover letter?")
    assert talk.said == {"c2": "How do I write a cover letter?"}
    assert outcome.title == "How do I write a cover letter?"


async def test_edited_message_counts_as_sent_when_it_was_edited():
    talk = Conversation(Interview(), INTERVIEW, options={"gentle": False})
    await talk.start()
    await talk.say("I do not know.", wait_ms=60_000)
    await talk.retry(wait_ms=60_000)
    assert talk.state["clock"]["usedMs"] == 60_000
    await talk.retry("I fixed the queue.", wait_ms=60_000)
    assert talk.state["clock"]["usedMs"] == 180_000


async def test_edit_of_a_message_that_failed_is_what_is_done_again():
    talk = await chat()
    good, talk.model = talk.model, replying(ModelError("It is away.", "away"))
    await talk.say("How do I write a CV?")
    await talk.retry("How do I write a cover letter?")
    talk.model = good
    await talk.retry()
    assert talk.said == {"c3": "How do I write a cover letter?"}
    assert "How do I start the letter?" in talk.texts[-1]


async def test_edit_where_the_last_command_was_no_message_changes_nothing():
    talk = Conversation(Interview(), INTERVIEW)
    await talk.start()
    await talk.say("I do not know.")
    await talk.act("hint")
    checkpoint, messages = talk.checkpoint, list(talk.messages)
    outcome = await talk.retry("I fixed the queue.")
    error = outcome.terminal[-1]
    assert isinstance(error, RunErrorEvent)
    assert error.code == "not_allowed"
    assert "Retry without a text" in error.message
    assert (talk.checkpoint, talk.messages) == (checkpoint, messages)
    assert "retry" in outcome.allows
    assert "retry:text" not in outcome.allows


async def test_edit_is_allowed_only_where_the_last_command_was_a_message():
    talk = Conversation(Interview(), INTERVIEW)
    allowed = [
        "retry:text" in outcome.allows
        for outcome in (
            await talk.start(),
            await talk.say("I do not know."),
            await talk.retry(),
            await talk.act("hint"),
            await talk.retry(),
        )
    ]
    assert allowed == [False, True, True, False, False]


async def converse(first: str | None, turns: list[tuple[str, str]]) -> None:
    talk = Conversation(Chat())
    await talk.start(first)
    expected = [first] if first else []
    for verb, text in turns:
        if verb == "say":
            await talk.say(text)
            expected.append(text)
        elif verb == "retry" or not expected:
            await talk.retry()
        else:
            await talk.retry(text)
            expected[-1] = text
        assert list(talk.said.values()) == expected
        assert len(talk.texts) == len(expected) + (first is None)


@settings(max_examples=at_length(30, 300), deadline=None)
@given(
    first=st.one_of(st.none(), st.text(min_size=1, max_size=20)),
    turns=st.lists(
        st.tuples(st.sampled_from(["say", "retry", "edit"]), st.text(min_size=1, max_size=20)),
        max_size=6,
    ),
)
def test_messages_are_those_that_were_sent_or_edited_last(
    first: str | None, turns: list[tuple[str, str]]
):
    asyncio.run(converse(first, turns))


async def test_fault_of_ours_is_told_without_detail(caplog: pytest.LogCaptureFixture):
    talk = await chat()
    talk.model = replying(ValueError("secret detail"))
    outcome = await talk.say("Hi")
    error = outcome.terminal[-1]
    assert isinstance(error, RunErrorEvent)
    assert error.code == "internal"
    assert "secret" not in error.message
    assert "run_failed" in caplog.text


async def test_command_that_the_phase_does_not_take_changes_nothing():
    talk = Conversation(Interview(), INTERVIEW)
    await talk.start()
    checkpoint, messages = talk.checkpoint, list(talk.messages)
    outcome = await talk.act("resume")
    assert event_types(talk.log)[-2:] == ["RUN_STARTED", "RUN_ERROR"]
    assert isinstance(outcome.terminal[-1], RunErrorEvent)
    assert outcome.terminal[-1].code == "not_allowed"
    assert (talk.checkpoint, talk.messages) == (checkpoint, messages)


async def test_message_with_documents_is_refused_by_kinds_that_read_none(
    monkeypatch: pytest.MonkeyPatch,
):
    monkeypatch.setattr(Chat, "reads", False)
    talk = await chat()
    outcome = await talk.do(Message("c9", "See this", ["doc-1"]))
    assert isinstance(outcome.terminal[-1], RunErrorEvent)
    assert outcome.terminal[-1].code == "no_documents"


async def test_action_without_an_input_type_takes_none():
    talk = Conversation(Interview(), INTERVIEW)
    await talk.start()
    outcome = await talk.do(Action("c9", "hint", {"a": 1}))
    assert isinstance(outcome.terminal[-1], RunErrorEvent)
    assert outcome.terminal[-1].code == "invalid_input"


async def test_usage_is_summed_by_model_and_absent_without_any():
    talk = await chat()
    assert isinstance(talk.log[-1], RunFinishedEvent)
    assert talk.log[-1].usage is None
    use = Usage("p", "m", input_tokens=3, output_tokens=4)
    talk.model = replying(TextDelta("Hi"), use, use)
    await talk.say("Hi")
    (usage,) = talk.log[-1].usage
    assert (usage.input_tokens, usage.output_tokens, usage.reasoning_tokens) == (6, 8, None)


async def test_run_waits_for_room_and_leaves_marks_from_which_folding_goes_on(
    monkeypatch: pytest.MonkeyPatch,
):
    monkeypatch.setattr(stage, "MARK_EVENTS", 20)
    talk = await chat()
    port = Recorder(full_after=5)
    run = Run(talk.view(), Message("c2", "My CV and my salary?"), talk.now_ms, port, talk.services)
    outcome = await run.execute()
    assert port.waits
    assert port.marks
    at, mark = port.marks[-1]
    fold = type(talk.fold()).load(mark)
    for event in [*port.events[at:], *outcome.terminal]:
        fold.apply(event)
    talk.commit(port.events, outcome)
    assert fold.messages == talk.messages
    assert fold.state == talk.state


async def test_messages_of_many_commands_stay_in_order():
    talk = await chat()
    for number in range(30):
        await talk.say(f"Message {number} about my CV")
    assert_agui_accepts(talk.log)
    assert len(talk.messages) == 61


class Nothing(msgspec.Struct):
    """No fields."""


class Lost(Kind):
    """Its handler leads to a phase that its rule does not name."""

    name = "lost"
    title = "Lost"
    description = "Goes astray."
    input_type = Nothing
    result_type = Nothing
    initial = "here"
    final = frozenset({"there"})
    table: ClassVar[Table] = {"here": {"start": On("go", ("there",))}, "there": {}}

    async def go(self, turn: Turn[Any, Any]) -> str:
        return "here"


async def fault_of(kind: Kind, caplog: pytest.LogCaptureFixture) -> str:
    """What the log says of a run of the kind that ends in a fault of ours and changes nothing."""
    talk = Conversation(kind)
    await talk.start()
    assert isinstance(talk.log[-1], RunErrorEvent)
    assert talk.log[-1].code == "internal"
    assert talk.state["phase"] == "here"
    return str(caplog.records[-1].exc_info and caplog.records[-1].exc_info[1])


async def test_handler_that_leads_elsewhere_than_its_rule_says_changes_nothing(
    caplog: pytest.LogCaptureFixture,
):
    said = "go led to 'here', which its rule does not name"
    assert await fault_of(Lost(), caplog) == said


class Hasty(Kind):
    """Its handler leaves out the phase that it is to pass through."""

    name = "hasty"
    title = "Hasty"
    description = "Skips a phase."
    input_type = Nothing
    initial = "here"
    final = frozenset({"there"})
    passing: ClassVar[Mapping[str, tuple[str, ...]]] = {"between": ("there",)}
    table: ClassVar[Table] = {"here": {"start": On("go", ("between",))}, "there": {}}

    async def go(self, turn: Turn[Any, Any]) -> str:
        return "there"


async def test_handler_that_never_entered_the_phase_it_passes_through_changes_nothing(
    caplog: pytest.LogCaptureFixture,
):
    said = "go led to 'there' and never entered between"
    assert await fault_of(Hasty(), caplog) == said
