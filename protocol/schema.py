"""The protocol's documents, made from its types: JSON Schema, AsyncAPI, TypeScript.

`python -m protocol.schema` writes them; a test fails while a file differs from its types.
"""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import msgspec

from protocol.asyncapi import asyncapi
from protocol.commands import ClientFrame
from protocol.events import Event
from protocol.frames import VERSION, ServerFrame
from protocol.messages import (
    ContentPart,
    Message,
    PartSource,
    PatchOperation,
    RunFinishedOutcome,
    SubagentFinishedOutcome,
)
from protocol.typescript import declarations

ROOT = Path(__file__).parent.parent

UNIONS: dict[str, Any] = {
    "ServerFrame": ServerFrame,
    "ClientFrame": ClientFrame,
    "Event": Event,
    "ConversationMessage": Message,
    "ContentPart": ContentPart,
    "PartSource": PartSource,
    "PatchOperation": PatchOperation,
    "RunFinishedOutcome": RunFinishedOutcome,
    "SubagentFinishedOutcome": SubagentFinishedOutcome,
}
"""The unions that get a name of their own in the documents."""


def definitions(prefix: str = "#/$defs/") -> dict[str, Any]:
    """The JSON Schema of every type on the wire, by name."""
    unions, structs = msgspec.json.schema_components(
        UNIONS.values(), ref_template=prefix + "{name}"
    )
    for name, fields in _always_sent(UNIONS.values()).items():
        required = structs[name]["required"]
        required += [field for field in fields if field not in required]
    named = {_members(union): name for name, union in zip(UNIONS, unions, strict=True)}
    found = {name: _tidy(union, {}, prefix) for name, union in zip(UNIONS, unions, strict=True)}
    found |= {name: _tidy(struct, named, prefix) for name, struct in structs.items()}
    return dict(sorted(found.items()))


def json_schema() -> dict[str, Any]:
    """One schema document: any frame of either side validates against it."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"CareerPilot session protocol, version {VERSION}",
        "anyOf": [{"$ref": "#/$defs/ServerFrame"}, {"$ref": "#/$defs/ClientFrame"}],
        "$defs": definitions(),
    }


def documents() -> dict[str, str]:
    """Every generated file: its path in the repository, and its text."""
    return {
        "docs/protocol.schema.json": _pretty(json_schema()),
        "docs/asyncapi.json": _pretty(asyncapi(definitions("#/components/schemas/"))),
        "server/page/client/protocol.d.ts": declarations(definitions()),
    }


def main() -> None:
    """Writes the files."""
    for path, text in documents().items():
        file = ROOT / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
        print(path)


def _always_sent(types: Iterable[Any]) -> dict[str, list[str]]:
    """By Struct, the fields with a default that are written all the same.

    msgspec takes what has a default for something that may be left out; but what a factory of our
    own makes `omit_defaults` leaves in.
    """
    found: dict[str, list[str]] = {}

    def look(info: Any) -> None:
        match info:
            case msgspec.inspect.UnionType():
                parts = info.types
            case msgspec.inspect.ListType():
                parts = (info.item_type,)
            case msgspec.inspect.StructType() if info.cls.__name__ not in found:
                found[info.cls.__name__] = [
                    field.encode_name
                    for field in info.fields
                    if field.default_factory not in (msgspec.NODEFAULT, list, dict, set)
                ]
                parts = tuple(field.type for field in info.fields)
            case _:
                parts = ()
        for part in parts:
            look(part)

    for one in types:
        look(msgspec.inspect.type_info(one))
    return found


def _pretty(document: Any) -> str:
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def _members(schema: Any) -> str:
    """What tells one union from another."""
    return json.dumps(schema.get("anyOf"))


def _tidy(schema: Any, named: dict[str, str], prefix: str) -> Any:
    """Names unions, and says of an optional field that it is left out, not that it is null."""
    if isinstance(schema, list):
        return [_tidy(item, named, prefix) for item in schema]
    if not isinstance(schema, dict):
        return schema
    if "default" in schema and schema["default"] is None:
        schema = _without_null(schema)
    if "anyOf" in schema and _members(schema) in named:
        return {"$ref": prefix + named[_members(schema)]}
    return {
        key: _tidy(value, named, prefix) for key, value in schema.items() if key != "discriminator"
    }


def _without_null(schema: dict[str, Any]) -> dict[str, Any]:
    rest = {key: value for key, value in schema.items() if key not in {"default", "anyOf"}}
    branches = [branch for branch in schema.get("anyOf", ()) if branch != {"type": "null"}]
    if len(branches) == 1:
        return {**rest, **branches[0]}
    return {**rest, "anyOf": branches} if branches else rest


if __name__ == "__main__":
    main()
