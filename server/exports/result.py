"""Any kind's result as a document that people can read, by its JSON Schema. Pure.

It is what the page's views show (server/page/ui/value.js, server/page/kinds), in its words: what is
asked of the reader first, then what is short, a section for each field, numbers late, and last how
the result was made. What is not certain says so where it stands, too.
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple

from agents.data_files import read
from server.exports import prose
from server.exports.characters import address_of, one_line
from server.exports.document import (
    Block,
    Facts,
    Grid,
    Heading,
    Items,
    Line,
    Link,
    Mark,
    Paragraph,
    Quote,
    Rule,
    Strong,
    Words,
    words,
)
from server.exports.form import Form
from server.exports.forms import BEFORE, form_of, score_line
from server.exports.marks import marked
from server.exports.names import Names
from server.exports.places import LEADING, Place, Schema, is_whole
from server.exports.practised import entries_of

SHORT = 60
TAG = 32
HEADING = 120
PASSAGE = 400
"""Characters up to which a text is short, stands in a row with others, is a heading, and may follow
its name without a heading."""

COLUMNS = 5
CELL = 80
ROW = 110
"""What a table may have before it becomes a list: columns, and characters in a cell and a row."""

DEEPEST = 6
"""Headings have so many levels."""

LEVELS = ((90, "leads"), (70, "strong"), (50, "alone"), (25, "learnt"), (0, "named"))
"""The words of a level, by where each begins."""


class Order(NamedTuple):
    """What comes where in a result; `titles` are keys of texts by names of fields."""

    first: tuple[str, ...]
    last: tuple[str, ...]
    about: frozenset[str]
    unsaid: frozenset[str]
    scores_first: bool
    titles: Mapping[str, str]


@cache
def order_of(kind: str) -> Order:
    """The order of a kind's results."""
    data = read("server.exports", "order")
    found = data["default"] | data.get(kind, {})
    return Order(
        tuple(found["first"].split()),
        tuple(found["last"].split()),
        frozenset(found["about"].split()),
        frozenset(found["unsaid"].split()),
        found["scores_first"],
        found.get("titles", {}),
    )


def result_blocks(
    result: Mapping[str, Any], schema: Schema, names: Names, kind: str = "", level: int = 2
) -> tuple[Block, ...]:
    """All that the result has for people, under headings of that level."""
    found = _View(Place.of(result, schema), names, order_of(kind)).document(level)
    return marked(found)


