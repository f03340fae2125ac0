"""JSON Patch (RFC 6902) over AG-UI's typed operations; PyPI `jsonpatch` does the work."""

from collections.abc import Sequence
from typing import Any

import jsonpatch
import msgspec
from jsonpointer import JsonPointerException

from protocol.errors import CareerPilotError
from protocol.messages import PatchOperation


class PatchError(CareerPilotError):
    """The operations do not fit the document, which stays as it was (RFC 6902 §5)."""


def apply(document: Any, operations: Sequence[PatchOperation]) -> Any:
    """The document that the operations make of this one, which is not changed.

    Raises PatchError where one of them does not fit: all are applied, or none.
    """
    patch = jsonpatch.JsonPatch(msgspec.to_builtins(operations))
    try:
        return patch.apply(document)
    except (jsonpatch.JsonPatchException, JsonPointerException, TypeError, KeyError) as error:
        raise PatchError(str(error)) from error


def diff(old: Any, new: Any) -> list[PatchOperation]:
    """Operations that make `new` of `old`; none where they are equal."""
    return msgspec.convert(jsonpatch.make_patch(old, new).patch, list[PatchOperation])
