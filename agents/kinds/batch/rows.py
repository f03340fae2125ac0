"""Inputs out of a file of data, or as they were given: each held against its kind by itself.

Pure, and made for the process beside a worker.
"""

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from msgspec import Struct

from agents.errors import InvalidInput
from agents.evidence.text import clip, one_line
from agents.kind import Kind
from agents.kind.references import is_address
from agents.kinds.batch import wording
from agents.kinds.batch.inputs import MOST_ITEMS, Given
from protocol.catalogue import Said, told

DELIMITERS = ",;\t"
TITLE_LENGTH = 80
MOST_REASON = 500
MOST_NAMED = 5
"""So many columns are named that do not fit."""

ABOUT = ("job", "text", "url", "question", "resume", "targetRole")
"""Of the fields in which inputs differ, the one that comes first here gives an item its title."""


class Row(Struct, frozen=True):
    """An input, by its number from 1 on: its own fields, or what is wrong with it.

    `row` is where it stands in a CSV file, 0 elsewhere.
    """

    number: int
    title: str
    row: int = 0
    given: Given | None = None
    error: str = ""


class Unread(Struct, frozen=True):
    """Nothing can be begun with it, and why, in the language of the session."""

    why: str


class _Raw(Struct, frozen=True):
    """An input as it was written, or what is wrong with its form."""

    row: int
    given: Any
    error: Said = ""


class Wrong(Exception):
    """The file is not what it has to be; `why` says so."""

    def __init__(self, why: Said) -> None:
        super().__init__(str(why))
        self.why = why


def read(
    kind: Kind,
    source: str | Sequence[Given],
    media_type: str,
    shared: Mapping[str, Any],
    language: str | None,
) -> list[Row] | Unread:
    """The inputs that stand in a file (its text and media type), or that are given as such.

    `shared` holds for those that have none of their own.
    """
    try:
        raws = _counted(_raws(kind, source, media_type))
    except Wrong as error:
        return Unread(told(error.why, language))
    naming = _naming(raws)
    return [_row(kind, number, raw, shared, naming, language) for number, raw in enumerate(raws, 1)]


def _row(
    kind: Kind,
    number: int,
    raw: _Raw,
    shared: Mapping[str, Any],
    naming: str | None,
    language: str | None,
) -> Row:
    title = told(wording.text("titles.item", number=number), language)
    error: Said = raw.error
    if not error and not isinstance(raw.given, dict):
        error = wording.text("errors.no_object")
    if not error:
        title = _title(raw.given, naming) or title
        try:
            kind.parse_input({**shared, **raw.given})
        except InvalidInput as exc:
            error = exc.text
    if error:
        return Row(number, title, raw.row, None, clip(told(error, language), MOST_REASON))
    return Row(number, title, raw.row, raw.given)


def _naming(raws: Sequence[_Raw]) -> str | None:
    """The field by which the inputs are told apart best."""
    found = [raw.given for raw in raws if isinstance(raw.given, dict)]
    names = list(dict.fromkeys(name for given in found for name in given))
    order = [*(name for name in ABOUT if name in names), *names]
    several = [name for name in order if len({_told(one.get(name)) for one in found}) > 1]
    return next(iter(several or order), None)


def _told(value: Any) -> str:
    """The beginning of a value's words."""
    if isinstance(value, dict):
        value = value.get("url") or value.get("id") or ""
    if not isinstance(value, str):
        value = "" if value is None else json.dumps(value, ensure_ascii=False)
    lines = (one_line(line) for line in value[:2_000].splitlines())
    return clip(next(filter(None, lines), ""), TITLE_LENGTH)


def _title(given: Given, naming: str | None) -> str:
    return _told(given.get(naming)) if naming else ""


def _raws(kind: Kind, source: str | Sequence[Given], media_type: str) -> list[_Raw]:
    if not isinstance(source, str):
        return [_Raw(0, given) for given in source]
    if media_type == "application/json":
        return [_Raw(0, given) for given in _json_list(source)]
    return list(_csv_rows(kind, source))


def _counted(raws: list[_Raw]) -> list[_Raw]:
    """The same. Raises Wrong where there are none, or too many."""
    if not raws:
        raise Wrong(wording.text("refuses.empty"))
    if len(raws) > MOST_ITEMS:
        raise Wrong(wording.text("refuses.too_many", count=len(raws), most=MOST_ITEMS))
    return raws


def _json_list(text: str) -> list[Any]:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        raise Wrong(wording.text("refuses.no_json")) from None
    if isinstance(found, dict) and isinstance(found.get("items"), list):
        found = found["items"]
    if not isinstance(found, list):
        raise Wrong(wording.text("refuses.no_json"))
    return found


