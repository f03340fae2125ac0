"""A kind whose handler does what its input says, for the tests of the test kit."""

from typing import Any, ClassVar

import msgspec

from agents.kind import Action, Alarm, Kind, On, Refused, Rules, Table
from agents.kind import Turn as AnyTurn


class EchoInput(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is done upon each message: `say`, `text`, `typed`, `update`, `result`, `refuse`."""

    does: list[str] = []


class EchoMemory(msgspec.Struct):
    """How many messages there were."""

    count: int = 0


class EchoResult(msgspec.Struct):
    """The last typed answer."""

    word: str


class Turns(msgspec.Struct):
    """The input of the action `turn`."""

    times: int


Turn = AnyTurn[EchoInput, EchoMemory]


class Echo(Kind):
    """Says what it is told to."""

    name = "echo"
    title = "Echo"
    description = "Says it again."
    input_type = EchoInput
    memory_type = EchoMemory
    result_type = EchoResult
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
    offline: ClassVar[Rules] = {
        "text": lambda request: f"Text {request.inputs['number']} of the model.",
        "typed": lambda request: EchoResult(f"word{request.inputs['number']}"),
    }

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
        given: dict[str, Any] = {"inputs": {"number": number}}
        if what == "say":
            await turn.say(f"{turn.text} {turn.memory.count} {turn.random.random()}")
        elif what == "text":
            await turn.ask("generator", "text", **given)
        elif what == "typed":
            await turn.ask("generator", "typed", output=EchoResult, into_result=True, **given)
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
        turn.result(word=str(turn.memory.count))
        return "done"
