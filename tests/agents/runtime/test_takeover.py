"""A worker dies at any point of a run; the next one ends it as if nothing had happened."""

import asyncio
import contextlib
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from agents.kind import Services
from agents.runtime.run import Outcome, Run
from protocol.commands import Action, Command, Message, Start
from protocol.fold import Fold
from tests.agents.recorder import Conversation, CutOff, Recorder, assert_log_is_valid
from tests.soak import at_length

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
    ],
    "interview": [
        Start("c1", "interview", INTERVIEW),
        Message("c2", STORY),
        Action("c3", "hint"),
        Message("c4", STORY),
        Action("c5", "end"),
    ],
}
GIVEN: dict[str, dict[str, Any]] = {"chat": {"topic": "my salary"}, "interview": INTERVIEW}


async def prepared(kind: str, upto: int) -> Conversation:
    talk = Conversation(kind, GIVEN[kind])
    for command in SCRIPT[kind][:upto]:
        await talk.do(command)
    return talk


async def whole(kind: str, at: int) -> Conversation:
    talk = await prepared(kind, at)
    talk.model.asked.clear()
    await talk.do(SCRIPT[kind][at])
    return talk


async def cut(talk: Conversation, command: Command, points: list[int]) -> tuple[list[Any], Outcome]:
    """Run the command on workers that die at the points, then on one that does not."""
    log: list[Any] = []
    steps: dict[str, bytes] = {}
    for point in [*points, None]:
        fold = Fold()
        for event in [*talk.log, *log]:
            fold.apply(event)
        port = Recorder(cut_at=point)
        view, services = talk.view(steps=dict(steps), interrupted=fold), Services(model=talk.model)
        run = Run(view, command, talk.now_ms, port, services)
        try:
            outcome = await _until_cut(run)
        except CutOff:
            outcome = None
        log += port.events
        steps |= port.steps
        if outcome is not None:
            return log, outcome
    raise AssertionError("the last worker was cut off, too")


async def _until_cut(run: Run) -> Outcome:
    """CutOff is a BaseException, which asyncio would let through to the loop itself."""
    try:
        return await run.execute()
    except BaseException as error:
        raise CutOff from error


async def compare(kind: str, at: int, points: list[int]) -> None:
    expected = await whole(kind, at)
    talk = await prepared(kind, at)
    talk.model.asked.clear()
    log, outcome = await cut(talk, SCRIPT[kind][at], points)
    talk.commit(log, outcome)
    assert_log_is_valid(talk.log)
    assert talk.messages == expected.messages
    assert talk.state == expected.state
    assert talk.checkpoint == expected.checkpoint
    extra = len(talk.model.asked) - len(expected.model.asked)
    assert 0 <= extra <= len(points), "a finished step was asked again"


@settings(max_examples=at_length(60, 600), deadline=None)
@given(
    which=st.sampled_from([(kind, at) for kind, s in SCRIPT.items() for at in range(len(s))]),
    points=st.lists(st.integers(0, 120), max_size=3),
)
def test_run_that_is_cut_anywhere_ends_as_if_it_had_not_been(
    which: tuple[str, int], points: list[int]
):
    asyncio.run(compare(*which, points))


def test_first_run_of_an_interview_survives_a_cut_at_every_point():
    for point in range(70):
        asyncio.run(compare("interview", 0, [point]))


async def test_cancel_on_the_new_worker_keeps_what_the_old_one_had_said():
    talk = await prepared("chat", 1)
    port = Recorder(cut_at=12)
    command = SCRIPT["chat"][1]
    with contextlib.suppress(CutOff):
        await _until_cut(Run(talk.view(), command, talk.now_ms, port, Services(model=talk.model)))
    fold = Fold()
    for event in [*talk.log, *port.events]:
        fold.apply(event)
    partial = fold.messages[-1].content
    again = Recorder()
    run = Run(talk.view(interrupted=fold), command, talk.now_ms, again, Services(model=talk.model))
    run.cancel()
    outcome = talk.commit([*port.events, *again.events], await run.execute())
    assert outcome.status == "cancelled"
    assert partial
    assert talk.texts[-1] == partial
