"""The documents in the repository are what the types say."""

import json
from collections.abc import Iterator
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from protocol.errors import CloseCode
from protocol.events import Event
from protocol.frames import ServerFrame
from protocol.messages import Message
from protocol.schema import ROOT, definitions, documents, json_schema
from protocol.typescript import declarations
from tests.protocol.strategies import instances, members

DEFINITIONS = definitions()


@pytest.mark.parametrize("path", documents())
def test_document_equals_what_the_types_generate(path: str) -> None:
    assert (ROOT / path).read_text() == documents()[path], "run: python -m protocol.schema"


def refs(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        if "$ref" in node:
            yield node["$ref"]
        for value in node.values():
            yield from refs(value)
    if isinstance(node, list):
        for value in node:
            yield from refs(value)


@pytest.mark.parametrize("path", [path for path in documents() if path.endswith(".json")])
def test_every_reference_leads_somewhere(path: str) -> None:
    document = json.loads(documents()[path])
    for ref in refs(document):
        node = document
        for part in ref.removeprefix("#/").split("/"):
            node = node[part]
        assert node


def test_schema_names_unions_once() -> None:
    found = definitions()
    assert found["Events"]["properties"]["events"]["items"] == {"$ref": "#/$defs/Event"}
    assert len(found["Event"]["anyOf"]) == 31
    assert {"$ref": "#/$defs/ServerFrame"} in json_schema()["anyOf"]


def test_optional_field_is_left_out_and_never_null() -> None:
    ack = definitions()["Ack"]
    assert "error" not in ack["required"]
    assert ack["properties"]["error"] == {"$ref": "#/$defs/Problem"}


@given(st.data())
@settings(max_examples=150, deadline=None)
def test_field_is_required_just_where_it_is_always_sent(data: st.DataObject) -> None:
    kind = data.draw(st.sampled_from([*members(ServerFrame), *members(Event), *members(Message)]))
    schema = DEFINITIONS[kind.__name__]
    sent = msgspec.to_builtins(data.draw(instances(kind)))
    assert set(schema["required"]) <= sent.keys() <= schema["properties"].keys()
    least = {
        field.name: field.type
        for field in msgspec.inspect.type_info(kind).fields  # type: ignore[attr-defined]
        if field.required
    }
    drawn = data.draw(instances(kind))
    short = kind(**{name: getattr(drawn, name) for name in least})
    assert msgspec.to_builtins(short).keys() == set(schema["required"])


def test_asyncapi_holds_every_close_code() -> None:
    document = json.loads(documents()["docs/asyncapi.json"])
    assert set(document["x-close-codes"]) == {str(int(code)) for code in CloseCode}


def test_typescript_declares_what_a_schema_says() -> None:
    schema = {
        "Thing": {
            "description": "A thing.",
            "properties": {
                "kind": {"enum": ["a", "b"]},
                "parts": {"type": "array", "items": {"$ref": "#/$defs/Part"}},
                "more": {"type": "object"},
                "either": {"anyOf": [{"type": "integer"}, {"type": "number"}, {"type": "null"}]},
            },
            "required": ["kind"],
        },
        "Part": {"anyOf": [{"$ref": "#/$defs/Thing"}, {"type": "string"}]},
    }
    _, _, text = declarations(schema).partition("\n")
    assert text == (
        "\n/** A thing. */\nexport interface Thing {\n"
        '  kind: "a" | "b";\n'
        "  parts?: Array<Part>;\n"
        "  more?: Record<string, unknown>;\n"
        "  either?: number | null;\n"
        "}\n"
        "\nexport type Part =\n  | Thing\n  | string;\n"
    )
