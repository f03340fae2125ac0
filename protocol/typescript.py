"""TypeScript declarations of what is on the wire, from its JSON Schema."""

import json
from typing import Any

_SCALARS = {
    "string": "string",
    "integer": "number",
    "number": "number",
    "boolean": "boolean",
    "null": "null",
}

_HEADER = "// Written by `python -m protocol.schema` from the types in protocol/. Do not edit.\n"


def declarations(definitions: dict[str, Any]) -> str:
    """A module that exports every definition under its name."""
    return _HEADER + "".join(_declaration(name, schema) for name, schema in definitions.items())


def _declaration(name: str, schema: dict[str, Any]) -> str:
    doc = f"/** {schema['description']} */\n" if "description" in schema else ""
    if "properties" not in schema:
        branches = "".join(f"\n  | {_type(branch)}" for branch in schema["anyOf"])
        return f"\n{doc}export type {name} ={branches};\n"
    return f"\n{doc}export interface {name} {{\n{_fields(schema)}}}\n"


def _fields(schema: dict[str, Any]) -> str:
    required = set(schema.get("required", ()))
    return "".join(
        f"  {name}{'' if name in required else '?'}: {_type(field)};\n"
        for name, field in schema["properties"].items()
    )


def _type(schema: dict[str, Any]) -> str:
    if "$ref" in schema:
        return str(schema["$ref"]).rpartition("/")[2]
    if "enum" in schema:
        return " | ".join(json.dumps(value) for value in schema["enum"])
    if "anyOf" in schema:
        return " | ".join(dict.fromkeys(_type(branch) for branch in schema["anyOf"]))
    match schema.get("type"):
        case "array":
            return f"Array<{_type(schema.get('items', {}))}>"
        case "object":
            return f"Record<string, {_type(schema.get('additionalProperties', {}))}>"
        case None:
            return "unknown"
        case scalar:
            return _SCALARS[scalar]
