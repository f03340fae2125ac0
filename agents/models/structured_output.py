"""Structured output: a model's JSON as what was asked for, mended where only its form is wrong."""

import re
from typing import Any, TypeVar

import msgspec

from agents.models.request import ToolCall

T = TypeVar("T", bound=msgspec.Struct)

_LIMIT = re.compile(
    r"Expected `(?P<type>\w+)` (?:of length )?(?P<sign>[<>]=?) (?P<limit>\S+)"
    r"(?: - at `\$\.?(?P<place>.*)`)?"
)
"""How msgspec says that a value is beyond a limit."""
_SIGNS = {"<=": "at most", ">=": "at least", "<": "less than", ">": "more than"}
_UNITS = {"str": " characters", "array": " items", "object": " entries"}


def decoded(answer: str, output: type[T]) -> T:
    """The answer, typed. Raises msgspec.DecodeError, whose text says what is wrong and where.

    What surrounds the JSON, broken quoting and the like are mended. A null in place of a field that
    may be absent counts as absent: some providers know no absent fields. A limit is named as the
    schemas tell it: `keyPoints: at most 8 items`.
    """
    try:
        return msgspec.json.decode(answer, type=output)
    except msgspec.DecodeError:
        import json_repair  # seldom needed, and slow to import

        mended = json_repair.loads(answer)
        try:
            return msgspec.convert(_without_nulls(mended), output)
        except msgspec.ValidationError as error:
            raise msgspec.ValidationError(_worded(str(error))) from None


def arguments(call: ToolCall) -> dict[str, Any]:
    """A tool call's arguments as an object; under `arguments` the text where it is none."""
    try:
        value = msgspec.json.decode(call.arguments)
    except msgspec.DecodeError:
        value = None
    return value if isinstance(value, dict) else {"arguments": call.arguments}


def _worded(error: str) -> str:
    """The error in words that a model can act on, where it is about a limit."""
    found = _LIMIT.fullmatch(error)
    if found is None:
        return error
    unit = _UNITS.get(found["type"], "")
    return f"{found['place'] or 'the answer'}: {_SIGNS[found['sign']]} {found['limit']}{unit}"


def _without_nulls(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without_nulls(item) for key, item in value.items() if item is not None}
    if isinstance(value, list):
        return [_without_nulls(item) for item in value]
    return value
