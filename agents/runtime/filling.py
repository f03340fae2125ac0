"""A typed answer while it is being written, as the changes that show it."""

from collections.abc import Mapping
from typing import Any, TypeAlias

import msgspec

from agents.runtime.bounds import Bounds
from agents.runtime.byte_budget import SHARE, ByteBudget
from agents.runtime.scanner import Closed, Grown, Opened, Path, Scalar, Scanned, Scanner

PERIOD_S = 0.4
"""Changes are due at most this often, in seconds."""

RETRY_S = 0.05
"""What the budget does not allow yet is looked at again after so many seconds."""

LONG = 250
"""A string that is still open at more bytes than this is shown as a growing message."""

LONGER = 600
"""Up to so many bytes it is set anew instead, as far as it is there, where that is affordable."""

OPERATION = len('{"op":"replace","path":"/result","value":},')
"""The bytes of an operation beside its path below the result and its value."""

DELTA = len('{"type":"STATE_DELTA","delta":[]}')
"""The bytes of the event that carries operations beside these."""

_ID = f"{'0' * 36}.000"

CONTENT = len(f'{{"type":"TEXT_MESSAGE_CONTENT","messageId":"{_ID}","delta":""}}')
"""The bytes of an event of a growing message beside its text."""

BEGINNING = len(
    f'{{"type":"TEXT_MESSAGE_START","messageId":"{_ID}","role":"assistant"}}'
    f'{{"op":"add","path":"/filling/-","value":{{"path":"","message":"{_ID}"}}}},'
)
"""The bytes of what begins a growing message beside the path of its string."""

END = len(
    f'{{"type":"TEXT_MESSAGE_END","messageId":"{_ID}"}}{{"op":"remove","path":"/filling/0"}},'
)
"""The bytes of what ends it."""


class Put(msgspec.Struct, frozen=True):
    """A member of an object is set, or an item is put at the end of a list.

    With `replace` a beginning of the value stands there already, and makes room for it.
    """

    path: Path
    value: Any
    replace: bool = False


class Grow(msgspec.Struct, frozen=True):
    """More of a long string. The first one for a path opens it and holds all so far."""

    path: Path
    text: str


class Whole(msgspec.Struct, frozen=True):
    """A string that grew is whole: it is set as `Put` sets, and grows no more.

    What it said while it grew is a beginning of it, not always all.
    """

    path: Path
    value: str
    replace: bool = False


Change: TypeAlias = Put | Grow | Whole


class OverLimit(ValueError):
    """The answer is larger than its schema allows. The text tells its author what and where."""


