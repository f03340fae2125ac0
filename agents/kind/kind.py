"""The base of every kind of session: types, states, and a table of what leads where.

The table is data: for each phase, the commands that it takes (as `protocol.commands.name_of`
names them) and, for each, a rule. It is checked when the class is made, drawn by `graph`, and
what `not_allowed` and the offered actions are computed from.
"""

import inspect
from collections.abc import Callable, Iterable, Mapping
from typing import Any, ClassVar

import msgspec

from agents.errors import InvalidInput, MachineError
from agents.kind.alarm import Alarm
from agents.models.offline import Rules as Rules  # kinds' authors import it from here
from agents.schemas import schema_of


class On(msgspec.Struct, frozen=True):
    """What a phase does with a command.

    `handler` names the method that does it and returns the phase to rest in: one of `to`, or
    one that those lead to where they are only passed through. `cancelled` is the phase after
    a cancelled run; none means the phase before the run.
    """

    handler: str
    to: tuple[str, ...]
    cancelled: str | None = None

    def targets(self) -> tuple[str, ...]:
        """Every phase that this rule leads to directly."""
        return self.to + ((self.cancelled,) if self.cancelled else ())


class Action(msgspec.Struct, frozen=True):
    """An action as the state document offers it."""

    name: str
    title: str
    input: type[msgspec.Struct] | None = None

    def describe(self) -> dict[str, Any]:
        """The entry in the state's `actions`."""
        offered: dict[str, Any] = {"name": self.name, "title": self.title}
        if self.input is not None:
            offered["inputSchema"] = schema_of(self.input)
        return offered


Table = Mapping[str, Mapping[str, On]]


class NoMemory(msgspec.Struct):
    """The memory of a kind that keeps nothing but its messages."""


class Kind:
    """One kind of session. Subclasses are data and handlers; instances hold nothing."""

    name: ClassVar[str]
    title: ClassVar[str]
    description: ClassVar[str]
    input_type: ClassVar[type[msgspec.Struct]]
    result_type: ClassVar[type[msgspec.Struct] | None] = None
    memory_type: ClassVar[type[msgspec.Struct]] = NoMemory
    initial: ClassVar[str]
    final: ClassVar[frozenset[str]] = frozenset()
    actions: ClassVar[tuple[Action, ...]] = ()
    table: ClassVar[Table]
    passing: ClassVar[Mapping[str, tuple[str, ...]]] = {}
    """Phases that a session has only during a run, and where each of them leads."""
    prompts: ClassVar[Mapping[str, str]] = {}
    """What to do, by task, added to the role's own prompt."""
    offline: ClassVar[Rules] = {}
    keep_s: ClassVar[int | None] = None
    """For how many seconds answers may be given again, whatever the role; None is as the role's."""

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        check(cls)

    def rule(self, phase: str, command: str) -> On | None:
        """What `phase` does with the command, or None where it does not take it."""
        return self.table[phase].get(command)

    def wakes(self, phase: str, alarm: Alarm) -> bool:
        """Whether `phase` takes what the alarm does."""
        return self.rule(phase, f"action:{alarm.action}") is not None

    def allows(self, phase: str, *, retry: bool) -> list[str]:
        """The names of the commands that a session at rest in `phase` takes."""
        return [name for name in self.table[phase] if name != "start"] + ["retry"] * retry

    def offered(self, phase: str) -> list[dict[str, Any]]:
        """The state document's `actions` in `phase`."""
        rules = self.table.get(phase, {})
        return [action.describe() for action in self.actions if f"action:{action.name}" in rules]

    def action(self, name: str) -> Action:
        """The declared action of that name."""
        return next(a for a in self.actions if a.name == name)

    def document(self) -> dict[str, Any]:
        """The state document that a new session starts with."""
        return {
            "kind": self.name,
            "phase": self.initial,
            "actions": self.offered(self.initial),
            "progress": {"done": 0, "total": 0, "label": ""},
            "result": None,
        }

    def title_for(self, given: Any) -> str:
        """A session's title as long as nobody gave it another."""
        return self.title

    def alarm(self, phase: str, memory: Any) -> Alarm | None:
        """When a session that rests in `phase` is to be woken, and by which of its actions."""
        return None

    def parse_input(self, raw: Any) -> msgspec.Struct:
        """The typed input. Raises InvalidInput, whose text says what does not fit and where."""
        try:
            if isinstance(raw, bytes | msgspec.Raw):
                return msgspec.json.decode(raw, type=self.input_type)
            return msgspec.convert({} if raw is None else raw, self.input_type)
        except (msgspec.DecodeError, msgspec.ValidationError) as error:
            raise InvalidInput(str(error)) from error

    def input_schema(self) -> dict[str, Any]:
        """JSON Schema of the input."""
        return schema_of(self.input_type)

    def result_schema(self) -> dict[str, Any] | None:
        """JSON Schema of the finished result, or None for a kind that has none."""
        return schema_of(self.result_type) if self.result_type else None

    def ends(self, on: On) -> set[str]:
        """The phases that a run under this rule may end in."""
        reached = _closure(on.to, lambda phase: self.passing.get(phase, ()))
        return reached - set(self.passing)

    def graph(self) -> str:
        """The table as a Mermaid state diagram."""
        lines = ["stateDiagram-v2", f"    [*] --> {self.initial}"]
        for phase, rules in self.table.items():
            for command, on in rules.items():
                label = command.removeprefix("action:")
                lines += [f"    {phase} --> {to}: {label}" for to in on.to]
                lines += [f"    {phase} --> {on.cancelled}: cancel"] if on.cancelled else []
        lines += [f"    {way} --> {to}" for way, ends in self.passing.items() for to in ends]
        lines += [f"    {phase} --> [*]" for phase in self.table if phase in self.final]
        return "\n".join(dict.fromkeys(lines)) + "\n"


