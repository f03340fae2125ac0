"""Shows an answer in the session's result while it is being written, at a cost that is linear."""

import asyncio
from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from agents.kind.places import Path
from agents.runtime.echo import Echo
from agents.runtime.filling import PERIOD_S, Change, Filling, Grow, Put
from agents.runtime.scope import Scope
from agents.runtime.streamed_message import Shown, Text

RESULT: Path = ("result",)


class Echoed(Exception):
    """The answer says again what the model was told about the one before."""


class Filler:
    """Takes the JSON of an answer as it comes, and fills what it describes in at a place.

    `feed` raises OverLimit or Echoed as soon as the answer cannot be used; `tick`, which a timer
    calls, leaves that to the next one.
    """

    def __init__(self, scope: Scope, path: Path, schema: Mapping[str, Any], echo: Echo) -> None:
        self._scope = scope
        self._path = path
        self._filling = Filling(schema)
        self._echo = echo
        # An answer that is the result goes beside what else stands in that, as far as it is asked.
        self._names = schema.get("properties") if path == RESULT else None
        self._growing: dict[Path, GrowingField] = {}
        self.shown: list[Shown] = []
        """The messages that have been shown, each as it closed."""
        self._ticker = Ticker(self._tick)
        self._failure: Exception | None = None
        self._begun: set[Path] = set()

    def feed(self, text: str) -> None:
        """More of the answer."""
        if self._failure is not None:
            raise self._failure
        self._filling.feed(text)
        self._show(self._filling.due(self._ticker.now()))
        self._ticker.set(self._filling.next_due)

    def end(self) -> None:
        """The answer has ended: what is not shown yet. Raises what `feed` raises."""
        self._ticker.stop()
        if self._failure is not None:
            raise self._failure
        self._show(self._filling.finish())
        for field in list(self._growing.values()):
            self._close(field, field.text())

    def stop(self) -> None:
        """Show no more of it."""
        self._ticker.stop()

    def _tick(self) -> None:
        """Show what is due."""
        try:
            self._show(self._filling.due(self._ticker.now()))
        except Exception as failure:  # it is raised where the answer is read
            self._failure = failure
        else:
            self._ticker.set(self._filling.next_due)

    def _show(self, changes: list[Change]) -> None:
        puts: list[tuple[Path, Any]] = []
        for change in changes:
            if self._names is not None and change.path[0] not in self._names:
                continue
            if isinstance(change, Grow):
                self._flush(puts)
                self._grow(change)
            elif isinstance(change, Put):
                self._guard(change.value)
                puts.append((change.path, change.value))
            else:
                self._flush(puts)
                self._close(self._growing[change.path], change.value)
        self._flush(puts)

    def _flush(self, puts: list[tuple[Path, Any]]) -> None:
        if puts:
            for path, _ in puts:
                self._begin(path)
            self._scope.grow([((*self._path, *path), value) for path, value in puts])
            puts.clear()

    def _begin(self, path: Path) -> None:
        """Before the first change of a place: remember what stands there, or have an object there.

        Of the result only what is changed is remembered, as others may fill in the rest meanwhile.
        """
        place = (*RESULT, path[0]) if self._path == RESULT else self._path
        if place in self._begun:
            return
        self._begun.add(place)
        self._scope.make_room(place)
        self._scope.save(place)
        if self._path != RESULT:
            self._scope.grow([(place, {})])

    def _grow(self, change: Grow) -> None:
        field = self._growing.get(change.path)
        if field is None:
            self._begin(change.path)
            field = GrowingField(self._scope, (*self._path, *change.path), self._echo)
            self._growing[change.path] = field
        field.add(change.text)

    def _close(self, field: "GrowingField", value: str) -> None:
        self.shown.append(field.close(value))
        self._growing = {path: f for path, f in self._growing.items() if f is not field}

    def _guard(self, value: Any) -> None:
        if self._echo and self._echo.stands_in(msgspec.json.encode(value).decode()):
            raise Echoed


class GrowingField:
    """A long text of the result, shown as a message while it grows."""

    def __init__(self, scope: Scope, path: Path, echo: Echo) -> None:
        self._scope = scope
        self._path = path
        self._echo = echo
        self._message = Text(scope)
        self._parts: list[str] = []
        self._tail = ""
        scope.start_filling(path, self._message.id)

    def add(self, text: str) -> None:
        """More of it. Raises Echoed."""
        if self._echo:
            if self._echo.stands_in(self._tail + text):
                raise Echoed
            self._tail = (self._tail + text)[-self._echo.reach :]
        self._parts.append(text)
        self._message.add(text)

    def text(self) -> str:
        """All so far."""
        return "".join(self._parts)

    def close(self, value: str) -> Shown:
        """It is whole, and becomes a field."""
        text = self.text()
        if value.startswith(text):
            self._message.add(value[len(text) :])
        shown = self._message.close()
        self._scope.finish_filling(self._path, self._message.id, value)
        return shown


class TextFiller:
    """The same for an answer that is plain text and one field of the result."""

    def __init__(self, scope: Scope, path: Path, echo: Echo) -> None:
        self._scope = scope
        self._path = path
        self._echo = echo
        self._field: GrowingField | None = None
        self._new: list[str] = []
        self._ticker = Ticker(self._tick)
        self._failure: Exception | None = None
        self._due = 0.0
        self.shown: list[Shown] = []
        """The message that has been shown, once it has closed."""

    def feed(self, text: str) -> None:
        """More of the answer. Raises Echoed."""
        if self._failure is not None:
            raise self._failure
        self._new.append(text)
        if self._ticker.now() >= self._due:
            self._show()
        else:
            self._ticker.set(self._due)

    def end(self) -> None:
        """The answer has ended. Raises what `feed` raises."""
        self._ticker.stop()
        if self._failure is not None:
            raise self._failure
        self._show()
        if self._field is not None:
            self.shown.append(self._field.close(self._field.text()))

    def stop(self) -> None:
        """Show no more of it."""
        self._ticker.stop()

    def _tick(self) -> None:
        try:
            self._show()
        except Exception as failure:  # it is raised where the answer is read
            self._failure = failure

    def _show(self) -> None:
        if not self._new:
            return
        text = "".join(self._new)
        self._new.clear()
        if self._field is None:
            self._scope.make_room(self._path)
            self._scope.save(self._path)
            self._field = GrowingField(self._scope, self._path, self._echo)
        self._field.add(text)
        self._due = self._ticker.now() + PERIOD_S


class Ticker:
    """Calls when something is due, whether or not more has come: a model may fall silent."""

    def __init__(self, tick: Callable[[], None]) -> None:
        self._loop = asyncio.get_running_loop()
        self._tick = tick
        self._handle: asyncio.TimerHandle | None = None
        self.now = self._loop.time

    def set(self, due: float | None) -> None:
        """Call then, unless it is set already; None is that nothing waits."""
        if self._handle is None and due is not None:
            self._handle = self._loop.call_at(due, self._ring)

    def stop(self) -> None:
        """Call no more."""
        if self._handle is not None:
            self._handle.cancel()
            self._handle = None

    def _ring(self) -> None:
        self._handle = None
        self._tick()
