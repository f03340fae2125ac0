"""A task: one thing that a role is asked to do, typed, with all that doing it takes.

A module's constant, named in its kind's `tasks`; verified when the kind's class is made.
"""

import functools
import inspect
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping, Sequence
from dataclasses import KW_ONLY, dataclass, field
from enum import Enum
from typing import Any, Generic, Literal, TypeVar

import msgspec

from agents.kind.roles import ROLES, RoleName
from agents.models.offline import Rules
from agents.models.request import Delta, Line, Request, Tier

In = TypeVar("In", bound=msgspec.Struct)
Out = TypeVar("Out")
Args = TypeVar("Args", bound=msgspec.Struct)

Rule = (
    Callable[[In], Out | AsyncGenerator[Delta, None]]
    | Callable[[In, Sequence[Line]], Out | AsyncGenerator[Delta, None]]
)
"""How a task is done without a model: from its inputs alone, and the conversation where the task
is shown that (`history`)."""


class Needs(Enum):
    """That a task has no rule."""

    MODEL = "model"


@dataclass(frozen=True)
class Partly(Generic[In, Out]):
    """A rule that does a part of the task: the rest needs a model, and people are told so."""

    rule: Rule[In, Out]


@dataclass(frozen=True)
class Tool(Generic[Args]):
    """What a model may call while it does a task.

    `call` is given the turn and the typed arguments, and what it returns is read by the model. It
    may be called again after a take-over, so it looks things up and changes nothing; an error that
    it raises ends the run, and a `LookupError` is told to the model.
    """

    name: str
    description: str
    arguments: type[Args]
    call: Callable[[Any, Args], Awaitable[str]]


@dataclass(frozen=True, eq=False)
class Task(Generic[In, Out]):
    """What a role is asked.

    `inputs` is the type of what it reads, each field under its name on the wire. `output` is the
    type of its answer, or `str`: that is streamed as a message. `title` is what people see while it
    works; without one the texts of its kind have it. `prompt` is its text; None is the file
    `prompts/NAME.md` beside the kind.
    """

    role: RoleName
    name: str
    _: KW_ONLY
    title: str = ""
    inputs: type[In]
    output: type[Out]
    offline: Rule[In, Out] | Partly[In, Out] | Needs
    prompt: str | None = None
    into: str | None = None
    """Where in the result the answer grows while it is written, as a JSON Pointer: "" is the result
    itself, `*` a place that is given when the task is asked."""
    hidden: bool = False
    """Whether text is not shown as a message."""
    check: Callable[[Out, In], list[str]] | None = None
    """Says what is wrong with an answer, in words that the model can act on; it is asked again."""
    unfit: Callable[[Out, In], list[str]] | None = None
    """Says what an answer must not stand with, in such words: where that is so after it was asked
    again, there is none (`bad_output`), and what was shown of it is taken back."""
    mend: Callable[[Out, In], Out] | None = None
    """Makes of the last answer one that may stand, whatever is still wrong with it. Pure."""
    tries: int = 2
    """How often it is asked at most, for an answer with nothing wrong."""
    tier: Tier | None = None
    """How strong a model it gets; None is as its role."""
    max_output: int | None = None
    """Tokens that an answer may have; None is as for all."""
    keep_s: int | None = None
    """For how many seconds an answer may be given again to the same inputs; None is as its role."""
    history: bool = False
    """Whether it is shown the conversation, with the documents that messages have brought."""
    documents: bool = False
    """Whether it is shown those documents where it is not shown the conversation."""
    personal: bool = True
    """Whether its inputs hold anything that the user gave."""
    tools: tuple[Tool[Any], ...] = ()

    @property
    def step(self) -> str:
        """Its name in the log."""
        return f"{self.role}:{self.name}"

    @property
    def by_rule(self) -> Literal["full", "partly", "none"]:
        """How far it gets without a model."""
        if isinstance(self.offline, Needs):
            return "none"
        return "partly" if isinstance(self.offline, Partly) else "full"

    def on(self, inputs: In, **more: Any) -> "Ask[In, Out]":
        """The task with these inputs, to be asked beside others; `more` as `Turn.ask` takes it."""
        return Ask(self, inputs, more)

    def labelled(self, inputs: In) -> dict[str, Any]:
        """The inputs, each under its name on the wire."""
        fields = msgspec.structs.fields(self.inputs)
        return {f.encode_name: getattr(inputs, f.name) for f in fields}

    def rule(self) -> Callable[[Request], Any] | None:
        """What the offline model does with a request for it, if it can do anything."""
        if isinstance(self.offline, Needs):
            return None
        rule: Any = self.offline.rule if isinstance(self.offline, Partly) else self.offline
        names = {f.encode_name: f.name for f in msgspec.structs.fields(self.inputs)}

        @functools.wraps(rule)
        def do(request: Request) -> Any:
            values = {names[label]: value for label, value in request.inputs.items()}
            inputs = self.inputs(**values)
            return rule(inputs, request.messages) if self.history else rule(inputs)

        return do

    def takes(self) -> int:
        """How many arguments its rule should have."""
        return 2 if self.history else 1

    def problems(self) -> list[str]:
        """What is wrong with it, whichever kind it is of."""
        found = []
        if self.role not in ROLES:
            found.append(f"there is no role {self.role!r}, only {', '.join(ROLES)}")
        if self.tries < 1:
            found.append("it is never tried")
        if self.output is str and self.mend is not None:
            found.append("text is shown while it is written, so it cannot be mended")
        if not isinstance(self.offline, Needs):
            rule = self.offline.rule if isinstance(self.offline, Partly) else self.offline
            found += _unfit(rule, self.takes())
        return found


def _unfit(rule: Any, wanted: int) -> list[str]:
    try:
        inspect.signature(rule).bind(*range(wanted))
    except ValueError:  # a builtin may say nothing of what it takes
        return []
    except TypeError:
        takes = "its inputs and the conversation" if wanted == 2 else "its inputs alone"
        return [f"its rule {getattr(rule, '__name__', rule)} does not take {takes}"]
    return []


@dataclass(frozen=True)
class Ask(Generic[In, Out]):
    """A task with its inputs."""

    task: Task[In, Out]
    inputs: In
    more: Mapping[str, Any] = field(default_factory=dict)


def rules(tasks: Sequence[Task[Any, Any]]) -> Rules:
    """How these tasks are done without a model, by name."""
    return {task.name: rule for task in tasks if (rule := task.rule()) is not None}
