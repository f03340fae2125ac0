"""Writes a document as Markdown: CommonMark, with tables and what is struck as GitHub has them.

Every text is escaped: what it says is read as it stands there, and nothing of it becomes a heading,
a link, or HTML.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from server.exports.characters import one_line
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
    words,
)
from server.exports.names import Names
from server.exports.places import Schema
from server.exports.result import result_blocks

_INLINE = re.compile(r"[\\`*\[\]<~]|&(?=#?\w)|(?<![^\W_])_|_(?![^\W_])")
"""What means something within a line. An underscore between letters does not."""

_START = re.compile(r"#(?=#{0,5}(?:\s|$))|>|[-+](?=[-:|\s]|$)|=(?=[=\s]|$)|:(?=-)|\||")
_NUMBER = re.compile(r"(\d{1,9})([.)])(?=\s|$)")
"""What means something where a line begins."""


def result_markdown(
    title: str, result: Mapping[str, Any], schema: Schema, names: Names, kind: str = ""
) -> str:
    """A result by itself: of the title, and all that it has for people."""
    head = Heading(1, words(one_line(title)))
    return markdown((head, *result_blocks(result, schema, names, kind)))


def markdown(blocks: Sequence[Block]) -> str:
    """The document, without a line end at its end."""
    return "\n".join(_blocks(blocks))


def _blocks(blocks: Sequence[Block], *, tight: bool = False) -> Iterator[str]:
    """Their lines. Two lists that follow each other have other marks, or they would be one."""
    before, other = "", False
    for block in blocks:
        kind = _kind(block)
        other = kind != "" and kind == before and not other
        found = list(_block(block, other))
        if not found:
            continue
        if before or not tight:
            yield from ("",) if before and not (tight and kind) else ()
        yield from found
        before = kind or "-"


def _kind(block: Block) -> str:
    """Of a list, which sort; else nothing."""
    match block:
        case Facts() | Items(_, None) | Timeline():
            return "bullets"
        case Items():
            return "numbers"
        case _:
            return ""


def _block(block: Block, other: bool) -> Iterator[str]:
    match block:
        case Heading(level, content):
            text = " ".join(_line(content).replace("\\\n", " ").split())
            text = re.sub(r"(?<!\\)(#+)$", r"\\\1", text)
            yield f"{'#' * min(6, level)} {text}".rstrip()
        case Paragraph(content):
            yield from _paragraph(content)
        case Facts(pairs):
            for name, value in pairs:
                label = Strong((*name, Words(":")))
                yield from _item("*" if other else "-", [Paragraph((label, Words(" "), *value))])
        case Items() | Timeline() | Quote():
            yield from _nested(block, other)
        case Listing(text, language):
            longest = max((len(run) for run in re.findall("`+", text)), default=0)
            fence = "`" * max(3, longest + 1)
            yield from (f"{fence}{language}", *text.split("\n"), fence)
        case Grid(head, rows):
            yield _row(head)
            yield f"| {' | '.join(['---'] * len(head))} |"
            yield from map(_row, rows)
        case Rule():
            yield "---"


def _nested(block: Items | Timeline | Quote, other: bool) -> Iterator[str]:
    """A block that has others."""
    match block:
        case Items(entries, start):
            yield from _items(entries, start, other)
        case Timeline(rows):
            timed = (((Paragraph((Strong(when),)), *what) if when else what) for when, what in rows)
            yield from _items(tuple(timed), None, other)
        case Quote(inner, source):
            yield from (f"> {line}".rstrip() for line in _blocks(_sourced(inner, source)))


def _items(entries: Sequence[Sequence[Block]], start: int | None, other: bool) -> Iterator[str]:
    tight = all(_is_tight(entry) for entry in entries)
    for number, entry in enumerate(entries, start or 0):
        if number != (start or 0) and not tight:
            yield ""
        bullet = "*" if other else "-"
        mark = bullet if start is None else f"{number}{')' if other else '.'}"
        yield from _item(mark, entry, tight=tight)


def _is_tight(entry: Sequence[Block]) -> bool:
    """Whether it is a passage, or one with a list below."""
    kinds = [bool(_kind(block)) for block in entry]
    alone = not entry or isinstance(entry[0], Paragraph)
    nested = all(_is_tight(one) for block in entry if isinstance(block, Items) for one in block[0])
    return alone and kinds[1:] in ([], [True]) and nested


def _item(mark: str, entry: Sequence[Block], *, tight: bool = True) -> Iterator[str]:
    first, *others = list(_blocks(entry, tight=tight)) or [""]
    yield f"{mark} {first}".rstrip()
    indent = " " * (len(mark) + 1)
    yield from (f"{indent}{line}".rstrip() for line in others)


def _sourced(blocks: Sequence[Block], source: Line) -> Sequence[Block]:
    """A quote with what it is a part of, in brackets."""
    if not source:
        return blocks
    said = (Words("("), *source, Words(")"))
    match blocks:
        case (*before, Paragraph(content)):
            return (*before, Paragraph((*content, Words(" "), *said)))
        case _:
            return (*blocks, Paragraph(said))


def _row(cells: Sequence[Line]) -> str:
    found = (" ".join(_line(cell).replace("\\\n", " ").split()) for cell in cells)
    return f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in found)} |"


def _paragraph(content: Line) -> Iterator[str]:
    for line in _line(_trimmed(content)).split("\n"):
        text = line.strip(" \t")
        if text:
            yield _NUMBER.sub(r"\1\\\2", text, count=1) if _NUMBER.match(text) else _begun(text)


def _begun(text: str) -> str:
    found = _START.match(text)
    return f"\\{text}" if found and found[0] else text


def _trimmed(line: Line) -> Line:
    """A line that does not end with the end of one."""
    end = len(line)
    while end and isinstance(line[end - 1], Break):
        end -= 1
    return line[:end]


def _line(line: Line) -> str:
    return "".join(_pieces(_merged(line)))


def _merged(line: Line) -> list[Piece]:
    """Texts that follow each other as one: they may mean something together."""
    found: list[Piece] = []
    for piece in line:
        if isinstance(piece, Words) and found and isinstance(found[-1], Words):
            found[-1] = Words(found[-1].text + piece.text)
        else:
            found.append(piece)
    return found


def _pieces(pieces: Sequence[Piece]) -> Iterator[str]:
    for at, piece in enumerate(pieces):
        match piece:
            case Words(text):
                escaped = _INLINE.sub(r"\\\g<0>", text)
                linked = at + 1 < len(pieces) and isinstance(pieces[at + 1], Link)
                yield escaped[:-1] + "\\!" if linked and escaped.endswith("!") else escaped
            case Strong(content):
                yield _around("**", content)
            case Emphasis(content):
                yield _around("*", content)
            case Struck(content):
                yield _around("~~", content)
            case Mark(text):
                yield _around("**", (Words(text),))
            case Code(text):
                yield _code(text)
            case Link(address, content):
                yield f"[{_line(content).replace(chr(92) + chr(10), ' ')}]({address})"
            case Break():
                yield "\\\n"


def _around(mark: str, content: Line) -> str:
    """Marks stand at letters: blanks at either end go before and behind them."""
    text = _line(content)
    inner = text.strip()
    if not inner or inner == "\\":
        return text
    before, _, after = text.partition(inner)
    return f"{before}{mark}{inner}{mark}{after}"


def _code(text: str) -> str:
    text = " ".join(text.split("\n"))
    if not text.strip():
        return text
    longest = max((len(run) for run in re.findall("`+", text)), default=0)
    fence = "`" * (longest + 1)
    pad = " " if text.startswith("`") or text.endswith("`") or text == f" {text.strip()} " else ""
    return f"{fence}{pad}{text}{pad}{fence}"
