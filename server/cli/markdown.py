"""Any kind's result as Markdown that people can read, by its JSON Schema. Pure.

What is short stands first, then a section for each field; numbers come late, and how the result was
made last. It is what the page's default view shows (server/page/ui/value.js), in its words.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from server.cli.screen import printable

Schema = Mapping[str, Any]

SHORT = 60
"""Characters up to which a text stands in a row with others."""

COLUMNS = 5
CELL = 80
"""What a table may have before it becomes a list: columns, and characters in a cell."""

DEEPEST = 6
"""Headings have so many levels; what is deeper has a line in bold instead."""

LEADING = ("title", "name", "question", "text", "skill", "check", "theme", "label", "change")
"""An entry of a list is called by the first of these that it has."""

QUOTED = {"quote", "source", "path", "span"}
"""What a quote may have. All but the words, and where they stand, is for programs."""

LATE = ("confirm", "next")
"""What a result has beside its own fields comes behind these."""

ABOUT = ("assumed", "ranges", "judgedBy", "writtenBy", "method", "asOf")
"""What a result says of itself: it comes last."""

_TYPES: Mapping[str, type | tuple[type, ...]] = {
    "array": list,
    "object": dict,
    "integer": int,
    "number": (int, float),
    "string": str,
    "boolean": bool,
}


@dataclass(frozen=True)
class Words:
    """What things are called, by the texts of `GET /v1/texts`."""

    texts: Mapping[str, Any]

    def name(self, name: str) -> str:
        """What people call a name of the wire: "durationMinutes" is "Duration minutes"."""
        known = self.texts.get(f"page.word.{name}")
        if isinstance(known, str):
            return known
        spaced = re.sub(r"([a-z\d])([A-Z])", r"\1 \2", name)
        spaced = re.sub(r"[_-]+", " ", spaced).lower()
        return spaced[:1].upper() + spaced[1:]

    def value(self, key: str) -> str:
        """A word of the page's for a value: `yes`, `no`, `none`, `not_judged`."""
        return str(self.texts.get(f"page.value.{key}", key))


@dataclass(frozen=True)
class Place:
    """A value and where it stands: its name, and its schema within the whole one."""

    name: str
    value: Any
    schema: Schema
    root: Schema

    def at(self, key: str | int) -> "Place":
        """The place of what the value has there."""
        value = self.value[key]
        inner: Any = {}
        if isinstance(key, int):
            inner = self.schema.get("items")
        else:
            inner = self.schema.get("properties", {}).get(key)
            inner = self.schema.get("additionalProperties") if inner is None else inner
        name = self.name if isinstance(key, int) else key
        return Place(name, value, _schema_for(value, inner, self.root), self.root)


def markdown(title: str, result: Mapping[str, Any], schema: Schema, words: Words) -> str:
    """The document: of the title, and all that the result has for people."""
    return "\n".join(
        _Writer(words).document(title, Place("", result, _plain(schema, schema), schema))
    )


