"""Kinds that are made on the spot."""

import msgspec

from agents.kind import Kind


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
