"""Items and their results as CSV (RFC 4180), for spreadsheets. Pure functions.

There is no rank in it, and the rows stand in the order of the input.
"""

import csv
import io
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

BOM = "\ufeff"
"""By which spreadsheets know that a file is UTF-8."""

MOST_CHARACTERS = 32_767
"""A cell of a spreadsheet has no more."""

LEFT_OUT = frozenset({"next", "ranges"})
"""Fields of results that say nothing in a table."""

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""What a cell begins with that a spreadsheet would calculate, or take apart."""

OWN = ("number", "row", "title", "status", "error")


def columns(schema: Mapping[str, Any] | None) -> list[str]:
    """The fields of a result by its JSON Schema."""
    return [name for name in (schema or {}).get("properties", {}) if name not in LEFT_OUT]


def heading(fields: Sequence[str]) -> bytes:
    """The first row, and the mark before it."""
    return BOM.encode() + _written([[*OWN, *fields]])


def rows(raws: Sequence[bytes], fields: Sequence[str]) -> bytes:
    """A row for each item, given as JSON, as `GET /v1/sessions/{id}/items` has it."""
    return _written([_row(msgspec.json.decode(raw), fields) for raw in raws])


def _row(item: Mapping[str, Any], fields: Sequence[str]) -> list[str]:
    result = item.get("result") or {}
    own = {**item, "error": (item.get("error") or {}).get("message")}
    return [_cell(own.get(name)) for name in OWN] + [_cell(result.get(name)) for name in fields]


def _cell(value: Any) -> str:
    """A value as a cell: numbers as they are, lists and objects as JSON, and no formulas."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return str(value)
    text = value if isinstance(value, str) else msgspec.json.encode(value).decode()
    if text.lstrip(" ").startswith(FORMULA):
        text = f"'{text}"
    # A NUL ends the file for some readers; half of a character is none.
    text = text.replace("\0", "").encode("utf-8", "ignore").decode()
    return text if len(text) <= MOST_CHARACTERS else f"{text[: MOST_CHARACTERS - 1]}…"


def _written(found: Sequence[Sequence[str]]) -> bytes:
    file = io.StringIO(newline="")
    csv.writer(file, lineterminator="\r\n").writerows(found)
    return file.getvalue().encode()
