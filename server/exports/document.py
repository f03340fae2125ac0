"""What an exported document is made of: blocks, and what stands in a line of them.

Whatever makes one says nothing of its form, and whatever writes one (`markdown`, `html`) escapes
all of its texts, so that those of others can do nothing but be read.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple, TypeAlias


class Words(NamedTuple):
    """A text as it is to be read; a line end in it is a blank."""

    text: str


class Strong(NamedTuple):
    """What is of weight."""

    content: "Line"


class Emphasis(NamedTuple):
    """What is said with a stress, or by the document about itself."""

    content: "Line"


class Struck(NamedTuple):
    """What holds no more."""

    content: "Line"


class Code(NamedTuple):
    """What a machine reads."""

    text: str


class Link(NamedTuple):
    """Where somebody else can be found: `address` is one that `address_of` gave."""

    address: str
    content: "Line"


class Mark(NamedTuple):
    """A place that is open, or what is not certain: never to be read over."""

    text: str


class Break(NamedTuple):
    """The end of a line."""


Piece: TypeAlias = Words | Strong | Emphasis | Struck | Code | Link | Mark | Break
Line: TypeAlias = tuple[Piece, ...]


class Heading(NamedTuple):
    """The title of what follows; 1 is the document's."""

    level: int
    content: Line


class Paragraph(NamedTuple):
    """A passage."""

    content: Line


class Facts(NamedTuple):
    """What things are called, and what they are."""

    pairs: tuple[tuple[Line, Line], ...]


class Items(NamedTuple):
    """A list; `start` is the number of the first where they are numbered."""

    entries: tuple[tuple["Block", ...], ...]
    start: int | None = None


class Timeline(NamedTuple):
    """What was when: each time, which may not be known, and what was then."""

    rows: tuple[tuple[Line, tuple["Block", ...]], ...]


class Quote(NamedTuple):
    """What somebody else has said, and of what it is a part."""

    blocks: tuple["Block", ...]
    source: Line = ()


class Listing(NamedTuple):
    """Lines of code, or of what else is read by columns."""

    text: str
    language: str = ""


class Grid(NamedTuple):
    """A table; each row has as many cells as the head."""

    head: tuple[Line, ...]
    rows: tuple[tuple[Line, ...], ...]


class Rule(NamedTuple):
    """Here something else begins."""


Block: TypeAlias = Heading | Paragraph | Facts | Items | Timeline | Quote | Listing | Grid | Rule


def words(text: str) -> Line:
    """A text by itself."""
    return (Words(text),)


def lines(text: str) -> Line:
    """A text whose line ends are to be seen."""
    first, *others = text.split("\n")
    return (Words(first), *(piece for line in others for piece in (Break(), Words(line))))


def plain(line: Sequence[Piece]) -> str:
    """What is read of a line, without how it looks."""
    return "".join(_plain(piece) for piece in line)


def _plain(piece: Piece) -> str:
    match piece:
        case Words(text) | Code(text) | Mark(text):
            return text
        case Break():
            return " "
        case Strong(content) | Emphasis(content) | Struck(content) | Link(_, content):
            return plain(content)


def headings(blocks: Sequence[Block]) -> Iterator[Heading]:
    """Every heading, also within quotes and lists, in its order."""
    for block in blocks:
        match block:
            case Heading():
                yield block
            case Quote(inner, _):
                yield from headings(inner)
            case Items(entries, _):
                for entry in entries:
                    yield from headings(entry)
            case Timeline(rows):
                for _, entry in rows:
                    yield from headings(entry)
