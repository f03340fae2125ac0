"""Writes a document as PDF (tagged), set by typst, which the extra `pdf` brings: import this where
it is used. No text is markup: it is handed over as data.
"""

import datetime as dt
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import Any

import msgspec
import typst

from server.exports.characters import seen
from server.exports.document import (
    Block,
    Break,
    Code,
    Emphasis,
    Facts,
    Grid,
    Heading,
    Items,
    Line,
    Link,
    Listing,
    Mark,
    Paragraph,
    Piece,
    Quote,
    Rule,
    Strong,
    Struck,
    Timeline,
    Words,
)
from server.exports.fit import STEPS
from server.exports.fonts import fonts_for
from server.exports.html import Paper
from server.exports.properties import Properties

PAPERS: dict[Paper, str] = {"a4": "a4", "letter": "us-letter"}
"""What typst calls them."""


def pdf(blocks: Sequence[Block], paper: Paper, step: int, properties: Properties) -> bytes:
    """The document, set as close as that step of `fit` says. Raises NoFont."""
    set_as, language = STEPS[step], properties.main
    day = dt.date.fromisoformat(properties.day)
    given = {
        "title": seen(properties.title),
        "author": [seen(properties.author)] if properties.author else [],
        "day": [day.year, day.month, day.day],
        "language": language if language.isalpha() and len(language) in (2, 3) else "en",
        "paper": PAPERS[paper],
        **set_as._asdict(),
        "column": properties.column,
        "blocks": _blocks(blocks),
    }
    text = msgspec.json.encode(given).decode()
    given["fonts"] = fonts_for(text, _families())
    made: Any = typst.compile(
        files("server.exports").joinpath("data").joinpath("print.typ").read_bytes(),
        format="pdf",
        sys_inputs={"document": msgspec.json.encode(given).decode()},
        timestamp=int(dt.datetime.combine(day, dt.time(), dt.UTC).timestamp()),
    )
    return bytes(made)


@cache
def _families() -> frozenset[str]:
    return frozenset(one.family for one in typst.Fonts().fonts())


def _blocks(blocks: Sequence[Block]) -> list[Any]:
    return [_block(block) for block in blocks]


def _block(block: Block) -> list[Any]:
    match block:
        case Heading(level, content):
            return ["heading", level, _line(content)]
        case Paragraph(content):
            return ["paragraph", _line(content)]
        case Facts(pairs):
            return ["facts", [[_line(name), _line(value)] for name, value in pairs]]
        case Items(entries, start):
            return ["items", start, [_blocks(one) for one in entries]]
        case Timeline(rows):
            return ["timeline", [[_line(when), _blocks(what)] for when, what in rows]]
        case Quote(inner, source):
            return ["quote", _blocks(inner), _line(source)]
        case Listing(text, _):
            return ["listing", seen(text)]
        case Grid(head, rows):
            return ["grid", list(map(_line, head)), [list(map(_line, row)) for row in rows]]
        case Rule():
            return ["rule"]


def _line(line: Line) -> list[Any]:
    """A line; an empty one has a text without letters, as what is set must be something."""
    return [_piece(piece) for piece in line] or [["words", ""]]


def _piece(piece: Piece) -> list[Any]:
    match piece:
        case Words(text):
            return ["words", seen(text)]
        case Strong(content):
            return ["strong", _line(content)]
        case Emphasis(content):
            return ["emphasis", _line(content)]
        case Struck(content):
            return ["struck", _line(content)]
        case Code(text):
            return ["code", seen(text)]
        case Mark(text):
            return ["mark", seen(text)]
        case Link(address, content):
            return ["link", address, _line(content)]
        case Break():
            return ["break"]