def _csv_rows(kind: Kind, text: str) -> Iterable[_Raw]:
    """The records of a CSV file (RFC 4180) below their heading; blank ones are left out."""
    schema = Schema(kind.input_schema())
    parsed = [(_records(text, delimiter), delimiter) for delimiter in DELIMITERS]
    records = max(parsed, key=lambda one: _known(schema, one[0]))[0]
    if not records or not any(map(str.strip, records[0])):
        raise Wrong(wording.text("refuses.empty"))
    heading = [cell.strip() for cell in records[0]]
    while heading and not heading[-1]:
        heading.pop()
    paths = [schema.path(name) for name in heading]
    unknown = [name or "–" for name, path in zip(heading, paths, strict=True) if path is None]
    if unknown:
        names, known = ", ".join(unknown[:MOST_NAMED]), ", ".join(schema.names)
        raise Wrong(wording.text("refuses.columns", names=clip(names, 200), known=known))
    if len(set(paths)) < len(paths):
        raise Wrong(wording.text("refuses.twice"))
    for row, cells in enumerate(records[1:], 2):
        if not any(map(str.strip, cells)):
            continue
        if any(map(str.strip, cells[len(heading) :])):
            yield _Raw(row, None, wording.text("errors.cells", most=len(heading)))
            continue
        given: Given = {}
        for path, cell in zip(paths, cells, strict=False):
            if path is not None and cell.strip():
                _put(given, path, schema.value(path, cell))
        yield _Raw(row, given)


def _records(text: str, delimiter: str) -> list[list[str]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        return list(reader)
    except csv.Error:
        raise Wrong(wording.text("refuses.no_csv")) from None


def _known(schema: "Schema", records: Sequence[Sequence[str]]) -> int:
    """How many columns of the heading are fields."""
    return sum(schema.path(cell) is not None for cell in records[0]) if records else 0


def _put(given: Given, path: tuple[str, ...], value: Any) -> None:
    for name in path[:-1]:
        inner = given.setdefault(name, {})
        if not isinstance(inner, dict):
            return
        given = inner
    given[path[-1]] = value


class Schema:
    """A kind's input as JSON Schema, for what cells of a file stand for."""

    def __init__(self, schema: Mapping[str, Any]) -> None:
        self._definitions: Mapping[str, Any] = schema.get("$defs", {})
        self._root = schema

    @property
    def names(self) -> list[str]:
        """The input's fields."""
        return list(self._properties(self._root))

    def path(self, heading: str) -> tuple[str, ...] | None:
        """The place of a column by its heading, as `targetRole` or `resume.id`; None for none.

        Capitals, spaces, hyphens and underscores make no difference.
        """
        found, schema = list[str](), self._root
        for part in heading.split("."):
            fields = self._properties(schema)
            name = next((name for name in fields if _folded(name) == _folded(part)), None)
            if name is None:
                return None
            found.append(name)
            schema = fields[name]
        return tuple(found)

    def value(self, path: Sequence[str], cell: str) -> Any:
        """What a cell of that column stands for: JSON where the field has such, or its words."""
        schema = self._root
        for name in path:
            schema = self._properties(schema)[name]
        forms = {form for one in self._branches(schema) for form in _types(one)}
        written = cell.strip()
        if written[0] in "[{" and forms & {"array", "object"}:
            try:
                return json.loads(written)
            except (ValueError, RecursionError):
                return cell
        if "array" in forms and "string" not in forms:
            return [part for one in written.splitlines() for part in _parts(one)]
        if "object" in forms and "url" in self._properties(schema) and is_address(written):
            return {"url": written}
        return _plain(written, forms) if "string" not in forms else cell

    def _branches(self, schema: Mapping[str, Any]) -> list[Mapping[str, Any]]:
        """The forms that a value may have, references followed."""
        reference = schema.get("$ref")
        if isinstance(reference, str):
            return self._branches(self._definitions.get(reference.rpartition("/")[2], {}))
        inner = [one for key in ("anyOf", "oneOf") for one in schema.get(key, ())]
        if not inner or "type" in schema:
            return [schema]
        return [branch for one in inner for branch in self._branches(one)]

    def _properties(self, schema: Mapping[str, Any]) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for one in self._branches(schema):
            found |= one.get("properties", {})
        return found


def _types(schema: Mapping[str, Any]) -> list[str]:
    found = schema.get("type", [])
    if not found and "enum" in schema:
        return ["string"] if all(isinstance(one, str) for one in schema["enum"] if one) else []
    return [found] if isinstance(found, str) else list(found)


def _folded(name: str) -> str:
    return "".join(c for c in name.casefold() if c not in " \t\n-_\ufeff")


def _parts(line: str) -> list[str]:
    return [part.strip() for part in line.split(";") if part.strip()]


def _plain(written: str, forms: set[str]) -> Any:
    """A number or a truth value; what is none stays as it is written, and does not fit."""
    if forms & {"integer", "number", "boolean"}:
        try:
            return json.loads(written.lower())
        except (ValueError, RecursionError):
            return written
    return written
