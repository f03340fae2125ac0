"""The bounds that a JSON Schema sets to a value, by where the value stands."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, Literal

Schema = Mapping[str, Any]

Type = Literal["object", "array", "string", "number"]


class Bounds:
    """What the schema allows at one place. Made when needed, as a schema may refer to itself.

    Where it leaves open which of several schemas holds (`anyOf`), the widest of those that fit
    bounds; where one of them sets no bound, there is none.
    """

    __slots__ = ("_definitions", "_item", "_members", "_schemas")

    def __init__(self, schemas: Sequence[Schema], definitions: Mapping[str, Schema]) -> None:
        self._definitions = definitions
        self._schemas = [found for schema in schemas for found in _flat(schema, definitions, ())]
        self._members: dict[str, Bounds] = {}
        self._item: Bounds | None = None

    @classmethod
    def of(cls, schema: Schema | None) -> "Bounds":
        """The bounds of a whole document; none without a schema."""
        return cls([schema], schema.get("$defs", {})) if schema else UNBOUNDED

    @property
    def max_items(self) -> int | None:
        """How many items a list may have here."""
        found: int | None = self._widest("array", "maxItems", max)
        return found

    @property
    def max_length(self) -> int | None:
        """How many characters a string may have here."""
        found: int | None = self._widest("string", "maxLength", max)
        return found

    @property
    def minimum(self) -> float | None:
        """The least number here."""
        found: float | None = self._widest("number", "minimum", min)
        return found

    @property
    def maximum(self) -> float | None:
        """The greatest number here."""
        found: float | None = self._widest("number", "maximum", max)
        return found

    def member(self, name: str) -> "Bounds":
        """The bounds of an object's member."""
        if not self._schemas:
            return self
        if name not in self._members:
            found = [_member(schema, name) for schema in self._of("object")]
            known = any(name in schema.get("properties", ()) for schema in self._schemas)
            member = self._inner(found)
            if not known:
                return member
            self._members[name] = member
        return self._members[name]

    def item(self) -> "Bounds":
        """The bounds of a list's items."""
        if self._item is None:
            found = [schema.get("items") for schema in self._of("array")]
            self._item = self._inner(found)
        return self._item

    def _inner(self, schemas: Sequence[Any]) -> "Bounds":
        inner = [schema for schema in schemas if isinstance(schema, Mapping)]
        if not inner or len(inner) < len(schemas):
            return UNBOUNDED
        return Bounds(inner, self._definitions)

    def _of(self, type_: Type) -> list[Schema]:
        return [schema for schema in self._schemas if _fits(schema, type_)]

    def _widest(self, type_: Type, keyword: str, widest: Any) -> Any:
        found = [schema.get(keyword) for schema in self._of(type_)]
        return widest(found) if found and None not in found else None


UNBOUNDED: Final = Bounds([], {})
"""Allows everything, at every place."""


def _flat(
    schema: Schema, definitions: Mapping[str, Schema], seen: tuple[str, ...]
) -> Iterator[Schema]:
    """The schemas of which one holds, without references."""
    reference = schema.get("$ref")
    if isinstance(reference, str):
        name = reference.rpartition("/")[2]
        if name in seen or name not in definitions:
            yield {}
        else:
            yield from _flat(definitions[name], definitions, (*seen, name))
    elif "anyOf" in schema:
        for branch in schema["anyOf"]:
            yield from _flat(branch, definitions, seen)
    else:
        yield schema


def _member(schema: Schema, name: str) -> Any:
    return schema.get("properties", {}).get(name, schema.get("additionalProperties"))


def _fits(schema: Schema, type_: Type) -> bool:
    """Whether a value of this type may fit the schema, so far as its `type` says."""
    types = schema.get("type", type_)
    types = types if isinstance(types, list) else [types]
    return type_ in types or (type_ == "number" and "integer" in types)
