"""What a table says of a schema."""

from typing import Annotated, Literal

import msgspec
import pytest

from agents.schemas import schema_of
from server.reference.schema_table import describe, table


class Inner(msgspec.Struct):
    marks: list[int]


class Outer(msgspec.Struct, rename="camel"):
    kind: Literal["a", "b"]
    how_long: Annotated[int, msgspec.Meta(ge=10, le=60)]
    inner: list[Inner]
    reasons: dict[str, str]
    note: Annotated[str, msgspec.Meta(max_length=2_000)] | None = None


def test_table_has_a_row_for_every_field_nested_ones_by_their_path() -> None:
    assert table(schema_of(Outer)).splitlines() == [
        "| field | value | |",
        "|---|---|---|",
        '| `kind` | `"a"`, `"b"` |  |',
        "| `howLong` | whole number, 10 to 60 |  |",
        "| `inner` | a list: an object |  |",
        "| `inner[].marks` | a list: whole number |  |",
        "| `reasons` | an object, each value text |  |",
        "| `note` | text, up to 2,000 characters or `null` | optional |",
    ]


def test_table_leaves_out_what_it_is_told_to_skip() -> None:
    assert "`kind`" not in table(schema_of(Outer), skip=frozenset({"kind"}))


@pytest.mark.parametrize(
    ("field", "words"),
    [
        ({"type": "integer", "minimum": 0}, "whole number, from 0"),
        ({"type": "number", "minimum": -(2**53 - 1), "maximum": 2**53 - 1}, "number"),
        ({"type": "string", "pattern": "a|b"}, r"text, as `a\|b`"),
        ({"$ref": "#/$defs/Event"}, "`Event`"),
        ({}, "any JSON value"),
    ],
)
def test_field_is_described_in_a_few_words(field: dict[str, object], words: str) -> None:
    assert describe(field, {"Event": {}}) == words
