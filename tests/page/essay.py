"""A kind that is in no hurry: slow enough that a test can do things in the middle of its text."""

import asyncio
from collections.abc import AsyncGenerator
from typing import ClassVar

import msgspec

from agents.kind import Kind, NoMemory, On, Table, Task, Turn
from agents.models.request import Delta, Finish, TextDelta

LENGTH = 150
PACE_S = 0.02
TEXT = " ".join(f"word{number}" for number in range(1, LENGTH + 1))


class EssayInput(msgspec.Struct, frozen=True, rename="camel", forbid_unknown_fields=True):
    """Nothing is needed."""


async def slowly(given: EssayInput) -> AsyncGenerator[Delta, None]:
    """The text, word by word."""
    for word in TEXT.split(" "):
        await asyncio.sleep(PACE_S)
        yield TextDelta(word if word == "word1" else f" {word}")
    yield Finish()


ESSAY = Task(
    "generator",
    "text",
    title="Writes",
    inputs=EssayInput,
    output=str,
    prompt="Write an essay.",
    offline=slowly,
)


class Essay(Kind):
    """Writes the same text at each message."""

    name = "essay"
    title = "Essay"
    description = "The same text, word by word."
    input_type = EssayInput
    initial = "ready"
    table: ClassVar[Table] = {
        "ready": {"start": On("write", ("ready",)), "message": On("write", ("ready",))}
    }
    tasks = (ESSAY,)

    async def write(self, turn: Turn[EssayInput, NoMemory]) -> str:
        """Write it."""
        await turn.ask(ESSAY, turn.input)
        return "ready"