class _Frame:
    """A container that is open.

    `value` is what it holds of whole values: None of the result itself, which is never put.
    `size` is about its bytes as JSON without those of what is open in it. `shown`: it stands in
    the document.
    """

    __slots__ = ("bounds", "count", "path", "shown", "size", "value")

    def __init__(self, path: Path, value: Any, bounds: Bounds) -> None:
        self.path = path
        self.value = value
        self.bounds = bounds
        self.shown = value is None
        self.count = 0
        self.size = 2 + _named(path)

    def add(self, path: Path, value: Any, size: int) -> None:
        """A value in it is whole."""
        self.size += size + 1
        self.count += 1
        if self.value is not None:
            _set(self.value, path, value)

    @property
    def reserve(self) -> int:
        """What further items may cost above SHARE times their bytes, if all are as short.

        It has an end, as it comes cheaper some day to put the whole container again.
        """
        operations = self.count * _overhead(self.path)
        return max(0, self.size - (SHARE - 1) * self.size**2 // max(1, operations))


class _String:
    """The string that is open: all its parts, and how far it is shown, and how.

    `size`, and `new` for what of it is not shown, are in bytes as JSON. `put`: a beginning of it
    stands in the document. `grows`: it is shown as a message, in which `told` of its parts are.
    """

    __slots__ = ("grows", "length", "max_length", "new", "parts", "path", "put", "size", "told")

    def __init__(self, path: Path, max_length: int | None) -> None:
        self.path = path
        self.max_length = max_length
        self.parts: list[str] = []
        self.length = 0
        self.size = 2 + _named(path)
        self.new = 0
        self.told = 0
        self.put = False
        self.grows = False

    def add(self, text: str) -> int:
        """More of it; the bytes of that. Raises OverLimit."""
        self.parts.append(text)
        self.length += len(text)
        if self.max_length is not None and self.length > self.max_length:
            raise OverLimit(f"{_place(self.path)} is longer than {self.max_length} characters.")
        size = _size(text) - 2
        self.size += size
        self.new += size
        return size

    def so_far(self, told: int = 0) -> str:
        """What has been written of it, without the parts that were told."""
        return "".join(self.parts[told:])


class Filling:
    """Feed it the text as it comes; `due` says what is to be shown of it, so far as it is written.

    A string is shown as far as it is there, a number, `true`, `false` and `null` when whole, a
    container with all that it holds so far, and then its further members one by one, or all once
    more where that is shorter. The changes make of an empty object what the text holds, and what
    they have made at any moment is a beginning of that. Text that is no JSON object shows nothing,
    and from where it becomes none, nothing more (`agents.runtime.scanner`).

    What is new is due after PERIOD_S, later only where the events would else have more bytes than
    a ByteBudget has: lists of many short numbers, and many texts of 300 to 2,000 characters.

    With a JSON Schema `feed` raises OverLimit as soon as a list has more items than `maxItems`, a
    string more characters than `maxLength`, or a number is under `minimum` or over `maximum`.
    """

    __slots__ = (
        "_budget",
        "_changes",
        "_cost",
        "_fixed",
        "_frames",
        "_fresh",
        "_next",
        "_root",
        "_scanner",
        "_string",
        "_written",
    )

    def __init__(self, schema: Mapping[str, Any] | None) -> None:
        self._root = Bounds.of(schema)
        self._scanner = Scanner()
        self._frames: list[_Frame] = []
        self._string: _String | None = None
        self._written = 0
        # What waits besides that which is open: the changes, their bytes, whether they must stay.
        self._changes: list[Change] = []
        self._cost = 0
        self._fixed = False
        self._fresh = False
        self._budget: ByteBudget | None = None
        self._next = 0.0

    def feed(self, text: str) -> None:
        """More of the text. Raises OverLimit, after which no more is to be fed."""
        for report in self._scanner.feed(text):
            # Not by pattern matching, which costs more: this is several times per token.
            if isinstance(report, Grown):
                self._grown(report)
            elif isinstance(report, Scanned):
                self._scanned(report)
            elif isinstance(report, Opened):
                self._opened(report)
            else:
                self._closed(report)

    def due(self, now: float) -> list[Change]:
        """What is to be shown now: nothing before the period is over, else all that is new.

        `now` is monotonic, in seconds. The first period begins when this is first asked.
        """
        if self._budget is None:
            self._budget = ByteBudget(now)
            self._next = now + PERIOD_S
        if now < self._next or not self._fresh:
            return []
        for grows in self._forms():
            cost, again = self._priced(grows)
            reserve = self._reserve(grows)
            if self._budget.spend(cost, reserve=reserve, written=self._written, now=now):
                self._next = now + PERIOD_S
                return self._taken(grows, again)
        self._next = now + RETRY_S
        return []

    @property
    def next_due(self) -> float | None:
        """When to ask `due` if no more comes until then; None while all is shown."""
        return self._next if self._fresh else None

    def finish(self) -> list[Change]:
        """The text has ended: all that has not been shown."""
        if not self._fresh:
            return []
        grows = self._string is not None and self._string.grows
        return self._taken(grows, self._priced(grows)[1])

    def _opened(self, report: Opened) -> None:
        path = report.path
        if not path:
            # The result itself is there already, and may hold more than the answer.
            self._frames.append(_Frame(path, None, self._root))
            return
        frame = _Frame(path, report.container(), self._bounds(path))
        self._frames.append(frame)
        self._written += frame.size + 1
        self._fresh = True

    def _closed(self, report: Closed) -> None:
        frame = self._frames.pop()
        if not self._frames:
            return
        parent = self._frames[-1]
        if not frame.shown:
            self._put(Put(frame.path, frame.value), frame.size, parent)
        elif not self._fixed and (cost := _overhead(frame.path) + frame.size) < self._cost:
            # All that waits is in it, as it was open already when the last was taken.
            self._changes = [Put(frame.path, frame.value, replace=True)]
            self._cost = cost
        parent.add(frame.path, frame.value, frame.size)

    def _scanned(self, report: Scanned) -> None:
        path, value = report
        bounds = self._bounds(path)
        if value is not None and not isinstance(value, bool):
            if bounds.minimum is not None and value < bounds.minimum:
                raise OverLimit(f"{_place(path)} is less than {bounds.minimum}.")
            if bounds.maximum is not None and value > bounds.maximum:
                raise OverLimit(f"{_place(path)} is more than {bounds.maximum}.")
        parent = self._frames[-1]
        size = _size(value) + _named(path)
        self._written += size + 1
        self._put(Put(path, value), size, parent)
        parent.add(path, value, size)
        self._fresh = True

    def _grown(self, report: Grown) -> None:
        path, text, whole = report
        string = self._string
        if string is None:
            string = self._string = _String(path, self._bounds(path).max_length)
            self._written += string.size + 1
        if text:
            self._written += string.add(text)
            self._fresh = True
        if whole:
            self._string = None
            self._end(string)

    def _end(self, string: _String) -> None:
        """The string that was open is whole."""
        path, value, parent = string.path, string.so_far(), self._frames[-1]
        if string.grows:
            self._changes.append(Whole(path, value, replace=string.put))
            self._cost += END + _overhead(path) + string.size
            self._fixed = True
            self._fresh = True
        elif string.new or not value:
            self._put(Put(path, value, replace=string.put), string.size, parent)
            self._fresh = True
        parent.add(path, value, string.size)

    def _bounds(self, path: Path) -> Bounds:
        """The bounds of what begins at the path. Raises OverLimit where its list is full."""
        bounds, last = self._frames[-1].bounds, path[-1]
        if isinstance(last, str):
            return bounds.member(last)
        if bounds.max_items is not None and last >= bounds.max_items:
            raise OverLimit(f"{_place(path[:-1])} has more than {bounds.max_items} items.")
        return bounds.item()

    def _put(self, put: Put, size: int, parent: _Frame) -> None:
        """A change, unless it comes with the container that the value is in."""
        if parent.shown:
            self._changes.append(put)
            self._cost += _overhead(put.path) + size

    def _forms(self) -> tuple[bool, ...]:
        """Whether the open string may be shown as a message, the better way first."""
        string = self._string
        if string is None or (string.size <= LONG and not string.grows):
            return (False,)
        if string.size > LONGER or string.grows:
            return (True,)
        return (True, False)

    def _priced(self, grows: bool) -> tuple[int, _Frame | None]:
        """The bytes of showing all that is new, and the container that is put again for it, if any.

        That is done where it is shorter than operations on all that is new in it.
        """
        cost, growth = self._cost, 0
        path: Path = ()
        size, new = 0, False
        string = self._string
        if string is not None and grows:
            growth = CONTENT + string.new if string.new else 0
            if not string.told:
                growth = BEGINNING + _overhead(string.path) + CONTENT + string.size
        elif string is not None and string.parts:
            path, size, new = string.path, string.size, string.new > 0
        again: _Frame | None = None
        for frame in reversed(self._frames):
            if frame.shown and new:
                cost += _overhead(path) + size
                new = False
            size += frame.size
            if not frame.shown:
                path, new = frame.path, True
            elif frame.value is not None and not grows and not self._fixed:
                shorter = _overhead(frame.path) + size
                if shorter < cost:
                    cost, again = shorter, frame
        return cost + growth + (DELTA if cost else 0), again

    def _reserve(self, grows: bool) -> int:
        """The bytes that what is open takes once more when it is whole, with a last event."""
        string = self._string
        size = DELTA if string is None else DELTA + string.size + _overhead(string.path)
        # A short rest costs more than its share: that of a string that grows comes with this one.
        size += END if grows else 2 * OPERATION
        return size + max((frame.reserve for frame in self._frames), default=0)

    def _taken(self, grows: bool, again: _Frame | None) -> list[Change]:
        """All that is new, what is open included; from now on it is shown."""
        string, changes = self._string, self._changes
        if string is not None:
            string.grows = grows
        unshown = next((frame for frame in self._frames if not frame.shown), None)
        if again is not None:
            changes = [Put(again.path, self._copied(again), replace=True)]
        elif unshown is not None:
            changes.append(Put(unshown.path, self._copied(unshown)))
        elif string is not None and string.new and not grows:
            changes.append(Put(string.path, string.so_far(), replace=string.put))
        if string is not None and string.parts:
            if not grows:
                string.put = True
            elif string.told < len(string.parts):
                changes.append(Grow(string.path, string.so_far(string.told)))
                string.told = len(string.parts)
            string.new = 0
        for frame in self._frames:
            frame.shown = True
        self._changes, self._cost, self._fixed, self._fresh = [], 0, False, False
        return changes

    def _copied(self, outer: _Frame) -> Any:
        """What an open container holds so far, with what is open in it, for good."""
        string = self._string
        value: Any = None
        path: Path = ()
        if string is not None and string.parts and not string.grows:
            path, value = string.path, string.so_far()
        for frame in reversed(self._frames):
            copy = frame.value.copy()
            if path:
                _set(copy, path, value)
            path, value = frame.path, copy
            if frame is outer:
                break
        return value


def _set(container: Any, path: Path, value: Any) -> None:
    """A member of an object, or the next item of a list."""
    if isinstance(container, list):
        container.append(value)
    else:
        container[path[-1]] = value


def _size(value: str | Scalar) -> int:
    """About the bytes of a value as JSON."""
    return len(msgspec.json.encode(value)) if isinstance(value, str) else len(str(value))


def _named(path: Path) -> int:
    """The bytes of the name in front of a member's value."""
    return len(path[-1].encode()) + 3 if path and isinstance(path[-1], str) else 0


def _overhead(path: Path) -> int:
    """The bytes of an operation beside its value."""
    return OPERATION + sum(1 + len(str(part).encode()) for part in path)


def _place(path: Path) -> str:
    """The path as it is written of an answer: `weeks[3].theme`."""
    parts = (f"[{part}]" if isinstance(part, int) else f".{part}" for part in path)
    return "".join(parts).lstrip(".")
