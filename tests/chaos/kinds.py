"""The kinds of session that chaos runs; the workers load them by CAREERPILOT_KINDS."""

import asyncio
import os
import signal
import time
from collections.abc import AsyncGenerator
from typing import Annotated, ClassVar, Literal

import msgspec

from agents.kind import Kind, NoMemory, On, Rules, Table
from agents.kind import Turn as AnyTurn
from agents.models.request import Delta, Finish, Request, TextDelta
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


class Outline(msgspec.Struct):
    """An answer that is not shown: how many parts are to follow."""

    parts: int


Turn = AnyTurn[RelayInput, RelayMemory]


def _outline(request: Request) -> Outline:
    return Outline(request.inputs["steps"])


async def _part(request: Request) -> AsyncGenerator[Delta, None]:
    given = request.inputs
    part = Part(given["seed"], given["label"], given["number"], given["words"])
    for token in part.tokens():
        await asyncio.sleep(1 / given["perSecond"])
        yield TextDelta(token)
    yield Finish()


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
    offline: ClassVar[Rules] = {
        "outline": _outline,
        **{f"part{number}": _part for number in range(MAX_STEPS)},
    }

    async def run(self, turn: Turn) -> str:
        """Outline, then part after part; the label is what the user has said."""
        given, label = turn.input, turn.text or "start"
        steps = {"steps": given.steps}
        outline = await turn.ask("strategist", "outline", inputs=steps, output=Outline)
        for number in range(outline.parts):
            turn.progress(number, outline.parts, label)
            await turn.ask("generator", f"part{number}", inputs=self._inputs(given, label, number))
        turn.memory.labels.append(label)
        turn.result(labels=turn.memory.labels)
        return "resting"

    def _inputs(self, given: RelayInput, label: str, number: int) -> dict[str, object]:
        return {
            "seed": given.seed,
            "label": label,
            "number": number,
            "words": given.words,
            "perSecond": given.per_second,
        }


LEASE = {"CAREERPILOT_LEASE_MS": "1000"}
LONGER_THAN_A_LEASE_S = 2.5
"""Than that one, which the worker has to have, and until another has looked and taken over."""


class PoisonInput(msgspec.Struct, frozen=True, rename="camel", forbid_unknown_fields=True):
    """How a worker fares that does the step."""

    how: Literal["killed", "frozen"]


async def _poison(request: Request) -> AsyncGenerator[Delta, None]:
    yield TextDelta("It begins well, ")
    if request.inputs["how"] == "killed":
        os.kill(os.getpid(), signal.SIGKILL)
    time.sleep(LONGER_THAN_A_LEASE_S)  # noqa: ASYNC251 - that is the point
    yield Finish()


class Poison(Kind):
    """Its step is the end of every worker that does it, or costs it its leases."""

    name = "poison"
    title = "Poison"
    description = "Takes the worker with it."
    input_type = PoisonInput
    initial = "resting"
    table: ClassVar[Table] = {"resting": {"start": On("run", ("resting",))}}
    offline: ClassVar[Rules] = {"poison": _poison}

    async def run(self, turn: AnyTurn[PoisonInput, NoMemory]) -> str:
        """One step."""
        await turn.ask("generator", "poison", inputs={"how": turn.input.how})
        return "resting"
