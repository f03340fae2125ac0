"""An incremental scanner of JSON text: what it holds, while it is still being written."""

import json
import math
import re
from collections.abc import Callable
from typing import NamedTuple, TypeAlias

from agents.models.surrogates import joined

MAX_DEPTH = 64
"""So many containers may stand in each other."""

MAX_NUMBER = 400
"""So many characters a number may have."""

Path: TypeAlias = tuple[str | int, ...]
"""Where a value stands: names of members and places in lists, from the outermost object on."""

Scalar: TypeAlias = int | float | bool | None


class Opened(NamedTuple):
    """An object or a list has begun."""

    path: Path
    container: type[dict[str, object]] | type[list[object]]


class Scanned(NamedTuple):
    """A number, `true`, `false` or `null`, which is whole."""

    path: Path
    value: Scalar


class Grown(NamedTuple):
    """More of a string: the part that is new. With `whole` it has ended."""

    path: Path
    text: str
    whole: bool


class Closed(NamedTuple):
    """An object or a list is whole."""

    path: Path


Report: TypeAlias = Opened | Scanned | Grown | Closed

_BEGIN = re.compile(r"[{\[]")
_SPACE = re.compile(r"[ \t\r\n]*")
# Possessive: what has been matched is never looked at again.
_STRING = re.compile(r'[^"\\]*+(?:\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})[^"\\]*+)*+')
_CUT_ESCAPE = re.compile(r"\\(?:u[0-9a-fA-F]{0,3})?")
_WORD = re.compile(r"[-+.0-9A-Za-z]*")
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:[.][0-9]+)?(?:[eE][-+]?[0-9]+)?")
_STRINGS = json.JSONDecoder(strict=False)
_WORDS: dict[str, Scalar] = {"true": True, "false": False, "null": None}


class _Frame:
    """A container that is open: of an object the names that it has, of a list how many items."""

    __slots__ = ("count", "names", "path")

    def __init__(self, path: Path, is_object: bool) -> None:
        self.path = path
        self.names: set[str] | None = set() if is_object else None
        self.count = 0


