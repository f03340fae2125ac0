"""JSON Patch (RFC 6902) over AG-UI's typed operations; PyPI `jsonpatch` does the work."""

from collections.abc import Sequence
from typing import Any

import jsonpatch
import msgspec
from jsonpointer import JsonPointer, JsonPointerException

from protocol.errors import CareerPilotError
from protocol.messages import PatchOperation


class PatchError(CareerPilotError):
    """The operations do not fit the document, which stays as it was (RFC 6902 §5)."""


def apply(document: Any, operations: Sequence[PatchOperation]) -> Any:
    """The document that the operations make of this one, which is not changed.

    The two share what the operations do not reach: neither is to be changed in place. Raises
    PatchError where an operation does not fit: all are applied, or none.
    """
    owned: dict[int, Any] = {}
    try:
        for operation in msgspec.to_builtins(operations):
            for step in _steps(document, operation):
                if step["op"] not in ("test", "move"):
                    document = _own(document, step["path"], owned)
                document = jsonpatch.JsonPatch([step]).apply(document, in_place=True)
    except (jsonpatch.JsonPatchException, JsonPointerException, TypeError, KeyError) as error:
        raise PatchError(str(error)) from error
    return document


def _steps(document: Any, operation: dict[str, Any]) -> list[dict[str, Any]]:
    """The operation; one that moves in two, as what is taken away may shift where the other leads.

    To move a value onto or into itself changes nothing or fails, and stays as it is.
    """
    if operation["op"] != "move":
        return [operation]
    source, target = JsonPointer(operation["from"]), JsonPointer(operation["path"])
    if target.parts[: len(source.parts)] == source.parts:
        return [operation]
    return [
        {"op": "remove", "path": operation["from"]},
        {"op": "add", "path": operation["path"], "value": source.resolve(document)},
    ]


def _own(document: Any, pointer: str, owned: dict[int, Any]) -> Any:
    """The document with containers of its own where the pointer leads, so far as it does.

    `owned` has those that are already; by holding them it keeps their ids theirs.
    """
    parts = JsonPointer(pointer).parts
    if not parts:
        return document
    document = place = _owned(document, owned)
    for part in parts[:-1]:
        key = _key(place, part)
        if key is None:
            break
        place[key] = place = _owned(place[key], owned)
    return document


def _owned(value: Any, owned: dict[int, Any]) -> Any:
    if not isinstance(value, dict | list) or id(value) in owned:
        return value
    copy = value.copy()
    owned[id(copy)] = copy
    return copy


def _key(place: Any, part: str) -> str | int | None:
    """Where the part of a pointer leads in a container; None if nowhere."""
    if isinstance(place, dict):
        return part if part in place else None
    if isinstance(place, list) and part.isdecimal() and len(part) <= len(str(len(place))):
        return int(part) if int(part) < len(place) else None
    return None


def diff(old: Any, new: Any) -> list[PatchOperation]:
    """Operations that make `new` of `old`; none where they are equal."""
    return msgspec.convert(jsonpatch.make_patch(old, new).patch, list[PatchOperation])
