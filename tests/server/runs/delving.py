"""A kind of session whose rule does what a message says; the workers load it by its name."""

import os
import re
from typing import ClassVar

import msgspec

from agents.errors import Refused
from agents.kind import Kind, NoMemory, On, Table, Task
from agents.kind import Turn as AnyTurn

LONG = " " + "x" * 5000
"""What makes a message one that is looked through in the helper process."""


class Told(msgspec.Struct, frozen=True):
    """What to do."""

    text: str


class NoInput(msgspec.Struct, frozen=True):
    """Nothing is known before."""


class Odd(Exception):
    """An error that is not made by what it keeps."""

    def __init__(self, one: str, other: str) -> None:
        super().__init__(one + other)


def obey(told: Told) -> str:
    """Do as the first word says; of all others, say in which process, and how low it stands."""
    match told.text.split()[0]:
        case "loop":
            while True:
                pass
        case "backtrack":
            return str(re.search(r"(a+)+$", "a" * 60 + "b"))
        case "exit":
            os._exit(3)
        case "refuse":
            raise Refused("Not that.", "no_documents")
        case "odd":
            raise Odd("one", "other")
        case "print":
            print("This is no answer.")
    return f"{os.getpid()} {os.nice(0)}"


DELVE = Task(
    "generator",
    "delve",
    title="Delves",
    inputs=Told,
    output=str,
    prompt="Do it.",
    offline=lambda told: obey(told),
)

Turn = AnyTurn[NoInput, NoMemory]


class Delving(Kind):
    """Does as it is told."""

    name = "delving"
    title = "Delving"
    description = "Does as it is told."
    input_type = NoInput
    initial = "open"
    table: ClassVar[Table] = {
        "open": {"start": On("begin", ("open",)), "message": On("answer", ("open",))}
    }
    tasks = (DELVE,)

    async def begin(self, turn: Turn) -> str:
        """Say nothing."""
        return "open"

    async def answer(self, turn: Turn) -> str:
        """Do as the message says."""
        await turn.ask(DELVE, Told(turn.text))
        return "open"
