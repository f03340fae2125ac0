"""A message that grows while a model speaks, told to the log in as few events as it takes."""

from abc import ABC, abstractmethod
from typing import ClassVar, Literal

import msgspec

from agents.stage import Stage
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


class Shown(msgspec.Struct):
    """A message that a step left in the session."""

    form: Literal["text", "reasoning"]
    text: str


class Voice(ABC):
    """An open message that grows by deltas. Those that come before the log takes them merge."""

    __slots__ = ("_folded", "_new", "_said", "_stage", "_stir", "id")

    form: ClassVar[Literal["text", "reasoning"]]

    def __init__(self, stage: Stage) -> None:
        self.id = stage.next_id()
        self._stage = stage
        self._said: list[str] = []
        self._folded = 0
        self._new: list[str] = []
        stage.emit(*self.opening())
        self._stir = stage.follow(self)

    def add(self, text: str) -> None:
        """The next delta."""
        if not text:
            return
        new, stir = self._new, self._stir
        new.append(text)
        if len(new) == 1:
            stir()
        elif len(new) > self._stage.allowance:
            self._stage.pressed = True

    @property
    def waits(self) -> bool:
        """See agents.stage.Source."""
        return bool(self._new)

    def pull(self) -> Event | None:
        """See agents.stage.Source."""
        if not self._new:
            return None
        text = "".join(self._new)
        self._new.clear()
        self._said.append(text)
        self._stage.taken()
        return self.content(text)

    def unfolded(self) -> Event | None:
        """See agents.stage.Source."""
        text = "".join(self._said[self._folded :])
        self._folded = len(self._said)
        return self.content(text) if text else None

    def hush(self) -> None:
        """See agents.stage.Source."""
        self._new.clear()

    def close(self) -> Shown:
        """There are no more; what was said."""
        self._stage.emit(*self.closing())
        self._stage.follow(None)
        return Shown(self.form, "".join(self._said))

    @abstractmethod
    def opening(self) -> list[Event]:
        """The events that open it."""

    @abstractmethod
    def content(self, text: str) -> Event:
        """The event of one delta."""

    @abstractmethod
    def closing(self) -> list[Event]:
        """The events that close it."""


class Text(Voice):
    """What the assistant says."""

    __slots__ = ()
    form = "text"

    def opening(self) -> list[Event]:
        """See Voice."""
        return [TextMessageStartEvent(message_id=self.id, role="assistant")]

    def content(self, text: str) -> Event:
        """See Voice."""
        return TextMessageContentEvent(message_id=self.id, delta=text)

    def closing(self) -> list[Event]:
        """See Voice."""
        return [TextMessageEndEvent(message_id=self.id)]


class Reasoning(Voice):
    """What the model shows of its reasoning."""

    __slots__ = ()
    form = "reasoning"

    def opening(self) -> list[Event]:
        """See Voice."""
        return [
            ReasoningStartEvent(message_id=self.id),
            ReasoningMessageStartEvent(message_id=self.id, role="reasoning"),
        ]

    def content(self, text: str) -> Event:
        """See Voice."""
        return ReasoningMessageContentEvent(message_id=self.id, delta=text)

    def closing(self) -> list[Event]:
        """See Voice."""
        return [
            ReasoningMessageEndEvent(message_id=self.id),
            ReasoningEndEvent(message_id=self.id),
        ]


VOICES: dict[str, type[Voice]] = {"text": Text, "reasoning": Reasoning}
