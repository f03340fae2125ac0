"""Open places in a document, "[how many?]": they are marked, so that nobody reads over them."""

from collections.abc import Sequence

from agents.evidence.brackets import brackets
from server.exports.document import (
    Block,
    Emphasis,
    Facts,
    Grid,
    Heading,
    Items,
    Line,
    Link,
    Mark,
    Paragraph,
    Strong,
    Timeline,
    Words,
)


def marked(blocks: Sequence[Block]) -> tuple[Block, ...]:
    """The blocks with their open places marked; not in what others have said."""
    return tuple(_block(block) for block in blocks)


def _block(block: Block) -> Block:
    match block:
        case Heading(level, content):
            return Heading(level, _line(content))
        case Paragraph(content):
            return Paragraph(_line(content))
        case Facts(pairs):
            return Facts(tuple((name, _line(value)) for name, value in pairs))
        case Items(entries, start):
            return Items(tuple(marked(entry) for entry in entries), start)
        case Timeline(rows):
            return Timeline(tuple((_line(when), marked(entry)) for when, entry in rows))
        case Grid(head, rows):
            return Grid(head, tuple(tuple(_line(cell) for cell in row) for row in rows))
        case _:
            return block


def count(blocks: Sequence[Block]) -> int:
    """How many places are marked in them."""
    return sum(_marks(block) for block in blocks)


def _marks(block: Block) -> int:
    match block:
        case Heading(_, content) | Paragraph(content):
            return _of(content)
        case Facts(pairs):
            return sum(_of(value) for _, value in pairs)
        case Items(entries, _):
            return sum(map(count, entries))
        case Timeline(rows):
            return sum(_of(when) + count(entry) for when, entry in rows)
        case Grid(_, rows):
            return sum(_of(cell) for row in rows for cell in row)
        case _:
            return 0


def _of(line: Line) -> int:
    found = 0
    for piece in line:
        match piece:
            case Mark():
                found += 1
            case Strong(content) | Emphasis(content) | Link(_, content):
                found += _of(content)
    return found


def _line(line: Line) -> Line:
    found: list[object] = []
    for piece in line:
        match piece:
            case Words(text):
                found += _words(text)
            case Strong(content):
                found.append(Strong(_line(content)))
            case Emphasis(content):
                found.append(Emphasis(_line(content)))
            case _:
                found.append(piece)
    return tuple(found)  # type: ignore[arg-type]  # of pieces


def _words(text: str) -> Line:
    found: list[Words | Mark] = []
    for place in brackets(text):
        before, _, text = text.partition(place)
        found += [Words(before), Mark(place)] if before else [Mark(place)]
    return (*found, Words(text)) if text or not found else tuple(found)
