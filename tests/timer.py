"""A kind that wakes by itself, sooner than an interview does."""

import asyncio
from collections.abc import AsyncGenerator
from typing import Annotated, ClassVar

import msgspec

from agents.kind import Action, Alarm, Kind, On, Table, Task
from agents.kind import Turn as AnyTurn
from agents.models.request import Delta, Finish, TextDelta

WORDS = 5


class TimerInput(msgspec.Struct, frozen=True, rename="camel", forbid_unknown_fields=True):
    """How long after its start it rings, and how long it then takes for a word."""

    after_ms: int
    word_ms: Annotated[int, msgspec.Meta(ge=0)] = 0


class Pace(msgspec.Struct, frozen=True, rename="camel"):
    """How long a word takes."""

    word_ms: int


class TimerMemory(msgspec.Struct):
    """The moment for which it is set."""

    at_ms: int = 0


class TimerResult(msgspec.Struct, rename="camel"):
    """The moment that it was told when it rang; null where it was stopped."""

    rang_ms: int | None


Turn = AnyTurn[TimerInput, TimerMemory]


async def _words(given: Pace) -> AsyncGenerator[Delta, None]:
    for number in range(WORDS):
        await asyncio.sleep(given.word_ms / 1000)
        yield TextDelta(f"ring{number} ")
    yield Finish()


SAY = Task(
    "generator",
    "words",
    title="Rings",
    inputs=Pace,
    output=str,
    prompt="Say that it rings.",
    offline=_words,
)


class Timer(Kind):
    """Rings once, unless it is put off or stopped."""

    name = "timer"
    title = "Timer"
    description = "Rings when its time has come."
    input_type = TimerInput
    result_type = TimerResult
    memory_type = TimerMemory
    initial = "new"
    final = frozenset({"rung", "stopped"})
    actions = (Action("ring", "Ring"), Action("stop", "Stop"))
    table: ClassVar[Table] = {
        "new": {"start": On("set", ("set",))},
        "set": {
            "message": On("put_off", ("set",), cancelled="rung"),
            "action:ring": On("ring", ("rung",)),
            "action:stop": On("stop", ("stopped",)),
        },
        "rung": {},
        "stopped": {},
    }
    tasks = (SAY,)
    sets = ("rangMs",)

    def alarm(self, phase: str, memory: TimerMemory) -> Alarm | None:
        """Its moment, while it is set."""
        return Alarm(memory.at_ms, "ring") if phase == "set" else None

    async def set(self, turn: Turn) -> str:
        """Set it."""
        turn.memory.at_ms = turn.now_ms + turn.input.after_ms
        return "set"

    async def put_off(self, turn: Turn) -> str:
        """Say something, and set it for as many ms later as the message says."""
        await turn.ask(SAY, Pace(turn.input.word_ms))
        turn.memory.at_ms += int(turn.text)
        return "set"

    async def ring(self, turn: Turn) -> str:
        """Say so."""
        await turn.ask(SAY, Pace(turn.input.word_ms))
        turn.fill(rangMs=turn.now_ms)
        return "rung"

    async def stop(self, turn: Turn) -> str:
        """Stop it."""
        turn.fill(rangMs=None)
        return "stopped"
