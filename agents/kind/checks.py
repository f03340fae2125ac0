"""What is checked of a kind when its class is made: its state machine, its tasks, its result."""

import inspect
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from agents.errors import MachineError
from agents.kind import exports, wording
from agents.kind.prompts import field_names, misnamed, named, prompts_in, unwrapped
from agents.kind.schema_paths import at_pointer, branches
from agents.kind.table import Action, StateMachine
from agents.kind.task import Task
from agents.schemas import schema_of

Tasks = Sequence[Task[Any, Any]]


def check(kind: Any, machine: StateMachine, actions: Sequence[Action], tasks: Tasks) -> None:
    """Raise MachineError unless every phase can be reached and left and every name exists."""
    problems = [
        *_tasks(kind, tasks),
        *wording.problems(kind, actions, tasks),
        *_result(kind, tasks),
        *_exports(kind),
        *_unknown(machine),
        *_unreachable(machine),
        *_stuck(machine),
        *_handlers(kind, machine),
        *_actions(actions, machine),
    ]
    if problems:
        raise MachineError(f"{kind.__name__}: " + "; ".join(problems))


def _exports(kind: Any) -> list[str]:
    result = schema_of(kind.result_type) if kind.exports and kind.result_type else None
    return exports.problems(kind.exports, result)


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


def task_prompts(kind: Any, tasks: Tasks) -> dict[str, str]:
    """What each task is told, by its name. Of tasks that passed the check."""
    texts = prompts_in(_folder(kind))
    return {
        task.name: named(unwrapped(task.prompt) if task.prompt else texts[task.name])
        for task in tasks
    }


def _folder(kind: Any) -> Path:
    """Where the prompts lie: beside the module that names the tasks."""
    owner = next((c for c in kind.__mro__ if {"tasks", "reviews"} & vars(c).keys()), kind)
    path = getattr(sys.modules.get(owner.__module__), "__file__", None)
    return Path(path or ".").parent / "prompts"


def _tasks(kind: Any, tasks: Tasks) -> Iterator[str]:
    for name, count in Counter(task.name for task in tasks).items():
        if count > 1:
            yield f"two tasks are named {name!r}"
    for task in tasks:
        problems = [*task.problems(), *_prompt(kind, task), *_limits(task)]
        yield from (f"task {task.name!r}: {problem}" for problem in problems)


def _prompt(kind: Any, task: Task[Any, Any]) -> list[str]:
    text = task.prompt or prompts_in(_folder(kind)).get(task.name)
    if text is None:
        return [f"there is no {_folder(kind) / task.name}.md"]
    if not text.strip():
        return ["its prompt is empty"]
    names = field_names(schema_of(task.inputs))
    if task.output is not str:
        names |= field_names(schema_of(task.output))
    return [
        f"its prompt names {{{name}}}, which is no field of its inputs or answer"
        for name in misnamed(text, names)
    ]


def _limits(task: Task[Any, Any]) -> list[str]:
    """What of an answer could go on for ever."""
    return [] if task.output is str else list(_endless(schema_of(task.output)))


def _endless(schema: Mapping[str, Any]) -> Iterator[str]:
    parts = {"": schema, **schema.get("$defs", {})}
    for part in parts.values():
        for name, field in part.get("properties", {}).items():
            for node in _nodes(field):
                if node.get("type") == "array" and "maxItems" not in node:
                    yield f"{name!r} of its answer has no greatest number of items (max_length)"
                if node.get("type") == "string" and not {"maxLength", "enum", "format"} & set(node):
                    yield f"{name!r} of its answer has no greatest length (max_length)"


def _nodes(field: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    yield field
    for part in [*field.get("anyOf", ()), *field.get("prefixItems", ())]:
        yield from _nodes(part)
    if isinstance(items := field.get("items"), Mapping):
        yield from _nodes(items)


def _result(kind: Any, tasks: Tasks) -> Iterator[str]:
    """What a result would lack, or have that its type does not know."""
    filled = [task for task in tasks if task.into is not None]
    if kind.result_type is None:
        yield from (f"task {task.name!r} goes into a result, and there is none" for task in filled)
        yield from (f"there is no result in which to set {name!r}" for name in kind.sets)
        return
    schema = schema_of(kind.result_type)
    known = schema.get("properties", {})
    yield from (
        f"the result has no field {name!r} to set" for name in kind.sets if name not in known
    )
    sources = set(kind.sets)
    for task in filled:
        yield from (f"task {task.name!r}: {problem}" for problem in _misplaced(schema, task))
        first = task.into.strip("/").split("/")[0] if task.into else ""
        sources |= {first} if first else set(schema_of(task.output).get("properties", ()))
    if kind.reviews and any(review.draft.into is not None for review in kind.reviews):
        if "confirm" not in known:
            yield "a reviewed draft goes into the result, which has no field 'confirm' for doubts"
        sources.add("confirm")
    for name in schema.get("required", ()):
        if name not in sources:
            yield f"nothing fills the result's {name!r}: no task goes there, nor is it in `sets`"


def _misplaced(schema: Mapping[str, Any], task: Task[Any, Any]) -> Iterator[str]:
    """Why an answer does not fit into the result where it is to grow."""
    place = at_pointer(schema, task.into or "")
    if place is None:
        yield f"the result has no {task.into!r}"
        return
    if task.output is str:
        if "string" not in _types(schema, place):
            yield f"{task.into!r} in the result is no text"
        return
    answer = schema_of(task.output)
    known = {name: node for part in _objects(schema, place) for name, node in _properties(part)}
    if not known:
        yield f"{task.into!r} in the result is no object"
    for name, node in answer.get("properties", {}).items():
        if known and name not in known:
            yield f"its answer has {name!r}, which {task.into or 'the result'!r} does not know"
        elif known and not _types(answer, node) <= _types(schema, known[name]):
            yield f"{name!r} of its answer is of another type in the result"


def _properties(part: Mapping[str, Any]) -> list[tuple[str, Mapping[str, Any]]]:
    return list(part.get("properties", {}).items())


def _objects(schema: Mapping[str, Any], node: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return [part for part in branches(schema, node) if part.get("type") == "object"]


def _types(schema: Mapping[str, Any], node: Mapping[str, Any]) -> set[str]:
    """The JSON types that a value there may have."""
    names = {bool: "boolean", int: "integer", float: "number", str: "string", type(None): "null"}
    found: set[str] = set()
    for part in branches(schema, node):
        kind = part.get("type")
        found |= {kind} if isinstance(kind, str) else set(kind or ())
        if kind is None:
            found |= {names[type(value)] for value in part.get("enum", ())}
    return found
