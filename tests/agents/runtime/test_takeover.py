"""A worker dies at any point of a run; the next one ends it as if nothing had happened."""

import asyncio

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agents.kind.loader import load
from agents.testing import Conversation, assert_agui_accepts, every_cut, every_retry
from protocol.commands import Action, Command, FirstMessage, Message, Retry, Start
from protocol.events import TextMessageContentEvent
from tests.soak import at_length

KINDS = load()
STORY = (
    "In 2022 our checkout at Northwind failed on Fridays. I was asked to find out why. I measured "
    "the queue and I rewrote the payout job. As a result failures fell from 4% to 0.1%."
)
RESUME = (
    "Jane Roe\nSenior Backend Engineer, Northwind Parcel (2020 - now)\n- cut p95 latency from 2 s "
    "to 200 ms, 90% less, with Kafka and PostgreSQL\n- mentored 3 engineers in Go and Python\n"
)
INTERVIEW = {
    "type": "behavioral",
    "difficulty": "medium",
    "durationMinutes": 10,
    "resume": RESUME,
}
SCRIPT: dict[str, list[Command]] = {
    "chat": [
        Start("c1", "chat", {"topic": "my salary"}),
        Message("c2", "I am a nurse and want a raise."),
        Retry("c3", "I am a cook and want a raise."),
        Retry("c4"),
    ],
    "chat that is spoken to first": [
        Start("c1", "chat", {}, message=FirstMessage("m0", "I want a raise.")),
        Retry("c2", "I want a career change."),
    ],
    "interview": [
        Start("c1", "interview", INTERVIEW),
        Message("c2", STORY),
        Action("c3", "hint"),
        Message("c4", STORY),
        Action("c5", "end"),
    ],
}


async def prepared(script: str, upto: int) -> Conversation:
    start = SCRIPT[script][0]
    assert isinstance(start, Start)
    talk = Conversation(KINDS[start.kind], start.input)
    for command in SCRIPT[script][:upto]:
        await talk.do(command)
    return talk


async def compare(kind: str, at: int, points: list[int]) -> None:
    talk = await prepared(kind, at)
    expected = talk.fork()
    await expected.do(SCRIPT[kind][at])
    asked = len(talk.model.asked)
    await talk.do(SCRIPT[kind][at], cuts=points)
    assert talk.messages == expected.messages
    assert talk.checkpoint == expected.checkpoint
    assert talk.steps == expected.steps
    of_models = [step for step in expected.steps if ":once:" not in step]
    extra = len(talk.model.asked) - asked - len(of_models)
    assert 0 <= extra <= len(points), "a finished step was asked again"


COMMANDS = [(kind, at) for kind, script in SCRIPT.items() for at in range(len(script))]


@pytest.mark.slow(seconds=4.8)
@settings(max_examples=at_length(60, 600), deadline=None)
@given(which=st.sampled_from(COMMANDS), points=st.lists(st.integers(0, 120), max_size=3))
def test_run_that_is_cut_anywhere_ends_as_if_it_had_not_been(
    which: tuple[str, int], points: list[int]
):
    asyncio.run(compare(*which, points))


@pytest.mark.parametrize(("kind", "at"), COMMANDS)
async def test_command_of_our_kinds_survives_a_death_at_every_step(kind: str, at: int):
    talk = await prepared(kind, at)
    assert await every_cut(talk, SCRIPT[kind][at], "steps") >= 2


@pytest.mark.parametrize(("kind", "at"), COMMANDS)
async def test_command_of_our_kinds_can_be_cancelled_and_retried_at_every_step(kind: str, at: int):
    talk = await prepared(kind, at)
    assert await every_retry(talk, SCRIPT[kind][at], "steps") >= 2


async def test_first_run_of_an_interview_survives_a_death_at_every_point():
    talk = await prepared("interview", 0)
    assert await every_cut(talk, SCRIPT["interview"][0]) > 20


@pytest.mark.parametrize("kind", SCRIPT)
async def test_log_of_what_was_taken_over_is_accepted_by_agui(kind: str):
    talk = await prepared(kind, 0)
    for command in SCRIPT[kind]:
        await talk.do(command, cuts=[12])
    assert_agui_accepts(talk.log)


async def test_cancel_on_the_new_worker_keeps_what_the_old_one_had_said():
    talk = await prepared("chat", 1)
    outcome = await talk.do(SCRIPT["chat"][1], cuts=[12], cancel_after=0)
    assert outcome.status == "cancelled"
    old, new = talk.workers
    said = [e.delta for e in old.events if isinstance(e, TextMessageContentEvent)][1:]
    assert new.events == []
    assert said
    assert talk.texts[-1] == "".join(said)
