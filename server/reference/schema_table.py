"""JSON Schema as a Markdown table, one row per field, nested ones by their path."""

from collections.abc import Iterator
from typing import Any

from protocol.messages import MAX_SAFE_INTEGER

Schema = dict[str, Any]

PREFIX = "#/$defs/"
MAX_DEPTH = 4
"""How deeply rows go into nested objects; documents that hold themselves end there."""


def table(
    schema: Schema, definitions: Schema | None = None, skip: frozenset[str] = frozenset()
) -> str:
    """The fields of an object's schema; `skip` names fields that are left out.

    A type that is defined in `schema` itself gets rows of its own; one of `definitions`, which
    are documented elsewhere, is only named.
    """
    rows = [
        f"| `{path}` | {describe(field, definitions or {})} | {'' if required else 'optional'} |"
        for path, field, required in _fields(schema, schema.get("$defs", {}), "", MAX_DEPTH)
        if path not in skip
    ]
    return "\n".join(["| field | value | |", "|---|---|---|", *rows])


def _fields(
    schema: Schema, own: Schema, path: str, depth: int
) -> Iterator[tuple[str, Schema, bool]]:
    required = schema.get("required", ())
    for name, field in schema.get("properties", {}).items():
        yield f"{path}{name}", field, name in required
        inner, many = _object_of(field, own)
        if inner is not None and depth > 1:
            yield from _fields(inner, own, f"{path}{name}{'[]' if many else ''}.", depth - 1)


def _object_of(field: Schema, own: Schema) -> tuple[Schema | None, bool]:
    """The object that a field may hold, if it is of the schema's own types; whether in a list."""
    for branch in field.get("anyOf", [field]):
        many = isinstance(branch.get("items"), dict)
        name = (branch["items"] if many else branch).get("$ref", "").removeprefix(PREFIX)
        if name in own:
            return own[name], many
    return None, False


def describe(field: Schema, definitions: Schema) -> str:
    """A field's value in a few words."""
    if "anyOf" in field:
        return " or ".join(describe(branch, definitions) for branch in field["anyOf"])
    if "$ref" in field:
        name = field["$ref"].removeprefix(PREFIX)
        return f"`{name}`" if name in definitions else "an object"
    if "enum" in field:
        return ", ".join(
            f'`"{value}"`' if isinstance(value, str) else f"`{value}`" for value in field["enum"]
        )
    if "prefixItems" in field:
        return "a list of " + ", ".join(describe(f, definitions) for f in field["prefixItems"])
    if field.get("type") == "array":
        return f"a list: {describe(field.get('items', {}), definitions)}"
    if field.get("type") == "object" and isinstance(field.get("additionalProperties"), dict):
        return f"an object, each value {describe(field['additionalProperties'], definitions)}"
    return _WORDS.get(field.get("type", ""), "any JSON value") + _bounds(field)


_WORDS = {
    "string": "text",
    "integer": "whole number",
    "number": "number",
    "boolean": "`true` or `false`",
    "object": "an object",
    "null": "`null`",
}


def _bounds(field: Schema) -> str:
    pairs = (
        (field.get("minLength"), field.get("maxLength"), " characters"),
        (_told(field.get("minimum")), _told(field.get("maximum")), ""),
    )
    shown = [
        f"{_range(low, high)}{unit}" for low, high, unit in pairs if (low, high) != (None, None)
    ]
    shown += [f"as `{field['pattern'].replace('|', chr(92) + '|')}`"] if "pattern" in field else []
    return "".join(f", {part}" for part in shown)


def _told(limit: int | None) -> int | None:
    """None for the limits of what JSON can say at all (RFC 7493, section 2.2)."""
    return None if limit is not None and abs(limit) == MAX_SAFE_INTEGER else limit


def _range(low: int | None, high: int | None) -> str:
    if low is None:
        return f"up to {high:,}"
    return f"from {low:,}" if high is None else f"{low:,} to {high:,}"
