"""docs/kinds.md: every kind, what it takes, what comes of it, and its states."""

from collections.abc import Iterable

from agents.kind.kind import Kind
from server.reference.markdown import head
from server.reference.schema_table import table


def kinds(found: Iterable[Kind]) -> str:
    """Every kind: what it takes, what comes of it, and its states."""
    parts = [
        head("Kinds of session", "the kinds in agents/kinds/"),
        "`GET /v1/kinds` gives the same as JSON Schema, `careerpilot graph KIND` the diagram.",
    ]
    for kind in found:
        parts += [f"## {kind.name}", f"**{kind.title}.** {kind.description}", *_kind(kind)]
    return "\n\n".join(parts) + "\n"


def _kind(kind: Kind) -> list[str]:
    result = kind.result_schema()
    parts = ["### Input", table(kind.input_schema()), "### Result"]
    parts += [table(result) if result else "None: the conversation is all that there is."]
    parts += ["### Exports", ", ".join(f"`{name}`" for name in kind.formats)]
    state = kind.state_schema()
    if state:
        parts += ["### State", "Besides what every session's state has:", table(state)]
    parts += ["### Commands", _commands(kind)]
    if kind.actions:
        names = [f"| `{a.name}` | {kind.words(f'actions.{a.name}')} |" for a in kind.actions]
        parts += ["### Actions", "\n".join(["| name | title |", "|---|---|", *names])]
    if kind.asked:
        parts += ["### Tasks", _tasks(kind)]
    return [*parts, "### States", f"```mermaid\n{kind.graph()}```"]


def _tasks(kind: Kind) -> str:
    """What a model is asked, and how far it gets without one."""
    rows = [
        f"| `{task.step}` | {kind.words(f'tasks.{task.name}')} | {task.by_rule} |"
        for task in kind.asked.values()
    ]
    return "\n".join(["| step | what people see | without a model |", "|---|---|---|", *rows])


def _commands(kind: Kind) -> str:
    """Which commands each phase takes."""
    rows = [
        f"| `{phase}` | {', '.join(f'`{name}`' for name in rules) or '–'} |"
        for phase, rules in kind.table.items()
    ]
    rows += [f"| `{phase}` | during a run: `cancel`; others wait |" for phase in kind.passing]
    return "\n".join(["| phase | takes |", "|---|---|", *rows])
