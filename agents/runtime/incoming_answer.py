"""An answer while it comes in: shown where it is to be seen, collected in any case."""

from collections.abc import Callable, Mapping
from typing import Any, Protocol

from agents.kind.places import Path
from agents.models.surrogates import joined
from agents.runtime.echo import Echo
from agents.runtime.filler import Filler, TextFiller
from agents.runtime.filling import Filling
from agents.runtime.scope import Scope
from agents.runtime.streamed_message import Reasoning, Shown, StreamedMessage, Text


class Showing(Protocol):
    """Where the text of an answer goes besides being collected."""

    @property
    def shown(self) -> list[Shown]:
        """The messages that it has made."""
        ...

    def feed(self, text: str) -> None:
        """More of it. Raises OverLimit or Echoed for what cannot be used."""
        ...

    def end(self) -> None:
        """There is no more."""
        ...

    def stop(self) -> None:
        """It is given up."""
        ...


class Hidden:
    """Shows nothing of an answer; one that is typed is held to its limits."""

    def __init__(self, schema: Mapping[str, Any] | None) -> None:
        self.shown: list[Shown] = []
        self._filling = Filling(schema) if schema is not None else None

    def feed(self, text: str) -> None:
        """More of it. Raises OverLimit."""
        if self._filling is not None:
            self._filling.feed(text)

    def end(self) -> None:
        """There is no more."""

    def stop(self) -> None:
        """It is given up."""


def showing(
    scope: Scope, path: Path | None, schema: Mapping[str, Any] | None, echo: Echo
) -> Showing:
    """What shows an answer at a place of the state, or hides it; without a schema it is text."""
    if path is None:
        return Hidden(schema)
    return TextFiller(scope, path, echo) if schema is None else Filler(scope, path, schema, echo)


class IncomingAnswer:
    """One answer as it comes in. Without a `showing` it is said aloud: a message, at full speed."""

    __slots__ = ("_half", "_message", "_parts", "_scope", "_showing", "_shown", "say")

    def __init__(self, scope: Scope, showing: Showing | None) -> None:
        self._scope = scope
        self._showing = showing
        self._half = ""
        self._parts: list[str] = []
        self._shown: list[Shown] = []
        self._message: StreamedMessage | None = None
        self.say: Callable[[str], None] | None = None
        """Takes more of the text where that is being spoken: the short way, for once per token."""

    @property
    def said(self) -> str:
        """The whole text, once it has ended."""
        if self._showing is None:
            return "".join(shown.text for shown in self._shown if shown.form == "text")
        return "".join(self._parts)

    def text(self, text: str) -> None:
        """More of the answer. Raises OverLimit or Echoed for what cannot be used."""
        if self._showing is None:
            message = self._start(Text)
            self.say = message.add
            message.add(text)
            return
        if self._message is not None:
            self._close()  # the reasoning before it
        text, self._half = joined(self._half, text)
        self._parts.append(text)
        self._showing.feed(text)

    def reasoning(self, text: str) -> None:
        """More of the reasoning."""
        message = self._message
        if not isinstance(message, Reasoning):
            message = self._start(Reasoning)
        message.add(text)

    def end(self) -> list[Shown]:
        """What was shown, each message closed."""
        if self._showing is not None:
            self._showing.end()
            self._shown += self._showing.shown
            self._showing.shown.clear()
        self._close()
        return self._shown

    def stop(self) -> None:
        """It is given up: show no more of it."""
        if self._showing is not None:
            self._showing.stop()

    def _close(self) -> None:
        if self._message is not None:
            self._shown.append(self._message.close())
            self._message = None
        self.say = None

    def _start(self, form: type[StreamedMessage]) -> StreamedMessage:
        self._close()
        self._message = form(self._scope)
        return self._message
