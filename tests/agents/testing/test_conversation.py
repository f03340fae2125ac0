"""A session in memory goes on command by command, as a server would have it go on."""

import asyncio

import pytest

from agents.errors import InvalidInput, ModelError
from agents.kind import Alarm
from agents.models.request import TextDelta
from agents.testing import (
    Conversation,
    CountingModel,
    Deltas,
    Pause,
    Recorder,
    ScriptedModel,
    event_types,
)
from tests.agents.testing.echo import Echo, EchoMemory

AT = 1_700_000_060_000


async def echo(*does: str, model: ScriptedModel | None = None) -> Conversation:
    talk = Conversation(Echo(), {"does": list(does)}, model=model)
    await talk.start()
    return talk


async def test_conversation_has_what_its_session_has_come_to():
    talk = await echo("typed", "say")
    assert (talk.phase, talk.result, talk.error) == ("open", None, None)
    outcome = await talk.say("Hi", wait_ms=1_000)
    assert outcome is talk.outcome
    assert outcome.status == "success"
    assert talk.now_ms == AT - 59_000
    assert talk.texts[-1].startswith("Hi 1 0.")
    assert [m.id for m in talk.messages] == ["c1.1", "c2", "c2.1"]
    assert (talk.memory, talk.alarm) == (EchoMemory(1), Alarm(AT, "end"))
    assert talk.state["result"] == talk.result == {"word": "word0"}
    assert talk.steps == ["1:generator:typed"]
    assert event_types(talk.log)[-1] == "RUN_FINISHED"


async def test_action_is_given_its_input_and_an_alarm_rings_at_its_time():
    talk = await echo("say")
    await talk.act("turn", {"times": 3})
    assert talk.texts[-1] == "3 times"
    with pytest.raises(AssertionError, match="no alarm is set in the phase 'open'"):
        await talk.ring()
    await talk.say("Hi")
    await talk.ring()
    assert (talk.now_ms, talk.phase, talk.result) == (AT, "done", {"word": "1"})


async def test_alarms_command_is_done_at_the_alarms_time():
    talk = await echo("say")
    await talk.say("Hi")
    assert talk.alarm
    await talk.do(talk.alarm.command())
    assert (talk.now_ms, talk.phase) == (AT, "done")


async def test_alarm_that_has_rung_is_not_rung_again():
    talk = await echo("say")
    await talk.say("Hi", wait_ms=60_001)
    with pytest.raises(AssertionError, match="rung 1 ms ago"):
        await talk.ring()


async def test_command_that_fails_says_how_and_its_retry_ends_well():
    talk = await echo("text", model=ScriptedModel({"generator:text": [ModelError("Away."), "Yes"]}))
    outcome = await talk.say("Hi")
    assert outcome.status == "error"
    assert talk.error
    assert (talk.error.code, talk.error.message) == ("model_error", "Away.")
    await talk.retry()
    assert talk.error is None
    assert talk.texts[-1] == "Yes"


async def test_input_that_does_not_fit_is_refused_at_once():
    with pytest.raises(InvalidInput, match="unknown field"):
        Conversation(Echo(), {"other": 1})


def test_conversation_that_was_not_started_says_so():
    with pytest.raises(AssertionError, match="start it"):
        _ = Conversation(Echo()).state
    with pytest.raises(AssertionError, match="no run is going on"):
        Conversation(Echo()).cancel()


async def test_step_that_the_script_does_not_know_fails_the_test():
    talk = await echo("typed", model=ScriptedModel({"generator:text": "Yes."}))
    with pytest.raises(AssertionError, match=r"step '1:generator:typed' .* 'generator:text'"):
        await talk.say("Hi")


async def test_kind_without_a_model_of_the_tests_is_answered_by_its_rules():
    talk = await echo("text")
    await talk.say("Hi")
    assert isinstance(talk.model, CountingModel)
    assert talk.model.asked == ["generator:text"]
    assert talk.texts[-1] == "Text 0 of the model."


async def test_run_is_cancelled_while_its_model_is_at_a_pause():
    pause = Pause()
    answer = Deltas(TextDelta("Half a "), pause, TextDelta("word"))
    talk = await echo("text", model=ScriptedModel({"generator:text": answer}))
    task = asyncio.create_task(talk.say("Hi"))
    await pause.reached()
    talk.cancel()
    assert (await task).status == "cancelled"
    assert talk.texts[-1] == "Half a "


@pytest.mark.parametrize(("after", "kept"), [(4, []), (5, []), (7, ["Text "]), (8, ["Text 0 "])])
async def test_run_is_cancelled_after_so_many_events(after: int, kept: list[str]):
    talk = await echo("text")
    outcome = await talk.say("Hi", cancel_after=after)
    (port,) = talk.workers
    assert (outcome.status, len(port.events)) == ("cancelled", after)
    assert talk.texts[1:] == kept


async def test_workers_that_die_are_followed_by_one_that_ends_the_run():
    talk = await echo("text", "text")
    whole = talk.fork()
    await whole.say("Hi")
    await talk.say("Hi", cuts=[6, 3, 1_000])
    assert [port.done for port in talk.workers[:2]] == [6, 3]
    assert len(talk.workers) == 4
    assert (talk.messages, talk.checkpoint) == (whole.messages, whole.checkpoint)
    assert talk.steps == whole.steps
    assert len(talk.model.asked) == 3


async def test_fork_goes_on_by_itself():
    talk = await echo("text", model=ScriptedModel({"generator:text": ["One.", "Two."]}))
    other = talk.fork()
    await other.say("Hi")
    assert (len(talk.messages), len(other.messages)) == (1, 3)
    assert talk.model.requests == []
    await talk.say("Hi")
    assert (talk.messages, talk.log) == (other.messages, other.log)


async def test_outcome_that_does_not_fit_its_log_is_not_taken():
    talk = await echo("say")
    other = talk.fork()
    outcome = await other.say("Hi")
    (port,) = other.workers
    with pytest.raises(AssertionError, match=r"not open|has not ended|outside of a run"):
        talk.fork().commit(port.events[1:], outcome)
    outcome.messages.clear()
    with pytest.raises(AssertionError, match="means other messages"):
        talk.commit(port.events, outcome)


async def forget(port: Recorder, step: str, result: bytes) -> None:
    """Record that a step was done, and not what came of it."""
    port.steps[step] = b""


async def test_step_that_was_recorded_and_is_asked_for_again_fails_the_test(
    monkeypatch: pytest.MonkeyPatch,
):
    talk = await echo("text")
    monkeypatch.setattr(Recorder, "record", forget)
    with pytest.raises(AssertionError, match="step '1:generator:text' was recorded"):
        await talk.say("Hi", cuts=[1_000])