def check(cls: type[Kind]) -> None:
    """Raise MachineError unless every phase can be reached and left and every name exists."""
    problems = [*_unknown(cls), *_unreachable(cls), *_stuck(cls), *_handlers(cls), *_actions(cls)]
    if problems:
        raise MachineError(f"{cls.__name__}: " + "; ".join(problems))


def _closure(start: Iterable[str], after: Callable[[str], Iterable[str]]) -> set[str]:
    seen: set[str] = set()
    waiting = list(start)
    while waiting:
        phase = waiting.pop()
        if phase not in seen:
            seen.add(phase)
            waiting += after(phase)
    return seen


def _after(cls: type[Kind], phase: str) -> list[str]:
    """Where a phase leads in one step."""
    rules = cls.table.get(phase, {}).values()
    return [to for on in rules for to in on.targets()] + list(cls.passing.get(phase, ()))


def _unknown(cls: type[Kind]) -> list[str]:
    phases = {*cls.table, *cls.passing}
    named = {cls.initial, *cls.final} | {to for phase in phases for to in _after(cls, phase)}
    return [f"phase {p!r} has no row" for p in sorted(named - phases)]


def _unreachable(cls: type[Kind]) -> list[str]:
    reached = _closure([cls.initial], lambda phase: _after(cls, phase))
    return [
        f"phase {p!r} cannot be reached" for p in (*cls.table, *cls.passing) if p not in reached
    ]


def _stuck(cls: type[Kind]) -> list[str]:
    return [
        f"phase {p!r} cannot be left"
        for p in (*cls.table, *cls.passing)
        if not _after(cls, p) and p not in cls.final
    ]


def _handlers(cls: type[Kind]) -> list[str]:
    names = {on.handler for rules in cls.table.values() for on in rules.values()}
    return [
        f"handler {name!r} is missing or not async"
        for name in sorted(names)
        if not inspect.iscoroutinefunction(getattr(cls, name, None))
    ]


def _actions(cls: type[Kind]) -> list[str]:
    declared = [f"action:{a.name}" for a in cls.actions]
    known = {"start", "message", *declared}
    used = {name for rules in cls.table.values() for name in rules}
    return [f"{name!r} is not a command that can come" for name in sorted(used - known)] + [
        f"{name!r} is declared and never taken" for name in declared if name not in used
    ]
