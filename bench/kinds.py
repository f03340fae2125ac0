"""The kind of session that the bench streams; the server loads it by CAREERPILOT_KINDS."""

from collections.abc import AsyncGenerator
from typing import Annotated, ClassVar

import msgspec

from agents.kind import Kind, NoMemory, On, Table, Task
from agents.kind import Turn as AnyTurn
from agents.models.request import Delta, Finish, TextDelta
from bench.pace import paced


class PulseInput(msgspec.Struct, frozen=True, rename="camel", forbid_unknown_fields=True):
    """How many tokens, and how fast; 0 is as fast as they are taken."""

    tokens: Annotated[int, msgspec.Meta(ge=1)]
    per_second: Annotated[float, msgspec.Meta(ge=0)]


Turn = AnyTurn[PulseInput, NoMemory]


def _pulse(given: PulseInput) -> AsyncGenerator[Delta, None]:
    return paced(given.tokens, given.per_second, TextDelta, Finish())


PULSE = Task(
    "generator",
    "pulse",
    title="Streams",
    inputs=PulseInput,
    output=str,
    prompt="Count to {tokens}.",
    offline=_pulse,
)


class Pulse(Kind):
    """Streams tokens in one message for every command."""

    name = "pulse"
    title = "Pulse"
    description = "Streams tokens that say when they were made."
    input_type = PulseInput
    initial = "resting"
    table: ClassVar[Table] = {
        "resting": {"start": On("stream", ("resting",)), "message": On("stream", ("resting",))},
    }
    tasks = (PULSE,)

    async def stream(self, turn: Turn) -> str:
        """One step, one message."""
        await turn.ask(PULSE, turn.input)
        return "resting"
