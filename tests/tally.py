"""A kind whose sessions ask one thing of a model, for tests of many of them; no provider needed."""

from typing import Annotated, ClassVar

import msgspec
from msgspec import Meta

from agents.kind import Kind, NoMemory, On, Refused, Table, Task
from agents.kind import Turn as AnyTurn

BAD = "bad"
"""A word of which nothing comes."""


class TallyInput(msgspec.Struct, frozen=True, rename="camel", forbid_unknown_fields=True):
    """A word, and for whom it is."""

    word: Annotated[str, Meta(min_length=1, max_length=40)]
    for_whom: Annotated[str, Meta(max_length=40)] = ""
    times: Annotated[int, Meta(ge=1, le=9)] = 1


class TallyResult(msgspec.Struct):
    """What was said to the word."""

    said: Annotated[str, Meta(max_length=200)]


def say(given: TallyInput) -> str:
    """The word, said back."""
    return f"You said {given.word}."


SAY = Task(
    "generator", "say", title="Says", inputs=TallyInput, output=str, offline=say, into="/said",
    prompt="Say the {word} back.",
)  # fmt: skip

Turn = AnyTurn[TallyInput, NoMemory]


class Tally(Kind):
    """Says a word back."""

    name, title, initial = "tally", "Tally", "new"
    description = "Says a word back."
    batches = True
    input_type, result_type = TallyInput, TallyResult
    table: ClassVar[Table] = {"new": {"start": On("begin", ("ready",))}, "ready": {}}
    final = frozenset({"ready"})
    tasks = (SAY,)

    async def begin(self, turn: Turn) -> str:
        """Say it."""
        if turn.input.word == BAD:
            raise Refused("It is a bad word.")
        await turn.ask(SAY, turn.input)
        return "ready"
