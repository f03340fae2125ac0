"""Texts of a result as they stand in what is handed in: what is not certain there is marked.

A mark says nothing: it is there so that nobody reads over it, and what it means is said once,
before the document. Open places in brackets are marked elsewhere (`marks`).
"""

from collections.abc import Mapping, Sequence
from typing import Any

from server.exports.characters import one_line
from server.exports.document import Break, Line, Mark, Words


class Doubts:
    """What of a result could not be found in what was given: its `confirm`."""

    def __init__(self, confirm: Any) -> None:
        self._texts: dict[str, list[str]] = {}
        for one in confirm if isinstance(confirm, list) else ():
            if isinstance(one, Mapping) and isinstance(one.get("path"), str):
                said = self._texts.setdefault(one["path"], [])
                said.append(one_line(str(one.get("text") or "")))

    def line(self, text: str, *paths: str) -> Line:
        """A text in one line that stands at any of these places (JSON Pointers)."""
        return _marked(one_line(text), self._at(paths), whole=True)

    def lines(self, text: str, *paths: str, within: Sequence[str] = ()) -> Line:
        """A text with its line ends; of `within` it is but a part, so that what is doubted there
        need not be in it.
        """
        at, around = self._at(paths), self._at(within)
        found: list[Any] = []
        for number, one in enumerate(filter(None, map(one_line, text.split("\n")))):
            found += [Break()] if number else []
            if any(doubted in one for doubted in at) or not at:
                found += _marked(one, [*at, *around], whole=False)
            else:
                found += _marked(one, at, whole=not any(doubted in text for doubted in at))
        return tuple(found)

    def _at(self, paths: Sequence[str]) -> list[str]:
        """What is doubted at places, or of all that they are a part of."""
        return [
            text
            for path in paths
            for known, texts in self._texts.items()
            if path == known or path.startswith(f"{known}/")
            for text in texts
        ]


def _marked(text: str, doubted: Sequence[str], *, whole: bool) -> Line:
    """The text with what is doubted marked: the words that are named, else, if `whole`, all."""
    if not text or not doubted:
        return (Words(text),) if text else ()
    named = sorted({one for one in doubted if one and one in text}, key=text.index)
    if not named:
        return (Mark(text),) if whole else (Words(text),)
    found: list[Words | Mark] = []
    at = 0
    for one in named:
        start = text.find(one, at)
        if start < 0:
            continue  # a part of one that is marked
        found += [Words(text[at:start])] if start > at else []
        found.append(Mark(one))
        at = start + len(one)
    return (*found, Words(text[at:])) if at < len(text) else tuple(found)
