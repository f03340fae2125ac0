"""A run that fills an answer into its session's result, in virtual time, and who follows it."""

import asyncio
import math
import time
from collections.abc import AsyncGenerator, Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass
from typing import Annotated, Any, ClassVar, Literal

import msgspec
from jsonpointer import JsonPointer
from msgspec import Meta, Struct

from agents.kind import Kind, Needs, NoMemory, On, Services, Table, Task, Turn
from agents.models.request import Delta, Finish, Request, TextDelta
from agents.runtime.run import Run, SessionView
from agents.testing import Recorder
from bench.filling import PER_SECOND, written
from protocol.codec import encode_event
from protocol.commands import Start
from protocol.events import (
    Event,
    StateDeltaEvent,
    TextMessageContentEvent,
    TextMessageEndEvent,
    TextMessageStartEvent,
)
from protocol.fold import Fold
from protocol.messages import AddOperation, AssistantMessage, ReplaceOperation
from protocol.patch import apply
from tests.leaping import VirtualLoop, leaping

SESSION = "4f0e2c9a-93d1-4a53-8a0c-6f1f7d2b5e38"
COMMAND = "0b9cd2a4-6a1e-4f0b-8a57-3f1d2c6e9b10"

FULL_SPEED = math.inf
"""Of a model that never waits, in tokens per second."""

SHOWS = (StateDeltaEvent, TextMessageStartEvent, TextMessageContentEvent, TextMessageEndEvent)
"""The events that show an answer."""

Text = Annotated[str, Meta(max_length=1_000_000)]

Form = Literal["letter", "field", "plan"]
"""What is filled in: plain text, the same as one field of a typed answer, a plan."""


class Field(Struct):
    """One text, typed."""

    text: Text


class Part(Struct):
    """A task of a week."""

    id: Text
    title: Text
    kind: Text
    skill: Text
    hours: int
    done: bool


class Week(Struct):
    """A week of a plan."""

    number: int
    theme: Text
    hours: int
    tasks: Annotated[list[Part], Meta(max_length=100)]


class Milestone(Struct):
    """What a plan comes to in a week."""

    week: int
    title: Text
    proof: Text


class Miss(Struct):
    """What a plan does not come to."""

    skill: Text
    why: Text


class Plan(Struct, rename="camel"):
    """`bench.answers.weeks`, typed."""

    first_step: Text
    weeks: Annotated[list[Week], Meta(max_length=10_000)]
    milestones: Annotated[list[Milestone], Meta(max_length=10_000)]
    not_reached: Annotated[list[Miss], Meta(max_length=100)]
    total_hours: int


class Wanted(Struct, frozen=True):
    """Which of them a session is for."""

    form: Form


class Filled(Struct):
    """The result: one of them."""

    letter: Text | None = None
    field: Field | None = None
    plan: Plan | None = None


def _task(name: Form, output: Any) -> Task[Wanted, Any]:
    return Task(
        "generator",
        name,
        title="Writes",
        inputs=Wanted,
        output=output,
        offline=Needs.MODEL,
        prompt="Write it.",
        into=f"/{name}",
    )


TASKS = {
    task.name: task for task in (_task("letter", str), _task("field", Field), _task("plan", Plan))
}


class FillingKind(Kind):
    """A session that has one answer filled in."""

    name, title, initial = "filling", "Filling", "new"
    description = "Fills an answer in."
    input_type, result_type = Wanted, Filled
    table: ClassVar[Table] = {"new": {"start": On("fill", ("filled",))}, "filled": {}}
    final = ("filled",)
    tasks = tuple(TASKS.values())

    async def fill(self, turn: Turn[Wanted, NoMemory]) -> str:
        """Ask for it."""
        await turn.ask(TASKS[turn.input.form], turn.input)
        return "filled"


class Writer:
    """A model that writes a text at a pace."""

    def __init__(self, text: str, per_second: float) -> None:
        self._pieces = list(written(text, per_second))
        self.moments: list[tuple[float, int]] = []
        """When it had written how many characters."""

    async def stream(self, request: Request) -> AsyncGenerator[Delta, None]:
        """The text, token by token."""
        loop = asyncio.get_running_loop()
        begun, count = loop.time(), 0
        for moment, piece in self._pieces:
            wait = begun + moment - loop.time()
            if wait > 0:
                await asyncio.sleep(wait)
            count += len(piece)
            self.moments.append((loop.time(), count))
            yield TextDelta(piece)
        yield Finish()


