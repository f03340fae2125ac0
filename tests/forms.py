"""Answers to requests for JSON, made from the schema that came with the request."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import orjson

from tests.upstream import USUAL, Answer, Received, Scene
from tests.wires import Json, Tokens

PIECE = 8
"""Characters of JSON that come at once."""


def schema_of(call: Received) -> Json | None:
    """The schema that the answer is to fit, from where the vendor looks for it."""
    body = call.body
    if call.dialect == "openai":
        form = body.get("response_format")
        return form["json_schema"]["schema"] if form else None
    if call.dialect == "anthropic":
        form = body.get("output_config", {}).get("format")
        return form["schema"] if form else None
    schema: Json | None = body["generationConfig"].get("responseJsonSchema")
    return schema


def asks_for(call: Received, name: str) -> bool:
    """Whether the answer is to be an object with a property of that name."""
    return name in properties_of(call)


def properties_of(call: Received) -> Json:
    """The properties of the object that the answer is to be; none where it is to be text."""
    schema = schema_of(call)
    properties: Json = _resolved(schema, schema)["properties"] if schema else {}
    return properties


def filled(schema: Json, given: Mapping[str, Any], root: Json | None = None, name: str = "") -> Any:
    """A value that fits the schema; properties that are `given` have that value, by their names."""
    root = schema if root is None else root
    schema = _resolved(schema, root)
    if "anyOf" in schema:
        return filled(schema["anyOf"][0], given, root, name)
    if "enum" in schema:
        return schema["enum"][0]
    match schema["type"]:
        case "object":
            return {
                key: given[key] if key in given else filled(inner, given, root, key)
                for key, inner in schema["properties"].items()
            }
        case "array":
            return [filled(schema["items"], given, root, name) for _ in range(2)]
        case "integer" | "number":
            return schema.get("minimum", 1)
        case "boolean":
            return True
        case "null":
            return None
    return f"Some words about {name}."


def _resolved(schema: Json, root: Json) -> Json:
    while "$ref" in schema:
        node: Json = root
        for step in schema["$ref"].removeprefix("#/").split("/"):
            node = node[step]
        schema = node
    return schema


def answering(
    words: Sequence[str] = ("Hello", ", ", "world", "."),
    usage: Tokens = USUAL,
    given: Mapping[str, Any] | None = None,
    **scene: Any,
) -> Callable[[Received], Scene]:
    """Plays the words to who asks for text, and to who asks for JSON what fits the schema."""

    def answer(call: Received) -> Answer:
        schema = schema_of(call)
        if schema is None:
            return Answer(words, usage, **scene)
        return Answer(pieces(filled(schema, given or {})), usage, **scene)

    return answer


def pieces(value: Any) -> list[str]:
    """The value's JSON, in pieces."""
    text = orjson.dumps(value).decode()
    return [text[at : at + PIECE] for at in range(0, len(text), PIECE)]
