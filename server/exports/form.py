"""A list in a form of its own: what all of them have."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from server.exports import prose
from server.exports.characters import one_line
from server.exports.document import Block, Line, Paragraph, Quote, words
from server.exports.names import Names
from server.exports.places import Place

DEEPEST = 6
"""Headings have so many levels."""

Doubt = Callable[[Place], Line]


@dataclass(frozen=True)
class Form:
    """A list in a form of its own."""

    place: Place
    names: Names
    doubt: Doubt

    def blocks(self, level: int) -> list[Block]:
        """Its blocks, under a heading of that level."""
        raise NotImplementedError

    def _quotes(self, evidence: Any) -> list[Block]:
        found: list[Block] = []
        for one in evidence if isinstance(evidence, list | tuple) else ():
            if isinstance(one, dict) and isinstance(one.get("quote"), str):
                source = one.get("source")
                said = Paragraph(words(f"“{one_line(one['quote'])}”"))
                named = words(self.names.name(source)) if isinstance(source, str) else ()
                found.append(Quote((said,), named))
        return found

    def _passage(self, text: Any) -> list[Block]:
        return list(prose.blocks(text, DEEPEST)) if isinstance(text, str) and text else []

    def _said(self, name: str) -> str:
        """A name of the wire in words; what is a text already stays as it is."""
        plain = name.replace("_", "")
        return self.names.name(name) if plain.isalnum() and plain.isascii() else one_line(name)