class _View:
    def __init__(self, whole: Place, names: Names, order: Order) -> None:
        self._whole = whole
        self._names = names
        self._order = order
        reasons = whole.value.get("notJudged")
        self._reasons: Mapping[str, Any] = reasons if isinstance(reasons, dict) else {}
        confirm = whole.value.get("confirm")
        entries = confirm if isinstance(confirm, list) else []
        paths = [one.get("path") for one in entries if isinstance(one, dict)]
        self._doubtful = {path for path in paths if isinstance(path, str) and path}

    def document(self, level: int) -> list[Block]:
        fields = [one for one in self._whole.entries() if self._is_said(one)]
        about = [one for one in fields if one.name in self._order.about]
        fields = sorted((one for one in fields if one not in about), key=self._rank)
        scores = [one for one in fields if self._is_number(one)]
        others = [one for one in fields if one not in scores]
        last = [one for one in others if one.name in self._order.last]
        first = [one for one in others if one.name == "confirm"]
        short = [one for one in others if self._is_short(one) and one not in (*first, *last)]
        main = [one for one in others if one not in (*first, *short, *last)]
        found = self._sections(first, level)
        found += self._facts(short)
        numbers = self._scores(scores, level)
        found += numbers if self._order.scores_first else []
        found += self._sections(main, level)
        found += [] if self._order.scores_first else numbers
        found += self._sections(last, level)
        found += self._unshown_reasons(level)
        return found + self._about(about, level)

    def _is_said(self, place: Place) -> bool:
        if place.name == "notJudged":
            return False
        empty = place.value is None or place.value in ([], {})
        return not (place.name in self._order.unsaid and empty) and not self._is_part(place)

    def _is_part(self, place: Place) -> bool:
        """Whether a score shows it as a part of itself: its list, its range, or what came after."""
        value, top = place.value, self._whole.value
        if place.name.endswith("After") and _is_count(value):
            return place.name.removesuffix("After") + BEFORE in top
        if place.name.endswith("Range"):
            return f"{place.name.removesuffix('Range')}Score" in top
        return isinstance(value, list) and f"{place.name}Score" in top

    def _is_number(self, place: Place) -> bool:
        turned = place.name.endswith(BEFORE) and _is_count(place.value)
        return place.is_score or turned

    def _rank(self, place: Place) -> int:
        order = self._order
        if place.name in order.first:
            return order.first.index(place.name) - len(order.first)
        return 1 + order.last.index(place.name) if place.name in order.last else 0

    # The parts of a document.

    def _sections(self, places: Iterable[Place], level: int) -> list[Block]:
        return [block for place in places for block in self._section(place, level)]

    def _section(self, place: Place, level: int) -> list[Block]:
        doubt = self._doubt(place, exact=True)
        head = Heading(min(level, DEEPEST), (*self._title(place), *doubt))
        about = self._names.about(place.name) if level == 2 else None
        hint = [Paragraph(words(about))] if about else []
        return [head, *hint, *self._body(place, level)]

    def _scores(self, scores: Sequence[Place], level: int) -> list[Block]:
        """Numbers in a row; one that is made of parts has a section with them."""
        if not scores:
            return []
        alone, found = [], list[Block]()
        for place in scores:
            parts = self._parts(place)
            about = self._names.about(place.name)
            if parts is None and not about:
                alone.append((self._title(place), self._score(place)))
                continue
            found.append(Heading(min(level + 1, DEEPEST), self._title(place)))
            found.append(Paragraph((Strong(self._score(place)),)))
            found += [Paragraph(words(about))] if about else []
            found += self._list(parts, level + 1) if parts else []
        title = words(self._names.text("page.word.in_numbers"))
        facts = [Facts(tuple(alone))] if alone else []
        return [Heading(min(level, DEEPEST), title), *facts, *found]

    def _parts(self, place: Place) -> Place | None:
        name = place.name.removesuffix("Score")
        parts = self._whole.value.get(name) if name != place.name else None
        return self._whole.at(name) if isinstance(parts, list) and parts else None

    def _score(self, place: Place) -> Line:
        if place.value is None:
            return self._reason(place)
        return score_line(place, self._whole.value)

    def _unshown_reasons(self, level: int) -> list[Block]:
        """The reasons that no field shows."""
        shown = {one.name for one in self._whole.entries()} | self._rated()
        left = {name: reason for name, reason in self._reasons.items() if name not in shown}
        if not left:
            return []
        pairs = tuple(
            (words(self._names.name(n)), words(one_line(str(r)))) for n, r in left.items()
        )
        title = words(self._names.name("notJudged"))
        return [Heading(min(level, DEEPEST), title), Facts(pairs)]

    def _rated(self) -> set[str]:
        """What has a band or a rating, or says that there is none, where it stands itself."""
        found = self._whole.value.get("competencies")
        rated = found if isinstance(found, list) else []
        names = (one.get("name") for one in rated if isinstance(one, dict))
        return {name for name in names if isinstance(name, str)}

    def _about(self, about: Sequence[Place], level: int) -> list[Block]:
        if not about:
            return []
        lists = [one for one in about if isinstance(one.value, list)]
        facts = self._facts([one for one in about if one not in lists])
        return [Rule(), *facts, *self._sections(lists, level)]

    # Values.

    def _body(self, place: Place, level: int) -> list[Block]:
        value = place.value
        form = self._form(place)
        if form is not None:
            return form.blocks(level)
        if isinstance(value, list):
            return self._list(place, level)
        if place.is_quote:
            return [self._quote(place)]
        if isinstance(value, dict):
            return self._object(place.entries(), level)
        if isinstance(value, str) and value and "enum" not in place.schema:
            return list(prose.blocks(value, level))
        return [Paragraph(self._short(place))]

    def _form(self, place: Place) -> Form | None:
        return form_of(place, self._names, lambda one: self._doubt(one))

    def _object(self, entries: Sequence[Place], level: int) -> list[Block]:
        if not entries:
            return [Paragraph(words(self._names.value("none")))]
        rows = [(one, self._in_row(one)) for one in entries]
        others = [one for one, line in rows if line is None]
        facts = self._facts([one for one, line in rows if line is not None])
        return [*facts, *self._sections(others, level + 1)]

    def _facts(self, places: Iterable[Place]) -> list[Block]:
        """What each is called, and what it is; each has to fit into a row."""
        pairs = [
            (self._title(one), (*(self._in_row(one) or self._in_line(one)), *self._doubt(one)))
            for one in places
        ]
        return [Facts(tuple(pairs))] if pairs else []

    def _list(self, place: Place, level: int) -> list[Block]:
        items = place.items()
        form = self._form(place)
        if form is not None:
            return form.blocks(level)
        if not items:
            return [Paragraph(words(self._names.value("none")))]
        if all(one.is_quote for one in items):
            return [self._quote(one) for one in items]
        if place.name == "quotes" and all(isinstance(one.value, str) for one in items):
            return [Quote((Paragraph(words(one_line(one.value))),)) for one in items]
        if not all(isinstance(one.value, dict) for one in items):
            return [Items(tuple(self._item(one, level) for one in items))]
        rows = [entries_of(one) for one in items]
        columns = self._columns(rows)
        if columns and not any(self._doubt(one) for one in items):
            return [self._table(rows, columns)]
        if all(self._is_light(row) for row in rows):
            pairs = zip(items, rows, strict=True)
            return [Items(tuple(self._light(one, row) for one, row in pairs))]
        found: list[Block] = []
        for number, (one, row) in enumerate(zip(items, rows, strict=True), 1):
            found += self._entry(number, one, row, level + 1)
        return found

    def _item(self, place: Place, level: int) -> tuple[Block, ...]:
        """A text, or what else stands in a list."""
        if isinstance(place.value, str) and place.value:
            blocks = prose.blocks(place.value, level)
        else:
            blocks = (Paragraph(self._in_line(place)),)
        doubt = self._doubt(place)
        match blocks:
            case (*before, Paragraph(content)) if doubt:
                return (*before, Paragraph((*content, *doubt)))
            case _:
                return (*blocks, *([Paragraph(doubt)] if doubt else []))

    def _is_light(self, row: Sequence[Place]) -> bool:
        """Whether an entry is a text with its proof, and what stands in a row."""
        lead = _lead(row)
        rest = [one for one in row if one is not lead and not _is_evidence(one)]
        return lead is not None and all(_is_brief(one) for one in rest) and len(rest) <= 2

    def _light(self, place: Place, row: Sequence[Place]) -> tuple[Block, ...]:
        lead = _lead(row)
        rest = [one for one in row if one is not lead and not _is_evidence(one)]
        said = self._linked(lead, row) if lead else ()
        rest = [one for one in rest if not self._is_linked(one, lead, row)]
        quotes = [self._quote(q) for one in row if _is_evidence(one) for q in one.items()]
        return (Paragraph((*said, *self._doubt(place))), *self._facts(rest), *quotes)

    def _entry(self, number: int, place: Place, row: Sequence[Place], level: int) -> list[Block]:
        """An entry under what it is called; a long name stands below its number."""
        lead = _lead(row)
        said = self._linked(lead, row) if lead else ()
        is_title = lead is not None and len(lead.value) <= HEADING
        count = Words(f"{number}. " if is_title else f"{number}.")
        head = (count, *(said if is_title else ()), *self._doubt(place))
        rest = [
            one
            for one in row
            if one is not lead
            and not _is_evidence(one)
            and one.value not in ([], {})
            and not (one.value in (None, "") and one.name in self._order.unsaid)
            and not (one.name == "number" and one.value == number)
            and not self._is_linked(one, lead, row)
        ]
        below = [] if is_title or not said else [Paragraph(said)]
        quotes = [self._quote(q) for one in row if _is_evidence(one) for q in one.items()]
        others = self._object(rest, level) if rest else []
        return [Heading(min(level, DEEPEST), head), *below, *others, *quotes]

    def _linked(self, lead: Place, row: Sequence[Place]) -> Line:
        """What an entry is called, as a link where it has an address."""
        text = words(one_line(lead.value))
        address = next((address_of(str(one.value)) for one in row if one.name == "url"), None)
        return (Link(address, text),) if address else text

    def _is_linked(self, place: Place, lead: Place | None, row: Sequence[Place]) -> bool:
        return place.name == "url" and lead is not None and bool(address_of(str(place.value)))

    def _columns(self, rows: Sequence[Sequence[Place]]) -> list[str]:
        """The columns of a table that the entries fit into; none where they do not."""
        columns = list(dict.fromkeys(one.name for row in rows for one in row))
        if len(rows) < 2 or not 2 <= len(columns) <= COLUMNS:
            return []
        cells = [one for row in rows for one in row]
        if not all(_is_cell(one) for one in cells):
            return []
        widths = (max(len(str(one.value)) for one in cells if one.name == n) for n in columns)
        return columns if sum(widths) <= ROW else []

    def _table(self, rows: Sequence[Sequence[Place]], columns: Sequence[str]) -> Grid:
        by_name = [{one.name: one for one in row} for row in rows]
        first = {name: next(row[name] for row in by_name if name in row) for name in columns}
        none = words("–")
        return Grid(
            tuple(self._title(first[name]) for name in columns),
            tuple(
                tuple(self._short(row[name]) if name in row else none for name in columns)
                for row in by_name
            ),
        )

    def _in_row(self, place: Place) -> Line | None:
        """A value as it stands behind its name; None where it needs more room."""
        value = place.value
        if place.is_quote or _is_count(value) or isinstance(value, bool | float):
            return self._in_line(place)
        if isinstance(value, str):
            if len(value) <= SHORT and "\n" not in value:
                return self._short(place)
            match prose.blocks(value, 1) if len(value) <= PASSAGE else ():
                case (Paragraph(content),):
                    return content
            return None
        if isinstance(value, list) and value and all(map(_is_tag, value)):
            return self._in_line(place)
        reference = self._reference(place)
        return words(reference) if reference else None

    def _reference(self, place: Place) -> str | None:
        """What a value names that is only the id of a requirement, or a usual question."""
        match place.value:
            case {"requirement": str(id), **others} if not others:
                every = self._whole.value.get("requirements")
                known = every if isinstance(every, list) else []
                texts = (one.get("text") for one in known if one.get("id") == id)
                return next((f"“{one_line(text)}”" for text in texts if text), None)
            case {"standard": str(), **others} if not others:
                return self._names.name("standard")
        return None

    def _in_line(self, place: Place) -> Line:
        """A value as it stands within a line, whatever it is."""
        if place.is_quote:
            source = place.value.get("source")
            said = f"“{one_line(place.value['quote'])}”"
            return words(f"{said} ({self._names.name(source)})" if _is_text(source) else said)
        if isinstance(place.value, dict) and {*place.value} == {"name", "version"}:
            return words(one_line(f"{place.value['name']} {place.value['version']}"))
        if isinstance(place.value, dict):
            pairs = ((self._title(one), self._in_line(one)) for one in place.entries())
            return _joined([(*name, Words(": "), *said) for name, said in pairs], "; ")
        if isinstance(place.value, list):
            return _joined([self._in_line(one) for one in place.items()], ", ")
        return self._short(place)

    def _quote(self, place: Place) -> Quote:
        source = place.value.get("source")
        said = (Paragraph(words(f"“{one_line(place.value['quote'])}”")),)
        return Quote(said, words(self._names.name(source)) if _is_text(source) else ())

    def _title(self, place: Place) -> Line:
        key = self._order.titles.get(place.name)
        title = place.schema.get("title")
        named = self._names.text(key) if key else title or self._names.name(place.name)
        return words(one_line(str(named)))

    def _reason(self, place: Place) -> Line:
        reason = self._reasons.get(place.name)
        if not isinstance(reason, str):
            is_score = place.is_score and place.name.endswith("Score")
            return words(self._names.value("not_judged") if is_score else "–")
        return words(f"{self._names.value('not_judged')}: {one_line(reason)}")

    def _is_short(self, place: Place) -> bool:
        value = place.value
        if isinstance(value, str):
            return len(value) <= SHORT and "\n" not in value
        return not isinstance(value, list | dict)

    def _short(self, place: Place) -> Line:
        value = place.value
        if value is None:
            return self._reason(place)
        if value == "":
            return words("–")
        if isinstance(value, bool):
            return words(self._names.value("yes" if value else "no"))
        if "enum" in place.schema:
            return words(self._names.of(place.name, str(value)))
        if place.is_level:
            step = next(name for least, name in LEVELS if value >= least)
            return words(f"{value} · {self._names.value(f'level_{step}')}")
        if place.is_score:
            return words(f"{value} / 100")
        if isinstance(value, float) and value.is_integer():
            return words(f"{value:.0f}")
        text = one_line(str(value))
        address = address_of(text) if _is_text(value) and "://" in text else None
        return (Link(address, words(text)),) if address else words(text)

    def _doubt(self, place: Place, *, exact: bool = False) -> Line:
        """Says of what is not certain that it is not."""
        below = f"{place.path}/"
        found = place.path in self._doubtful or (
            not exact and any(path.startswith(below) for path in self._doubtful)
        )
        return (Words(" "), Mark(f"({self._names.name('confirm')})")) if found else ()


def _lead(row: Sequence[Place]) -> Place | None:
    named = (one for name in LEADING for one in row if one.name == name)
    return next((one for one in named if isinstance(one.value, str) and one.value), None)


def _is_evidence(place: Place) -> bool:
    return (
        place.name == "evidence"
        and isinstance(place.value, list)
        and all(one.is_quote for one in place.items())
    )


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and value != ""


def _is_tag(value: Any) -> bool:
    fits = isinstance(value, str) and 0 < len(value) <= TAG
    return fits and not {"\n", ","} & {*value}


def _is_count(value: Any) -> bool:
    return value is None or is_whole(value)


def _is_brief(place: Place) -> bool:
    value = place.value
    return not isinstance(value, list | dict) and len(str(value)) <= SHORT


def _is_cell(place: Place) -> bool:
    value = place.value
    if isinstance(value, list | dict):
        return False
    return not isinstance(value, str) or (len(value) <= CELL and "\n" not in value)


def _joined(parts: Sequence[Line], between: str) -> Line:
    found: list[Any] = []
    for number, part in enumerate(parts):
        found += [Words(between), *part] if number else part
    return tuple(found)
