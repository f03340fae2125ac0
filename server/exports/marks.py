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
    Mark,
    Paragraph,
    Strong,
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
        case Grid(head, rows):
            return Grid(head, tuple(tuple(_line(cell) for cell in row) for row in rows))
        case _:
            return block


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
