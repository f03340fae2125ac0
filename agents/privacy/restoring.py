"""Puts back what placeholders stand for, in an answer that comes piece by piece."""

import json
from collections.abc import Mapping

from agents.privacy.placeholders import PLACEHOLDER, name_of, unfinished

_CONTEXT = 2
"""Characters before a placeholder on which it depends whether it is one."""


class Restorer:
    """Takes the pieces of one text. What may become a placeholder waits for the next of them.

    With `as_json` the text is JSON, and values are escaped as its strings are. A placeholder that
    stands for nothing is left as it is.
    """

    __slots__ = ("_as_json", "_before", "_held", "_values")

    def __init__(self, values: Mapping[str, str], *, as_json: bool = False) -> None:
        self._values = values
        self._as_json = as_json
        self._held = ""
        self._before = ""

    def feed(self, text: str) -> str:
        """What can be shown once this piece is there, which may be nothing."""
        said = self._before + self._held + text
        begun = len(self._before)
        ready = max(begun, unfinished(said))
        self._held = said[ready:]
        return self._put(said[:ready], begun)

    def end(self) -> str:
        """What is left when no more comes."""
        said = self._before + self._held
        begun = len(self._before)
        self._held = ""
        return self._put(said, begun)

    def _put(self, said: str, begun: int) -> str:
        """What is new of it, with the values in their places."""
        self._before = said[-_CONTEXT:]
        if "_" not in said and "[" not in said:
            return said[begun:]
        parts: list[str] = []
        for match in PLACEHOLDER.finditer(said, begun):
            parts += (said[begun : match.start()], self._value(name_of(match), match.group()))
            begun = match.end()
        return "".join([*parts, said[begun:]])

    def _value(self, name: str, written: str) -> str:
        value = self._values.get(name)
        if value is None:
            return written
        return json.dumps(value, ensure_ascii=False)[1:-1] if self._as_json else value


def restored(text: str, values: Mapping[str, str], *, as_json: bool = False) -> str:
    """A whole text with what its placeholders stand for."""
    one = Restorer(values, as_json=as_json)
    return one.feed(text) + one.end()