class Follower(Recorder):
    """A port with a client that folds each event at once."""

    def __init__(self) -> None:
        super().__init__()
        self.fold = Fold()
        self.moments: list[float] = []
        """When each event came."""
        self._loop = asyncio.get_running_loop()

    def emit(self, event: Event) -> None:
        """Keep and fold it."""
        super().emit(event)
        self.fold.apply(event)
        self.moments.append(self._loop.time())


@dataclass(frozen=True)
class Followed:
    """What there is to say of a run that has filled `value` in."""

    form: Form
    value: Any
    log: Sequence[Event]
    """All events of the run, its end included."""
    came: Sequence[float]
    """When each of them came, but for those of the end."""
    wrote: Sequence[tuple[float, int]]
    """When the model had written how many characters."""
    cpu_s: float
    """The processor time of the run, and of folding its events."""

    @property
    def size(self) -> int:
        """The bytes of the value as compact JSON."""
        return len(msgspec.json.encode(self.value))

    @property
    def factor(self) -> float:
        """The bytes of the events that show the value, over its own."""
        events = [event for event in self.log[: len(self.came)] if isinstance(event, SHOWS)]
        return sum(len(encode_event(event)) for event in events) / self.size

    @property
    def longest_delay(self) -> float:
        """Seconds from when a character of the value was written until a client has it, at most.

        Names, and what stands between values, are not counted. Raises ValueError where a client
        never has all of the value.
        """
        text, counts = _text(self.value), list(_counted(self.value))
        fold, has, longest = Fold(), 0, 0.0
        wrote = iter(self.wrote)
        moment, until = next(wrote)
        for event, now in zip(self.log, self.came, strict=False):
            fold.apply(event)
            if not isinstance(event, SHOWS):
                continue
            shown = _text(held(fold).get(self.form, ""))
            had, has = has, has + _common(text[has:], shown[has:])
            for place in range(had, has):
                while until <= place:
                    moment, until = next(wrote)
                if counts[place]:
                    longest = max(longest, now - moment)
        if has < len(text):
            raise ValueError(f"a client has {has} of {len(text)} characters")
        return longest


def held(fold: Fold) -> dict[str, Any]:
    """What a client has of the result: its fields, and the messages that are such in the making."""
    result: Any = deepcopy(fold.state.get("result") or {})
    texts = {m.id: m.content or "" for m in fold.messages if isinstance(m, AssistantMessage)}
    for entry in fold.state.get("filling", ()):
        path, text = entry["path"], texts[entry["message"]]
        there = JsonPointer(path).resolve(result, None) is not None
        put = ReplaceOperation(path, text) if there else AddOperation(path, text)
        result = apply(result, [put])
    return dict(result)


def follow(form: Form, value: Any, per_second: float = PER_SECOND) -> Followed:
    """Have a value filled in by a model that writes so fast."""
    return leaping(_follow(form, value, per_second), VirtualLoop)


async def _follow(form: Form, value: Any, per_second: float) -> Followed:
    kind, model, port = FillingKind(), Writer(_text(value), per_second), Follower()
    view = SessionView(id=SESSION, kind=kind, input=Wanted(form))
    start = Start(COMMAND, kind.name, {"form": form})
    run = Run(view, start, 0, port, Services(model=model))
    begun = time.thread_time()
    outcome = await run.execute()
    took = time.thread_time() - begun
    if outcome.status != "success":
        raise RuntimeError(f"the run ended in {outcome.terminal[-1]}")
    log = [*port.events, *outcome.terminal]
    return Followed(form, value, log, port.moments, model.moments, took)


def _common(one: str, other: str) -> int:
    """How many characters, from the first on, are the same."""
    unlike = (n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b)
    return next(unlike, min(len(one), len(other)))


def _text(value: Any) -> str:
    """A value as its author writes it."""
    return value if isinstance(value, str) else msgspec.json.encode(value).decode()


def _counted(value: Any, *, inside: bool = False) -> Iterator[bool]:
    """For each character of `_text`, whether it is one that a client is to have at once."""
    if isinstance(value, dict):
        yield False
        for number, (name, member) in enumerate(value.items()):
            yield from [False] * ((number > 0) + len(_text({name: 0})) - 3)
            yield from _counted(member, inside=True)
        yield False
    elif isinstance(value, list):
        yield False
        for number, item in enumerate(value):
            yield from [False] * (number > 0)
            yield from _counted(item, inside=True)
        yield False
    elif isinstance(value, str) and inside:
        yield from [False, *[True] * (len(msgspec.json.encode(value).decode()) - 2), False]
    else:
        yield from [True] * len(_text(value))