class _Writer:
    def __init__(self, words: Words) -> None:
        self._words = words
        self._reasons: Mapping[str, Any] = {}

    def document(self, title: str, whole: Place) -> Iterator[str]:
        reasons = whole.value.get("notJudged")
        self._reasons = reasons if isinstance(reasons, dict) else {}
        fields = [field for field in _entries(whole) if field.name != "notJudged"]
        about = [field for field in fields if field.name in ABOUT]
        fields = [field for field in fields if field.name not in ABOUT]
        scores = [field for field in fields if _is_score(field.name)]
        fields = [field for field in fields if field not in scores]
        fields.sort(key=lambda field: field.name in LATE)
        short = [field for field in fields if self._is_short(field)]
        yield f"# {_line(title)}"
        yield from self._lines(short)
        for field in fields:
            if field not in short and field.name not in LATE:
                yield from self._section(field, 2)
        yield from self._lines(scores)
        for field in fields:
            if field not in short and field.name in LATE:
                yield from self._section(field, 2)
        shown = {field.name for field in (*fields, *scores)}
        left = {name: reason for name, reason in self._reasons.items() if name not in shown}
        if left:
            yield from self._section(Place("notJudged", left, {}, {}), 2)
        if about:
            yield from ("", "---")
            yield from self._lines([field for field in about if self._is_short(field)])
            for field in about:
                if not self._is_short(field):
                    yield from self._section(field, 2)

    def _lines(self, fields: Sequence[Place]) -> Iterator[str]:
        """A line of a list for each: what it is called, and what it is."""
        if fields:
            yield ""
        yield from (f"- **{self._title(field)}:** {self._short(field)}" for field in fields)

    def _section(self, place: Place, level: int) -> Iterator[str]:
        title = self._title(place)
        yield from ("", f"{'#' * level} {title}" if level <= DEEPEST else f"**{title}**")
        yield from self._body(place, level)

    def _body(self, place: Place, level: int) -> Iterator[str]:
        value = place.value
        if isinstance(value, list):
            yield from self._list(place, level)
        elif _is_quote(value):
            yield from ("", f"> {self._quote(value)}")
        elif isinstance(value, dict):
            yield from self._object(_entries(place), level)
        elif isinstance(value, str) and value:
            yield from ("", *printable(value).strip("\n").split("\n"))
        else:
            yield from ("", self._short(place))

    def _object(self, entries: Sequence[Place], level: int) -> Iterator[str]:
        if not entries:
            yield from ("", self._words.value("none"))
        yield from self._lines([one for one in entries if self._is_short(one)])
        for one in entries:
            if not self._is_short(one):
                yield from self._section(one, level + 1)

    def _list(self, place: Place, level: int) -> Iterator[str]:
        items = [place.at(number) for number in range(len(place.value))]
        if not items:
            yield from ("", self._words.value("none"))
        elif all(isinstance(item.value, dict) and not _is_quote(item.value) for item in items):
            rows = [_entries(item) for item in items]
            columns = self._columns(rows)
            if columns:
                yield from self._table(rows, columns)
            else:
                for number, row in enumerate(rows, 1):
                    yield from self._entry(number, row, level + 1)
        else:
            yield ""
            for item in items:
                yield from _bullet(self._in_line(item))

    def _entry(self, number: int, row: Sequence[Place], level: int) -> Iterator[str]:
        """An entry under what it is called; a long name stands below its number."""
        named = (one for name in LEADING for one in row if one.name == name)
        lead = next((one for one in named if isinstance(one.value, str) and one.value), None)
        called = _line(lead.value) if lead is not None else ""
        mark = "#" * min(level, DEEPEST)
        yield from ("", f"{mark} {number}. {called}".rstrip())
        rest = [one for one in row if one is not lead and not self._is_number(one, number)]
        yield from self._object(rest, level) if rest else ()

    def _is_number(self, place: Place, number: int) -> bool:
        return place.name == "number" and place.value == number

    def _columns(self, rows: Sequence[Sequence[Place]]) -> list[str]:
        """The columns of a table that the entries fit into; none where they do not."""
        columns = list(dict.fromkeys(one.name for row in rows for one in row))
        if len(rows) < 2 or not 2 <= len(columns) <= COLUMNS:
            return []
        cells = (one for row in rows for one in row)
        fits = all(self._is_cell(one) for one in cells)
        return columns if fits else []

    def _is_cell(self, place: Place) -> bool:
        value = place.value
        if isinstance(value, list | dict):
            return False
        return not isinstance(value, str) or (len(value) <= CELL and "\n" not in value)

    def _table(self, rows: Sequence[Sequence[Place]], columns: Sequence[str]) -> Iterator[str]:
        by_name = [{one.name: one for one in row} for row in rows]
        first = {name: next(row[name] for row in by_name if name in row) for name in columns}
        yield from ("", _row([self._title(first[name]) for name in columns]))
        yield _row(["---"] * len(columns))
        for row in by_name:
            yield _row([self._short(row[name]) if name in row else "–" for name in columns])

    def _in_line(self, place: Place) -> str:
        """A value as it stands in a bullet."""
        if _is_quote(place.value):
            return self._quote(place.value)
        if isinstance(place.value, dict):
            pairs = (f"{self._title(one)}: {self._in_line(one)}" for one in _entries(place))
            return "; ".join(pairs)
        if isinstance(place.value, list):
            return ", ".join(self._in_line(place.at(number)) for number in range(len(place.value)))
        return self._short(place)

    def _quote(self, value: Mapping[str, Any]) -> str:
        source = value.get("source")
        words = f"“{_line(str(value['quote']))}”"
        return f"{words} ({self._words.name(source)})" if isinstance(source, str) else words

    def _title(self, place: Place) -> str:
        return _line(str(place.schema.get("title") or self._words.name(place.name)))

    def _is_short(self, place: Place) -> bool:
        value = place.value
        if isinstance(value, str):
            return len(value) <= SHORT and "\n" not in value
        return not isinstance(value, list | dict)

    def _short(self, place: Place) -> str:
        value = place.value
        if value is None:
            reason = self._reasons.get(place.name)
            if not isinstance(reason, str):
                return "–"
            return f"{self._words.value('not_judged')}: {_line(reason)}"
        if value == "":
            return "–"
        if isinstance(value, bool):
            return self._words.value("yes" if value else "no")
        if "enum" in place.schema:
            return self._words.name(str(value))
        return f"{value} / 100" if _is_score(place.name) else _line(str(value))


def _entries(place: Place) -> list[Place]:
    """What an object has for people, in the schema's order; ids and pointers are for programs."""
    known = [name for name in place.schema.get("properties", {}) if name in place.value]
    names = [*known, *(name for name in place.value if name not in known)]
    return [place.at(name) for name in names if _is_for_people(name, place.value[name])]


def _is_for_people(name: str, value: Any) -> bool:
    return name != "id" and not (
        name in ("path", "input") and (isinstance(value, dict) or str(value).startswith("/"))
    )


def _is_quote(value: Any) -> bool:
    return isinstance(value, dict) and isinstance(value.get("quote"), str) and not {*value} - QUOTED


def _is_score(name: str) -> bool:
    """Whether a field is a score from 0 to 100: a `score` within it is a part of one."""
    return name.endswith("Score")


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |"


def _bullet(text: str) -> Iterator[str]:
    first, *others = text.split("\n")
    yield f"- {first}"
    yield from (f"  {line}" for line in others)


def _line(text: str) -> str:
    """A text of others' in one line."""
    return " ".join(printable(text).split())


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
