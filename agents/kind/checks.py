"""What is checked of a kind when its class is made: that its state machine can work."""

import inspect
from collections.abc import Iterable

from agents.errors import MachineError
from agents.kind.table import Action, StateMachine


def check(kind: type, machine: StateMachine, actions: Iterable[Action]) -> None:
    """Raise MachineError unless every phase can be reached and left and every name exists."""
    problems = [
        *_unknown(machine),
        *_unreachable(machine),
        *_stuck(machine),
        *_handlers(kind, machine),
        *_actions(actions, machine),
    ]
    if problems:
        raise MachineError(f"{kind.__name__}: " + "; ".join(problems))


def _unknown(machine: StateMachine) -> list[str]:
    phases = set(machine.phases)
    led_to = {to for phase in phases for to in machine.after(phase)}
    named = {machine.initial, *machine.final} | led_to
    return [f"phase {p!r} has no row" for p in sorted(named - phases)]


def _unreachable(machine: StateMachine) -> list[str]:
    reached = machine.reached()
    return [f"phase {p!r} cannot be reached" for p in machine.phases if p not in reached]


def _stuck(machine: StateMachine) -> list[str]:
    return [
        f"phase {p!r} cannot be left"
        for p in machine.phases
        if not machine.after(p) and p not in machine.final
    ]


def _handlers(kind: type, machine: StateMachine) -> list[str]:
    names = {on.handler for rules in machine.table.values() for on in rules.values()}
    return [
        f"handler {name!r} is missing or not async"
        for name in sorted(names)
        if not inspect.iscoroutinefunction(getattr(kind, name, None))
    ]


def _actions(actions: Iterable[Action], machine: StateMachine) -> list[str]:
    declared = [f"action:{a.name}" for a in actions]
    known = {"start", "message", *declared}
    used = {name for rules in machine.table.values() for name in rules}
    return [f"{name!r} is not a command that can come" for name in sorted(used - known)] + [
        f"{name!r} is declared and never taken" for name in declared if name not in used
    ]