class Scanner:
    """Feed it the text in pieces, cut anywhere; each gives what it adds, in order.

    The text is that of one object. What stands before its brace and after its end is passed over,
    as are commas too many and line breaks in strings. From where it is no JSON, is deeper than
    MAX_DEPTH or names a member twice, nothing more is reported; what was is a beginning of it.
    The cost of a piece depends on its own length, not on what came before.
    """

    __slots__ = (
        "_frames",
        "_half",
        "_held",
        "_name",
        "_parts",
        "_reports",
        "_rest",
        "_state",
    )

    def __init__(self) -> None:
        self._state: Callable[[str, int], int] = self._before
        self._frames: list[_Frame] = []
        self._reports: list[Report] = []
        self._rest = ""
        self._half = ""
        self._parts: list[str] = []
        self._held = 0
        self._name: str | None = None

    def feed(self, text: str) -> list[Report]:
        """What this piece of the text adds."""
        self._reports = []
        text, self._rest = self._rest + text, ""
        at = 0
        while at < len(text):
            at = self._state(text, at)
        return self._reports

    # Each state takes some of the text from `at` on, and says where the next goes on.

    def _nothing(self, text: str, at: int) -> int:
        """The object has ended, or is none."""
        return len(text)

    def _before(self, text: str, at: int) -> int:
        found = _BEGIN.search(text, at)
        if found is None:
            return len(text)
        if found[0] == "[":
            return self._stop(text)
        self._open((), is_object=True)
        return found.end()

    def _member(self, text: str, at: int) -> int:
        """Before a member's name, or the end of the object."""
        at = _after_space(text, at)
        if at == len(text) or text[at] == ",":
            return at + 1
        if text[at] == "}":
            return self._close(at)
        if text[at] != '"':
            return self._stop(text)
        self._state = self._naming
        return at + 1

    def _naming(self, text: str, at: int) -> int:
        """Inside of a member's name."""
        part, at, whole = self._string(text, at)
        self._parts.append(part)
        if whole:
            names = self._frames[-1].names
            self._name = "".join(self._parts)
            self._parts.clear()
            if names is None or self._name in names:
                return self._stop(text)
            names.add(self._name)
            self._state = self._colon
        return at

    def _colon(self, text: str, at: int) -> int:
        at = _after_space(text, at)
        if at < len(text):
            if text[at] != ":":
                return self._stop(text)
            self._state = self._value
        return at + 1

    def _item(self, text: str, at: int) -> int:
        """Before an item, or the end of the list."""
        at = _after_space(text, at)
        if at < len(text) and text[at] == ",":
            return at + 1
        if at < len(text) and text[at] == "]":
            return self._close(at)
        return self._value(text, at)

    def _value(self, text: str, at: int) -> int:
        at = _after_space(text, at)
        if at == len(text):
            return at
        first = text[at]
        if first == '"':
            self._state = self._text
            return at + 1
        if first in "{[":
            if len(self._frames) == MAX_DEPTH:
                return self._stop(text)
            self._open(self._path(), is_object=first == "{")
            return at + 1
        self._state = self._word
        return at

    def _text(self, text: str, at: int) -> int:
        """Inside of a string that is a value."""
        part, at, whole = self._string(text, at)
        if part or whole:
            self._reports.append(Grown(self._path(), part, whole))
        if whole:
            self._done()
        return at

    def _word(self, text: str, at: int) -> int:
        """Inside of a number or a literal, which only what comes after it ends."""
        found = _WORD.match(text, at)
        end = found.end() if found else at
        self._held += end - at
        if self._held > MAX_NUMBER:
            return self._stop(text)
        self._parts.append(text[at:end])
        if end == len(text):
            return end
        word = "".join(self._parts)
        self._parts.clear()
        self._held = 0
        if word not in _WORDS and not _NUMBER.fullmatch(word):
            return self._stop(text)
        value = _WORDS[word] if word in _WORDS else json.loads(word)
        if isinstance(value, float) and not math.isfinite(value):
            return self._stop(text)
        self._reports.append(Scanned(self._path(), value))
        self._done()
        return end

    def _after(self, text: str, at: int) -> int:
        """After a value: a comma, or the end of what it is in."""
        at = _after_space(text, at)
        if at == len(text):
            return at
        is_object = self._frames[-1].names is not None
        if text[at] == ("}" if is_object else "]"):
            return self._close(at)
        if text[at] != ",":
            return self._stop(text)
        self._state = self._member if is_object else self._item
        return at + 1

    def _string(self, text: str, at: int) -> tuple[str, int, bool]:
        """What a string has from here on, where that ends, and whether the string does."""
        found = _STRING.match(text, at)
        end = found.end() if found else at
        part = text[at:end]
        if "\\" in part:
            part = _STRINGS.decode(f'"{part}"')
        if self._half or not part.isascii():
            part, self._half = joined(self._half, part)
        if end == len(text):
            return part, end, False
        if text[end] == '"':
            if self._half:
                part, self._half = part + "\ufffd", ""
            return part, end + 1, True
        if _CUT_ESCAPE.fullmatch(text, end):
            self._rest = text[end:]
            return part, len(text), False
        return part, self._stop(text), False

    def _path(self) -> Path:
        frame = self._frames[-1]
        if frame.names is None:
            return (*frame.path, frame.count)
        return (*frame.path, self._name or "")

    def _open(self, path: Path, *, is_object: bool) -> None:
        self._frames.append(_Frame(path, is_object))
        self._reports.append(Opened(path, dict if is_object else list))
        self._state = self._member if is_object else self._item

    def _close(self, at: int) -> int:
        self._reports.append(Closed(self._frames.pop().path))
        if self._frames:
            self._done()
        else:
            self._state = self._nothing
        return at + 1

    def _done(self) -> None:
        """A value has ended."""
        self._frames[-1].count += 1
        self._state = self._after

    def _stop(self, text: str) -> int:
        self._state = self._nothing
        return len(text)


def _after_space(text: str, at: int) -> int:
    found = _SPACE.match(text, at)
    return found.end() if found else at
