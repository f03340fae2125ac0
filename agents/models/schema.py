"""JSON Schema in the subset that a provider's structured output takes.

An answer that fits the adapted schema has the shape of the type that the schema was made from.
What a provider can't enforce stands in the description, for the model to read. A property that may
be absent is demanded where a provider demands all: what is there always fits the type, so there
is nothing to strip.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

Schema = Mapping[str, Any]


class Subset(msgspec.Struct, frozen=True):
    """What a provider takes: keywords beyond the common ones, and what it insists on.

    `all_required`: every property of every object. `closed`: no object with other properties.
    `min_items`: the largest `minItems`. `most`: how large a schema may be, by what is counted
    (`_sizes`); a larger one is refused.
    """

    keywords: frozenset[str]
    all_required: bool = False
    closed: bool = False
    min_items: int | None = None
    most: Mapping[str, int] = {}


_NUMBERS = {"minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"}

OPENAI = Subset(
    frozenset({"pattern", "format", "minItems", "maxItems", *_NUMBERS}),
    all_required=True,
    closed=True,
    most={"properties": 5_000, "choices": 1_000, "characters": 120_000},
)
"""OpenAI's structured outputs, strict (platform documentation, "Supported schemas")."""

ANTHROPIC = Subset(
    frozenset({"format", "minItems"}),
    closed=True,
    min_items=1,
    most={"optional": 24, "unions": 16},
)
"""Anthropic's structured outputs ("JSON Schema limitations"). It takes some patterns, of which one
that it does not take refuses the request: they are told, as by its own SDK."""

GEMINI = Subset(frozenset({"format", "minItems", "prefixItems", "minimum", "maximum"}))
"""Gemini's `responseJsonSchema` (API reference, `GenerationConfig`). It takes `maxItems`, too, but
unrolls every list: beyond a sum that is not documented, and far smaller for lists of objects, it
refuses the request as an invalid argument."""

_COMMON = {"type", "enum", "description", "required"}

_TOLD = {
    "minLength": "at least {} characters",
    "maxLength": "at most {} characters",
    "minItems": "at least {} items",
    "maxItems": "at most {} items",
    "minimum": "at least {}",
    "maximum": "at most {}",
    "exclusiveMinimum": "more than {}",
    "exclusiveMaximum": "less than {}",
    "multipleOf": "a multiple of {}",
    "pattern": "must match {}",
    "format": "format {}",
    "default": "if there is nothing to say: {}",
}
"""How a keyword that a provider does not take is put into words. Others are left out."""

_TYPES = {str: "string", bool: "boolean", int: "integer", float: "number", type(None): "null"}


def adapted(schema: Schema, subset: Subset) -> dict[str, Any]:
    """The schema in the provider's subset."""
    if "$ref" in schema:
        return _reference(schema)
    taken = {k: v for k, v in schema.items() if k in _COMMON or k in subset.keywords}
    if (subset.min_items is not None) and taken.get("minItems", 0) > subset.min_items:
        del taken["minItems"]
    told = [
        text.format(value if isinstance(value, str) else json.dumps(value))
        for keyword, text in _TOLD.items()
        if (value := schema.get(keyword)) is not None and keyword not in taken
    ]
    return _described(taken | _structure(schema, subset), told)


def is_enforceable(schema: Schema, subset: Subset) -> bool:
    """Whether the provider can hold an answer to it: it is closed, and not too large."""
    sizes = _sizes(schema)
    return is_closed(schema) and all(sizes[what] <= most for what, most in subset.most.items())


def is_closed(schema: Schema) -> bool:
    """Whether every value in it has a stated type, and every object stated properties only.

    No provider can enforce what is not so.
    """
    return all(_is_closed(node) for node in _nodes(schema))


def _reference(schema: Schema) -> dict[str, Any]:
    """A reference stands alone in all subsets."""
    bare = {"$ref": schema["$ref"]}
    if "description" in schema:
        return {"anyOf": [bare], "description": schema["description"]}
    return bare


def _structure(schema: Schema, subset: Subset) -> dict[str, Any]:
    """The parts of a schema that hold schemas."""
    parts: dict[str, Any] = {}
    if "enum" in schema and "type" not in schema:
        types = sorted({_TYPES[type(value)] for value in schema["enum"]})
        parts["type"] = types[0] if len(types) == 1 else types
    for keyword in ("properties", "$defs"):
        if keyword in schema:
            inner = schema[keyword].items()
            parts[keyword] = {name: adapted(node, subset) for name, node in inner}
    if "anyOf" in schema:
        parts["anyOf"] = [adapted(node, subset) for node in schema["anyOf"]]
    return parts | _items(schema, subset) | _object(schema, subset)


def _items(schema: Schema, subset: Subset) -> dict[str, Any]:
    """A tuple is a list of any of its members' types where there are no tuples."""
    places = [adapted(node, subset) for node in schema.get("prefixItems", ())]
    if places and "prefixItems" in subset.keywords:
        return {"prefixItems": places}
    if places:
        kinds = [place for n, place in enumerate(places) if place not in places[:n]]
        return {"items": kinds[0] if len(kinds) == 1 else {"anyOf": kinds}}
    items = schema.get("items")
    return {"items": adapted(items, subset)} if items else {}


def _object(schema: Schema, subset: Subset) -> dict[str, Any]:
    if schema.get("type") != "object":
        return {}
    others = schema.get("additionalProperties")
    parts: dict[str, Any] = {}
    if subset.closed:
        parts["additionalProperties"] = False
    elif isinstance(others, Mapping):
        parts["additionalProperties"] = adapted(others, subset)
    if subset.all_required:
        parts["required"] = list(schema.get("properties", ()))
    return parts


def _described(schema: dict[str, Any], told: list[str]) -> dict[str, Any]:
    if not told:
        return schema
    sentences = [schema["description"]] if "description" in schema else []
    return schema | {"description": " ".join([*sentences, f"({'; '.join(told)})"])}


def _nodes(schema: Schema) -> Iterator[Schema]:
    yield schema
    for keyword in ("properties", "$defs"):
        for node in schema.get(keyword, {}).values():
            yield from _nodes(node)
    for keyword in ("anyOf", "prefixItems"):
        for node in schema.get(keyword, ()):
            yield from _nodes(node)
    if items := schema.get("items"):
        yield from _nodes(items)


def _sizes(schema: Schema) -> dict[str, int]:
    """How many there are of what providers count, over all objects."""
    nodes = [*_nodes(schema)]
    names = [
        name for node in nodes for name in (*node.get("properties", ()), *node.get("$defs", ()))
    ]
    choices = [choice for node in nodes for choice in node.get("enum", ())]
    properties = [len(node.get("properties", ())) for node in nodes]
    required = [len(node.get("required", ())) for node in nodes]
    return {
        "properties": sum(properties),
        "optional": sum(properties) - sum(required),
        "unions": sum("anyOf" in node or isinstance(node.get("type"), list) for node in nodes),
        "choices": len(choices),
        "characters": sum(len(str(text)) for text in (*names, *choices)),
    }


def _is_closed(schema: Schema) -> bool:
    if schema.get("type") == "object":
        return "properties" in schema and not schema.get("additionalProperties")
    return not {"type", "enum", "anyOf", "$ref"}.isdisjoint(schema)
