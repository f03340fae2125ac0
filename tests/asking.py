"""A kind that has a question first, where somebody can answer it, and then a result of every form.

Its steps are as slow as its input says.
"""

from collections.abc import AsyncGenerator
from typing import Annotated, ClassVar

import msgspec
from msgspec import Meta

from agents.errors import RunFailure
from agents.kind import Action, Kind, On, Table, Task
from agents.kind import Turn as AnyTurn
from agents.kind.references import ResumeRef
from agents.kind.turn import CUT_SHORT
from agents.models.request import Delta, Finish, TextDelta
from bench.pace import paced

QUESTION = "For which town is it?"
LIKELIEST = "Seoul"
FAILING = "nothing"
"""A topic of which it can't make anything."""


class AskingInput(msgspec.Struct, frozen=True, rename="camel", forbid_unknown_fields=True):
    """What it is about; the text is as long as `tokens`, so many of them a second (0: at once)."""

    topic: Annotated[str, Meta(min_length=2, max_length=200)]
    resume: ResumeRef | None = None
    job: Annotated[str, Meta(max_length=50_000)] | None = None
    language: str | None = None
    tokens: int = 3
    per_second: float = 0


class AskingMemory(msgspec.Struct):
    """The answer to its question."""

    town: str = ""


class Stay(msgspec.Struct, rename="camel"):
    """A night or more in one place."""

    place: str
    nights: int | None


class AskingResult(msgspec.Struct, rename="camel"):
    """A text, a number, a list, a table, and what is not known."""

    town: str
    score: int
    ready: bool
    points: list[str]
    stays: list[Stay]
    not_judged: dict[str, str]
    text: str


Turn = AnyTurn[AskingInput, AskingMemory]


def _text(given: AskingInput) -> AsyncGenerator[Delta, None]:
    return paced(given.tokens, given.per_second, TextDelta, Finish())


WRITE = Task(
    "generator",
    "write",
    title="Writes it down",
    inputs=AskingInput,
    output=str,
    prompt="Write {tokens} words on {topic}.",
    offline=_text,
    into="/text",
)


class Asking(Kind):
    """Asks for a town unless it has to take the likeliest."""

    name = "asking"
    title = "Asking"
    description = "Asks for a town, and makes a result of every form."
    input_type, memory_type, result_type = AskingInput, AskingMemory, AskingResult
    initial = "new"
    actions = (Action("proceed", "Go on without an answer"),)
    table: ClassVar[Table] = {
        "new": {"start": On("begin", ("clarifying", "ready"))},
        "clarifying": dict.fromkeys(("message", "action:proceed"), On("answered", ("ready",))),
        "ready": {"message": On("answered", ("ready",))},
    }
    sets = ("town", "score", "ready", "points", "stays", "notJudged")
    tasks = (WRITE,)

    async def begin(self, turn: Turn) -> str:
        """Ask, or go on at once; on FAILING neither."""
        if turn.input.topic == FAILING:
            raise RunFailure(CUT_SHORT)
        if turn.clarify:
            await turn.say(QUESTION)
            return "clarifying"
        return await self.answered(turn)

    async def answered(self, turn: Turn) -> str:
        """Make the result."""
        turn.memory.town = turn.text or turn.memory.town or LIKELIEST
        turn.progress(0, 1, "Under way")
        turn.fill(
            town=turn.memory.town,
            score=70,
            ready=True,
            points=["Go | by train", f"About {turn.input.topic}"],
            stays=[{"place": turn.memory.town, "nights": 2}, {"place": "Busan", "nights": None}],
            notJudged={"price": "Nothing here knows prices."},
        )
        await turn.ask(WRITE, turn.input)
        turn.progress(1, 1, "Done")
        return "ready"
