"""The verdict notices what must not happen: losses, repeats, changes, work done again."""

import uuid
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from tests.chaos.script import Part, Plan
from tests.chaos.truth import Truth
from tests.chaos.verdict import Verdict
from tests.clients import Client

Json = dict[str, Any]

SESSION = str(uuid.UUID(int=4, version=4))
PLAN = Plan(seed=1, steps=2, words=3, per_second=1.0, labels=())
STATE: Json = {"type": "STATE_SNAPSHOT", "snapshot": {"result": {"labels": ["start"]}}}


def step(number: int) -> list[Json]:
    """A step that says its part."""
    name, message = {"stepName": f"generator:part{number}"}, {"messageId": f"c0.{number}"}
    tokens = Part(PLAN.seed, "start", number, PLAN.words).tokens()
    return [
        {"type": "STEP_STARTED", **name},
        {"type": "TEXT_MESSAGE_START", "role": "assistant", **message},
        *({"type": "TEXT_MESSAGE_CONTENT", "delta": token, **message} for token in tokens),
        {"type": "TEXT_MESSAGE_END", **message},
        {"type": "STEP_FINISHED", **name},
    ]


def a_log(*steps: list[Json]) -> list[Json]:
    """One run of such steps."""
    run = {"threadId": SESSION, "runId": "c0"}
    body = [event for part in steps for event in part]
    return [{"type": "RUN_STARTED", **run}, *body, STATE, {"type": "RUN_FINISHED", **run}]


async def judge(log: list[Json], held: list[Json], *stopped: str) -> list[str]:
    """What the verdict says of a client that came last and holds these events."""
    async with httpx.AsyncClient() as http:
        client = Client(SESSION, "", http)
    client.history.events = held
    truth = Truth(SESSION, head=len(log), status="idle", kept=len(log), events=log)
    verdict = Verdict(SESSION, PLAN, truth, frozenset(stopped))
    verdict.judge([client], [client])
    return verdict.problems


SOUND = a_log(step(0), step(1))

HARM: dict[str, Callable[[list[Json]], list[Json]]] = {
    "an event lost": lambda log: log[:5] + log[6:],
    "an event repeated": lambda log: [*log[:5], log[4], *log[5:]],
    "two events swapped": lambda log: [*log[:4], log[5], log[4], *log[6:]],
    "an event changed": lambda log: [*log[:4], log[4] | {"delta": "?"}, *log[5:]],
    "the end missing": lambda log: log[:-1],
}


async def test_verdict_accepts_a_client_that_holds_the_log() -> None:
    """No false alarm."""
    assert await judge(SOUND, SOUND) == []


@pytest.mark.parametrize("harm", HARM.values(), ids=HARM)
async def test_verdict_notices_a_client_that_holds_something_else(
    harm: Callable[[list[Json]], list[Json]],
) -> None:
    """Guarantee 1."""
    assert await judge(SOUND, harm(SOUND))


@pytest.mark.parametrize("harm", HARM.values(), ids=HARM)
async def test_verdict_notices_a_log_that_says_something_else(
    harm: Callable[[list[Json]], list[Json]],
) -> None:
    """Clients that hold a wrong log are no excuse for it."""
    assert await judge(harm(SOUND), harm(SOUND))


def test_plan_expects_a_run_that_is_cancelled_to_be_done_again() -> None:
    """The runs that there must be, in order; what is said in the end is the same."""
    plan = Plan(1, 2, 3, 1.0, labels=("a", "b"))
    redone = Plan(1, 2, 3, 1.0, labels=("a", "b"), redone=frozenset({0, 1}))
    assert plan.commands == ["c0", "c1", "c2"]
    assert redone.commands == ["c0", "r0", "c1", "r1", "c2"]
    assert redone.messages() == plan.messages()


async def test_verdict_notices_an_accepted_cancel_that_did_nothing() -> None:
    """PROTOCOL §5."""
    assert any("done to the end" in problem for problem in await judge(SOUND, SOUND, "c0"))


async def test_verdict_notices_a_finished_step_done_again() -> None:
    """Guarantee 5."""
    withdrawn: Json = {"type": "MESSAGES_SNAPSHOT", "messages": []}
    log = a_log(step(0), step(1), [withdrawn], step(0), step(1))
    assert any("done again" in problem for problem in await judge(log, log))


SIDE_BY_SIDE = [[step(0)[0]], [step(1)[0]], [step(1)[-1]], [step(0)[-1]]]
"""The beginnings of two steps, and their ends."""


async def test_verdict_accepts_steps_side_by_side_that_are_withdrawn_and_done() -> None:
    """A takeover closes both before it does both again."""
    withdrawn: Json = {"type": "MESSAGES_SNAPSHOT", "messages": []}
    log = a_log(*SIDE_BY_SIDE, [withdrawn], step(0), step(1))
    assert await judge(log, log) == []


async def test_verdict_notices_a_step_done_again_beside_one_that_was_withdrawn() -> None:
    """The other was withdrawn: this one had been finished before."""
    withdrawn: Json = {"type": "MESSAGES_SNAPSHOT", "messages": []}
    one, other, *_ = SIDE_BY_SIDE
    log = a_log(one, [step(0)[-1]], other, [step(1)[-1], withdrawn], step(0), step(1))
    assert any("done again" in problem for problem in await judge(log, log))


def test_plan_expects_a_note_of_every_branch_of_every_run() -> None:
    """Guesses are in no message: what is said is the same as without branches."""
    plan = Plan(1, 2, 8, 1.0, labels=("a",))
    branched = Plan(1, 2, 8, 1.0, labels=("a",), branches=2)
    assert set(branched.result()["notes"]) == {"start/0", "start/1", "a/0", "a/1"}
    assert branched.messages() == plan.messages()
    assert plan.result() == {"labels": ["start", "a"]}


def test_truth_notices_a_log_that_changed_after_the_fact() -> None:
    """A zombie that overwrites, or Redis that went back."""
    truth = Truth(SESSION)
    assert truth.add(2, [b'{"n":1}', b'{"n":2}'])
    assert truth.add(3, [b'{"n":7}', b'{"n":3}'])
    assert truth.add(2, [b'{"n":1}', b'{"n":2}'])
    assert len(truth.problems) == 2
    assert not truth.add(9, [b'{"n":9}'])
