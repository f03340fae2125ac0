"""A kind's state machine as data: for each phase, which commands it takes and where they lead.

Commands are named as `protocol.commands.name_of` names them.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import msgspec

from agents.schemas import schema_of
from protocol import commands


class On(msgspec.Struct, frozen=True):
    """A transition: what a phase does with a command.

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
    """An action as the session's state offers it; without a title the texts of its kind have it."""

    name: str
    title: str = ""
    input: type[msgspec.Struct] | None = None
    inner: bool = False
    """Whether a session does it by itself alone, at its alarm: it is offered to nobody."""

    def describe(self, title: str) -> dict[str, Any]:
        """The entry in the state's `actions`, under a title in the session's language."""
        offered: dict[str, Any] = {"name": self.name, "title": title}
        if self.input is not None:
            offered["inputSchema"] = schema_of(self.input)
        return offered


class Alarm(msgspec.Struct, frozen=True):
    """What a session at rest does by itself, if no command comes before.

    At `at_ms` (ms since 1970) it does one of the actions that its phase takes.
    """

    at_ms: int
    action: str

    def command(self) -> commands.Action:
        """The action as a command. Its id is made of the alarm, so the same rings only once."""
        return commands.Action(f"alarm:{self.at_ms}:{self.action}", self.action)


Table = Mapping[str, Mapping[str, On]]
"""The transitions: by phase, then by command."""


class StateMachine(msgspec.Struct, frozen=True):
    """The phases of a kind and what leads from one to another.

    `passing` are phases that a session has only during a run, each with those it leads to.
    """

    initial: str
    final: frozenset[str]
    table: Table
    passing: Mapping[str, tuple[str, ...]]

    @property
    def phases(self) -> tuple[str, ...]:
        """Every phase that is declared."""
        return (*self.table, *self.passing)

    def after(self, phase: str) -> list[str]:
        """Where a phase leads in one step."""
        rules = self.table.get(phase, {}).values()
        return [to for on in rules for to in on.targets()] + list(self.passing.get(phase, ()))

    def reached(self) -> set[str]:
        """Every phase that a session can come to."""
        return _closure([self.initial], self.after)

    def ends(self, on: On) -> set[str]:
        """The phases that a run under this rule may end in."""
        reached = _closure(on.to, lambda phase: self.passing.get(phase, ()))
        return reached - set(self.passing)

    def graph(self) -> str:
        """The machine as a Mermaid state diagram."""
        lines = ["stateDiagram-v2", f"    [*] --> {self.initial}"]
        for phase, rules in self.table.items():
            for command, on in rules.items():
                label = command.removeprefix("action:")
                lines += [f"    {phase} --> {to}: {label}" for to in on.to]
                lines += [f"    {phase} --> {on.cancelled}: cancel"] if on.cancelled else []
        lines += [f"    {way} --> {to}" for way, ends in self.passing.items() for to in ends]
        lines += [f"    {phase} --> [*]" for phase in self.table if phase in self.final]
        return "\n".join(dict.fromkeys(lines)) + "\n"


def _closure(start: Iterable[str], after: Callable[[str], Iterable[str]]) -> set[str]:
    seen: set[str] = set()
    waiting = list(start)
    while waiting:
        phase = waiting.pop()
        if phase not in seen:
            seen.add(phase)
            waiting += after(phase)
    return seen
