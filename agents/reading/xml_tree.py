"""XML of documents, as trees whose names have no prefix. What declares things is refused."""

import re
from collections.abc import Iterator, Mapping
from typing import Any
from xml.parsers import expat

from agents.reading.errors import ReadingError
from agents.reading.limits import MAX_DEPTH, NESTED
from protocol.catalogue import Text

MAX_ELEMENTS = 2_000_000
DOCTYPE = Text("reading.doctype")


_NUMBER = re.compile(r"-?[0-9]{1,12}(?:\.[0-9]{1,6})?")


class Element:
    """An element: its name and attributes without prefixes, and what it holds in order."""

    __slots__ = ("attributes", "children", "name")

    def __init__(self, name: str, attributes: Mapping[str, str]) -> None:
        self.name = name
        self.attributes = attributes
        self.children: list[Element | str] = []

    def __iter__(self) -> "Iterator[Element]":
        """The elements right below it."""
        return (child for child in self.children if isinstance(child, Element))

    def get(self, attribute: str, default: str = "") -> str:
        """An attribute's value."""
        return self.attributes.get(attribute, default)

    def find(self, *path: str) -> "Element | None":
        """The first element below it by these names, one below the other."""
        found: Element | None = self
        for name in path:
            found = next((child for child in found if child.name == name), None) if found else None
        return found

    def below(self, name: str) -> "Iterator[Element]":
        """All elements of a name anywhere below it."""
        for child in self:
            if child.name == name:
                yield child
            yield from child.below(name)

    @property
    def text(self) -> str:
        """All text in it."""
        return "".join(c if isinstance(c, str) else c.text for c in self.children)


def number_of(text: str) -> float | None:
    """The number that a value is; None where it is none, or none of a document's."""
    return float(text) if _NUMBER.fullmatch(text.strip()) else None


def parse(data: bytes) -> Element:
    """The root of a file. Raises ReadingError: `damaged`, and `unsupported` with a DOCTYPE."""
    root = Element("", {})
    open_ = [root]
    count = 0

    def start(name: str, attributes: Mapping[str, str]) -> None:
        nonlocal count
        count += 1
        if len(open_) > MAX_DEPTH or count > MAX_ELEMENTS:
            raise ReadingError("too_large", NESTED)
        plain = {_bare(key): value for key, value in attributes.items()}
        element = Element(_bare(name), plain)
        open_[-1].children.append(element)
        open_.append(element)

    def end(name: str) -> None:
        open_.pop()

    def text(data: str) -> None:
        open_[-1].children.append(data)

    def doctype(*_: Any) -> None:
        raise ReadingError("unsupported", DOCTYPE)

    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.CharacterDataHandler = text
    parser.StartDoctypeDeclHandler = doctype
    try:
        parser.Parse(data, True)
    except (expat.ExpatError, ValueError, LookupError):
        raise ReadingError("damaged") from None
    return next(iter(root))


def _bare(name: str) -> str:
    return name.rpartition(" ")[2]
