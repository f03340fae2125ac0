"""A value of a result, and where it stands in it: what its JSON Schema says of it. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

Schema = Mapping[str, Any]

LEADING = ("title", "name", "question", "text", "skill", "check", "theme", "label", "change")
"""An entry of a list is called by the first of these that it has."""

QUOTED = {"quote", "source", "path", "span"}
"""What a quote may have. All but the words, and where they stand, is for programs."""

OF_SCORES = {"gain", "points", "maxPoints", "weight"}
"""Parts and differences of scores: by themselves they say nothing."""

_TYPES: Mapping[str, type | tuple[type, ...]] = {
    "array": list,
    "object": dict,
    "integer": int,
    "number": (int, float),
    "string": str,
    "boolean": bool,
}


@dataclass(frozen=True)
class Place:
    """A value and where it stands: its name and path (a JSON Pointer), its schema within the whole
    one (`root`), and the whole value (`top`).
    """

    name: str
    value: Any
    schema: Schema
    root: Schema
    top: Any
    path: str = ""

    @classmethod
    def of(cls, value: Any, schema: Schema) -> "Place":
        """The place of a whole value."""
        return cls("", value, _plain(schema, schema), schema, value)

    def at(self, key: str | int) -> "Place":
        """The place of what the value has there."""
        value = self.value[key]
        if isinstance(key, int):
            first = self.schema.get("prefixItems", ())
            inner = first[key] if key < len(first) else self.schema.get("items")
        else:
            inner = self.schema.get("properties", {}).get(key)
            inner = self.schema.get("additionalProperties") if inner is None else inner
        name = self.name if isinstance(key, int) else key
        step = str(key).replace("~", "~0").replace("/", "~1")
        found = _schema_for(value, inner, self.root)
        return Place(name, value, found, self.root, self.top, f"{self.path}/{step}")

    def items(self) -> list["Place"]:
        """What a list has."""
        return [self.at(number) for number in range(len(self.value))]

    def entries(self) -> list["Place"]:
        """What an object has for people, in the schema's order; ids and pointers are for
        programs.
        """
        known = [name for name in self.schema.get("properties", {}) if name in self.value]
        names = [*known, *(name for name in self.value if name not in known)]
        return [self.at(name) for name in names if _is_for_people(name, self.value[name])]

    @property
    def is_quote(self) -> bool:
        """Whether it is a passage of something that was given."""
        value = self.value
        is_one = isinstance(value, dict) and isinstance(value.get("quote"), str)
        return is_one and not {*value} - QUOTED

    @property
    def is_score(self) -> bool:
        """Whether it is one of the whole numbers from 0 to 100 that say how good something is."""
        bounds = (self.schema.get("minimum"), self.schema.get("maximum"))
        named = self.name == "score" or self.name.endswith("Score")
        if not named and (bounds != (0, 100) or self.name in OF_SCORES):
            return False
        return self.value is None or (is_whole(self.value) and 0 <= self.value <= 100)

    @property
    def is_level(self) -> bool:
        """Whether it is one of the steps of 5 that say how far something is shown."""
        named = self.name == "level" or self.name.endswith("Level")
        return named and self.schema.get("multipleOf") == 5 and is_whole(self.value)


def is_whole(value: Any) -> bool:
    """Whether it is a whole number."""
    return isinstance(value, int) and not isinstance(value, bool)


def _is_for_people(name: str, value: Any) -> bool:
    return name != "id" and not (
        name in ("path", "input") and (isinstance(value, dict) or str(value).startswith("/"))
    )


def _plain(schema: Any, root: Schema, seen: tuple[str, ...] = ()) -> Schema:
    """The schema with its reference followed, and "or null" taken off.

    A definition's title is its type's name, which says nothing of the place where it is used.
    """
    if not isinstance(schema, Mapping):
        return {}
    reference = schema.get("$ref")
    if isinstance(reference, str) and reference not in seen:
        name = reference.rpartition("/")[2]
        found = root.get("$defs", {}).get(name, {})
        own = {key: value for key, value in schema.items() if key != "$ref"}
        untitled = {key: value for key, value in found.items() if key != "title"}
        return _plain(untitled | own, root, (*seen, reference))
    options = [one for one in schema.get("anyOf", ()) if one.get("type") != "null"]
    if len(options) == 1:
        own = {key: value for key, value in schema.items() if key != "anyOf"}
        return _plain({**options[0], **own}, root, seen)
    return schema


def _schema_for(value: Any, schema: Any, root: Schema) -> Schema:
    """The schema of a value; of several that it may have, the first that it looks like."""
    found = _plain(schema, root)
    options = [_plain(one, root) for one in found.get("anyOf", ())]
    return next((one for one in options if _fits(value, one)), found)


def _fits(value: Any, schema: Schema) -> bool:
    type_ = schema.get("type")
    if isinstance(type_, str) and not isinstance(value, _TYPES.get(type_, object)):
        return False
    return not isinstance(value, dict) or all(name in value for name in schema.get("required", ()))
