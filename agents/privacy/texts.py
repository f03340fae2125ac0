"""The texts in a value that a model is given, and the value with others in their places."""

import dataclasses
import enum
import re
from collections.abc import Callable, Mapping
from typing import Any

import msgspec

Change = Callable[[str, str], str]
"""From a text and the name of the field that it is in to what is to stand there."""

_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])|[_-]")


def changed(value: Any, change: Change, label: str = "") -> Any:
    """The value, of the same types, with each text in it changed. Names of fields are ours."""
    if isinstance(value, str):
        return value if isinstance(value, enum.Enum) else change(value, label)
    if isinstance(value, msgspec.Raw):
        inner = changed(msgspec.json.decode(value), change, label)
        return msgspec.Raw(msgspec.json.encode(inner))
    if isinstance(value, msgspec.Struct):
        fields = {name: getattr(value, name) for name in value.__struct_fields__}
        return msgspec.structs.replace(value, **_fields(fields, change))
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        fields = {one.name: getattr(value, one.name) for one in dataclasses.fields(value)}
        return dataclasses.replace(value, **_fields(fields, change))
    if isinstance(value, Mapping):
        return {
            changed(name, change): changed(one, change, spoken(name)) for name, one in value.items()
        }
    if isinstance(value, tuple) and hasattr(value, "_fields"):
        return type(value)(
            *(changed(one, change, spoken(n)) for n, one in zip(value._fields, value, strict=True))
        )
    if isinstance(value, list | tuple | set | frozenset):
        return type(value)(changed(one, change, label) for one in value)
    return value


def spoken(name: object) -> str:
    """The name of a field in words: "birthDate" is "birth date"."""
    return _CAMEL.sub(" ", name).lower() if isinstance(name, str) else ""


def _fields(fields: Mapping[str, Any], change: Change) -> dict[str, Any]:
    """The fields whose values are other ones now."""
    given = ((name, one, changed(one, change, spoken(name))) for name, one in fields.items())
    return {name: new for name, one, new in given if new is not one}
