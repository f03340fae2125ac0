"""A message that is streamed while a model speaks, to the log in as few events as it takes."""

from abc import ABC, abstractmethod
from typing import ClassVar, Literal

import msgspec

from agents.models.surrogates import joined
from agents.runtime.scope import Scope
from protocol.events import (
    Event,
    ReasoningEndEvent,
    ReasoningMessageContentEvent,
    ReasoningMessageEndEvent,
    ReasoningMessageStartEvent,
    ReasoningStartEvent,
    TextMessageContentEvent,
    TextMessageEndEvent,
    TextMessageStartEvent,
)

PIECES = 100
"""After so many deltas what was said is put together: short strings take several times as much."""


class Shown(msgspec.Struct):
    """A message that a step left in the session."""

    form: Literal["text", "reasoning"]
    text: str


class StreamedMessage(ABC):
    """An open message that grows by deltas. Those that come before the log takes them merge.

    It is what `agents.runtime.stage.Growing` says.
    """

    __slots__ = ("_half", "_new", "_notify", "_pulled", "_said", "_stage", "id")

    form: ClassVar[Literal["text", "reasoning"]]
    content: ClassVar[type[TextMessageContentEvent] | type[ReasoningMessageContentEvent]]
    """The event of one delta."""

    def __init__(self, scope: Scope) -> None:
        self.id = scope.next_id()
        self._stage = stage = scope.stage
        self._half = ""
        self._new: list[str] = []
        self._said: list[str] = []
        self._pulled: list[str] = []
        stage.emit(*self.opening())
        self._notify = stage.follow(self)

    def add(self, text: str) -> None:
        """One more delta; it goes out with the log's next trip. Called once per token."""
        if self._half or not text.isascii():
            text, self._half = joined(self._half, text)
        if not text:
            return
        new = self._new
        new.append(text)
        if len(new) == 1:
            self._notify()
        elif len(new) > self._stage.allowance:
            self._stage.needs_wait = True

    @property
    def waits(self) -> bool:
        """Whether something has come that was not pulled."""
        return bool(self._new)

    def pull(self) -> Event | None:
        """The event of all that has come since the last one, if anything has."""
        if not self._new:
            return None
        text = "".join(self._new)
        self._new.clear()
        pulled = self._pulled
        pulled.append(text)
        if len(pulled) > PIECES:
            self._pulled = ["".join(pulled)]
        self._stage.pulled()
        return self.content(self.id, text)

    def unfolded(self) -> Event | None:
        """One event of all that was pulled since this was asked last, if anything was."""
        text = "".join(self._pulled)
        if not text:
            return None
        self._pulled.clear()
        said = self._said
        said.append(text)
        if len(said) > PIECES:
            self._said = ["".join(said)]
        return self.content(self.id, text)

    def discard(self) -> None:
        """Give up what has not been pulled."""
        self._new.clear()

    def close(self) -> Shown:
        """There are no more; what was said."""
        self._stage.emit(*self.closing())
        self._stage.unfollow(self)
        return Shown(self.form, "".join([*self._said, *self._pulled]))

    @abstractmethod
    def opening(self) -> list[Event]:
        """The events that open it."""

    @abstractmethod
    def closing(self) -> list[Event]:
        """The events that close it."""


class Text(StreamedMessage):
    """What the assistant says."""

    __slots__ = ()
    form = "text"
    content = TextMessageContentEvent

    def opening(self) -> list[Event]:
        """The start of a message of the assistant."""
        return [TextMessageStartEvent(message_id=self.id, role="assistant")]

    def closing(self) -> list[Event]:
        """Its end."""
        return [TextMessageEndEvent(message_id=self.id)]


class Reasoning(StreamedMessage):
    """What the model shows of its reasoning."""

    __slots__ = ()
    form = "reasoning"
    content = ReasoningMessageContentEvent

    def opening(self) -> list[Event]:
        """The start of a span of reasoning, and of the one message in it."""
        return [
            ReasoningStartEvent(message_id=self.id),
            ReasoningMessageStartEvent(message_id=self.id, role="reasoning"),
        ]

    def closing(self) -> list[Event]:
        """The ends of both."""
        return [
            ReasoningMessageEndEvent(message_id=self.id),
            ReasoningEndEvent(message_id=self.id),
        ]


FORMS: dict[str, type[StreamedMessage]] = {"text": Text, "reasoning": Reasoning}
