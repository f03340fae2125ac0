"""Kinds and tasks that are made on the spot."""

from typing import Any

import msgspec

from agents.kind import Kind, Needs, On, Task


class Empty(msgspec.Struct):
    """No input."""


def make(table: dict, **more: object) -> type[Kind]:
    """The class of a kind with that table, whose phases the method `handle` leads to `open`."""

    async def handler(self: Kind, turn: object) -> str:
        return "open"

    base = {
        "name": "t",
        "title": "T",
        "description": "",
        "input_type": Empty,
        "initial": "open",
        "handle": handler,
        "table": table,
    }
    return type("T", (Kind,), base | more)


def asking(*tasks: Task[Any, Any], **more: object) -> type[Kind]:
    """The class of a kind of one phase that has these tasks."""
    return make({"open": {"start": On("handle", ("open",))}}, tasks=tasks, **more)


def task(name: str = "write", role: Any = "generator", **more: Any) -> Task[Any, Any]:
    """A task for a model, which gives text."""
    given = {
        "title": "Writes",
        "inputs": Empty,
        "output": str,
        "prompt": "Write.",
        "offline": Needs.MODEL,
    }
    return Task(role, name, **given | more)
