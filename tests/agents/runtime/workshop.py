"""A kind whose handler a test brings, with tasks enough for one."""

from collections.abc import Awaitable, Callable
from typing import Annotated, Any, ClassVar

import msgspec

from agents.kind import (
    Confirm,
    Judging,
    Kind,
    Needs,
    NoMemory,
    On,
    Review,
    Revision,
    Settling,
    Table,
    Task,
    Tool,
    Turn,
    Verdict,
)

Words = Annotated[str, msgspec.Meta(max_length=20_000)]


class NoInput(msgspec.Struct):
    """Nothing."""


class Subject(msgspec.Struct, frozen=True):
    """What is asked about."""

    about: str


class Brief(msgspec.Struct, frozen=True):
    """What a draft is made of."""

    about: str
    revision: Revision | None = None


class Card(msgspec.Struct, frozen=True):
    """A typed answer."""

    title: Words
    points: Annotated[list[Words], msgspec.Meta(max_length=3)] = []


class Piece(msgspec.Struct):
    """What a workshop makes."""

    letter: str = ""
    title: str = ""
    points: list[str] = []
    cards: list[Card] = []
    confirm: list[Confirm] = []


class Query(msgspec.Struct):
    """The arguments of the tool."""

    word: str


async def _define(turn: Turn[Any, Any], query: Query) -> str:
    if query.word == "nothing":
        raise LookupError(query.word)
    return f"{query.word} is a word"


def _task(role: Any, name: str, inputs: Any, output: Any, **more: Any) -> Task[Any, Any]:
    fixed = {"title": name, "prompt": f"Do it: {name}.", "offline": Needs.MODEL}
    return Task(role, name, inputs=inputs, output=output, **(fixed | more))


SAY = _task("generator", "say", Subject, str)
NOTE = _task("generator", "note", Subject, str, hidden=True)
CARD = _task("extractor", "card", Subject, Card)
TITLE = _task("extractor", "title", Subject, Card, into="")
ONE = _task("extractor", "one", Subject, Card, into="/cards/*")
LETTER = _task("generator", "letter", Brief, str, into="/letter")
LOOK = _task("strategist", "look", Subject, str, tools=(Tool("define", "", Query, _define),))
PROOF = _task("validator", "proof", Judging, Verdict)
JUDGE = _task("evaluator", "judge", Judging, Verdict)
SETTLE = _task("resolver", "settle", Settling, Verdict)
REVIEW = Review(LETTER, judges=(PROOF, JUDGE), resolver=SETTLE, told=True)
DRAFT = _task("generator", "draft", Brief, str)
ALONE = Review(DRAFT, judges=(JUDGE,), revisions=1)

Handler = Callable[[Turn[NoInput, NoMemory]], Awaitable[None]]


def workshop(handler: Handler) -> Kind:
    """A kind that does this at its start, and again at every message."""

    class Workshop(Kind):
        name = "workshop"
        title = "Workshop"
        description = "Does what it is given to do."
        input_type = NoInput
        result_type = Piece
        initial = "new"
        table: ClassVar[Table] = {
            "new": {"start": On("work", ("open",))},
            "open": {"message": On("work", ("open",))},
        }
        tasks = (SAY, NOTE, CARD, TITLE, ONE, LOOK)
        reviews = (REVIEW, ALONE)
        sets = ("cards",)

        async def work(self, turn: Turn[NoInput, NoMemory]) -> str:
            await handler(turn)
            return "open"

    return Workshop()
