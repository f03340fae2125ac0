"""Writes a document as HTML to be printed: one file, without scripts and without anything from
elsewhere. Every text is escaped; each passage has its own direction of writing.
"""

import base64
import hashlib
from collections.abc import Iterator, Sequence
from functools import cache
from html import escape
from importlib.resources import files
from typing import Literal, TypeAlias

from agents.data_files import read
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

Paper: TypeAlias = Literal["a4", "letter"]

Look: TypeAlias = Literal["report", "handed"]
"""What is read at a desk; what is handed in."""

SIZES: dict[Paper, str] = {"a4": "A4", "letter": "Letter"}
"""What CSS calls them."""

_HEAD = """<!DOCTYPE html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>{style}</style>
</head>
<body{step}>
{note}<main>
"""
_COLUMN = 'th scope="col"'
_FOOT = "</main>\n</body>\n</html>\n"


def paper_for(country: str | None) -> Paper:
    """The paper that a country (ISO 3166) has in its printers."""
    letter = read("server.exports", "paper")["letter"]["countries"].split()
    return "letter" if (country or "").upper() in letter else "a4"


@cache
def style(paper: Paper, look: Look = "report") -> str:
    """The document's style sheet."""
    names = ("print.css", "handed.css") if look == "handed" else ("print.css",)
    folder = files("server.exports").joinpath("data")
    rules = "".join(folder.joinpath(name).read_text("utf-8") for name in names)
    return rules.replace("--paper", SIZES[paper])


@cache
def policy(paper: Paper, look: Look = "report") -> str:
    """What the document may load and do: nothing, but look like its own style sheet."""
    digest = base64.b64encode(hashlib.sha256(style(paper, look).encode()).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"


def html(
    title: str,
    blocks: Sequence[Block],
    language: str,
    paper: Paper,
    look: Look = "report",
    *,
    step: int = 0,
    note: str = "",
    note_language: str = "",
) -> str:
    """The document. `title` is what a window is called that shows it, `step` how close it is set,
    `note` what is said before it on the screen and not on paper.
    """
    said = f'<p class="note" role="note" lang="{escape(note_language)}">{escape(note)}</p>\n'
    head = _HEAD.format(
        language=escape(language),
        policy=escape(policy(paper, look)),
        title=escape(title),
        style=style(paper, look),
        step=f' class="step{step}"' if step else "",
        note=said if note else "",
    )
    return "".join([head, *_Writer().blocks(blocks), _FOOT])


class _Writer:
    """Keeps the level of the last heading, as no level may be left out on the way down."""

    def __init__(self) -> None:
        self._level = 0

    def blocks(self, blocks: Sequence[Block]) -> Iterator[str]:
        """Each block, and a line end."""
        for block in blocks:
            yield from self._block(block)
            yield "\n"

    def _block(self, block: Block) -> Iterator[str]:
        match block:
            case Heading(level, content):
                self._level = min(level, self._level + 1, 6)
                yield _element(f"h{self._level}", content)
            case Paragraph(content):
                yield _element("p", content)
            case Facts(pairs):
                yield "<dl>"
                for name, value in pairs:
                    yield f"<div>{_element('dt', name)} {_element('dd', value)}</div>"
                yield "</dl>"
            case Items() | Timeline() | Quote():
                yield from self._nested(block)
            case Listing(text, _):
                yield f"<pre><code>{escape(text)}</code></pre>"
            case Grid(head, rows):
                yield f"<table>\n<thead>{_row(head, _COLUMN)}</thead>\n<tbody>\n"
                yield from (f"{_row(row, 'td')}\n" for row in rows)
                yield "</tbody>\n</table>"
            case Rule():
                yield "<hr>"

    def _nested(self, block: Items | Timeline | Quote) -> Iterator[str]:
        """A block that has others."""
        match block:
            case Items(entries, start):
                yield from self._items(entries, start)
            case Timeline(rows):
                yield '<dl class="timeline">\n'
                for when, what in rows:
                    yield f"<div>{_element('dt', when)}<dd>\n"
                    yield from self.blocks(what)
                    yield "</dd></div>\n"
                yield "</dl>"
            case Quote(inner, source):
                yield "<figure><blockquote>\n"
                yield from self.blocks(inner)
                yield "</blockquote>"
                yield _element("figcaption", source) if source else ""
                yield "</figure>"

    def _items(self, entries: Sequence[Sequence[Block]], start: int | None) -> Iterator[str]:
        opened = "<ul>" if start is None else "<ol>" if start == 1 else f'<ol start="{start}">'
        yield f"{opened}\n"
        for entry in entries:
            match entry:
                case [Paragraph(content)]:
                    yield _element("li", content)
                case _:
                    yield "<li>\n"
                    yield from self.blocks(entry)
                    yield "</li>"
            yield "\n"
        yield "</ul>" if start is None else "</ol>"


def _row(cells: Sequence[Line], tag: str) -> str:
    return f"<tr>{''.join(_element(tag, cell) for cell in cells)}</tr>"


def _element(tag: str, content: Line) -> str:
    return f'<{tag} dir="auto">{_line(content)}</{tag.partition(" ")[0]}>'


def _line(line: Line) -> str:
    return "".join(_piece(piece) for piece in line)


def _piece(piece: Piece) -> str:
    match piece:
        case Words(text):
            return escape(text)
        case Strong(content):
            return f"<strong>{_line(content)}</strong>"
        case Emphasis(content):
            return f"<em>{_line(content)}</em>"
        case Struck(content):
            return f"<s>{_line(content)}</s>"
        case Code(text):
            return f"<code>{escape(text)}</code>"
        case Link(address, content):
            return f'<a href="{escape(address)}" rel="noopener noreferrer">{_line(content)}</a>'
        case Mark(text):
            return f"<mark>{escape(text)}</mark>"
        case Break():
            return "<br>\n"
