"""Markdown texts (CommonMark, with tables and what is struck) as blocks of a document.

No HTML is read: what looks like it is text. Pictures become links to where they are, and links lead
to the web or to a mailbox, or nowhere. A text that is nested deeper than anybody reads, or is full
of brackets, stands there as it was written.
"""

import re
from collections.abc import Callable, Sequence
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

from server.exports.characters import address_of, seen
from server.exports.document import (
    Block,
    Break,
    Code,
    Emphasis,
    Grid,
    Heading,
    Items,
    Line,
    Link,
    Listing,
    Paragraph,
    Quote,
    Rule,
    Strong,
    Struck,
    lines,
    words,
)

DEEPEST = 6
"""Headings have so many levels."""

_TOO_DEEP = re.compile(r"^(?:[ >]|\t){40,}|^(?:[-*+>][ \t]{0,3}){20,}", re.MULTILINE)
_BRACKETS = 2_000
"""Each that opens is looked up against all that follow: of more than these that takes too long."""
_NESTING = 60
"""So deep may one thing lie in another. What is deeper is left out, so it does not come to that."""


@cache
def _reader() -> MarkdownIt:
    reader = MarkdownIt("commonmark", {"html": False, "maxNesting": _NESTING})
    reader.enable(["table", "strikethrough"])
    reader.validateLink = lambda url: address_of(url) is not None  # type: ignore[method-assign]
    return reader


def blocks(text: str, level: int) -> tuple[Block, ...]:
    """The blocks of a text that stands under a heading of that level: its own begin right below."""
    text = seen(text).strip("\n")
    if _TOO_DEEP.search(text) or text.count("[") > _BRACKETS:
        return as_written(text)
    tree = SyntaxTreeNode(_reader().parse(text))
    found = [int(node.tag[1]) for node in tree.walk() if node.type == "heading"]
    return _blocks(tree.children, level + 1 - min(found, default=1))


def as_written(text: str) -> tuple[Block, ...]:
    """A plain text: its passages, in which line ends are to be seen."""
    passages = re.split(r"\n[ \t]*(?:\n[ \t]*)+", seen(text).strip("\n"))
    return tuple(Paragraph(lines(one)) for one in passages if one.strip())


def _blocks(nodes: Sequence[SyntaxTreeNode], below: int) -> tuple[Block, ...]:
    return tuple(block for node in nodes for block in _block(node, below))


def _block(node: SyntaxTreeNode, below: int) -> tuple[Block, ...]:
    match node.type:
        case "heading":
            level = min(DEEPEST, int(node.tag[1]) + below)
            return (Heading(level, _line(node)),)
        case "paragraph":
            return (Paragraph(_line(node)),)
        case "bullet_list" | "ordered_list":
            entries = tuple(_blocks(item.children, below) for item in node.children)
            start = int(node.attrs.get("start", 1)) if node.type == "ordered_list" else None
            return (Items(entries, start),)
        case "blockquote":
            return (Quote(_blocks(node.children, below)),)
        case "fence" | "code_block":
            language = re.match(r"[\w+#.-]{0,30}", node.info)
            return (Listing(node.content.rstrip("\n"), language[0] if language else ""),)
        case "hr":
            return (Rule(),)
        case "table":
            return (_grid(node),)
        case _:
            return (Paragraph(words(node.content)),) if node.content else ()


def _grid(node: SyntaxTreeNode) -> Grid:
    rows = [row for part in node.children for row in part.children]
    head, *others = [tuple(_line(cell) for cell in row.children) for row in rows]
    return Grid(head, tuple(others))


def _line(node: SyntaxTreeNode) -> Line:
    """What stands in a block that holds a line."""
    inline = [one for child in node.children for one in child.children]
    return _pieces(inline)


def _pieces(nodes: Sequence[SyntaxTreeNode]) -> Line:
    return tuple(piece for node in nodes for piece in _piece(node))


def _piece(node: SyntaxTreeNode) -> Line:
    wraps: dict[str, Callable[[Line], Strong | Emphasis | Struck]] = {
        "strong": Strong,
        "em": Emphasis,
        "s": Struck,
    }
    if node.type in wraps:
        return (wraps[node.type](_pieces(node.children)),)
    match node.type:
        case "code_inline":
            return (Code(node.content),)
        case "softbreak":
            return words("\n")
        case "hardbreak":
            return (Break(),)
        case "link":
            address = address_of(str(node.attrs.get("href", "")))
            content = _pieces(node.children)
            return (Link(address, content or words(address)),) if address else content
        case "image":
            address = address_of(str(node.attrs.get("src", "")))
            said = words(node.content or address or "")
            return (Link(address, said),) if address else said
        case _:
            return words(node.content) if node.content else ()


def joined(text: str) -> Line:
    """A text in one passage, whatever blocks it has: what was written, with its line ends."""
    return lines("\n".join(line.strip() for line in seen(text).strip().split("\n") if line.strip()))
