"""The kinds of session that chaos runs; the workers load them by CAREERPILOT_KINDS."""

import asyncio
import os
import signal
import time
from collections.abc import AsyncGenerator
from typing import Annotated, ClassVar, Literal

import msgspec

from agents.kind import Kind, NoMemory, On, Table, Task
from agents.kind import Turn as AnyTurn
from agents.models.request import Delta, Finish, TextDelta
from tests.chaos.script import Part

MAX_STEPS = 8


class RelayInput(msgspec.Struct, frozen=True, rename="camel", forbid_unknown_fields=True):
    """How much is said in each run, and how fast."""

    seed: int
    steps: Annotated[int, msgspec.Meta(ge=1, le=MAX_STEPS)]
    words: Annotated[int, msgspec.Meta(ge=1)]
    per_second: Annotated[float, msgspec.Meta(gt=0)]


class RelayMemory(msgspec.Struct):
    """The labels of the runs that were done."""

    labels: list[str] = []


class RelayResult(msgspec.Struct):
    """The same, for everyone to see."""

    labels: list[str]


class Steps(msgspec.Struct, frozen=True):
    """How many parts are wanted."""

    steps: int


class PartOf(msgspec.Struct, frozen=True, rename="camel"):
    """Which part of which run is to be said, and how fast."""

    seed: int
    label: str
    number: int
    words: int
    per_second: float


class Outline(msgspec.Struct):
    """An answer that is not shown: how many parts are to follow."""

    parts: int


Turn = AnyTurn[RelayInput, RelayMemory]


def _outline(given: Steps) -> Outline:
    return Outline(given.steps)


async def _part(given: PartOf) -> AsyncGenerator[Delta, None]:
    part = Part(given.seed, given.label, given.number, given.words)
    for token in part.tokens():
        await asyncio.sleep(1 / given.per_second)
        yield TextDelta(token)
    yield Finish()


OUTLINE = Task(
    "strategist",
    "outline",
    title="Outlines",
    inputs=Steps,
    output=Outline,
    prompt="Say how many {parts} there are.",
    offline=_outline,
)
PARTS = tuple(
    Task(
        "generator",
        f"part{number}",
        title=f"Says part {number}",
        inputs=PartOf,
        output=str,
        prompt="Say the part of that {number}.",
        offline=_part,
    )
    for number in range(MAX_STEPS)
)


class Relay(Kind):
    """Every run is several steps, and every step but the first says its part."""

    name = "relay"
    title = "Relay"
    description = "Hands on what it has to say, step by step."
    input_type = RelayInput
    result_type = RelayResult
    memory_type = RelayMemory
    initial = "resting"
    table: ClassVar[Table] = {
        "resting": {"start": On("run", ("resting",)), "message": On("run", ("resting",))},
    }
    tasks = (OUTLINE, *PARTS)
    sets = ("labels",)

    async def run(self, turn: Turn) -> str:
        """Outline, then part after part; the label is what the user has said."""
        given, label = turn.input, turn.text or "start"
        outline = await turn.ask(OUTLINE, Steps(given.steps))
        for number in range(outline.parts):
            turn.progress(number, outline.parts, label)
            part = PartOf(given.seed, label, number, given.words, given.per_second)
            await turn.ask(PARTS[number], part)
        turn.memory.labels.append(label)
        turn.fill(labels=turn.memory.labels)
        return "resting"


LEASE = {"CAREERPILOT_LEASE_MS": "1000"}
LONGER_THAN_A_LEASE_S = 2.5
"""Than that one, which the worker has to have, and until another has looked and taken over."""


class PoisonInput(msgspec.Struct, frozen=True, rename="camel", forbid_unknown_fields=True):
    """How a worker fares that does the step."""

    how: Literal["killed", "frozen"]


async def _poison(given: PoisonInput) -> AsyncGenerator[Delta, None]:
    yield TextDelta("It begins well, ")
    if given.how == "killed":
        os.kill(os.getpid(), signal.SIGKILL)
    time.sleep(LONGER_THAN_A_LEASE_S)  # noqa: ASYNC251 - that is the point
    yield Finish()


POISON = Task(
    "generator",
    "poison",
    title="Kills",
    inputs=PoisonInput,
    output=str,
    prompt="Say how it ends.",
    offline=_poison,
)


class Poison(Kind):
    """Its step is the end of every worker that does it, or costs it its leases."""

    name = "poison"
    title = "Poison"
    description = "Takes the worker with it."
    input_type = PoisonInput
    initial = "resting"
    table: ClassVar[Table] = {"resting": {"start": On("run", ("resting",))}}
    tasks = (POISON,)

    async def run(self, turn: AnyTurn[PoisonInput, NoMemory]) -> str:
        """One step."""
        await turn.ask(POISON, turn.input)
        return "resting"
