"""A kind whose handler does what its input says, for the tests of the test kit."""

from typing import Annotated, ClassVar

import msgspec

from agents.kind import Action, Alarm, Kind, On, Refused, Table, Task
from agents.kind import Turn as AnyTurn


class EchoInput(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is done upon each message: `say`, `text`, `typed`, `update`, `result`, `refuse`."""

    does: list[str] = []


class EchoMemory(msgspec.Struct):
    """How many messages there were."""

    count: int = 0


class EchoResult(msgspec.Struct, frozen=True):
    """The last typed answer."""

    word: Annotated[str, msgspec.Meta(max_length=100)]


class EchoState(msgspec.Struct):
    """What clients see besides: the number of what was done last, and what it has heard."""

    number: int | None = None
    heard: int | None = None


class Turns(msgspec.Struct):
    """The input of the action `turn`."""

    times: int


class Which(msgspec.Struct, frozen=True):
    """The input of both tasks."""

    number: int


Turn = AnyTurn[EchoInput, EchoMemory]

TEXT = Task(
    "generator",
    "text",
    title="Says",
    prompt="Say something.",
    inputs=Which,
    output=str,
    offline=lambda which: f"Text {which.number} of the model.",
)
TYPED = Task(
    "generator",
    "typed",
    title="Finds",
    prompt="Find a word.",
    inputs=Which,
    output=EchoResult,
    offline=lambda which: EchoResult(f"word{which.number}"),
    into="",
)


class Echo(Kind):
    """Says what it is told to."""

    name = "echo"
    title = "Echo"
    description = "Says it again."
    input_type = EchoInput
    memory_type = EchoMemory
    result_type = EchoResult
    state_type = EchoState
    initial = "new"
    final = frozenset({"done"})
    actions = (Action("turn", "Turn", Turns), Action("end", "End"))
    table: ClassVar[Table] = {
        "new": {"start": On("begin", ("open",), cancelled="open")},
        "open": {
            "message": On("hear", ("open",)),
            "action:turn": On("turn", ("open",)),
            "action:end": On("end", ("done",)),
        },
        "done": {},
    }
    tasks = (TEXT, TYPED)
    sets = ("word",)

    def alarm(self, phase: str, memory: EchoMemory) -> Alarm | None:
        """It ends some time after its first message."""
        if phase == "open" and memory.count:
            return Alarm(1_700_000_060_000, "end")
        return None

    async def begin(self, turn: Turn) -> str:
        """Greet."""
        await turn.say("Well?")
        return "open"

    async def hear(self, turn: Turn) -> str:
        """Do what the input says, one after the other."""
        turn.memory.count += 1
        for number, what in enumerate(turn.input.does):
            await self.one(turn, number, what)
        return "open"

    async def one(self, turn: Turn, number: int, what: str) -> None:
        """Do one thing."""
        if what == "say":
            await turn.say(f"{turn.text} {turn.memory.count} {turn.random.random()}")
        elif what == "text":
            await turn.ask(TEXT, Which(number))
        elif what == "typed":
            await turn.ask(TYPED, Which(number))
        elif what == "update":
            turn.update(number=number)
        elif what == "refuse":
            raise Refused("Not that.")

    async def turn(self, turn: Turn) -> str:
        """Say how often."""
        await turn.say(f"{turn.given.times} times")
        return "open"

    async def end(self, turn: Turn) -> str:
        """The result."""
        turn.fill(word=str(turn.memory.count))
        return "done"
