"""A session that does something by itself when a moment has come."""

import asyncio

import pytest

from agents.errors import ModelError
from agents.kind import Alarm, Kind, Services
from agents.runtime.checkpoint import Checkpoint
from agents.runtime.run import Run
from protocol.codec import decode_command, encode_command
from protocol.commands import Command, Message
from tests.agents.recorder import Conversation, Recorder, Script
from tests.timer import Timer

AT = 1_700_000_060_000


async def timer(kind: Kind | None = None) -> Conversation:
    talk = Conversation("timer", {"afterMs": 60_000}, {"timer": kind or Timer()})
    await talk.start()
    return talk


async def cancelled(talk: Conversation, command: Command) -> None:
    port = Recorder()
    run = Run(talk.view(), command, talk.now_ms, port, Services(model=Script(None)))
    task = asyncio.create_task(run.execute())
    await asyncio.sleep(0)
    run.cancel()
    talk.commit(port.events, await task)


def test_alarms_command_is_one_that_a_client_might_have_sent():
    command = Alarm(AT, "ring").command()
    assert decode_command(encode_command(command)) == command


def test_alarms_command_has_an_id_of_its_own_and_always_the_same():
    ids = [Alarm(at, name).command().id for at in (1, 2) for name in ("ring", "stop")]
    assert len(set(ids)) == 4
    assert Alarm(1, "ring").command() == Alarm(1, "ring").command()


async def test_alarm_is_set_by_the_run_and_rings_at_its_moment():
    talk = await timer()
    assert talk.alarm == Alarm(AT, "ring")
    await talk.ring()
    assert talk.state["phase"] == "rung"
    assert talk.state["result"] == {"rangMs": AT}
    assert talk.alarm is None


async def test_run_that_sets_another_replaces_it_and_one_that_sets_none_clears_it():
    talk = await timer()
    await talk.say("5000")
    assert talk.alarm == Alarm(AT + 5_000, "ring")
    await talk.act("stop")
    assert talk.alarm is None


async def test_run_that_fails_is_refused_or_is_cancelled_leaves_the_alarm_as_it_was():
    talk = await timer()
    assert (await talk.say("x")).status == "error"
    assert talk.alarm == Alarm(AT, "ring")
    assert (await talk.do(Message("d1", "1", ["doc"]))).status == "error"
    assert talk.alarm == Alarm(AT, "ring")
    await cancelled(talk, Alarm(AT, "ring").command())
    assert (talk.state["phase"], talk.alarm) == ("set", Alarm(AT, "ring"))


async def test_run_whose_cancellation_leads_to_a_phase_that_does_not_take_it_clears_it():
    talk = await timer()
    await cancelled(talk, Message("m1", "5000"))
    assert (talk.state["phase"], talk.alarm) == ("rung", None)


async def test_failure_of_its_own_run_can_be_retried_at_the_same_moment():
    talk = await timer()
    model, talk.model = talk.model, Script(ModelError("Away.", "no_provider"))
    assert (await talk.ring()).status == "error"
    assert talk.alarm == Alarm(AT, "ring")
    talk.model = model
    await talk.retry(wait_ms=7_000)
    assert (talk.state["phase"], talk.alarm) == ("rung", None)


async def test_alarm_that_its_phase_does_not_take_is_a_fault_of_the_kind(
    caplog: pytest.LogCaptureFixture,
):
    class Broken(Timer):
        def alarm(self, phase, memory):
            return Alarm(memory.at_ms, "ring")

    talk = await timer(Broken())
    outcome = await talk.act("stop")
    assert (outcome.status, talk.state["phase"]) == ("error", "set")
    assert "does not take the action" in caplog.text


async def test_checkpoint_of_before_there_were_alarms_is_still_read():
    raw = b'{"position":{"phase":"set","memory":{},"document":{}},"last":null}'
    assert Checkpoint.decode(raw).position.alarm is None
