"""Finds places in a JSON Schema by JSON Pointers into what it describes."""

from collections.abc import Iterator, Mapping
from typing import Any

Schema = Mapping[str, Any]

ANY = "*"
"""In a pointer: any item of a list, or any member of an object whose names are free."""


def at_pointer(schema: Schema, pointer: str) -> Schema | None:
    """What describes the value at the pointer ("" is the whole), or None where there is none."""
    node: Schema | None = schema
    for part in pointer.split("/")[1:]:
        node = next(_below(schema, node, part), None) if node is not None else None
    return node if not pointer or pointer.startswith("/") else None


def branches(schema: Schema, node: Schema) -> Iterator[Schema]:
    """What a value may be: references followed, alternatives apart."""
    if "$ref" in node:
        yield from branches(schema, schema.get("$defs", {}).get(node["$ref"].split("/")[-1], {}))
    elif "anyOf" in node:
        for part in node["anyOf"]:
            yield from branches(schema, part)
    else:
        yield node


def _below(schema: Schema, node: Schema, part: str) -> Iterator[Schema]:
    name = part.replace("~1", "/").replace("~0", "~")
    for branch in branches(schema, node):
        if name in branch.get("properties", {}):
            yield branch["properties"][name]
        elif isinstance(branch.get("items"), Mapping) and (name == ANY or name.isdigit()):
            yield branch["items"]
        elif isinstance(branch.get("additionalProperties"), Mapping):
            yield branch["additionalProperties"]
