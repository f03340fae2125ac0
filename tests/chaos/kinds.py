"""The kinds of session that chaos runs; the workers load them by CAREERPILOT_KINDS."""

import asyncio
import os
import signal
import time
from collections.abc import AsyncGenerator, Sequence
from typing import Annotated, ClassVar, Literal

import msgspec

from agents.kind import Kind, NoMemory, On, Table, Task
from agents.kind import Turn as AnyTurn
from agents.models.request import Delta, Finish, TextDelta
from tests.chaos.script import GUESSES, NOTES, Part, place, short

MAX_STEPS = 8
MAX_BRANCHES = 3
AT_ONCE = 2


class RelayInput(
    msgspec.Struct, frozen=True, rename="camel", forbid_unknown_fields=True, omit_defaults=True
):
    """How much is said in each run, and how fast.

    What has its default is not stored: older releases of this kind take no field that they lack.
    """

    seed: int
    steps: Annotated[int, msgspec.Meta(ge=1, le=MAX_STEPS)]
    words: Annotated[int, msgspec.Meta(ge=1)]
    per_second: Annotated[float, msgspec.Meta(gt=0)]
    branches: Annotated[int, msgspec.Meta(ge=0, le=MAX_BRANCHES)] = 0


class RelayMemory(msgspec.Struct):
    """The labels of the runs that were done."""

    labels: list[str] = []


class Note(msgspec.Struct):
    """What a branch leaves."""

    text: Annotated[str, msgspec.Meta(max_length=2_000)]


class RelayResult(msgspec.Struct):
    """The same, for everyone to see; and notes, each under its run's label and its number."""

    labels: list[str]
    notes: dict[str, Note] = {}


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


async def _paced(given: PartOf, tokens: Sequence[str]) -> AsyncGenerator[Delta, None]:
    for token in tokens:
        await asyncio.sleep(1 / given.per_second)
        yield TextDelta(token)
    yield Finish()


def _tokens(given: PartOf) -> list[str]:
    return Part(given.seed, given.label, given.number, given.words).tokens()


def _part(given: PartOf) -> AsyncGenerator[Delta, None]:
    return _paced(given, _tokens(given))


def _note(given: PartOf) -> AsyncGenerator[Delta, None]:
    tokens = [msgspec.json.encode(token).decode()[1:-1] for token in _tokens(given)]
    return _paced(given, ['{"text": "', *tokens, '"}'])


OUTLINE = Task(
    "strategist",
    "outline",
    title="Outlines",
    inputs=Steps,
    output=Outline,
    prompt="Say how many {parts} there are.",
    offline=_outline,
)


def _said(name: str, count: int) -> tuple[Task[PartOf, str], ...]:
    """Tasks that say something, each of its own name: so the log tells which was done again."""
    return tuple(
        Task(
            "generator",
            f"{name}{number}",
            title=f"Says {name} {number}",
            inputs=PartOf,
            output=str,
            prompt="Say the part of that {number}.",
            offline=_part,
        )
        for number in range(count)
    )


PARTS = _said("part", MAX_STEPS)
GUESS = _said("guess", MAX_BRANCHES)
NOTE = tuple(
    Task(
        "generator",
        f"note{number}",
        title=f"Notes {number}",
        inputs=PartOf,
        output=Note,
        prompt="Note the part of that {number}.",
        offline=_note,
        into="/notes/*",
    )
    for number in range(MAX_BRANCHES)
)


class Relay(Kind):
    """Every run is several steps, and every step but the first says its part.

    In the end branches are done side by side, and each takes back a guess before it makes its note.
    """

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
    tasks = (OUTLINE, *PARTS, *GUESS, *NOTE)
    sets = ("labels",)

    async def run(self, turn: Turn) -> str:
        """Outline, then part after part; the label is what the user has said."""
        given, label = turn.input, turn.text or "start"
        outline = await turn.ask(OUTLINE, Steps(given.steps))
        for number in range(outline.parts):
            turn.progress(number, outline.parts, label)
            part = PartOf(given.seed, label, number, given.words, given.per_second)
            await turn.ask(PARTS[number], part)
        await turn.each(range(given.branches), _branch, at_once=AT_ONCE)
        turn.memory.labels.append(label)
        turn.fill(labels=turn.memory.labels)
        return "resting"


async def _branch(turn: Turn, number: int) -> None:
    """A guess, which is withdrawn, and then a note."""
    given, label = turn.input, turn.text or "start"
    part = PartOf(given.seed, label, NOTES + number, short(given.words), given.per_second)
    async with turn.tentative():
        await turn.ask(GUESS[number], msgspec.structs.replace(part, number=GUESSES + number))
    await turn.ask(NOTE[number], part, at=(place(label, number),))


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
